"""Random floor plans of generated levels: open ones with scattered walls, and rooms joined by doors."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any

from ...core.rng import Stream
from .board import FLOOR, WALL

__all__ = ["canonical", "floor_mask", "has_rooms", "open_plan", "region", "rooms"]

_SCATTERED = (0.08, 0.24)  # share of the inner cells of an open plan that become walls, at least and at most
_MAX_DOORS = 2
_CROSS = 7  # inner width from which rooms are four instead of two


def open_plan(rng: Stream, size: int) -> list[str] | None:
    """The cells of a square floor plan with scattered walls, row by row; None where the draw is no good one."""
    cells = _empty(size)
    inner = _inner(size)
    low, high = (round(share * len(inner)) for share in _SCATTERED)
    for cell in rng.sample(inner, rng.integers(low, high + 1)):
        cells[cell] = WALL
    return cells if _is_joined(cells, size) and not has_rooms(cells, size) else None


def rooms(rng: Stream, size: int) -> list[str] | None:
    """The cells of two rooms (four on large boards) joined by doors of one cell; None where not all are joined."""
    cells = _empty(size)
    inner = size - 2
    lines = [_line(size, rng.integers(2, size - 2), down=True)]
    across = _line(size, rng.integers(2, size - 2), down=False)
    lines = [*lines, across] if inner >= _CROSS else [rng.choice([*lines, across])]
    for line in lines:
        for cell in line:
            cells[cell] = WALL
    crossing = set(lines[0]).intersection(*lines[1:]) if len(lines) > 1 else set()
    for line in lines:
        for cell in rng.sample([cell for cell in line if cell not in crossing], _MAX_DOORS):
            cells[cell] = FLOOR
    free = [cell for cell in _inner(size) if cells[cell] == FLOOR and not any(cell in line for line in lines)]
    for cell in rng.sample(free, rng.integers(inner - 2)):
        cells[cell] = WALL
    return cells if _is_joined(cells, size) and has_rooms(cells, size) else None


def has_rooms(cells: Sequence[str], size: int) -> bool:
    """Whether an inner row or column is wall but for at most two doors: what sets the two kinds apart."""
    return any(pick(cells).count(WALL) >= size - 2 - _MAX_DOORS for pick in _line_pickers(size))


def canonical(cells: Sequence[str], size: int) -> str:
    """The least of the eight turns and mirrors of a square of characters."""
    return min("".join(pick(cells)) for pick in _symmetries(size))


def region(free: int, size: int, start: int) -> int:
    """The cells joined to `start` by free ones; both as bit masks over the cells, bit i for cell i."""
    reached, edge = 0, 1 << start
    while edge:
        reached |= edge
        edge = (edge << 1 | edge >> 1 | edge << size | edge >> size) & free & ~reached
    return reached


def floor_mask(cells: Sequence[str]) -> int:
    """The cells that are no wall, as a bit mask."""
    return int("".join(["0" if mark == WALL else "1" for mark in reversed(cells)]), 2)


def _is_joined(cells: list[str], size: int) -> bool:
    free = floor_mask(cells)
    return region(free, size, free.bit_length() - 1) == free


def _empty(size: int) -> list[str]:
    edge = (0, size - 1)
    return [WALL if row in edge or column in edge else FLOOR for row in range(size) for column in range(size)]


@cache
def _inner(size: int) -> tuple[int, ...]:
    return tuple(row * size + column for row in range(1, size - 1) for column in range(1, size - 1))


def _line(size: int, at: int, *, down: bool) -> tuple[int, ...]:
    """The inner cells of a column or a row."""
    return tuple(i * size + at if down else at * size + i for i in range(1, size - 1))


@cache
def _line_pickers(size: int) -> tuple[itemgetter[Any], ...]:
    inner = range(2, size - 2)
    return tuple(itemgetter(*_line(size, i, down=down)) for i in inner for down in (False, True))


@cache
def _symmetries(size: int) -> tuple[itemgetter[Any], ...]:
    grid = [list(range(row * size, (row + 1) * size)) for row in range(size)]
    found = []
    for _ in range(4):
        grid = [list(row) for row in zip(*grid[::-1], strict=True)]
        found += [itemgetter(*chain(*grid)), itemgetter(*chain(*[row[::-1] for row in grid]))]
    return tuple(found)
