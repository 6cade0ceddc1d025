"""Homes of ours: which receptacles rooms have, what lies about in them and where, drawn from the shipped facts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ..core.rng import Stream
from .prior import placements

__all__ = ["Furnished", "Kinds", "furnish", "kinds"]

_USUAL = 0.02
"""Weight of a receptacle that may hold a thing, but seldom does."""

_FILLED = 0.12
"""Share of the things that lie in a vessel where one takes them."""


@dataclass(frozen=True)
class Kinds:
    """The facts about types of things, receptacles and rooms; see `assets/household/README.md`."""

    things: dict[str, str]
    """Type of object -> affordances (see `pddl`)."""
    names: dict[str, str]
    """Type -> what it is called, where that is something else."""
    openable: frozenset[str]
    within: frozenset[str]
    """Types of receptacles that hold things inside; on the others they lie."""
    fits: dict[str, frozenset[str]]
    nests: dict[str, frozenset[str]]
    """Type of vessel -> types of objects that it holds."""
    rooms: dict[str, Any]
    unseen: dict[str, Any]
    """Rooms of the split "unseen_rooms"."""

    def name(self, kind: str) -> str:
        """What a type is called."""
        return self.names.get(kind, kind)


@cache
def kinds() -> Kinds:
    """The facts that are shipped."""
    data = json.loads(files("turnwise.assets").joinpath("household", "facts.json").read_text(encoding="utf-8"))
    return Kinds(
        data["things"],
        data["names"],
        frozenset(data["openable"]),
        frozenset(data["holds inside"]),
        {kind: frozenset(words.split()) for kind, words in data["fits"].items()},
        {kind: frozenset(words.split()) for kind, words in data["nests"].items()},
        data["rooms"],
        data["unseen rooms"],
    )


@dataclass(frozen=True)
class Furnished:
    """A home without a task."""

    rooms: tuple[tuple[str, tuple[int, ...]], ...]
    """Room and its receptacles."""
    receptacles: tuple[str, ...]
    """The type of each."""
    things: tuple[str, ...]
    """The type of each object, ascending; those of a type stand together."""
    where: tuple[int, ...]
    """The container of each object: a receptacle, or `len(receptacles)` + the number of a vessel."""

    @property
    def vessels(self) -> tuple[int, ...]:
        """The objects that hold others."""
        nests = kinds().nests
        return tuple([i for i, kind in enumerate(self.things) if kind in nests])


def furnish(rng: Stream, rooms: tuple[str, ...], most: int) -> Furnished:
    """A home with some rooms.

    Args:
        rng: decides all.
        rooms: by name.
        most: receptacles at the most; rooms lose what they need not have until it is so.
    """
    facts = kinds()
    known = facts.rooms | facts.unseen
    counts = [_receptacles(rng.child(name), known[name]["receptacles"]) for name in rooms]
    while sum(sum(count.values()) for count in counts) > most:
        spare = [
            (room, kind)
            for room, count in enumerate(counts)
            for kind, number in count.items()
            if number > known[rooms[room]]["receptacles"][kind][0]
        ]
        if not spare:
            break
        room, kind = rng.choice(spare)
        counts[room][kind] -= 1
    receptacles: list[str] = []
    laid: list[tuple[str, tuple[int, ...]]] = []
    for name, count in zip(rooms, counts, strict=True):
        here = [kind for kind in sorted(count) for _ in range(count[kind])]
        laid.append((name, tuple(range(len(receptacles), len(receptacles) + len(here)))))
        receptacles += here
    return _filled(rng, tuple(laid), tuple(receptacles), {name: known[name]["things"] for name in rooms})


def _receptacles(rng: Stream, ranges: dict[str, list[int]]) -> dict[str, int]:
    return {kind: rng.integers(low, high + 1) for kind, (low, high) in ranges.items()}


def _filled(
    rng: Stream, rooms: tuple[tuple[str, tuple[int, ...]], ...], receptacles: tuple[str, ...], lists: dict[str, str]
) -> Furnished:
    """The home with its things: as many of each type as the room may have, where such things usually are."""
    drawn: list[tuple[str, int]] = []
    for name, here in rooms:
        for word in lists[name].split():
            kind, _, most = word.partition(":")
            spots = [r for r in here if _takes(receptacles[r], kind)]
            for _ in range(rng.integers(int(most) + 1) if spots else 0):
                weights = [_weight(kind, receptacles, r, here) for r in spots]
                drawn.append((kind, rng.weighted(spots, weights)))
    drawn.sort()
    things = [kind for kind, _ in drawn]
    where = [spot for _, spot in drawn]
    nests = kinds().nests
    vessels = [i for i, kind in enumerate(things) if kind in nests]
    for i, kind in enumerate(things):
        takers = [n for n, vessel in enumerate(vessels) if kind in nests[things[vessel]]]
        if takers and rng.random() < _FILLED:
            where[i] = len(receptacles) + rng.choice(takers)
    return Furnished(rooms, receptacles, tuple(things), tuple(where))


def _takes(receptacle: str, kind: str) -> bool:
    facts = kinds()
    if "t" in facts.things[kind]:  # lamps stand where they are found in ALFWorld's homes
        return receptacle in placements().get(kind, {})
    return kind in facts.fits[receptacle]


def _weight(kind: str, receptacles: tuple[str, ...], r: int, here: tuple[int, ...]) -> float:
    alike = sum([receptacles[other] == receptacles[r] for other in here])
    return max(placements().get(kind, {}).get(receptacles[r], 0.0), _USUAL) / alike
