"""Water jugs: fill, empty and pour until one jug holds the wanted amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from math import gcd
from typing import Any, ClassVar, Unpack

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from ..core.errors import Illegal, Malformed
from ..core.game import Event, Immutable, Transition
from ..core.parsing import words
from ..core.rng import Stream
from ..core.turn_env import CommonOptions, TurnEnv
from .distance import DistanceGame
from .drawn import DrawnTasks, Level

__all__ = ["Pour", "Poured", "State", "Task", "WaterJugs", "WaterJugsEnv", "WaterJugsTasks", "distances"]

MAX_JUGS = 4
NAMES = "ABCD"
LARGEST = 24
"""Liters of the largest jug."""


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """One set of jugs."""

    sizes: tuple[int, ...]
    """Liters that each jug holds."""
    start: tuple[int, ...]
    """Liters in each jug at the start."""
    target: int
    """Liters that one jug shall hold."""
    closed: bool = False
    """No tap and no drain: water is poured between jugs only."""


@dataclass(frozen=True, slots=True)
class State(Immutable):
    """What is in the jugs."""

    task: Task
    filled: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pour(Immutable):
    """Water from one place to another, until the one is empty or the other full. -1 is the tap, or the drain."""

    source: int
    to: int


@dataclass(frozen=True, slots=True)
class Poured(Event):
    """Liters that moved."""

    source: int
    to: int
    liters: int


def _pours(jugs: int) -> tuple[Pour, ...]:
    return (
        *[Pour(-1, jug) for jug in range(jugs)],
        *[Pour(jug, -1) for jug in range(jugs)],
        *[Pour(source, to) for source, to in permutations(range(jugs), 2)],
    )


POURS = _pours(MAX_JUGS)


def _text(pour: Pour) -> str:
    if pour.source < 0:
        return f"fill {NAMES[pour.to]}"
    return f"empty {NAMES[pour.source]}" if pour.to < 0 else f"pour {NAMES[pour.source]} {NAMES[pour.to]}"


_TEXTS = {pour: _text(pour) for pour in POURS}
_BY_TOKENS = {tuple(text.lower().split()): pour for pour, text in _TEXTS.items()}


def poured(sizes: tuple[int, ...], filled: tuple[int, ...], pour: Pour) -> tuple[tuple[int, ...], int]:
    """What is in the jugs afterwards, and the liters that moved."""
    source, to = pour.source, pour.to
    held = LARGEST if source < 0 else filled[source]
    liters = held if to < 0 else min(held, sizes[to] - filled[to])
    after = list(filled)
    if source >= 0:
        after[source] -= liters
    if to >= 0:
        after[to] += liters
    return tuple(after), liters


@lru_cache(maxsize=1024)
def _listed(jugs: int, closed: bool) -> tuple[Pour, ...]:
    """The moves of so many jugs, in the order of `POURS`."""
    inside = [pour for pour in POURS if max(pour.source, pour.to) < jugs]
    return tuple([pour for pour in inside if not closed or min(pour.source, pour.to) >= 0])


@lru_cache(maxsize=512)
def distances(task: Task) -> dict[tuple[int, ...], int]:
    """Fewest moves to the target from whatever the start can lead to; what can't reach it is missing.

    Forward search for what there is, with the moves remembered; then backward from the goals.
    """
    comes_from: dict[tuple[int, ...], list[tuple[int, ...]]] = {task.start: []}
    waiting = [task.start]
    for filled in waiting:
        if task.target in filled:
            continue  # the episode ends there
        for pour in _listed(len(task.sizes), task.closed):
            after, liters = poured(task.sizes, filled, pour)
            if liters:
                if after not in comes_from:
                    comes_from[after] = []
                    waiting.append(after)
                comes_from[after].append(filled)
    frontier = [filled for filled in waiting if task.target in filled]
    found = dict.fromkeys(frontier, 0)
    while frontier:
        reached = []
        for filled in frontier:
            for before in comes_from[filled]:
                if before not in found:
                    found[before] = found[filled] + 1
                    reached.append(before)
        frontier = reached
    return found


@dataclass(frozen=True)
class WaterJugs(DistanceGame[Task, State, Pour]):
    """Measure an amount of water with jugs that have no marks."""

    types: ClassVar[tuple[type, ...]] = (Task, State, Pour, Poured)

    @property
    def actions(self) -> tuple[Pour, ...]:
        """Fill each jug, empty each, pour each into each other."""
        return POURS

    def start(self, task: Task) -> State:
        """The task's amounts."""
        return State(task, task.start)

    def legal(self, state: State) -> Sequence[Pour]:
        """The moves by which some water moves."""
        sizes, filled = state.task.sizes, state.filled
        return [pour for pour in _listed(len(sizes), state.task.closed) if poured(sizes, filled, pour)[1]]

    def apply(self, state: State, action: Pour, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """The amounts after the move.

        Raises:
            Illegal: no such jug, no tap or drain, or no water would move.
        """
        task = state.task
        if action not in _listed(len(task.sizes), task.closed):
            there = f"there are jugs {NAMES[0]} to {NAMES[len(task.sizes) - 1]}"
            raise Illegal(
                f"{_TEXTS[action]!r} is not possible: {there}{', and no tap or drain' if task.closed else ''}."
            )
        after, liters = poured(task.sizes, state.filled, action)
        if not liters:
            raise Illegal(f"{_TEXTS[action]!r} moves no water. Choose a source that has water and a jug with room.")
        return State(task, after), (Poured(action.source, action.to, liters),)

    def is_over(self, state: State) -> bool:
        """Whether a jug holds the wanted amount."""
        return state.task.target in state.filled

    def distance(self, state: State) -> int | None:
        """Moves left; None where pouring can't bring the amount about any more."""
        return distances(state.task).get(state.filled)

    def parse(self, text: str, state: State) -> Pour:
        """`fill A`, `empty B`, `pour A B`; small words between are skipped (`pour A into B`)."""
        tokens = tuple([word for word in words(text) if word not in ("jug", "from", "into", "to", "out", "up")])
        pour = _BY_TOKENS.get(tokens)
        if pour is None:
            raise Malformed('Expected "fill A", "empty A" or "pour A B" with the names of jugs.')
        return pour

    def format(self, action: Pour) -> str:
        """`fill A`, `empty B` or `pour A B`."""
        return _TEXTS[action]

    def describe(self, state: State, last: Transition[State, Pour] | None) -> str:
        """The jugs, after the rules at the start."""
        shown = self.key(state)
        return shown if last is not None else f"{_rules(state.task)}\n\n{shown}"

    def key(self, state: State) -> str:
        """Each jug's amount and size, and the goal."""
        jugs = zip(NAMES, state.filled, state.task.sizes, strict=False)
        shown = ", ".join([f"{name} {held}/{size}" for name, held, size in jugs])
        return f"Liters: {shown}. Goal: exactly {state.task.target} in one jug."

    @property
    def space(self) -> spaces.Box:
        """int8 (9,): liters in each of up to four jugs, their sizes (0 for no jug), the target."""
        return spaces.Box(0, LARGEST, (2 * MAX_JUGS + 1,), np.int8)

    def array(self, state: State) -> NDArray[Any]:
        """The amounts in `space`."""
        task, drawn = state.task, np.zeros(2 * MAX_JUGS + 1, np.int8)
        drawn[: len(task.sizes)] = state.filled
        drawn[MAX_JUGS : MAX_JUGS + len(task.sizes)] = task.sizes
        drawn[-1] = task.target
        return drawn


def _rules(task: Task) -> str:
    moves = (
        'Pour with "pour A B", until A is empty or B is full; there is no tap and no drain.'
        if task.closed
        else 'Use "fill A", "empty A" and "pour A B" (until A is empty or B is full).'
    )
    return f"You have {len(task.sizes)} jugs without marks. Make one of them hold exactly the wanted amount. {moves}"


_MOVES = {"easy": (4, 6), "medium": (7, 10), "hard": (11, 14)}
_HARDEST = (15, 24)
_CLOSED = {"easy": (2, 3), "medium": (4, 5), "hard": (6, 12)}


@dataclass(frozen=True)
class WaterJugsTasks(DrawnTasks[Task]):
    """Two or three jugs, empty at the start, with an amount that can be measured.

    `hard` takes 15 to 24 moves; `structure` has three or four jugs, the largest full, and no tap: some pours can't
    be undone.

    Args:
        level: "easy" (4 to 6 moves), "medium" (7 to 10) or "hard" (11 to 14).
    """

    title: ClassVar[str] = "turnwise/WaterJugs"

    def draw(self, rng: Stream, split: str) -> Task | None:
        """Random jugs and a random amount that all of them can make together."""
        closed = split == "structure"
        jugs = 2 if split == "hard" else rng.integers(3, 5) if closed else rng.choice((2, 2, 3))
        sizes = tuple(sorted(rng.sample(range(2, (LARGEST if jugs == 2 else LARGEST // 2) + 1), jugs)))
        start = (*[0] * (jugs - 1), sizes[-1]) if closed else (0,) * jugs
        target = rng.integers(1, sizes[-1])
        return None if target in sizes or target % gcd(*sizes) else Task(sizes, start, target, closed)

    def fits(self, task: Task, split: str) -> bool:
        """Whether it takes as many moves as asked for."""
        low, high = _HARDEST if split == "hard" else (_CLOSED if task.closed else _MOVES)[self.level]
        return low <= distances(task).get(task.start, -1) <= high

    def key(self, task: Task) -> str:
        """Sizes and target: jugs are always in order of size."""
        return f"{task.sizes} {task.target}{' closed' if task.closed else ''}"


class WaterJugsEnv(TurnEnv[Task, State, Pour]):
    """Water jugs, every move judged by its exact distance to the goal.

    ## Description
    Jugs without marks, a tap and a drain. Make one jug hold exactly the wanted amount.

    >>> import gymnasium as gym, turnwise
    >>> env = gym.make("turnwise/WaterJugs-v0", level="easy")
    >>> observation, info = env.reset(seed=0, options={"index": 0})
    >>> print(observation.split("full).")[1].strip())
    Liters: A 0/2, B 0/15. Goal: exactly 4 in one jug.

    ## Action Space
    Text: `fill A`, `empty A`, `pour A B`. Discrete view: fill A to D, empty A to D, the twelve pours.

    >>> for action in ("fill A", "pour A into B", "[empty C]"):
    ...     observation, reward, terminated, truncated, info = env.step(action)
    >>> print(observation)
    'empty C' is not possible: there are jugs A to B.
    <BLANKLINE>
    Liters: A 0/2, B 2/15. Goal: exactly 4 in one jug.

    ## Observation Space
    Text: liters and size of each jug, and the wanted amount. Numeric view: int8 (9,), liters in each of up to four
    jugs, their sizes (0 for no jug), the target.

    ## Starting State
    Empty jugs of different sizes and an amount that can be measured. Splits own sizes with their amount; `hard` takes
    15 to 24 moves; in `structure` the largest jug is full, and there is neither tap nor drain.

    ## Rewards
    Scale "unit": `outcome` 1 for the goal, -1 without it; `progress` the change of max(0, 1 - d / (2 * d0)), where d is
    the exact number of moves left and d0 that at the start, 0 once the goal is out of reach; `regret` -1/max_turns
    times the moves wasted as a share of d0; `rejected` -1/max_turns. Best play earns 1.5 in all. Scale "sparse": the
    outcome alone.

    ## Episode End
    Terminated: a jug holds the amount. Truncated: after `max_turns` turns (30).

    ## Information
    `legal`, `state_key`, `turn`, `player`, `rejected`, `split`, `index`, `task`, `reward`, `reward_terms`, `success`
    (solved), `measured`, `privileged`.

    ## Arguments
    `level` "easy" (4 to 6 moves), "medium" (default; 7 to 10) or "hard" (11 to 14); `split`, `max_turns`,
    `max_rejected`, `render_mode`, `scale`, `terms` as everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.puzzles.jugs:SCORING"

    def __init__(self, *, level: Level = "medium", **common: Unpack[CommonOptions]) -> None:
        common.setdefault("max_turns", 30)
        super().__init__(WaterJugs(), WaterJugsTasks(level), **common)
