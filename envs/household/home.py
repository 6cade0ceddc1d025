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


_CHANGED = ("seen", "held", "changed", "at the target", "done")
LANDMARKS = {
    "place": ("seen", "held", "at the target", "done"),
    "clean": _CHANGED,
    "heat": _CHANGED,
    "cool": _CHANGED,
    "look": ("seen", "held", "at the lamp", "done"),
    "two": ("seen", "held", "first done", "second seen", "second held", "done"),
    # of games of ours alone
    "slice": ("seen", "held", "knife held", "changed", "done"),
    "chain": ("seen", "held", "changed", "done"),
    "stack": ("seen", "held", "vessel held", "stacked", "done"),
    "three": ("seen", "held", "first done", "second done", "done"),
    "all": ("seen", "held", "first done", "half done", "done"),
    "if": ("looked", "seen", "held", "done"),
}
"""What every solution passes, by task type and in order; bit i of `Shown.landmarks` is the i-th.

Seen: a wanted object was listed. Held: the agent holds one. Changed: it holds one that is clean, hot or cool as asked.
At the target: it stands there with such an object; at the lamp likewise. First done: the first of two is in a target.
Changed, of "slice" and "chain": one is as asked, wherever. Stacked: one is in a vessel as asked. Looked: the contents
that the condition is about were told. An object that is listed in two places at once can make a later one come without
an earlier one.
"""


_MARKS = {"clean": 0, "heat": 1, "cool": 2, "slice": 3}


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
        goal = Goal(*data["goal"])
        self.goal = goal._replace(changes=tuple(goal.changes))
        self.friendly = self.dialect == "friendly"
        self.places: tuple[str, ...] = tuple(data["places"])
        self.start_place: int = data["start"]
        self._receptacles(data)
        self._objects(data)
        self._vessels(data)
        self._fits(data)
        self._goal()
        self._condition(data)
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
        self.written: dict[str, tuple[Command, ...]] = {}
        """Texts of a friendly game as they were read."""

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
        inside = [0] * (len(self.receptacles) + len(data.get("vessels", ())))
        near = [0] * len(self.places)
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

    def _vessels(self, data: dict[str, Any]) -> None:
        """Objects that hold others and can be carried with them; ALFWorld's games have none that take anything."""
        self.vessel_list: tuple[int, ...] = tuple(data.get("vessels", ()))
        first = len(self.receptacles)
        self.slot_of = {thing: first + i for i, thing in enumerate(self.vessel_list)}
        """Vessel -> its number among the containers."""
        self.nesting = sum(1 << thing for thing in self.vessel_list)
        self.containers = (*self.receptacles, *[self.things[thing] for thing in self.vessel_list])
        """The names of all that holds things: the receptacles, then the vessels."""
        self.container_numbers = {name: i for i, name in enumerate(self.containers)}
        nests = data.get("nests", {})
        self.nests: tuple[int, ...] = tuple(
            [sum([self.of_kind(kind) for kind in nests[self.kinds[thing]]]) for thing in self.vessel_list]
        )
        """The objects that each vessel may hold, as a mask."""
        self.rooms: list[tuple[str, tuple[int, ...]]] = [(name, tuple(here)) for name, here in data.get("rooms", ())]
        self.prepositions = tuple(data.get("prepositions", ["in/on"] * len(self.containers)))
        """ "in" or "on", by container; "in/on" in ALFWorld's homes."""

    def _condition(self, data: dict[str, Any]) -> None:
        """What an "if" task depends on."""
        found = data.get("condition")
        self.look_into: int = found["receptacle"] if found else -1
        """The receptacle whose contents decide what is to be done; -1 if none does."""
        self.look_for: str = found["thing"] if found else ""
        """The type of object that is looked for there."""
        self.branches: tuple[str, ...] = ()
        """Definitions of the same home with what is asked for if there is one, and if there is none."""
        if found:
            plain = {**data, "condition": {**found, "goals": []}}
            self.branches = tuple(
                [json.dumps({**plain, "goal": goal}, separators=(",", ":")) for goal in found["goals"]]
            )

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
        kind, thing, target = self.goal[:3]
        wanted = self.of_kind(thing)
        self.targets = 0 if kind == "look" else self.of_receptacle_kind(target)
        """The receptacles that the goal is about."""
        self.lamps = self.of_kind(target) & self.toggleable if kind == "look" else 0
        self.changes = (kind,) if kind in ("clean", "heat", "cool") else self.goal.changes
        """What must be done to each wanted object."""
        can = {"clean": self.cleanable, "heat": self.heatable, "cool": self.coolable, "slice": self.sliceable}
        for change in self.changes:
            wanted &= can[change]
        self.wanted = wanted
        """The objects that the goal is about."""
        fitting = [self.fits[thing] for thing in bits(self.wanted)]
        self.fitting_targets = self.targets & fitting[0] if fitting else 0
        """The targets that may hold them: they are all of one type."""
        self.station_masks = {"clean": self.sinks, "heat": self.microwaves, "cool": self.fridges}
        stations = self.station_masks.get(kind, 0)
        self.stations: tuple[int, ...] = tuple(sorted({self.place_of[r] for r in bits(stations)}))
        """The places where a wanted object can be changed as the goal asks."""
        self.mark_of_change = tuple([_MARKS[change] for change in self.changes])
        """The index in `Marks` of each change."""
        self.vessels_wanted = self.of_kind(self.goal.vessel) & self.nesting if self.goal.vessel else 0
        """The vessels that the goal is about."""
        self.count = self.wanted.bit_count() if kind == "all" else 2 if kind == "two" else self.goal.number
        """How many wanted objects must be in a target."""

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
