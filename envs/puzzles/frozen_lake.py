"""A frozen lake: slippery ice, holes, a goal, and a number of steps; exact chances by dynamic programming."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar, Unpack

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from ..core.errors import Malformed
from ..core.game import Event, Immutable, Transition
from ..core.parsing import words
from ..core.rng import Stream
from ..core.turn_env import CommonOptions, TurnEnv
from .drawn import DrawnTasks, Level
from .values import ValueGame

__all__ = ["FrozenLake", "FrozenLakeEnv", "FrozenLakeTasks", "Heading", "Slid", "State", "Task", "chances"]

ICE, HOLE, GOAL, AGENT = ".", "O", "G", "A"
MAX_SIZE = 8


class Heading(StrEnum):
    """Where the agent tries to go."""

    LEFT = "left"
    DOWN = "down"
    RIGHT = "right"
    UP = "up"


HEADINGS = tuple(Heading)
"""In a circle, so that the neighbors of one are its two sides."""
_STEPS = ((0, -1), (1, 0), (0, 1), (-1, 0))
_BY_TEXT = {text: heading for heading in HEADINGS for text in (heading.value, heading.value[0])}


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """One lake. The agent starts at the top left."""

    cells: str
    """Row by row: `.` ice, `O` hole, `G` goal."""
    size: int
    """Cells a side."""
    slip: float
    """Chance that the agent slides to one side of where it tried to go, both sides alike."""
    steps: int
    """Steps until the ice breaks."""
    torus: bool = False
    """Ways go on across the edges, where otherwise the agent stays."""


@dataclass(frozen=True, slots=True)
class State(Immutable):
    """Where the agent is."""

    task: Task
    cell: int
    left: int
    """Steps left."""


@dataclass(frozen=True, slots=True)
class Slid(Event):
    """The agent came to a cell; `slipped` if not where it tried to go."""

    cell: int
    slipped: bool


@lru_cache(maxsize=64)
def leads(size: int, torus: bool) -> tuple[tuple[int, int, int, int], ...]:
    """For each cell, where each heading leads when nothing slips."""
    table = []
    for cell in range(size * size):
        row, column = divmod(cell, size)
        ends = []
        for down, across in _STEPS:
            r, c = row + down, column + across
            if torus:
                r, c = r % size, c % size
            ends.append(r * size + c if 0 <= r < size and 0 <= c < size else cell)
        table.append((ends[0], ends[1], ends[2], ends[3]))
    return tuple(table)


@lru_cache(maxsize=512)
def chances(task: Task) -> NDArray[np.float64]:
    """Chance to reach the goal by best play: [steps left, cell, heading], float64; the row of 0 steps is 0."""
    ends = np.array(leads(task.size, task.torus))
    marks = np.array(list(task.cells))
    table = np.zeros((task.steps + 1, len(marks), 4))
    side = task.slip / 2
    value = (marks == GOAL).astype(float)
    for left in range(1, task.steps + 1):
        straight = value[ends]
        table[left] = (1 - task.slip) * straight + side * (np.roll(straight, 1, axis=1) + np.roll(straight, -1, axis=1))
        table[left][marks != ICE] = 0.0
        value = np.where(marks == GOAL, 1.0, table[left].max(axis=1))
    table.flags.writeable = False
    return table


@dataclass(frozen=True)
class FrozenLake(ValueGame[Task, State, Heading]):
    """Cross the ice to the goal and don't fall into a hole."""

    types: ClassVar[tuple[type, ...]] = (Task, State, Heading, Slid)

    @property
    def actions(self) -> tuple[Heading, ...]:
        """The four headings."""
        return HEADINGS

    def start(self, task: Task) -> State:
        """The top left."""
        return State(task, 0, task.steps)

    def legal(self, state: State) -> Sequence[Heading]:
        """All four: at an edge the agent may stay where it is."""
        return () if self.is_over(state) else HEADINGS

    def apply(self, state: State, action: Heading, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """A step, perhaps to a side."""
        task = state.task
        turn, drawn = 0, rng.random() if task.slip else 1.0
        if drawn < task.slip:
            turn = 1 if drawn < task.slip / 2 else -1
        cell = leads(task.size, task.torus)[state.cell][(HEADINGS.index(action) + turn) % 4]
        return State(task, cell, state.left - 1), (Slid(cell, turn != 0),)

    def is_over(self, state: State) -> bool:
        """Whether the agent is at the goal or in a hole, or has no step left."""
        return state.left == 0 or state.task.cells[state.cell] != ICE

    def result(self, state: State) -> float:
        """1 at the goal, else 0."""
        return float(state.task.cells[state.cell] == GOAL)

    def values(self, state: State) -> Mapping[Heading, float]:
        """The chance to reach the goal with the steps left."""
        if self.is_over(state):
            return {}
        return dict(zip(HEADINGS, chances(state.task)[state.left, state.cell].tolist(), strict=True))

    def parse(self, text: str, state: State) -> Heading:
        """A heading or its first letter, with or without a verb (`go left`)."""
        known = _BY_TEXT.get(text)
        if known is not None:
            return known
        tokens = [token for token in words(text) if token not in ("go", "move", "step", "walk")]
        known = _BY_TEXT.get(tokens[0]) if len(tokens) == 1 else None
        if known is None:
            raise Malformed('Expected one of "left", "down", "right" and "up".')
        return known

    def format(self, action: Heading) -> str:
        """The heading."""
        return action.value

    def describe(self, state: State, last: Transition[State, Heading] | None) -> str:
        """The lake and the steps left, after the rules at the start."""
        shown = self.key(state)
        if last is None:
            return f"{_rules(state.task)}\n\n{shown}"
        here = state.task.cells[state.cell]
        if here == HOLE:
            return f"{shown}\nYou fell into a hole."
        if here == GOAL:
            return f"{shown}\nYou reached the goal."
        slipped = last.events and last.events[0].slipped  # type: ignore[attr-defined]
        return f"You slipped.\n{shown}" if slipped else shown

    def key(self, state: State) -> str:
        """The lake with the agent, and the steps left."""
        task, cells = state.task, list(state.task.cells)
        cells[state.cell] = AGENT
        rows = ["".join(cells[start : start + task.size]) for start in range(0, len(cells), task.size)]
        return "\n".join([*rows, f"Steps left: {state.left}."])

    @property
    def space(self) -> spaces.Box:
        """int16 (66,): 8x8 cells row by row (0 ice, 1 hole, 2 goal, 3 agent, -1 none), steps left, slip in percent."""
        return spaces.Box(-1, 1000, (MAX_SIZE * MAX_SIZE + 2,), np.int16)

    def array(self, state: State) -> NDArray[Any]:
        """The lake in `space`."""
        task = state.task
        drawn = np.full((MAX_SIZE, MAX_SIZE), -1, np.int16)
        codes = [(ICE, HOLE, GOAL).index(mark) for mark in task.cells]
        codes[state.cell] = 3
        drawn[: task.size, : task.size] = np.array(codes).reshape(task.size, task.size)
        return np.array([*drawn.ravel(), state.left, round(100 * task.slip)], np.int16)


def _rules(task: Task) -> str:
    slips = (
        f" The ice is slippery: with a chance of {task.slip:.0%} you slide to one side of where you try to go, each "
        "side alike."
        if task.slip
        else ""
    )
    edges = "Ways go on across the edges of the lake." if task.torus else "At the edge you stay where you are."
    return (
        f'You cross a frozen lake from the top left to the goal G; holes O end the game. Go with "left", "down", '
        f'"right" or "up".{slips} {edges} A is you, "." is ice.'
    )


_SIZES = {"easy": 4, "medium": 6, "hard": 8}
_SLIPS = {"easy": 0.0, "medium": 0.2, "hard": 0.4}
_HARDEST = 0.5
_PROMISING = 0.6
"""Least chance of best play."""


@dataclass(frozen=True)
class FrozenLakeTasks(DrawnTasks[Task]):
    """Random lakes that best play crosses with a chance of at least 0.6.

    `hard` is 8 by 8 and slips half of the time; `structure` goes on across its edges.

    Args:
        level: "easy" (4 by 4, no slipping), "medium" (6 by 6, 20 %) or "hard" (8 by 8, 40 %).
    """

    title: ClassVar[str] = "turnwise/FrozenLake"

    def draw(self, rng: Stream, split: str) -> Task | None:
        """A lake with a quarter of its cells holes."""
        level = "hard" if split == "hard" else self.level
        size = _SIZES[level]
        marks = [HOLE if rng.random() < 0.25 else ICE for _ in range(size * size)]
        marks[0] = ICE
        far = [cell for cell in range(size * size) if cell // size + cell % size >= size]
        marks[rng.choice(far)] = GOAL
        slip = _HARDEST if split == "hard" else _SLIPS[level]
        return Task("".join(marks), size, slip, 4 * size, split == "structure")

    def fits(self, task: Task, split: str) -> bool:
        """Whether best play is promising."""
        return float(chances(task)[task.steps, 0].max()) >= _PROMISING

    def key(self, task: Task) -> str:
        """The lake up to the mirror along the diagonal from the start, and what is special about it."""
        size, cells = task.size, task.cells
        turned = "".join(cells[column * size + row] for row in range(size) for column in range(size))
        return f"{min(cells, turned)} {task.slip:.3f}{' torus' if task.torus else ''}"


class FrozenLakeEnv(TurnEnv[Task, State, Heading]):
    """A frozen lake, every step judged by the exact chance to reach the goal with the steps left.

    ## Description
    Cross slippery ice to the goal before the steps run out; holes end the game. A good step that slips into a hole
    stays a good step: the decision is judged, the slip is paid through the outcome alone.

    >>> import gymnasium as gym, turnwise
    >>> env = gym.make("turnwise/FrozenLake-v0", level="easy")
    >>> observation, info = env.reset(seed=0, options={"index": 0})
    >>> print(observation.split("is ice.")[1].strip())
    AO..
    ...O
    ..G.
    ....
    Steps left: 16.

    ## Action Space
    Text: `left`, `down`, `right` or `up`, or the first letter alone. Discrete view: the four in this order.

    >>> for action in ("down", "d", "[go right]"):
    ...     observation, reward, terminated, truncated, info = env.step(action)
    >>> print(observation)
    .O..
    ...O
    .AG.
    ....
    Steps left: 13.

    ## Observation Space
    Text: the lake (`A` you, `.` ice, `O` hole, `G` goal) and the steps left. Numeric view: int16 (66,), 8 by 8 cells
    row by row (0 ice, 1 hole, 2 goal, 3 agent, -1 none), the steps left, the chance to slip in percent.

    ## Starting State
    A random lake that best play crosses with a chance of at least 0.6. Splits own lakes up to the mirror along the
    diagonal; `hard` is 8 by 8 and slips half of the time; `structure` goes on across its edges.

    ## Rewards
    Scale "unit": `outcome` 1 at the goal, else -1; `regret` -1/max_turns times the chance that the step gave away;
    `rejected` -1/max_turns. Scale "dense": also `progress`, the change of the chance under best play. Scale "sparse":
    the outcome alone.

    ## Episode End
    Terminated: at the goal, in a hole, or no step left (4 times the side). Truncated: after `max_turns` turns (40).

    ## Information
    `legal`, `state_key`, `turn`, `player`, `rejected`, `split`, `index`, `task`, `reward`, `reward_terms`, `success`
    (the goal), `measured`, `privileged`.

    ## Arguments
    `level` "easy" (4 by 4, no slipping), "medium" (default; 6 by 6, 20 %) or "hard" (8 by 8, 40 %); `split`,
    `max_turns`, `max_rejected`, `render_mode`, `scale`, `terms` as everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.puzzles.frozen_lake:SCORING"

    def __init__(self, *, level: Level = "medium", **common: Unpack[CommonOptions]) -> None:
        common.setdefault("max_turns", 40)
        super().__init__(FrozenLake(), FrozenLakeTasks(level), **common)
