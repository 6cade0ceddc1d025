"""Geometry of a Minesweeper board as bit masks: neighbors, growing sets, neighbor counts of all cells at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Board", "Planes", "bits_of", "board_of", "cells_of"]

Planes = tuple[int, int, int, int]
"""A number 0 to 15 for every cell, as four bit masks: plane i holds bit i of every cell's number."""


_DIGITS = bytes(int(chr(code) == "1") for code in range(256))


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """One shape of board. Cell `row * columns + column` (0-based) is the bit of that number in every mask."""

    rows: int
    columns: int
    torus: bool
    """Whether the edges wrap around, so that every cell has eight neighbors."""
    full: int
    """Mask of all cells."""
    near: tuple[int, ...]
    """Mask of the neighbors of every cell."""
    first: int
    """Mask of the first column."""
    last: int
    """Mask of the last column."""
    after_first: int
    """Mask of all columns but the first."""
    before_last: int
    """Mask of all columns but the last."""

    def around(self, cells: int) -> int:
        """Mask of `cells` and of all their neighbors."""
        width = self.columns
        wide = cells | (cells & self.before_last) << 1 | (cells & self.after_first) >> 1
        if not self.torus:
            return (wide | wide << width | wide >> width) & self.full
        wide |= (cells & self.last) >> width - 1 | (cells & self.first) << width - 1
        depth = width * (self.rows - 1)
        return (wide | wide << width | wide >> width | wide << depth | wide >> depth) & self.full

    def tally(self, cells: int) -> Planes:
        """How many of `cells` lie in the 3x3 square around every cell, itself included (0 to 9).

        Adds the nine shifted masks with full adders, so that one call counts for the whole board at once.
        """
        width, full = self.columns, self.full
        right, left = (cells & self.before_last) << 1, (cells & self.after_first) >> 1
        if self.torus:
            right |= (cells & self.last) >> width - 1
            left |= (cells & self.first) << width - 1
        odd = cells ^ right
        low = odd ^ left
        high = cells & right | odd & left
        low_down, low_up, high_down, high_up = low << width & full, low >> width, high << width & full, high >> width
        if self.torus:
            depth = width * (self.rows - 1)
            low_down, low_up = low_down | low >> depth, low_up | low << depth & full
            high_down, high_up = high_down | high >> depth, high_up | high << depth & full
        odd = low ^ low_down
        ones = odd ^ low_up
        carry = low & low_down | odd & low_up
        odd = high ^ high_down
        twos = odd ^ high_up
        fours = high & high_down | odd & high_up
        overflow = twos & carry
        return ones, twos ^ carry, fours ^ overflow, fours & overflow

    def flood(self, start: int, zeros: int, closed: int) -> int:
        """Mask of what opens with `start`: neighbors of opened `zeros` open too, `closed` cells never do."""
        opened, fresh = start, start & zeros
        while fresh:
            grown = opened | (self.around(fresh) & ~closed)
            fresh = grown & ~opened & zeros
            opened = grown
        return opened


@lru_cache(maxsize=64)
def board_of(rows: int, columns: int, torus: bool) -> Board:
    """The board of one shape; the same object for the same shape."""
    first = sum(1 << row * columns for row in range(rows))
    near = tuple(_near(rows, columns, torus, cell) for cell in range(rows * columns))
    full = (1 << rows * columns) - 1
    last = first << columns - 1
    return Board(rows, columns, torus, full, near, first, last, full ^ first, full ^ last)


def bits_of(mask: int, size: int) -> bytes:
    """One byte a cell, 1 for the cells of `mask` and 0 for the others of a board of `size` cells."""
    return bin(mask | 1 << size)[:2:-1].encode().translate(_DIGITS)  # the extra bit keeps the zeros in front


def cells_of(mask: int) -> list[int]:
    """The cells of `mask`, ascending."""
    cells = []
    while mask:
        lowest = mask & -mask
        cells.append(lowest.bit_length() - 1)
        mask ^= lowest
    return cells


def _near(rows: int, columns: int, torus: bool, cell: int) -> int:
    row, column = divmod(cell, columns)
    mask = 0
    for r in range(row - 1, row + 2):
        for c in range(column - 1, column + 2):
            if torus:
                mask |= 1 << (r % rows) * columns + c % columns
            elif 0 <= r < rows and 0 <= c < columns:
                mask |= 1 << r * columns + c
    return mask & ~(1 << cell)
