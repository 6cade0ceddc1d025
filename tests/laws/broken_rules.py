"""Games and sources of tasks that break a law."""

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from turnwise.envs.core import AgentError, Event, Malformed, Stream

from .ladder import MOVES, UP, Ladder, Ladders, Move, State, Task

COUNT = itertools.count()
"""Shared by all that does what it must not."""


@dataclass
class Loose:
    """Not frozen."""

    rung: int

    def __hash__(self) -> int:
        return 1


class Forgetful(Ladder):
    """A global counter gets into the state."""

    def apply(self, state: State, action: Move, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        after, events = super().apply(state, action, rng)
        return replace(after, past=next(COUNT)), events


class Moody(Ladder):
    def describe(self, state: State, last: Any) -> str:
        return f"{super().describe(state, last)} {random.random()}"


class Unwritable(Ladder):
    types = (Task, State, Move)


class Listing(Ladder):
    def start(self, task: Task) -> State:
        return replace(super().start(task), past=Loose(0))


class Ambiguous(Ladder):
    def format(self, action: Move) -> str:
        return "up"


class Deaf(Ladder):
    def parse(self, text: str, state: State) -> Move:
        if text.strip() == "down":
            raise Malformed('Expected "up".')
        return super().parse(text, state)


class Generous(Ladder):
    def legal(self, state: State) -> Sequence[Move]:
        return MOVES


class Incomplete(Ladder):
    @property
    def actions(self) -> tuple[Move, ...]:
        return (UP,)


class Brittle(Ladder):
    def parse(self, text: str, state: State) -> Move:
        if text.strip()[:1].isdigit():
            int(text)
        return super().parse(text, state)


class Silent(Ladder):
    def parse(self, text: str, state: State) -> Move:
        try:
            return super().parse(text, state)
        except AgentError as error:
            raise Malformed("") from error


class Echoing(Ladder):
    def parse(self, text: str, state: State) -> Move:
        try:
            return super().parse(text, state)
        except AgentError as error:
            raise Malformed(f"Expected up or down, got {text}") from error


class Telling(Ladder):
    def describe(self, state: State, last: Any) -> str:
        return f"{super().describe(state, last)}{state.task.secret if state.rung == 3 else ''}"


class Keyed(Ladder):
    """The key tells hidden tasks apart that look the same."""

    def describe(self, state: State, last: Any) -> str:
        return "You are on a ladder."

    def secrets(self, state: State) -> tuple[str, ...]:
        return ()


class Debugging(Ladder):
    def describe(self, state: State, last: Any) -> str:
        return f"{state!r}"

    def secrets(self, state: State) -> tuple[str, ...]:
        return ()


class FirstOfMany(Ladder):
    """Reads the first word of a list of answers."""

    def parse(self, text: str, state: State) -> Move:
        return UP if "up" in text else super().parse(text, state)


class Escalator(Ladder):
    """Whatever one does leads up."""

    def apply(self, state: State, action: Move, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        return super().apply(state, UP, rng)


class Shuffled(Ladder):
    @property
    def actions(self) -> tuple[Move, ...]:
        return MOVES if next(COUNT) % 2 else MOVES[::-1]


class OutOfSpace(Ladder):
    def array(self, state: State) -> Any:
        return np.array([state.rung + 3], np.int8)


class Cloudy(Ladder):
    """The state remembers each turn, so that no state comes twice."""

    def apply(self, state: State, action: Move, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        after, events = super().apply(state, action, rng)
        return replace(after, past=(*state.past, action)), events


class Overlapping(Ladders):
    def key(self, task: Task) -> str:
        return task.name.removeprefix("train").removeprefix("test")


class Counting(Ladders):
    def task(self, split: str, index: int) -> Task:
        return replace(super().task(split, index), rung=next(COUNT) % 3)
