"""Numbers are merged two at a time until one is left (24 game) or the target appears (countdown)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
from math import gcd
from typing import Any, ClassVar

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from ..core.errors import Illegal, Malformed
from ..core.game import Event, Immutable, Transition
from ..core.parsing import action_text
from ..core.rng import Stream
from .distance import DistanceGame

__all__ = ["Arithmetic", "Merge", "Merged", "Number", "Sign", "State", "Task", "merges_left", "shown"]

Number = tuple[int, int]
"""A fraction in lowest terms: (numerator, denominator), the denominator positive."""

MAX_NUMBERS = 6
NAMES = "ABCDEF"


class Sign(StrEnum):
    """What two numbers are merged by."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"


SIGNS = tuple(Sign)


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """One hand of numbers."""

    numbers: tuple[int, ...]
    target: int
    use_all: bool = True
    """24 game: every number must be used, and fractions may stand in between. Else countdown: not all need be used,
    and only positive whole numbers may stand in between."""


@dataclass(frozen=True, slots=True)
class State(Immutable):
    """The numbers that are left."""

    task: Task
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Merge(Immutable):
    """Two numbers become one. For + and * the first place is the smaller one."""

    first: int
    sign: Sign
    second: int


@dataclass(frozen=True, slots=True)
class Merged(Event):
    """What came out."""

    result: Number


def _merges(count: int) -> tuple[Merge, ...]:
    found = []
    for first, second in combinations(range(count), 2):
        found += [
            Merge(first, Sign.ADD, second),
            Merge(first, Sign.SUBTRACT, second),
            Merge(second, Sign.SUBTRACT, first),
            Merge(first, Sign.MULTIPLY, second),
            Merge(first, Sign.DIVIDE, second),
            Merge(second, Sign.DIVIDE, first),
        ]
    return tuple(found)


MERGES = {count: _merges(count) for count in range(1, MAX_NUMBERS + 1)}
_TEXTS = {merge: f"{NAMES[merge.first]} {merge.sign} {NAMES[merge.second]}" for merge in MERGES[MAX_NUMBERS]}
_SAME = {"\N{MULTIPLICATION SIGN}": "*", "\N{DIVISION SIGN}": "/", ":": "/", "\N{MINUS SIGN}": "-"}
_BY_TEXT = {text.replace(" ", ""): merge for merge, text in _TEXTS.items()}
_BY_TEXT |= {f"{NAMES[m.second]}{m.sign}{NAMES[m.first]}": m for m in _TEXTS if m.sign in (Sign.ADD, Sign.MULTIPLY)}


def merged(a: Number, sign: Sign, b: Number, whole: bool) -> Number | None:
    """The result, None where there is none: division by 0, or with `whole` no positive whole number."""
    if sign is Sign.ADD:
        top, below = a[0] * b[1] + b[0] * a[1], a[1] * b[1]
    elif sign is Sign.SUBTRACT:
        top, below = a[0] * b[1] - b[0] * a[1], a[1] * b[1]
    elif sign is Sign.MULTIPLY:
        top, below = a[0] * b[0], a[1] * b[1]
    else:
        top, below = a[0] * b[1], a[1] * b[0]
    if below == 0:
        return None
    if below < 0:
        top, below = -top, -below
    shared = gcd(top, below)
    top, below = top // shared, below // shared
    return None if whole and (below != 1 or top < 1) else (top, below)


_ORDERS = (
    (0, Sign.ADD, 1),
    (0, Sign.MULTIPLY, 1),
    (0, Sign.SUBTRACT, 1),
    (1, Sign.SUBTRACT, 0),
    (0, Sign.DIVIDE, 1),
    (1, Sign.DIVIDE, 0),
)


def _nexts(numbers: tuple[Number, ...]) -> Iterator[tuple[Number, ...]]:
    """What one merge can leave in the 24 game, sorted."""
    for place, second in combinations(range(len(numbers)), 2):
        rest = numbers[:place] + numbers[place + 1 : second] + numbers[second + 1 :]
        pair = (numbers[place], numbers[second])
        for x, sign, y in _ORDERS:
            result = merged(pair[x], sign, pair[y], whole=False)
            if result is not None:
                yield tuple(sorted((*rest, result)))


@lru_cache(maxsize=1 << 18)
def _can_make(numbers: tuple[Number, ...], target: int) -> bool:
    """Whether all the sorted numbers together make the target, by exhaustive search."""
    if len(numbers) == 1:
        return numbers[0] == (target, 1)
    return any(_can_make(left, target) for left in set(_nexts(numbers)))


