"""The whole game tree of tic-tac-toe: the value of every position, for both board shapes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property

from .state import EMPTY, MARKS, TEXTS, Mark, side_to_move

__all__ = [
    "Position",
    "best_cells",
    "cell_values",
    "lines",
    "position",
    "sharpest_cells",
    "symmetries",
    "value",
    "winner",
]

_ROWS = tuple(tuple(range(start, start + 3)) for start in (0, 3, 6))
_COLUMNS = tuple(tuple(range(start, 9, 3)) for start in (0, 1, 2))
_DIAGONALS = ((0, 4, 8), (2, 4, 6))
_WRAPPED = ((1, 5, 6), (2, 3, 7), (1, 3, 8), (0, 5, 7))


def lines(torus: bool) -> tuple[tuple[int, ...], ...]:
    """The winning lines, as cells 0 to 8: eight, or twelve on the torus."""
    return (*_ROWS, *_COLUMNS, *_DIAGONALS, *(_WRAPPED if torus else ()))


class Position:
    """One position of the game tree. What is asked of it is worked out once and kept; `position` makes them.

    Args:
        board: nine characters.
        torus: the shape of the board.
    """

    def __init__(self, board: str, torus: bool) -> None:
        self.board = board
        self.torus = torus
        self.side = side_to_move(board)
        """The mark that moves next."""
        backwards = board[::-1]
        x, o = int(backwards.translate(_XS), 2), int(backwards.translate(_OS), 2)
        won = _won(torus)
        self.winner = "X" if won[x] else "O" if won[o] else ""
        """The mark that has a line, empty if none has."""
        self.over = bool(self.winner) or EMPTY not in board
        """Whether a side has a line or no cell is left."""
        self._sides = (x, o) if self.side == "X" else (o, x)
        self._after: list[Position | None] = [None] * 9

    def after(self, cell: int) -> Position:
        """The position after the side to move took an empty cell."""
        found = self._after[cell]
        if found is None:
            board = self.board
            self._after[cell] = found = position(board[:cell] + self.side + board[cell + 1 :], self.torus)
        return found

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The legal moves: the empty cells in order."""
        return tuple([MARKS[cell] for cell, mark in enumerate(self.board) if mark == EMPTY])

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Their texts."""
        return tuple([TEXTS[mark.cell] for mark in self.marks])

    @cached_property
    def value(self) -> int:
        """The result under best play for the side to move: 1 win, 0 draw, -1 loss."""
        return _sign(_search(*self._sides, _won(self.torus), _tables[self.torus]))

    @cached_property
    def values(self) -> tuple[tuple[int, int], ...]:
        """(cell, value for the side to move) for every empty cell, in order."""
        return tuple([(cell, _sign(speed)) for cell, speed in self._speeds()])

    @cached_property
    def best(self) -> tuple[int, ...]:
        """The cells that keep the value of the position."""
        return _largest(self.values)

    @cached_property
    def sharpest(self) -> tuple[int, ...]:
        """Of the cells that keep the value, those that win soonest or lose latest."""
        return _largest(self._speeds())

    def _speeds(self) -> list[tuple[int, int]]:
        """(cell, speed for the side to move) for every empty cell; the speed is what `_search` gives."""
        won, table, (mine, theirs) = _won(self.torus), _tables[self.torus], self._sides
        return [(mark.cell, -_search(theirs, mine | 1 << mark.cell, won, table)) for mark in self.marks]


@cache
def position(board: str, torus: bool) -> Position:
    """The position; always the same object, so that it is found at once in further tables."""
    return Position(board, torus)


def winner(board: str, torus: bool) -> str:
    """See `Position`."""
    return position(board, torus).winner


def value(board: str, torus: bool) -> int:
    """See `Position`."""
    return position(board, torus).value


def cell_values(board: str, torus: bool) -> tuple[tuple[int, int], ...]:
    """See `Position.values`."""
    return position(board, torus).values


def best_cells(board: str, torus: bool) -> tuple[int, ...]:
    """See `Position.best`."""
    return position(board, torus).best


def sharpest_cells(board: str, torus: bool) -> tuple[int, ...]:
    """See `Position.sharpest`."""
    return position(board, torus).sharpest


_XS, _OS = str.maketrans("X.O", "100"), str.maketrans("X.O", "001")


def _sign(speed: int) -> int:
    return (speed > 0) - (speed < 0)


def _largest(values: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    best = max([after for _, after in values])
    return tuple([cell for cell, after in values if after == best])


_tables: dict[bool, dict[tuple[int, int], int]] = {False: {}, True: {}}


def _search(mine: int, theirs: int, won: tuple[bool, ...], table: dict[tuple[int, int], int]) -> int:
    """The value times (10 - moves to the end): sooner wins and later losses are better.

    For masks of the side to move and of the other one; all 5,478 positions take about 10 ms.
    """
    if won[theirs]:
        return -10
    open_cells = 0o777 & ~(mine | theirs)
    if not open_cells:
        return 0
    known = table.get((mine, theirs))
    if known is not None:
        return known
    best = -10
    while open_cells:
        bit = open_cells & -open_cells
        open_cells ^= bit
        best = max(best, -_search(theirs, mine | bit, won, table))
    best += (best < 0) - (best > 0)
    table[mine, theirs] = best
    return best


@cache
def _won(torus: bool) -> tuple[bool, ...]:
    """For every mask of cells, whether it holds a line."""
    masks = [sum(1 << cell for cell in line) for line in lines(torus)]
    return tuple(any(cells & mask == mask for mask in masks) for cells in range(512))


@cache
def symmetries(board: str) -> tuple[str, ...]:
    """The eight turns and mirrors of a board; their minimum is its canonical form."""
    forms = []
    grid = [list(board[i : i + 3]) for i in (0, 3, 6)]
    for _ in range(4):
        grid = [list(row) for row in zip(*grid[::-1], strict=True)]
        forms += ["".join(map("".join, grid)), "".join("".join(row[::-1]) for row in grid)]
    return tuple(forms)
