"""Sudoku puzzles by level: digits are taken out of a random full grid as long as one solution is proved to remain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from ...core.errors import TaskError, UsageError
from ...core.game import TaskSource
from ...core.rng import Stream, bucket
from .geometry import BOXES, Geometry, geometry
from .grids import exchange, random_grid, split_key
from .solver import Technique, opening, search_from, solved_by, technique
from .state import Task

__all__ = ["BLANKS", "BLANKS_RANGE", "Level", "SudokuTasks"]

Level = Literal["easy", "medium", "hard"]

BLANKS: Final[dict[int, dict[str, tuple[int, int]]]] = {
    4: {"easy": (5, 7), "medium": (8, 9), "hard": (10, 11)},
    6: {"easy": (12, 16), "medium": (17, 20), "hard": (21, 24)},
    9: {"easy": (30, 38), "medium": (44, 52), "hard": (49, 55)},
}
"""Fewest and most blanks that a level aims at, for each size. With diagonals, "hard" goes size - 3 further."""

BLANKS_RANGE: Final = {4: (4, 10), 6: (1, 24), 9: (1, 52)}
"""What the option `blanks` may ask for: puzzles with the most are still found at once, and 4x4 puzzles with
fewer blanks are too few, up to symmetry, for every split to own some."""

_OWNERS: Final = ("train", "valid", "test", "hard")
_PROOF_BUDGET: Final = 80
"""Search nodes for one proof that a digit can be taken out; where they do not suffice, it stays."""
_EXCHANGES: Final = 20
"""Neighbors of a grid that are tried for a split before a new grid is made."""

_WANTED: Final = {"medium": Technique.HIDDEN_SINGLES, "hard": Technique.SEARCH}
"""What a 9x9 puzzle of a level should need: always so at "medium", where it is found in time at "hard"."""

Removable = Callable[[list[int], int, Geometry], bool]
"""Whether the digit of a cell can be taken out."""
Enough = Callable[[list[int], Geometry], bool]
"""Whether no more need be taken out."""


@dataclass(frozen=True)
class SudokuTasks(TaskSource[Task]):
    """Puzzles without end, each proved to have one solution.

    Levels (`BLANKS`): "easy" needs naked singles only, "medium" no more than naked and hidden singles (and hidden
    ones always at size 9). "hard" has few givens, and at size 9 often needs more than singles. Split `hard` has
    puzzles from which no digit can be taken out at all (as far as 80 search nodes prove it). Split `structure` has a
    further rule: both main diagonals hold every digit.
    See `grids.split_key` for what keeps the splits apart.

    Args:
        size: 4, 6 or 9.
        level: "easy", "medium" or "hard"; not used by the split `hard`.
        blanks: in place of a level: puzzles with exactly so many blanks, whatever they need (VPR: 40).
    """

    size: int = 9
    level: Level = "medium"
    blanks: int | None = None

    def __post_init__(self) -> None:
        if self.size not in BOXES:
            raise UsageError(f"size must be one of {list(BOXES)}, got {self.size!r}")
        if self.level not in BLANKS[self.size]:
            raise UsageError(f"level must be one of {list(BLANKS[self.size])}, got {self.level!r}")
        least, most = BLANKS_RANGE[self.size]
        if self.blanks is not None and (type(self.blanks) is not int or not least <= self.blanks <= most):
            raise UsageError(f"blanks must be {least} to {most} at size {self.size} or None, got {self.blanks!r}")

    def task(self, split: str, index: int) -> Task:
        """The puzzle at an address; the same for ever."""
        if split not in self.splits:
            raise TaskError(f"split must be one of {list(self.splits)}, got {split!r}")
        kind = "minimal" if split == "hard" else self.level if self.blanks is None else f"{self.blanks} blanks"
        rng = Stream(0, "turnwise/Sudoku", self.size, kind, split, index)
        board = geometry(self.size, split == "structure")
        while True:
            solution = _grid_of(split, board, rng)
            givens = _dug(solution, board, kind, rng) if solution else None
            # The splits of 4x4 are told apart by the whole puzzle, the others by the grid alone.
            if givens and (self.size > 4 or _owner(givens, solution, self.size) == split):
                return Task(self.size, givens, solution, board.diagonals)

    def key(self, task: Task) -> str:
        """See `grids.split_key`."""
        return split_key(task.givens, task.solution, task.size)

    def name(self, task: Task) -> str:
        """Such as "9x9 with 41 blanks"."""
        return f"{task.size}x{task.size} with {task.givens.count(0)} blanks"


def _dig(
    solution: tuple[int, ...], board: Geometry, order: list[int], removable: Removable, enough: Enough
) -> tuple[int, ...]:
    """The grid without the digits that `removable` lets go, tried once each in `order` until it is `enough`."""
    givens = list(solution)
    for cell in order:
        if removable(givens, cell, board):
            givens[cell] = 0
            if enough(givens, board):
                break
    return tuple(givens)


def _owner(givens: tuple[int, ...], solution: tuple[int, ...], size: int) -> str:
    key = split_key(givens, solution, size)
    return "structure" if "x" in key else _OWNERS[bucket(f"sudoku {key}", len(_OWNERS))]


def _grid_of(split: str, board: Geometry, rng: Stream) -> tuple[int, ...]:
    """A full grid that belongs to the split, or none among a random grid and its neighbors."""
    grid = random_grid(board, rng)
    if board.size == 4:
        return grid
    for _ in range(_EXCHANGES):
        if _owner(grid, grid, board.size) == split:
            return grid
        grid = exchange(grid, board, rng)
    return ()


def _dug(solution: tuple[int, ...], board: Geometry, kind: str, rng: Stream) -> tuple[int, ...] | None:
    """Givens that fit the kind, or None if the order drawn leads to none."""
    order = rng.permutation(range(len(solution)))
    if kind == "minimal":
        return _dig(solution, board, order, _leaves_one, lambda givens, board: False)
    fixed = kind.endswith("blanks")
    low, high = (int(kind.split()[0]),) * 2 if fixed else BLANKS[board.size][kind]
    if kind == "hard" and board.diagonals:
        high += board.size - 3  # the diagonals give away about as many digits
    target = rng.integers(low, high + 1)

    def enough(givens: list[int], board: Geometry) -> bool:
        blanks = givens.count(0)
        if blanks < target or blanks == high:
            return blanks == high
        return board.size < 9 or kind not in _WANTED or technique(tuple(givens), board) is _WANTED[kind]

    givens = _dig(solution, board, order, _REMOVABLE.get(kind, _leaves_one), enough)
    if board.size == 9 and kind == "medium" and technique(givens, board) is not _WANTED[kind]:
        return None
    return givens if givens.count(0) >= low else None


def _leaves_naked(givens: list[int], cell: int, board: Geometry) -> bool:
    if _is_naked(givens, cell, board):
        return True
    start = opening((*givens[:cell], 0, *givens[cell + 1 :]), board)
    return start is not None and solved_by(*start, board, board.families[:1])


def _leaves_single(givens: list[int], cell: int, board: Geometry) -> bool:
    if _is_naked(givens, cell, board) or _is_hidden(givens, cell, board):
        return True
    start = opening((*givens[:cell], 0, *givens[cell + 1 :]), board)
    return start is not None and solved_by(*start, board, board.families)


def _leaves_one(givens: list[int], cell: int, board: Geometry) -> bool:
    """Whether the puzzle keeps one solution: no other digit in the cell leads to one."""
    if _is_naked(givens, cell, board) or _is_hidden(givens, cell, board):
        return True
    start = opening((*givens[:cell], 0, *givens[cell + 1 :]), board)
    if start is None:
        return False
    marks, done = start
    others = marks & ~(1 << board.mark(cell, givens[cell]))
    result = search_from(others, done, board, 1, budget=_PROOF_BUDGET)
    return result.complete and not result.solutions


def _is_naked(givens: list[int], cell: int, board: Geometry) -> bool:
    """Whether the cell's digit is the only one that its peers leave: taken out, it follows at once."""
    return len({givens[peer] for peer in board.peers[cell]} - {0}) == board.size - 1


def _is_hidden(givens: list[int], cell: int, board: Geometry) -> bool:
    """Whether one of the cell's units has no other place for its digit: taken out, it follows at once."""
    digit = givens[cell]
    for unit in board.units_of[cell]:
        for other in board.units[unit]:
            if givens[other]:
                continue
            if not any(givens[peer] == digit and peer != cell for peer in board.peers[other]):
                break
        else:
            return True
    return False


_REMOVABLE: Final[dict[str, Removable]] = {
    "easy": _leaves_naked,
    "medium": _leaves_single,
    "hard": _leaves_one,
}
