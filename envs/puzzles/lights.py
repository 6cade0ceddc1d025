"""Lights Out: every press toggles a cell and its neighbors; solved exactly by linear algebra over two elements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Unpack

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from ..core.errors import Malformed
from ..core.game import Event, Immutable, Transition
from ..core.parsing import integers, words
from ..core.rng import Stream
from ..core.turn_env import CommonOptions, TurnEnv
from .distance import DistanceGame
from .drawn import DrawnTasks, Level

__all__ = ["LightsOut", "LightsOutEnv", "LightsOutTasks", "Press", "State", "Task", "Toggled", "solutions"]

MAX_SIZE = 5


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """One board."""

    start: int
    """The lights that are on: bit row * size + column."""
    size: int
    """Cells a side."""
    torus: bool = False
    """Neighbors go on across the edges."""


@dataclass(frozen=True, slots=True)
class State(Immutable):
    """Which lights are on."""

    task: Task
    lights: int


@dataclass(frozen=True, slots=True)
class Press(Immutable):
    """A cell is pressed."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Toggled(Event):
    """The lights that changed: bit row * size + column."""

    cells: int


PRESSES = {size: tuple(Press(*divmod(cell, size)) for cell in range(size * size)) for size in range(2, MAX_SIZE + 1)}
_TEXTS = {Press(row, column): f"press {row + 1} {column + 1}" for row in range(MAX_SIZE) for column in range(MAX_SIZE)}


@lru_cache(maxsize=16)
def reach(size: int, torus: bool) -> tuple[int, ...]:
    """The lights that each press toggles."""
    masks = []
    for cell in range(size * size):
        row, column = divmod(cell, size)
        mask = 0
        for down, across in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)):
            r, c = row + down, column + across
            if torus:
                r, c = r % size, c % size
            if 0 <= r < size and 0 <= c < size:
                mask |= 1 << (r * size + c)
        masks.append(mask)
    return tuple(masks)


@lru_cache(maxsize=16)
def _echelon(size: int, torus: bool) -> tuple[tuple[tuple[int, int, int], ...], tuple[int, ...]]:
    """(pivot bit, lights, presses) rows in echelon form, and all presses together that toggle nothing."""
    rows: list[tuple[int, int, int]] = []
    nothing = [0]
    for cell, lights in enumerate(reach(size, torus)):
        presses = 1 << cell
        for pivot, mask, made in rows:
            if lights & pivot:
                lights, presses = lights ^ mask, presses ^ made
        if lights:
            rows.append((lights & -lights, lights, presses))
        else:
            nothing += [combined ^ presses for combined in nothing]
    return tuple(rows), tuple(nothing)


@lru_cache(maxsize=32768)
def solutions(lights: int, size: int, torus: bool) -> tuple[int, tuple[int, ...]]:
    """The fewest presses that put all lights out, and every set of so many that does (as masks of cells).

    -1 and none where there is no way. Pressing twice is pressing never and the order does not matter, so a solution
    is a set of cells, and sets differ by presses that toggle nothing.
    """
    rows, nothing = _echelon(size, torus)
    found = 0
    for pivot, mask, presses in rows:
        if lights & pivot:
            lights, found = lights ^ mask, found ^ presses
    if lights:
        return -1, ()
    ways = [found ^ idle for idle in nothing]
    least = min(way.bit_count() for way in ways)
    return least, tuple(sorted(way for way in ways if way.bit_count() == least))


