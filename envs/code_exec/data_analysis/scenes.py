"""Small made-up businesses: their tables, with the flaws that real tables have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ...core.rng import Stream
from .state import Cell, Column, Row, Table

__all__ = ["SCENES", "Scene"]

_PEOPLE: Final = ("Ada", "Bo", "Cleo", "Dov", "Edda", "Finn", "Gus", "Hana", "Ira", "Jo", "Kai", "Lea")
_TOWNS: Final = ("Arden", "Brill", "Corby", "Dover", "Elgin")


@dataclass(frozen=True)
class Scene:
    """What the tables are about: one of things, and one of what happened to them.

    `things` has an id, a group and a number of each; `events` an id, the thing's id, a day, a number and a status.
    """

    name: str
    thing: str
    """Table of the things."""
    event: str
    """Table of the events."""
    group: str
    """Column of `thing` that groups."""
    price: str
    """Column of `thing` with a number."""
    amount: str
    """Column of `event` with a number, sometimes missing."""
    groups: tuple[str, ...]
    states: tuple[str, str]
    """What the column `status` of `event` holds: the usual value, and the other one."""

    def tables(self, rng: Stream, size: int) -> tuple[Table, Table]:
        """The two tables. Some events are there twice, some have no number, and some things have no event at all."""
        count = rng.integers(4, 7)
        key = f"{self.thing}_id"
        things: list[Row] = [
            (number, rng.choice(_PEOPLE) + f" {number}", rng.choice(self.groups), rng.integers(2, 30))
            for number in range(1, count + 1)
        ]
        events: list[Row] = []
        for number in range(1, size + 1):
            amount: Cell = None if rng.random() < 0.15 else rng.integers(1, 20)
            day = f"2024-{rng.integers(1, 7):02d}-{rng.integers(1, 29):02d}"
            status = self.states[0] if rng.random() < 0.7 else self.states[1]
            if rng.random() < 0.15:
                status = rng.choice((status.upper(), status + " "))
            events.append((number, rng.integers(1, count), day, amount, status))
        doubled = rng.sample(events, max(1, size // 6))
        return (
            Table(
                self.thing,
                (
                    Column("id", "INTEGER", "number, unique"),
                    Column("name", "TEXT", "name"),
                    Column(self.group, "TEXT", f"one of {', '.join(self.groups)}"),
                    Column(self.price, "INTEGER", f"{self.price} of each"),
                ),
                tuple(things),
            ),
            Table(
                self.event,
                (
                    Column("id", "INTEGER", "number of the entry; an entry may be there twice by mistake"),
                    Column(key, "INTEGER", f"{self.thing}.id"),
                    Column("day", "TEXT", "YYYY-MM-DD"),
                    Column(self.amount, "INTEGER", f"{self.amount}, empty where it was not written down"),
                    Column("status", "TEXT", f"{self.states[0]} or {self.states[1]}, written by hand"),
                ),
                tuple(rng.permutation([*events, *doubled])),
            ),
        )


SCENES: Final = (
    Scene("shop", "product", "sale", "category", "price", "quantity", ("tea", "bread", "soap"), ("paid", "returned")),
    Scene("clinic", "doctor", "visit", "ward", "fee", "minutes", ("north", "south", "east"), ("done", "missed")),
    Scene("ferry", "ship", "trip", "harbor", "seats", "passengers", _TOWNS[:3], ("sailed", "canceled")),
    Scene("library", "book", "loan", "shelf", "pages", "days", ("poetry", "history", "maps"), ("back", "open")),
    Scene("farm", "field", "harvest", "crop", "acres", "sacks", ("rye", "oats", "flax"), ("stored", "spoiled")),
    Scene("museum", "hall", "tour", "wing", "rooms", "guests", ("old", "new", "court"), ("held", "dropped")),
)
"""The last two are kept for split "structure"."""
