"""Peg solitaire on small boards: jump pegs until one is left; dead ends are exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Literal, Unpack

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

__all__ = ["Jump", "Jumped", "PegSolitaire", "PegSolitaireEnv", "PegSolitaireTasks", "State", "Task", "winnable"]

Shape = Literal["triangle", "square"]

_TRIANGLE = tuple((row, column) for row in range(5) for column in range(row + 1))
_SQUARE = tuple((row, column) for row in range(4) for column in range(4))
_HOLES = {"triangle": _TRIANGLE, "square": _SQUARE}
_WAYS = {
    "triangle": ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, -1)),
    "square": ((0, 1), (0, -1), (1, 0), (-1, 0)),
}
HOLES = 16
"""Holes of the larger board."""
NAMES = "ABCDEFGHIJKLMNOP"


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """One board with pegs."""

    start: int
    """The holes that have a peg: bit by hole, row by row."""
    shape: Shape = "triangle"


@dataclass(frozen=True, slots=True)
class State(Immutable):
    """Which holes have a peg."""

    task: Task
    pegs: int


@dataclass(frozen=True, slots=True)
class Jump(Immutable):
    """A peg jumps over a neighbor into an empty hole; the neighbor is taken off."""

    source: int
    to: int


@dataclass(frozen=True, slots=True)
class Jumped(Event):
    """A peg jumped; the one over which it jumped is gone."""

    source: int
    over: int
    to: int


@lru_cache(maxsize=2)
def jumps(shape: Shape) -> dict[Jump, tuple[int, int, int]]:
    """Every jump of a board in a fixed order, with its (peg needed, pegs needed, bits changed)."""
    holes = _HOLES[shape]
    place = {hole: number for number, hole in enumerate(holes)}
    found = {}
    for row, column in holes:
        for down, across in _WAYS[shape]:
            over, to = (row + down, column + across), (row + 2 * down, column + 2 * across)
            if to in place:
                a, b, c = place[row, column], place[over], place[to]
                found[Jump(a, c)] = (b, 1 << a | 1 << b, 1 << a | 1 << b | 1 << c)
    return found


JUMPS = tuple(dict.fromkeys([*jumps("triangle"), *jumps("square")]))
_TEXTS = {jump: f"jump {NAMES[jump.source]} {NAMES[jump.to]}" for jump in JUMPS}
_BY_TOKENS = {(NAMES[jump.source].lower(), NAMES[jump.to].lower()): jump for jump in JUMPS}


@lru_cache(maxsize=2)
def _tables(shape: Shape) -> tuple[tuple[int, ...], ...]:
    return tuple(jumps(shape).values())


@lru_cache(maxsize=2)
def winnable(shape: Shape) -> bytes:
    """For every set of pegs, 1 if one peg can be reached from it: every jump takes one off, so in order of pegs."""
    table = bytearray(1 << len(_HOLES[shape]))
    boards = sorted(range(1, len(table)), key=int.bit_count)
    for pegs in boards:
        table[pegs] = pegs & (pegs - 1) == 0 or any(
            pegs & change == needed and table[pegs ^ change] for _, needed, change in _tables(shape)
        )
    return bytes(table)


@dataclass(frozen=True)
class PegSolitaire(DistanceGame[Task, State, Jump]):
    """Jump until a single peg is left."""

    types: ClassVar[tuple[type, ...]] = (Task, State, Jump, Jumped)

    @property
    def actions(self) -> tuple[Jump, ...]:
        """The jumps of both boards."""
        return JUMPS

    def start(self, task: Task) -> State:
        """The task's pegs."""
        return State(task, task.start)

    def legal(self, state: State) -> Sequence[Jump]:
        """The jumps over a peg into an empty hole."""
        pegs = state.pegs
        return [jump for jump, (_, needed, change) in jumps(state.task.shape).items() if pegs & change == needed]

    def apply(self, state: State, action: Jump, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """The board after the jump.

        Raises:
            Illegal: no such line on this board, no peg to jump with or over, or the hole is taken.
        """
        known = jumps(state.task.shape).get(action)
        if known is None:
            raise Illegal(f"{NAMES[action.source]} and {NAMES[action.to]} are not two apart on a line.")
        over, needed, change = known
        pegs = state.pegs
        if pegs & change != needed:
            raise Illegal(_why_not(pegs, action, over))
        return State(state.task, pegs ^ change), (Jumped(action.source, over, action.to),)

    def is_over(self, state: State) -> bool:
        """Whether one peg is left, or none can jump."""
        pegs = state.pegs
        return not any(pegs & change == needed for _, needed, change in _tables(state.task.shape))

    def distance(self, state: State) -> int | None:
        """Pegs to take off; None where one peg can't be reached any more."""
        return state.pegs.bit_count() - 1 if winnable(state.task.shape)[state.pegs] else None

    def parse(self, text: str, state: State) -> Jump:
        """`jump A F`: from one hole to another; small words between are skipped."""
        tokens = [token for token in words(text) if token not in ("jump", "move", "from", "to", "peg")]
        jump = _BY_TOKENS.get((tokens[0], tokens[1])) if len(tokens) == 2 else None
        if jump is None:
            raise Malformed('Expected two holes two apart on a line, such as "jump A F".')
        return jump

    def format(self, action: Jump) -> str:
        """`jump A F`."""
        return _TEXTS[action]

    def describe(self, state: State, last: Transition[State, Jump] | None) -> str:
        """The board, after the rules at the start."""
        shown = self.key(state)
        if last is not None and self.is_over(state):
            shown += "\nOne peg is left." if state.pegs.bit_count() == 1 else "\nNo peg can jump any more."
        return shown if last is not None else f"{_rules(state.task)}\n\n{shown}"

    def key(self, state: State) -> str:
        """The board: a hole's letter where it has a peg, `.` where it is empty."""
        return picture(state.pegs, state.task.shape)

    @property
    def space(self) -> spaces.Box:
        """int8 (16,): 1 peg, 0 empty, -1 no such hole."""
        return spaces.Box(-1, 1, (HOLES,), np.int8)

    def array(self, state: State) -> NDArray[Any]:
        """The board in `space`."""
        count = len(_HOLES[state.task.shape])
        bits = [state.pegs >> hole & 1 for hole in range(count)]
        return np.array([*bits, *[-1] * (HOLES - count)], np.int8)


def _why_not(pegs: int, jump: Jump, over: int) -> str:
    if not pegs >> jump.source & 1:
        return f"Hole {NAMES[jump.source]} has no peg. Jump with a peg."
    if not pegs >> over & 1:
        return f"Hole {NAMES[over]} has no peg to jump over. Choose another jump."
    return f"Hole {NAMES[jump.to]} is taken. Jump into an empty hole."


@lru_cache(maxsize=32768)
def picture(pegs: int, shape: Shape) -> str:
    """The board, row by row."""
    rows: dict[int, list[str]] = {}
    for number, (row, _) in enumerate(_HOLES[shape]):
        rows.setdefault(row, []).append(NAMES[number] if pegs >> number & 1 else ".")
    return "\n".join([" ".join(row) for row in rows.values()])


def _rules(task: Task) -> str:
    board = picture((1 << len(_HOLES[task.shape])) - 1, task.shape)
    lines = "rows, columns and falling diagonals" if task.shape == "triangle" else "rows and columns"
    return (
        "You play peg solitaire. A peg jumps over a neighboring peg into the empty hole behind it, and the peg jumped "
        f'over is taken off. Leave exactly one peg. Jumps go along {lines}. Write "jump FROM TO", for example "jump D '
        f'F". The holes:\n{board}\nA letter shows a peg, "." an empty hole.'
    )


_PEGS = {"easy": (4, 6), "medium": (7, 8), "hard": (9, 10)}
_HARDEST = (11, 14)


@dataclass(frozen=True)
class PegSolitaireTasks(DrawnTasks[Task]):
    """Boards from which one peg can be left, and on which some jump is a mistake.

    `hard` has 11 to 14 pegs; `structure` plays on a square of 4 by 4.

    Args:
        level: "easy" (4 to 6 pegs), "medium" (7 or 8) or "hard" (9 or 10).
    """

    title: ClassVar[str] = "turnwise/PegSolitaire"

    def draw(self, rng: Stream, split: str) -> Task | None:
        """A random set of pegs."""
        shape: Shape = "square" if split == "structure" else "triangle"
        low, high = _HARDEST if split == "hard" else _PEGS[self.level]
        count = rng.integers(low, high + 1)
        return Task(sum(1 << hole for hole in rng.sample(range(len(_HOLES[shape])), count)), shape)

    def fits(self, task: Task, split: str) -> bool:
        """Whether it can be solved, and lost by the first jump."""
        table, pegs = winnable(task.shape), task.start
        ends = [table[pegs ^ change] for _, needed, change in _tables(task.shape) if pegs & change == needed]
        return bool(table[pegs]) and 0 in ends

    def key(self, task: Task) -> str:
        """The pegs up to turns and mirrors of the board."""
        return f"{task.shape} {min(_forms(task.start, task.shape))}"


@lru_cache(maxsize=2)
def _symmetries(shape: Shape) -> tuple[tuple[int, ...], ...]:
    """For each turn or mirror, the hole that each hole goes to."""
    holes = _HOLES[shape]
    place = {hole: number for number, hole in enumerate(holes)}
    side = max(row for row, _ in holes)

    def turn(hole: tuple[int, int]) -> tuple[int, int]:
        row, column = hole
        return (side - column, row - column) if shape == "triangle" else (column, side - row)

    def mirror(hole: tuple[int, int]) -> tuple[int, int]:
        row, column = hole
        return (row, row - column) if shape == "triangle" else (row, side - column)

    found, forms = [], list(holes)
    for _ in range(3 if shape == "triangle" else 4):
        forms = [turn(hole) for hole in forms]
        found += [tuple(place[hole] for hole in forms), tuple(place[mirror(hole)] for hole in forms)]
    return tuple(found)


def _forms(pegs: int, shape: Shape) -> list[int]:
    return [sum(1 << to for hole, to in enumerate(way) if pegs >> hole & 1) for way in _symmetries(shape)]


class PegSolitaireEnv(TurnEnv[Task, State, Jump]):
    """Peg solitaire on 15 holes, every jump judged by the table of all positions.

    ## Description
    Jump over pegs, which takes them off, until one is left. A wrong jump may lose the game for good.

    >>> import gymnasium as gym, turnwise
    >>> env = gym.make("turnwise/PegSolitaire-v0", level="easy")
    >>> observation, info = env.reset(seed=0, options={"index": 0})
    >>> print(observation.split("empty hole.")[1].strip())
    A
    B .
    D E .
    . . I .
    . . M . .
    >>> info["legal"]
    ('jump B G', 'jump D F', 'jump E N', 'jump M F')

    ## Action Space
    Text: `jump FROM TO` with the letters of two holes. Discrete view: the jumps of both boards.

    >>> for action in ("D to A", "[jump A F]"):
    ...     observation, reward, terminated, truncated, info = env.step(action)
    >>> print(observation)
    Hole C has no peg to jump over. Choose another jump.
    <BLANKLINE>
    A
    B .
    D E .
    . . I .
    . . M . .

    ## Observation Space
    Text: the board, a letter for a peg and `.` for an empty hole. Numeric view: int8 (16,), 1 peg, 0 empty, -1 no hole.

    ## Starting State
    A set of pegs that can be solved and that a first jump can lose. Splits own sets up to turns and mirrors; `hard` has
    11 to 14 pegs on the triangle of 15 holes; `structure` is a square of 4 by 4.

    ## Rewards
    Scale "unit": `outcome` 1 for one peg, -1 without it; `progress` the change of max(0, 1 - d / (2 * d0)), where d is
    the number of jumps left and d0 that at the start, 0 once the goal is out of reach; `regret` -1/max_turns for the
    jump that loses the game; `rejected` -1/max_turns. Best play earns 1.5 in all. Scale "sparse": the outcome alone.

    ## Episode End
    Terminated: one peg is left, or no peg can jump. Truncated: after `max_turns` turns (30).

    ## Information
    `legal`, `state_key`, `turn`, `player`, `rejected`, `split`, `index`, `task`, `reward`, `reward_terms`, `success`
    (solved), `measured`, `privileged`.

    ## Arguments
    `level` "easy" (4 to 6 pegs), "medium" (default; 7 or 8) or "hard" (9 or 10); `split`, `max_turns`,
    `max_rejected`, `render_mode`, `scale`, `terms` as everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.puzzles.pegs:SCORING"

    def __init__(self, *, level: Level = "medium", **common: Unpack[CommonOptions]) -> None:
        common.setdefault("max_turns", 30)
        super().__init__(PegSolitaire(), PegSolitaireTasks(level), **common)