@dataclass(frozen=True)
class LightsOut(DistanceGame[Task, State, Press]):
    """Put all lights out."""

    types: ClassVar[tuple[type, ...]] = (Task, State, Press, Toggled)

    @property
    def actions(self) -> tuple[Press, ...]:
        """The cells of the largest board, row by row."""
        return PRESSES[MAX_SIZE]

    def start(self, task: Task) -> State:
        """The task's lights."""
        return State(task, task.start)

    def legal(self, state: State) -> Sequence[Press]:
        """Every cell of the board."""
        return PRESSES[state.task.size]

    def apply(self, state: State, action: Press, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """The lights after a press."""
        task = state.task
        changed = reach(task.size, task.torus)[action.row * task.size + action.column]
        return State(task, state.lights ^ changed), (Toggled(changed),)

    def is_over(self, state: State) -> bool:
        """Whether all lights are out."""
        return state.lights == 0

    def distance(self, state: State) -> int | None:
        """Fewest presses left; None for lights that no presses put out, which generated tasks don't have."""
        least = solutions(state.lights, state.task.size, state.task.torus)[0]
        return None if least < 0 else least

    def best(self, state: State) -> tuple[Press, ...]:
        """The cells of every smallest solution, in order."""
        task = state.task
        cells = 0
        for way in solutions(state.lights, task.size, task.torus)[1]:
            cells |= way
        return tuple([press for cell, press in enumerate(PRESSES[task.size]) if cells >> cell & 1])

    def parse(self, text: str, state: State) -> Press:
        """`press ROW COLUMN`, or the two numbers alone."""
        tokens = words(text)
        if tokens[0] in ("press", "toggle", "push"):
            tokens = tokens[1:]
        tokens = [token for token in tokens if token not in ("row", "column")]
        size = state.task.size
        if len(tokens) != 2:
            raise Malformed('Expected a row and a column, such as "press 2 3".')
        row, column = integers(tokens, low=1, high=size, what="Row and column")
        return PRESSES[size][(row - 1) * size + column - 1]

    def format(self, action: Press) -> str:
        """`press ROW COLUMN`, from 1."""
        return _TEXTS[action]

    def describe(self, state: State, last: Transition[State, Press] | None) -> str:
        """The board, after the rules at the start."""
        shown = self.key(state)
        return shown if last is not None else f"{_rules(state.task)}\n\n{shown}"

    def key(self, state: State) -> str:
        """Rows of `#` (on) and `-` (off)."""
        return picture(state.lights, state.task.size)

    @property
    def space(self) -> spaces.Box:
        """int8 (5, 5): 1 on, 0 off or beyond a smaller board."""
        return spaces.Box(0, 1, (MAX_SIZE, MAX_SIZE), np.int8)

    def array(self, state: State) -> NDArray[Any]:
        """The lights in `space`."""
        drawn, size = np.zeros((MAX_SIZE, MAX_SIZE), np.int8), state.task.size
        bits = [state.lights >> cell & 1 for cell in range(size * size)]
        drawn[:size, :size] = np.array(bits, np.int8).reshape(size, size)
        return drawn


@lru_cache(maxsize=32768)
def picture(lights: int, size: int) -> str:
    """Rows of `#` (on) and `-` (off)."""
    marks = ["#" if lights >> cell & 1 else "-" for cell in range(size * size)]
    return "\n".join(["".join(marks[start : start + size]) for start in range(0, size * size, size)])


def _rules(task: Task) -> str:
    edges = " The board is a torus: neighbors go on across the edges." if task.torus else ""
    return (
        "You play Lights Out: put all lights out. Pressing a cell toggles it and its neighbors above, below, left and "
        f'right.{edges} Press with "press ROW COLUMN", counted from 1, for example "press 2 3". # is on, - is off.'
    )


_SIZES = {"easy": 3, "medium": 4, "hard": 5}
_LEAST = {3: 2, 4: 3, 5: 6}
_HARDEST = 11


@dataclass(frozen=True)
class LightsOutTasks(DrawnTasks[Task]):
    """Lights left on by random presses, so that they can be put out.

    `hard` is 5 by 5 and needs at least 11 presses (15 is the most there is); `structure` is a torus.
    """

    title: ClassVar[str] = "turnwise/LightsOut"

    def draw(self, rng: Stream, split: str) -> Task | None:
        """What a random set of presses leaves on."""
        torus = split == "structure"
        size = 5 if split == "hard" else max(4, _SIZES[self.level]) if torus else _SIZES[self.level]
        lights, pressed = 0, rng.integers(1, 1 << size * size)
        for cell, mask in enumerate(reach(size, torus)):
            lights ^= mask * (pressed >> cell & 1)
        return Task(lights, size, torus)

    def fits(self, task: Task, split: str) -> bool:
        """Whether it takes enough presses."""
        least = _HARDEST if split == "hard" else _LEAST[task.size]
        return solutions(task.start, task.size, task.torus)[0] >= least

    def key(self, task: Task) -> str:
        """The lights up to turns and mirrors (on a torus not up to shifts), and the shape."""
        size = task.size
        grid = [[task.start >> (row * size + column) & 1 for column in range(size)] for row in range(size)]
        forms = []
        for _ in range(4):
            grid = [list(row) for row in zip(*grid[::-1], strict=True)]
            forms += ["".join(str(bit) for row in turned for bit in row) for turned in (grid, [r[::-1] for r in grid])]
        return f"{min(forms)}{' torus' if task.torus else ''}"


class LightsOutEnv(TurnEnv[Task, State, Press]):
    """Lights Out, every press judged by all smallest solutions.

    ## Description
    Pressing a cell toggles it and its neighbors. Put all lights out.

    >>> import gymnasium as gym, turnwise
    >>> env = gym.make("turnwise/LightsOut-v0", level="easy")
    >>> observation, info = env.reset(seed=0, options={"index": 0})
    >>> print(observation[-11:])
    ---
    #-#
    ---

    ## Action Space
    Text: `press ROW COLUMN`, from 1, or the two numbers alone. Discrete view: the cells of a board of 5
    by 5, row by row.

    >>> for action in ("press 1 1", "(2, 2)", "[3 3]"):
    ...     observation, reward, terminated, truncated, info = env.step(action)
    >>> print(observation)
    #--
    ###
    --#

    ## Observation Space
    Text: rows of `#` (on) and `-` (off). Numeric view: int8 (5, 5), 1 on, 0 off or beyond a
    smaller board.

    ## Starting State
    What random presses left on, up to a least number of presses to undo. Splits own boards up to turns and mirrors;
    `hard` is 5 by 5 and at least 11 presses away (15 is the most there is); `structure` is a torus.

    ## Rewards
    Scale "unit": `outcome` 1 for the goal, -1 without it; `progress` the change of max(0, 1 - d / (2 * d0)), where d is
    the exact number of presses left and d0 that at the start; `regret` -1/max_turns times the presses wasted as a share
    of d0; `rejected` -1/max_turns. Best play earns 1.5 in all. Scale "sparse": the outcome alone.

    ## Episode End
    Terminated: all lights are out. Truncated: after `max_turns` turns (60).

    ## Information
    `legal`, `state_key`, `turn`, `player`, `rejected`, `split`, `index`, `task`, `reward`, `reward_terms`, `success`
    (solved), `measured`, `privileged`.

    ## Arguments
    `level` "easy" (3 by 3), "medium" (default; 4 by 4) or "hard" (5 by 5); `split`, `max_turns`, `max_rejected`,
    `render_mode`, `scale`, `terms` as everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.puzzles.lights:SCORING"

    def __init__(self, *, level: Level = "medium", **common: Unpack[CommonOptions]) -> None:
        common.setdefault("max_turns", 60)
        super().__init__(LightsOut(), LightsOutTasks(level), **common)
