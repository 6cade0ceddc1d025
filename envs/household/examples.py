"""Small homes made up here, to try the environment without ALFWorld's files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from ..core.errors import TaskError
from ..core.game import TaskSource
from ..core.rng import Stream
from .files import TEMPLATES
from .state import Task

__all__ = ["ExampleGames"]

_KITCHEN = {
    "cabinet": (3, True),
    "coffeemachine": (1, False),
    "countertop": (2, False),
    "drawer": (3, True),
    "fridge": (1, True),
    "garbagecan": (1, False),
    "microwave": (1, True),
    "sinkbasin": (1, False),
}
_BEDROOM = {
    "bed": (1, False),
    "desk": (1, False),
    "drawer": (4, True),
    "dresser": (1, False),
    "shelf": (2, False),
    "sidetable": (2, False),
}
_FOOD = ("cabinet", "countertop", "fridge", "garbagecan", "microwave", "sinkbasin")
_WARE = ("cabinet", "coffeemachine", "countertop", "microwave", "sinkbasin")
_SMALL = ("bed", "desk", "drawer", "dresser", "shelf", "sidetable")
_THINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "apple": ("pchks", _FOOD),
    "mug": ("pchkr", _WARE),
    "potato": ("pchks", _FOOD),
    "spoon": ("pc", ("cabinet", "countertop", "drawer", "sinkbasin")),
    "book": ("p", _SMALL),
    "cd": ("p", _SMALL),
    "keychain": ("p", _SMALL),
    "pen": ("p", _SMALL),
    "desklamp": ("t", ("desk", "sidetable")),
}
"""Type -> affordances (see `pddl`) and receptacle types."""

_SPLITS = {"train": 48, "valid_seen": 24, "valid_unseen": 24}
_KINDS = ("place", "look", "clean", "heat", "cool", "two")


@dataclass(frozen=True)
class ExampleGames(TaskSource[Task]):
    """Kitchens and bedrooms of ours in ALFWorld's format, the six task types in turn. None is one of ALFWorld's games.

    Splits differ in the number of receptacles, so none shares a home with another.
    """

    splits: ClassVar[tuple[str, ...]] = tuple(_SPLITS)  # type: ignore[misc] # fixed for the class here

    def task(self, split: str, index: int) -> Task:
        """The game at an address; number i has the task type i modulo 6."""
        if split not in self.splits:
            raise TaskError(f"split must be one of {list(self.splits)}, got {split!r}")
        if not 0 <= index < _SPLITS[split]:
            raise TaskError(f"index must be 0 to {_SPLITS[split] - 1}, got {index!r}")
        kind = _KINDS[index % len(_KINDS)]
        rng = Stream(0, "turnwise/ALFWorld examples", split, index)
        return Task(_definition(rng, kind, list(_SPLITS).index(split)), f"{split}/example_{index}_{kind}")

    def count(self, split: str) -> int:
        """How many games a split has."""
        return _SPLITS[split]

    def key(self, task: Task) -> str:
        """All of the game."""
        return task.definition

    def name(self, task: Task) -> str:
        """Split, number and task type."""
        return task.name


def _definition(rng: Stream, kind: str, more: int) -> str:
    room = _BEDROOM if kind == "look" or (kind in ("place", "two") and rng.random() < 0.5) else _KITCHEN
    receptacles, places = [], 0
    for name, (count, opens) in room.items():
        count += more if name == "drawer" else 0
        for number in range(count, 0, -1):
            places += not (number < count and rng.random() < 0.3)  # else it shares the place of the last one
            receptacles.append([f"{name} {number}", name, places, int(opens)])
    fits = {name: sorted(thing for thing, (_, where) in _THINGS.items() if name in where) for name in room}
    things = [thing for thing, (_, where) in _THINGS.items() if len(set(where) & set(room)) > 1]
    wanted, target = _wanted(rng, kind, things, list(room))
    objects: list[list[Any]] = []
    for thing in sorted(things):
        count = max(1 + rng.integers(2), 2 if kind == "two" and thing == wanted else 1)
        for number in range(count, 0, -1):
            where = _somewhere(rng, thing, receptacles, target if thing == wanted else "")
            objects.append([f"{thing} {number}", thing, _THINGS[thing][0], [where], [receptacles[where][2]]])
    data = {
        "dialect": "move",
        "sentence": rng.choice(TEMPLATES[kind]).format(wanted, target),
        "goal": [kind, wanted, target],
        "places": [f"loc {number}" for number in range(places + 1)],
        "start": 0,
        "receptacles": receptacles,
        "objects": objects,
        "inner": [],
        "held": -1,
        "fits": fits,
    }
    return json.dumps(data, separators=(",", ":"))


def _wanted(rng: Stream, kind: str, things: list[str], room: list[str]) -> tuple[str, str]:
    """The types of the object and of the target or lamp."""
    letter = {"clean": "c", "heat": "h", "cool": "k"}.get(kind, "p")
    wanted = rng.choice([thing for thing in things if letter in _THINGS[thing][0] and "p" in _THINGS[thing][0]])
    if kind == "look":
        return wanted, "desklamp"
    return wanted, rng.choice([name for name in room if name in _THINGS[wanted][1]])


def _somewhere(rng: Stream, thing: str, receptacles: list[list[Any]], barred: str) -> int:
    """A receptacle that takes a type of object, of another type than `barred`."""
    where = [i for i, row in enumerate(receptacles) if row[1] in _THINGS[thing][1] and row[1] != barred]
    return rng.choice(where)
