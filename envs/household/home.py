"""A game's home: the tables that never change while it is played, made once from its definition."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, cast

from .pddl import Dialect, Goal
from .state import Command, Marks, Performed, Verb

__all__ = ["LANDMARKS", "Home", "bits", "home"]

_KEPT_COMMANDS = 2048
"""Commands that a home keeps; all are forgotten when there are more."""


LANDMARKS = {
    "place": ("seen", "held", "at the target", "done"),
    "clean": ("seen", "held", "changed", "at the target", "done"),
    "heat": ("seen", "held", "changed", "at the target", "done"),
    "cool": ("seen", "held", "changed", "at the target", "done"),
    "look": ("seen", "held", "at the lamp", "done"),
    "two": ("seen", "held", "first done", "second seen", "second held", "done"),
}
"""What every solution passes, by task type and in order; bit i of `Shown.landmarks` is the i-th.

Seen: a wanted object was listed. Held: the agent holds one. Changed: it holds one that is clean, hot or cool as asked.
At the target: it stands there with such an object; at the lamp likewise. First done: the first of two is in a target.
An object that is listed in two places at once can make a later one come without an earlier one.
"""


@lru_cache(maxsize=16384)
def bits(mask: int) -> tuple[int, ...]:
    """The numbers of the bits that are set, ascending."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return tuple(found)