@lru_cache(maxsize=1 << 18)
def _fewest(numbers: tuple[int, ...], target: int) -> int | None:
    """Fewest merges in countdown from sorted whole numbers, by exhaustive search."""
    if target in numbers:
        return 0
    best: int | None = None
    lefts = set()
    for place, second in combinations(range(len(numbers)), 2):
        small, large = numbers[place], numbers[second]
        results = {small + large, small * large}
        if small != large:
            results.add(large - small)
        if large % small == 0:
            results.add(large // small)
        if target in results:
            return 1
        rest = numbers[:place] + numbers[place + 1 : second] + numbers[second + 1 :]
        lefts |= {tuple(sorted((*rest, result))) for result in results}
    if len(numbers) > 2:
        for left in lefts:
            more = _fewest(left, target)
            if more is not None and (best is None or more < best):
                best = more
    return None if best is None else best + 1


def merges_left(numbers: tuple[Number, ...], target: int, use_all: bool) -> int | None:
    """Fewest merges to the target, exact; None where it is out of reach."""
    if use_all:
        return len(numbers) - 1 if _can_make(tuple(sorted(numbers)), target) else None
    return _fewest(tuple(sorted([number for number, _ in numbers])), target)


def shown(number: Number) -> str:
    """`7`, or `8/3`."""
    return str(number[0]) if number[1] == 1 else f"{number[0]}/{number[1]}"


@dataclass(frozen=True)
class Arithmetic(DistanceGame[Task, State, Merge]):
    """Merge numbers until the target is made."""

    types: ClassVar[tuple[type, ...]] = (Task, State, Merge, Merged, Sign)

    @property
    def actions(self) -> tuple[Merge, ...]:
        """Every merge of two of six places."""
        return MERGES[MAX_NUMBERS]

    def start(self, task: Task) -> State:
        """The task's numbers."""
        return State(task, tuple([(number, 1) for number in task.numbers]))

    def legal(self, state: State) -> Sequence[Merge]:
        """The merges that have a result."""
        if self.is_over(state):
            return ()
        numbers, whole = state.numbers, not state.task.use_all
        return [
            merge
            for merge in MERGES[len(numbers)]
            if merged(numbers[merge.first], merge.sign, numbers[merge.second], whole) is not None
        ]

    def apply(self, state: State, action: Merge, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """The other numbers in their order, then the result.

        Raises:
            Illegal: no such number, division by 0, or in countdown no positive whole number.
        """
        numbers, whole = state.numbers, not state.task.use_all
        if max(action.first, action.second) >= len(numbers):
            raise Illegal(f"There are only the numbers {NAMES[0]} to {NAMES[len(numbers) - 1]}.")
        result = merged(numbers[action.first], action.sign, numbers[action.second], whole)
        if result is None:
            why = "has no positive whole result" if whole else "divides by 0"
            raise Illegal(f"{_TEXTS[action]} {why}. Choose another merge.")
        rest = [number for place, number in enumerate(numbers) if place not in (action.first, action.second)]
        return State(state.task, (*rest, result)), (Merged(result),)

    def is_over(self, state: State) -> bool:
        """Whether one number is left, or in countdown the target is there."""
        numbers, task = state.numbers, state.task
        return len(numbers) == 1 or (not task.use_all and (task.target, 1) in numbers)

    def distance(self, state: State) -> int | None:
        """Merges left."""
        return merges_left(state.numbers, state.task.target, state.task.use_all)

    def parse(self, text: str, state: State) -> Merge:
        """`A + B`, with the names of two numbers; `x` and typographic signs are read too."""
        plain = "".join([_SAME.get(mark, mark) for mark in action_text(text) if not mark.isspace()])
        merge = _BY_TEXT.get(plain.upper().replace("X", "*"))
        if merge is None:
            raise Malformed('Expected two of the letters and a sign, such as "A * B".')
        return merge

    def format(self, action: Merge) -> str:
        """`A + B`."""
        return _TEXTS[action]

    def describe(self, state: State, last: Transition[State, Merge] | None) -> str:
        """The numbers by name, after the rules at the start."""
        shown_ = self.key(state)
        return shown_ if last is not None else f"{_rules(state.task)}\n\n{shown_}"

    def key(self, state: State) -> str:
        """The numbers by name, and the target."""
        named = zip(NAMES, state.numbers, strict=False)
        return f"{', '.join([f'{name} = {shown(number)}' for name, number in named])}. Target: {state.task.target}."

    @property
    def space(self) -> spaces.Box:
        """float64 (7,): the value of each of up to six numbers, 0 for none; the target."""
        return spaces.Box(-np.inf, np.inf, (MAX_NUMBERS + 1,), np.float64)

    def array(self, state: State) -> NDArray[Any]:
        """The numbers in `space`."""
        drawn = np.zeros(MAX_NUMBERS + 1)
        drawn[: len(state.numbers)] = [top / below for top, below in state.numbers]
        drawn[-1] = state.task.target
        return drawn


def _rules(task: Task) -> str:
    how = 'Merge two numbers into one with "A + B", "A - B", "A * B" or "A / B", by the letters of the numbers'
    if task.use_all:
        return f"Make {task.target} from all {len(task.numbers)} numbers, each used once. {how}; fractions are allowed."
    return (
        f"Make {task.target} from some or all of {len(task.numbers)} numbers, each used at most once. {how}; every "
        "result must be a positive whole number."
    )
