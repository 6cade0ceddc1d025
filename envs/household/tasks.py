"""Tasks in homes of ours: drawn without end, each with a proof that it can be done, in splits that share nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any, ClassVar

from ..core.errors import TaskError, UsageError
from ..core.game import TaskSource
from ..core.rng import Stream, bucket
from .errand_kinds import DRAW, Goal
from .home import Home, home
from .rooms import Furnished, furnish, kinds
from .sentences import sentence
from .solver import LOST, distance
from .state import Task
from .steps import start

__all__ = ["CHAINS", "TASK_TYPES", "HouseholdTasks"]

TASK_TYPES = ("place", "look", "clean", "heat", "cool", "two", "slice", "stack", "three", "all", "if")
"""The task types that every split but "long_chains" has in turn: ALFWorld's six and five of ours."""

CHAINS = ("chain", "chain", "clean three", "clean two", "chain if", "heat two")
"""The task types of the split "long_chains"."""
_USUAL_ROOMS = (
    ("kitchen",),
    ("bedroom",),
    ("living room",),
    ("bathroom",),
    ("kitchen", "living room"),
    ("bedroom", "bathroom"),
    ("living room", "bedroom"),
)
_UNSEEN_ROOMS = (
    ("study",),
    ("pantry",),
    ("dining room",),
    ("pantry", "dining room"),
    ("study", "dining room"),
)
_SHARES = {"train": range(0, 80), "valid": range(80, 90), "test": range(90, 100)}
"""Which hundredths of all homes belong to each split."""

_OF_SEVERAL = ("two", "three", "all")
"""Task types whose things no vessel takes: else one could carry several at once, and `errands` would not be exact."""

_HELD_OUT = 6
"""One pair of object and target in so many is asked for in the split "unseen_pairs" alone."""

_MOST, _MOST_IN_CHAINS = 18, 16
"""Receptacles of a home at the most."""

_FEWEST_IN_CHAINS = 9
"""Commands that a task of "long_chains" needs at least."""

_KEPT = 4096


@dataclass(frozen=True)
class HouseholdTasks(TaskSource[Task]):
    """Homes and tasks made up from the shipped facts.

    A task belongs to one split by its content alone: "train", "valid" and "test" share no home; "unseen_rooms" has
    rooms that no other split has, "unseen_pairs" asks to bring things where no other split asks to bring them, and
    "long_chains" asks for more in one task than any other split.

    Args:
        types: the task types to draw, of `TASK_TYPES` and for "long_chains" of `CHAINS`; empty for all.

    Raises:
        UsageError: an unknown type.
    """

    types: tuple[str, ...] = ()
    splits: ClassVar[tuple[str, ...]] = (  # type: ignore[misc] # fixed for the class here
        "train",
        "valid",
        "test",
        "unseen_rooms",
        "unseen_pairs",
        "long_chains",
    )

    def __post_init__(self) -> None:
        if unknown := [kind for kind in self.types if kind not in (*TASK_TYPES, *CHAINS)]:
            raise UsageError(f"task types are {sorted({*TASK_TYPES, *CHAINS})}, got {unknown[0]!r}")

    def task(self, split: str, index: int) -> Task:
        """The task at an address; the types come in turn.

        Raises:
            TaskError: no such split, a negative index, or a split without tasks of the types.
        """
        if split not in self.splits:
            raise TaskError(f"split must be one of {list(self.splits)}, got {split!r}")
        if index < 0:
            raise TaskError(f"index must be at least 0, got {index!r}")
        every = _types_of(split)
        if self.types:
            here = [number for number, kind in enumerate(every) if kind in self.types]
            if not here:
                raise TaskError(f"split {split!r} has the task types {list(every)}, got {list(self.types)}")
            index = index // len(here) * len(every) + here[index % len(here)]
        return _task(split, index)

    def key(self, task: Task) -> str:
        """All of the game."""
        return task.definition

    def name(self, task: Task) -> str:
        """Split, number and task type."""
        return task.name


def _types_of(split: str) -> tuple[str, ...]:
    return CHAINS if split == "long_chains" else TASK_TYPES


@lru_cache(maxsize=_KEPT)
def _task(split: str, index: int) -> Task:
    types = _types_of(split)
    kind = types[index % len(types)]
    for attempt in count():
        made = _attempt(Stream(0, "turnwise/Household-v0", split, index, attempt), split, kind)
        if made is not None:
            return Task(made, f"{split}/{index}_{kind.replace(' ', '_')}")
    raise AssertionError("count() has no end")


def _attempt(rng: Stream, split: str, kind: str) -> str | None:
    """A home with a task for the split, None where the draw came to none."""
    rooms = rng.choice(_UNSEEN_ROOMS if split == "unseen_rooms" else _USUAL_ROOMS)
    most = _MOST_IN_CHAINS if split == "long_chains" else _MOST
    place = furnish(rng, rooms, most)
    if split in _SHARES and bucket(repr(place), 100) not in _SHARES[split]:
        return None
    drawn = DRAW[kind](rng, place)
    if drawn is None:
        return None
    goal, condition = drawn
    goals = condition["goals"] if condition else [goal]
    pairs = [f"{thing} {target}" for _, thing, target, *_ in goals]
    unusual = [bucket(pair, _HELD_OUT) == 0 for pair in pairs]
    if (not all(unusual)) if split == "unseen_pairs" else any(unusual):
        return None
    definition = _definition(place, goal, condition, sentence(rng, place, goal, condition))
    return definition if _is_fit(home(definition), Task(definition), split) else None


def _is_fit(its_home: Home, task: Task, split: str) -> bool:
    """Whether a task can be done, and is none already; the proof is the exact distance."""
    left = distance(its_home, start(its_home, task))
    return (_FEWEST_IN_CHAINS if split == "long_chains" else 3) <= left < LOST


def _definition(place: Furnished, goal: Goal, condition: dict[str, Any] | None, words: str) -> str:
    facts = kinds()
    names = _numbered([facts.name(kind) for kind in place.receptacles])
    things = _numbered([facts.name(kind) for kind in place.things])
    vessels = place.vessels
    several = {goal[1]} if goal[0] in _OF_SEVERAL else set()
    data: dict[str, Any] = {
        "dialect": "friendly",
        "sentence": words,
        "goal": goal,
        "places": ["", *names],
        "start": 0,
        "rooms": [[name, list(here)] for name, here in place.rooms],
        "receptacles": [
            [name, kind, i + 1, int(kind in facts.openable)]
            for i, (name, kind) in enumerate(zip(names, place.receptacles, strict=True))
        ],
        "objects": [
            [name, kind, facts.things[kind], [spot], []]
            for name, kind, spot in zip(things, place.things, place.where, strict=True)
        ],
        "inner": [],
        "held": -1,
        "fits": {kind: sorted(facts.fits[kind] & {*place.things}) for kind in sorted({*place.receptacles})},
        "vessels": list(vessels),
        "nests": {
            kind: sorted(facts.nests[kind] & {*place.things} - several)
            for kind in sorted({place.things[i] for i in vessels})
        },
        "prepositions": [
            *["in" if kind in facts.within else "on" for kind in place.receptacles],
            *["on" if place.things[i] == "plate" else "in" for i in vessels],
        ],
    }
    if condition:
        data["condition"] = condition
    return json.dumps(data, separators=(",", ":"))


def _numbered(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    numbered = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        numbered.append(f"{name} {seen[name]}")
    return numbered
