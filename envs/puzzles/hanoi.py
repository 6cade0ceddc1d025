"""The Tower of Hanoi: any arrangement to any peg, and pegs in a row as another structure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
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

__all__ = ["Hanoi", "HanoiEnv", "HanoiTasks", "Move", "Moved", "State", "Task"]

PEGS = "ABC"
MAX_DISKS = 7


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """One tower."""

    start: tuple[int, ...]
    """The peg (0 to 2) of each disk, the smallest disk first."""
    target: int
    """The peg where all disks shall be."""
    row: bool = False
    """Pegs stand in a row, and a disk moves to a neighboring peg only."""


@dataclass(frozen=True, slots=True)
class State(Immutable):
    """Where the disks are."""

    task: Task
    pegs: tuple[int, ...]
    """As in `Task.start`."""


@dataclass(frozen=True, slots=True)
class Move(Immutable):
    """The top disk of one peg to another peg."""

    source: int
    to: int


@dataclass(frozen=True, slots=True)
class Moved(Event):
    """A disk was moved; the smallest is 1."""

    disk: int
    source: int
    to: int


MOVES = tuple(Move(source, to) for source, to in permutations(range(3), 2))
_TEXTS = {move: f"move {PEGS[move.source]} {PEGS[move.to]}" for move in MOVES}
_BY_TEXT = {text: move for move, text in _TEXTS.items()}
_BY_PEGS = {(PEGS[move.source].lower(), PEGS[move.to].lower()): move for move in MOVES}


def tops(pegs: tuple[int, ...]) -> tuple[int, int, int]:
    """The smallest disk (from 0) on each peg; the number of disks where a peg is empty."""
    count = len(pegs)
    return tuple([pegs.index(peg) if peg in pegs else count for peg in range(3)])  # type: ignore[return-value]


def reaches(task: Task, move: Move) -> bool:
    """Whether the pegs are near enough for a move."""
    return not task.row or abs(move.source - move.to) == 1


@lru_cache(maxsize=64)
def distances(disks: int, target: int, row: bool) -> dict[tuple[int, ...], int]:
    """Fewest moves to the target from every arrangement, by breadth-first search: moves can be undone."""
    goal = (target,) * disks
    found, frontier = {goal: 0}, [goal]
    while frontier:
        reached = []
        for pegs in frontier:
            top = tops(pegs)
            for source, to in permutations(range(3), 2):
                if top[source] < top[to] and not (row and abs(source - to) != 1):
                    after = (*pegs[: top[source]], to, *pegs[top[source] + 1 :])
                    if after not in found:
                        found[after] = found[pegs] + 1
                        reached.append(after)
        frontier = reached
    return found


@dataclass(frozen=True)
class Hanoi(DistanceGame[Task, State, Move]):
    """Disks on three pegs, the smaller always on the larger."""

    types: ClassVar[tuple[type, ...]] = (Task, State, Move, Moved)

    @property
    def actions(self) -> tuple[Move, ...]:
        """The six ordered pairs of pegs."""
        return MOVES

    def start(self, task: Task) -> State:
        """The task's arrangement."""
        return State(task, task.start)

    def legal(self, state: State) -> Sequence[Move]:
        """The moves that put a disk on a larger one or on an empty peg."""
        top, task = tops(state.pegs), state.task
        return [move for move in MOVES if top[move.source] < top[move.to] and reaches(task, move)]

    def apply(self, state: State, action: Move, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """The arrangement with the disk moved.

        Raises:
            Illegal: no disk there, a smaller disk in the way, or a peg too far.
        """
        pegs, (source, to) = state.pegs, (action.source, action.to)
        top = tops(pegs)
        disk = top[source]
        if disk == len(pegs):
            raise Illegal(f"Peg {PEGS[source]} has no disk. Choose a peg that has one.")
        if disk > top[to]:
            raise Illegal(f"Disk {disk + 1} can't lie on disk {top[to] + 1}, which is smaller. Choose another move.")
        if not reaches(state.task, action):
            raise Illegal(f"Pegs {PEGS[source]} and {PEGS[to]} are not neighbors. Move to a neighboring peg.")
        return State(state.task, (*pegs[:disk], to, *pegs[disk + 1 :])), (Moved(disk + 1, source, to),)

    def distance(self, state: State) -> int:
        """Moves left; never None, since every move can be undone."""
        return distances(len(state.pegs), state.task.target, state.task.row)[state.pegs]

    def parse(self, text: str, state: State) -> Move:
        """`move A C`; other words between are skipped (`move from A to C`)."""
        known = _BY_TEXT.get(text)
        if known is not None:
            return known
        tokens = [token for token in words(text) if token not in ("move", "from", "to", "peg")]
        if len(tokens) == 1 and len(tokens[0]) == 2:
            tokens = list(tokens[0])
        known = _BY_PEGS.get((tokens[0], tokens[1])) if len(tokens) == 2 else None
        if known is None:
            raise Malformed('Expected two different pegs of A, B and C, such as "move A C".')
        return known

    def format(self, action: Move) -> str:
        """`move A C`."""
        return _TEXTS[action]

    def describe(self, state: State, last: Transition[State, Move] | None) -> str:
        """What lies on each peg, after the rules at the start."""
        shown = self.key(state)
        return shown if last is not None else f"{_rules(state.task)}\n\n{shown}"

    def key(self, state: State) -> str:
        """The disks of each peg from bottom to top, and the goal."""
        pegs, task = state.pegs, state.task
        lines = [
            f"{PEGS[peg]}: {' '.join([str(disk + 1) for disk in range(len(pegs) - 1, -1, -1) if pegs[disk] == peg])}"
            for peg in range(3)
        ]
        return f"{chr(10).join([line.rstrip() for line in lines])}\nGoal: all disks on {PEGS[task.target]}."

    @property
    def space(self) -> spaces.Box:
        """int8 (8,): the peg 1 to 3 of each disk, the smallest first, 0 for no disk; then the target."""
        return spaces.Box(0, 3, (MAX_DISKS + 1,), np.int8)

    def array(self, state: State) -> NDArray[Any]:
        """The arrangement in `space`."""
        drawn = np.zeros(MAX_DISKS + 1, np.int8)
        drawn[: len(state.pegs)] = state.pegs
        drawn[: len(state.pegs)] += 1
        drawn[-1] = state.task.target + 1
        return drawn


def _rules(task: Task) -> str:
    near = " A disk moves to a neighboring peg only: between A and B or between B and C." if task.row else ""
    return (
        f"You play the Tower of Hanoi with {len(task.start)} disks, 1 the smallest. Move the top disk of a peg to "
        f'another peg, never onto a smaller disk, with "move FROM TO", for example "move A C".{near} Each line shows a '
        "peg's disks from bottom to top."
    )


_DISKS = {"easy": 4, "medium": 5, "hard": 6}
_HARDEST = 7
_IN_A_ROW = 4


@dataclass(frozen=True)
class HanoiTasks(DrawnTasks[Task]):
    """Any arrangement to any peg, at least a third as far away as the farthest one.

    `hard` has seven disks, at least two thirds as far away as the farthest one; `structure` has four disks on pegs in
    a row.
    """

    title: ClassVar[str] = "turnwise/Hanoi"

    def draw(self, rng: Stream, split: str) -> Task | None:
        """A random arrangement and target."""
        row = split == "structure"
        disks = _IN_A_ROW if row else _HARDEST if split == "hard" else _DISKS[self.level]
        return Task(tuple([rng.integers(3) for _ in range(disks)]), rng.integers(3), row)

    def fits(self, task: Task, split: str) -> bool:
        """Whether it is far enough from its goal."""
        disks = len(task.start)
        farthest = (3 if task.row else 2) ** disks - 1
        least: int = farthest * 2 // 3 if split == "hard" else farthest // 3
        return distances(disks, task.target, task.row)[task.start] >= least

    def key(self, task: Task) -> str:
        """The arrangement up to a renaming of the pegs (for pegs in a row: up to a mirror)."""
        names = ((0, 1, 2), (2, 1, 0)) if task.row else tuple(permutations(range(3)))
        forms = ["".join([str(name[peg]) for peg in (*task.start, task.target)]) for name in names]
        return f"{min(forms)}{' row' if task.row else ''}"


class HanoiEnv(TurnEnv[Task, State, Move]):
    """The Tower of Hanoi from any arrangement, every move judged by its exact distance to the goal.

    ## Description
    Bring every disk to the target peg, one disk a move, never a larger one onto a smaller one.

    >>> import gymnasium as gym, turnwise
    >>> env = gym.make("turnwise/Hanoi-v0", level="easy")
    >>> observation, info = env.reset(seed=0, options={"index": 0})
    >>> print(observation.split("bottom to top.")[1].strip())
    A: 4 1
    B:
    C: 3 2
    Goal: all disks on C.

    ## Action Space
    Text: `move FROM TO` with pegs A, B and C. Discrete view: the six pairs AB, AC, BA, BC, CA, CB.

    >>> for action in ("move A C", "from C to B", "[ab]"):
    ...     observation, reward, terminated, truncated, info = env.step(action)
    >>> print(observation)
    Disk 4 can't lie on disk 1, which is smaller. Choose another move.
    <BLANKLINE>
    A: 4
    B: 1
    C: 3 2
    Goal: all disks on C.

    ## Observation Space
    Text: the disks of each peg from bottom to top, 1 the smallest, and the target. Numeric view: int8 (8,), the peg
    1 to 3 of each disk, the smallest first, 0 for no disk; then the target.

    ## Starting State
    An arrangement at least a third as far from its goal as the farthest one. Splits own arrangements up to a renaming
    of the pegs; `hard` has seven disks; in `structure` the pegs stand in a row and a disk moves to a neighbor only.

    ## Rewards
    Scale "unit": `outcome` 1 for the goal, -1 without it; `progress` the change of max(0, 1 - d / (2 * d0)), where d is
    the exact number of moves left and d0 that at the start; `regret` -1/max_turns times the moves wasted as a share of
    d0; `rejected` -1/max_turns. Best play earns 1.5 in all. Scale "sparse": the outcome alone.

    ## Episode End
    Terminated: every disk is on the target. Truncated: after `max_turns` turns (200).

    ## Information
    `legal`, `state_key`, `turn`, `player`, `rejected`, `split`, `index`, `task`, `reward`, `reward_terms`, `success`
    (solved), `measured`, `privileged`.

    ## Arguments
    `level` "easy" (4 disks), "medium" (default; 5) or "hard" (6); `split`, `max_turns`, `max_rejected`, `render_mode`,
    `scale`, `terms` as everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.puzzles.hanoi:SCORING"

    def __init__(self, *, level: Level = "medium", **common: Unpack[CommonOptions]) -> None:
        common.setdefault("max_turns", 200)
        super().__init__(Hanoi(), HanoiTasks(level), **common)
