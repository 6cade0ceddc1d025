"""The whole game tree of tic-tac-toe: the value of every position, for both board shapes."""

from __future__ import annotations

from functools import cache

from .state import EMPTY, placed, side_to_move

__all__ = [
    "best_cells",
    "cell_values",
    "is_full",
    "is_over",
    "lines",
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


@cache
def winner(board: str, torus: bool) -> str:
    """The mark that has a line, empty if none has."""
    for a, b, c in lines(torus):
        if board[a] != EMPTY and board[a] == board[b] == board[c]:
            return board[a]
    return ""


def is_full(board: str) -> bool:
    """Whether no cell is empty."""
    return EMPTY not in board


@cache
def is_over(board: str, torus: bool) -> bool:
    """Whether a side has a line or no cell is left."""
    return bool(winner(board, torus)) or is_full(board)


@cache
def value(board: str, torus: bool) -> int:
    """The result under best play for the side to move: 1 win, 0 draw, -1 loss."""
    speed = _speed(board, torus)
    return (speed > 0) - (speed < 0)


@cache
def cell_values(board: str, torus: bool) -> tuple[tuple[int, int], ...]:
    """(cell, value for the side to move) for every empty cell, in order."""
    return tuple((cell, -value(placed(board, cell), torus)) for cell in _empty(board))


@cache
def best_cells(board: str, torus: bool) -> tuple[int, ...]:
    """The cells that keep the value of the position."""
    values = cell_values(board, torus)
    best = max(after for _, after in values)
    return tuple(cell for cell, after in values if after == best)


@cache
def sharpest_cells(board: str, torus: bool) -> tuple[int, ...]:
    """Of the cells that keep the value, those that win soonest or lose latest."""
    speeds = {cell: -_speed(placed(board, cell), torus) for cell in _empty(board)}
    return tuple(cell for cell, speed in speeds.items() if speed == max(speeds.values()))


@cache
def _speed(board: str, torus: bool) -> int:
    """The value times (10 - moves to the end): sooner wins and later losses are better."""
    x, o = (sum(1 << cell for cell in range(9) if board[cell] == mark) for mark in "XO")
    mine, theirs = (x, o) if side_to_move(board) == "X" else (o, x)
    return _search(mine, theirs, _won(torus), _tables[torus])


_tables: dict[bool, dict[tuple[int, int], int]] = {False: {}, True: {}}


def _search(mine: int, theirs: int, won: tuple[bool, ...], table: dict[tuple[int, int], int]) -> int:
    """`_speed` for masks of the side to move and of the other one; all 5,478 positions take about 10 ms."""
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


def _empty(board: str) -> tuple[int, ...]:
    return tuple(cell for cell, mark in enumerate(board) if mark == EMPTY)


@cache
def symmetries(board: str) -> tuple[str, ...]:
    """The eight turns and mirrors of a board; their minimum is its canonical form."""
    forms = []
    grid = [list(board[i : i + 3]) for i in (0, 3, 6)]
    for _ in range(4):
        grid = [list(row) for row in zip(*grid[::-1], strict=True)]
        forms += ["".join(map("".join, grid)), "".join("".join(row[::-1]) for row in grid)]
    return tuple(forms)