class Home:
    """Names, places, kinds and affordances of a home, as tables of numbers and masks. Nothing in it changes.

    Its dictionaries are caches of texts that depend on the home and their key alone.
    """

    def __init__(self, definition: str) -> None:
        data: dict[str, Any] = json.loads(definition)
        self.dialect = cast(Dialect, data["dialect"])
        self.sentence: str = data["sentence"]
        self.goal = Goal(*data["goal"])
        self.places: tuple[str, ...] = tuple(data["places"])
        self.start_place: int = data["start"]
        self._receptacles(data)
        self._objects(data)
        self._fits(data)
        self._goal()
        self.target_list = bits(self.targets)
        self.is_look = self.goal.kind == "look"
        self.all_landmarks = (1 << len(LANDMARKS[self.goal.kind])) - 1
        self.place_names = tuple(
            [", ".join([self.receptacles[r] for r in here]) or "no place" for here in self.listed_here]
        )
        self.marks = Marks(*(self.with_letter(letter, data["objects"]) for letter in "CHKST"))
        self.held: int = data["held"]
        self.numbers = {name: i for i, name in enumerate(self.things)}
        self.receptacle_numbers = {name: i for i, name in enumerate(self.receptacles)}
        self._caches()

    def _caches(self) -> None:
        """What is kept for the next time; each value depends on the home and its key alone."""
        self.shown: dict[tuple[str, int, int, int], str] = {}
        """Contents of a receptacle as they are told, by verb, objects, receptacle and whether it is open."""
        self.commands: dict[str, tuple[Command, tuple[Performed]]] = {}
        """Commands that were written, with the event of carrying them out."""
        self.menus: dict[Any, tuple[str, ...]] = {}
        """Admissible commands by what they depend on."""
        self.menu_parts: dict[int, tuple[list[str], list[str]]] = {}
        """Examine and go commands of each place."""
        self.orders: dict[int, tuple[tuple[int, ...], ...]] = {}
        """The random worlds of `belief`."""
        self.mean_at_start = 0.0
        """The mean distance in them at the start, once it was asked for."""
        self.opening = ""
        """The first observation, once it was asked for."""
        self.keys: dict[Any, str] = {}
        """Public keys of what was shown."""
        self.key_parts: dict[tuple[int, int], str] = {}
        """The part of a public key that is about the contents of a receptacle."""
        self.distances: dict[Any, int] = {}
        """Optimal remaining commands by what they depend on."""

    def _receptacles(self, data: dict[str, Any]) -> None:
        rows = data["receptacles"]
        self.receptacles: tuple[str, ...] = tuple([row[0] for row in rows])
        self.receptacle_kinds: tuple[str, ...] = tuple([row[1] for row in rows])
        self.place_of: tuple[int, ...] = tuple([row[2] for row in rows])
        self.openable = sum(1 << i for i, row in enumerate(rows) if row[3] & 1)
        self.opened = sum(1 << i for i, row in enumerate(rows) if row[3] & 2)
        self.here: tuple[int, ...] = tuple(
            [sum(1 << i for i, place in enumerate(self.place_of) if place == p) for p in range(len(self.places))]
        )
        """The receptacles at each place, as a mask."""
        self.listed_here = tuple([bits(mask) for mask in self.here])

    def _objects(self, data: dict[str, Any]) -> None:
        rows = data["objects"]
        self.things: tuple[str, ...] = tuple([row[0] for row in rows])
        self.kinds: tuple[str, ...] = tuple([row[1] for row in rows])
        inside, near = [0] * len(self.receptacles), [0] * len(self.places)
        for i, row in enumerate(rows):
            for receptacle in row[3]:
                inside[receptacle] |= 1 << i
            for place in row[4]:
                near[place] |= 1 << i
        self.inside, self.near = tuple(inside), tuple(near)
        self.pickupable = self.with_letter("p", rows)
        self.cleanable = self.with_letter("c", rows)
        self.heatable = self.with_letter("h", rows)
        self.coolable = self.with_letter("k", rows)
        self.toggleable = self.with_letter("t", rows)
        self.sliceable = self.with_letter("s", rows)
        self.vessels = self.with_letter("r", rows)
        self.knives = self.of_kind("knife") | self.of_kind("butterknife")
        inner = [0] * len(rows)
        for outer, name in data["inner"]:
            inner[outer] |= 1 << name
        self.inner = tuple(inner)

    def _fits(self, data: dict[str, Any]) -> None:
        allowed = {kind: frozenset(things) for kind, things in data["fits"].items()}
        by_kind = {
            thing: sum(1 << i for i, kind in enumerate(self.receptacle_kinds) if thing in allowed.get(kind, ()))
            for thing in set(self.kinds)
        }
        self.fits: tuple[int, ...] = tuple([by_kind[kind] for kind in self.kinds])
        """The receptacles that may hold each object, as a mask."""
        self.sinks = self.of_receptacle_kind("sinkbasin") | self.of_receptacle_kind("sink")
        self.microwaves = self.of_receptacle_kind("microwave")
        self.fridges = self.of_receptacle_kind("fridge")

    def _goal(self) -> None:
        kind, thing, target = self.goal
        wanted = self.of_kind(thing)
        self.targets = 0 if kind == "look" else self.of_receptacle_kind(target)
        """The receptacles that the goal is about."""
        self.lamps = self.of_kind(target) & self.toggleable if kind == "look" else 0
        affordance = {"clean": self.cleanable, "heat": self.heatable, "cool": self.coolable}.get(kind, -1)
        self.wanted = wanted & affordance
        """The objects that the goal is about."""
        fitting = [self.fits[thing] for thing in bits(self.wanted)]
        self.fitting_targets = self.targets & fitting[0] if fitting else 0
        """The targets that may hold them: they are all of one type."""
        stations = {"clean": self.sinks, "heat": self.microwaves, "cool": self.fridges}.get(kind, 0)
        self.stations: tuple[int, ...] = tuple(sorted({self.place_of[r] for r in bits(stations)}))
        """The places where a wanted object can be changed as the goal asks."""

    def of_kind(self, kind: str) -> int:
        """The objects of a type, as a mask."""
        return sum(1 << i for i, name in enumerate(self.kinds) if name == kind)

    def of_receptacle_kind(self, kind: str) -> int:
        """The receptacles of a type, as a mask."""
        return sum(1 << i for i, name in enumerate(self.receptacle_kinds) if name == kind)

    @staticmethod
    def with_letter(letter: str, rows: list[list[Any]]) -> int:
        """The objects whose definition has a letter (see `pddl`), as a mask."""
        return sum(1 << i for i, row in enumerate(rows) if letter in row[2])

    def command(self, verb: Verb, thing: int, other: int, text: str) -> tuple[Command, tuple[Performed]]:
        """A command with the event of carrying it out, kept for the next time."""
        made = Command(verb, thing, other, text)
        entry = (made, (Performed(made),))
        if len(self.commands) >= _KEPT_COMMANDS:
            self.commands.clear()
        self.commands[text] = entry
        return entry


@lru_cache(maxsize=512)
def home(definition: str) -> Home:
    """The home of a definition; the last 512 are kept."""
    return Home(definition)
