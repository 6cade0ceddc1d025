"""Layouts of mines to clear. A split owns layouts up to turns and mirrors, so no two splits share one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Literal

from ...core.errors import TaskError, UsageError
from ...core.game import TaskSource
from ...core.rng import Stream, bucket
from .board import Board, board_of, cells_of
from .solver import solves
from .state import State, Task, opening

__all__ = ["LEVELS", "MinesweeperTasks", "canonical"]

LEVELS: dict[str, tuple[int, int, int]] = {"easy": (5, 5, 3), "medium": (9, 9, 10), "hard": (16, 16, 40)}
"""Rows, columns and mines of a level."""
SIZES = (3, 99)
"""Fewest and most rows or columns."""
DENSITY = 0.22
"""Least share of mines in the split `hard`; the level hard has 0.16."""
TRIES = 20_000
"""Layouts that are drawn for one task before giving up."""
_OWNERS = ("train",) * 6 + ("valid",) * 2 + ("test",) * 2


@dataclass(frozen=True)
class MinesweeperTasks(TaskSource[Task]):
    """Random layouts; the middle cell is revealed for free.

    No mine lies at the start cell nor, where the number of mines leaves room, around it. `train`, `valid` and `test`
    own six, two and two of ten layouts. `hard` has more mines on the same size: at least 22 % of the cells, and a
    quarter more than the other splits. `structure` plays on a torus, where every cell has eight neighbors.

    Args:
        level: "easy" 5x5 with 3 mines, "medium" 9x9 with 10, "hard" 16x16 with 40.
        rows: overrides the level's height, 3 to 99.
        columns: overrides the level's width, 3 to 99.
        mines: overrides the level's number of mines; without it, other sizes get the level's share of mines.
        guess_free: only boards that were proved to be clearable by certain reveals alone. They get rare where more
            than a quarter of the cells are mines, and drawing one takes long there.
    """

    level: Literal["easy", "medium", "hard"] = "medium"
    rows: int | None = None
    columns: int | None = None
    mines: int | None = None
    guess_free: bool = False

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise UsageError(f"level must be one of {list(LEVELS)}, got {self.level!r}")
        low, high = SIZES
        for name in ("rows", "columns"):
            value = getattr(self, name)
            if value is not None and (type(value) is not int or not low <= value <= high):
                raise UsageError(f"{name} must be {low} to {high}, got {value!r}")
        most = self.size[0] * self.size[1] - 3
        if self.mines is not None and (type(self.mines) is not int or not 1 <= self.mines <= most):
            raise UsageError(f"mines must be 1 to {most} on {self.size[0]}x{self.size[1]}, got {self.mines!r}")

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns, _ = LEVELS[self.level]
        return self.rows or rows, self.columns or columns

    def mine_count(self, split: str) -> int:
        """The number of mines on the boards of a split."""
        rows, columns = self.size
        standard_rows, standard_columns, standard = LEVELS[self.level]
        share = standard / (standard_rows * standard_columns)
        count = self.mines if self.mines is not None else max(1, round(share * rows * columns))
        if split == "hard":
            count = min(max(ceil(DENSITY * rows * columns), ceil(1.25 * count)), rows * columns - 2)
        return count

    def task(self, split: str, index: int) -> Task:
        """A layout of the split.

        Raises:
            TaskError: no such split, or the options allow too few such layouts.
        """
        if split not in self.splits:
            raise TaskError(f"split must be one of {list(self.splits)}, got {split!r}")
        rows, columns = self.size
        count = self.mine_count(split)
        address = ("guess-free",) if self.guess_free else ()
        rng = Stream(0, "turnwise/Minesweeper", split, rows, columns, count, *address, index)
        board = board_of(rows, columns, split == "structure")
        start = rows // 2 * columns + columns // 2
        for _ in range(TRIES):
            mines = _drawn(rng, board, start, count)
            if split in _OWNERS and _owner(board, mines) != split:
                continue
            task = Task(rows, columns, mines, start, board.torus, self.guess_free)
            if _fits(task):
                return task
        kind = "boards that need no guess" if self.guess_free else "boards"
        raise TaskError(
            f"found no {kind} for {split!r} of {rows}x{columns} with {count} mines in {TRIES} tries; "
            "choose fewer mines or a larger board"
        )

    def key(self, task: Task) -> str:
        """The layout up to turns and mirrors, with its size and shape."""
        return _key(task.board, task.mines)


def canonical(board: Board, mines: int) -> int:
    """The smallest mask among the layout's turns and mirrors that keep the shape: eight on squares, else four."""
    cells = cells_of(mines)
    return min([sum(map(bits.__getitem__, cells)) for bits in _symmetries(board.rows, board.columns)])


def _key(board: Board, mines: int) -> str:
    return f"{board.rows}x{board.columns}{' torus' * board.torus} {canonical(board, mines):x}"


def _owner(board: Board, mines: int) -> str:
    return _OWNERS[bucket(f"minesweeper {_key(board, mines)}", len(_OWNERS))]


def _drawn(rng: Stream, board: Board, start: int, count: int) -> int:
    """A random layout, clear around the start where there is room."""
    spared = 1 << start
    if count <= board.rows * board.columns - 1 - board.near[start].bit_count():
        spared |= board.near[start]
    mines = 0
    for cell in rng.sample(_others(board.full & ~spared), count):
        mines |= 1 << cell
    return mines


def _fits(task: Task) -> bool:
    """Whether something is left to do after the free reveal and, where that is asked for, no guess is needed."""
    state = State(task, opening(task))
    return state.revealed | task.mines != task.board.full and (not task.guess_free or solves(state))


@lru_cache(maxsize=64)
def _others(cells: int) -> tuple[int, ...]:
    return tuple(cells_of(cells))


@lru_cache(maxsize=32)
def _symmetries(rows: int, columns: int) -> tuple[tuple[int, ...], ...]:
    """For every symmetry of the board, the bit where each cell comes to lie."""
    grid = [[row * columns + column for column in range(columns)] for row in range(rows)]
    forms = []
    for _ in range(4):
        grid = [list(row) for row in zip(*grid[::-1], strict=True)]
        if len(grid) == rows and len(grid[0]) == columns:
            forms += [grid, [row[::-1] for row in grid]]
    return tuple(tuple(_bits(form)) for form in forms)


def _bits(form: list[list[int]]) -> list[int]:
    places = {cell: place for place, cell in enumerate(cell for row in form for cell in row)}
    return [1 << places[cell] for cell in range(len(places))]
