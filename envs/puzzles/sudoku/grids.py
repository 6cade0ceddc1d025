"""Full grids: random ones, their neighbors, and what makes two of them the same up to symmetry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import product
from operator import itemgetter
from typing import Final

from ...core.rng import Stream
from .geometry import Geometry
from .solver import opening, search_from

__all__ = ["exchange", "random_grid", "split_key"]

_FILL_BUDGET: Final = 100
"""Search nodes after which a random filling starts afresh; one needs 30 to 60."""


def random_grid(board: Geometry, rng: Stream) -> tuple[int, ...]:
    """A full grid; every one has a chance."""
    blanks = (0,) * (board.size * (board.size - 1))
    while True:
        first_row = tuple(rng.permutation(range(1, board.size + 1)))
        marks, done = opening(first_row + blanks, board) or (0, 0)
        ranks = [rng.word() for _ in board.keep]
        found = search_from(marks, done, board, 1, budget=_FILL_BUDGET, ranks=ranks).solutions
        if found:
            return found[0]


def exchange(grid: tuple[int, ...], board: Geometry, rng: Stream) -> tuple[int, ...]:
    """Another full grid: two digits change places in the cells that hang together through their units.

    Cheaper than a new grid by far, and mostly not the same up to symmetry.
    """
    start = rng.integers(len(grid))
    first = grid[start]
    second = (first + rng.integers(1, board.size) - 1) % board.size + 1
    changed = list(grid)
    changed[start] = second
    waiting = [start]
    while waiting:
        cell = waiting.pop()
        other = first + second - grid[cell]
        for peer in board.peers[cell]:
            if changed[peer] == grid[peer] == other:
                changed[peer] = first + second - other
                waiting.append(peer)
    return tuple(changed)


def split_key(givens: tuple[int, ...], solution: tuple[int, ...], size: int) -> str:
    """What decides which split a puzzle belongs to (ours): puzzles with the same key never get into two splits.

    Solutions whose two main diagonals hold every digit are told apart first. Of the others,

    - 9x9 solutions have the same key if they are the same up to a relabelling of digits, exchanges of rows or
      columns within a band, exchanges of bands, and transposition. (A fingerprint: it may also hold others equal.)
    - 6x6 solutions, if they are the same up to relabelling, mirrors and half turns. Up to all symmetries there
      are 49 grids only.
    - 4x4 puzzles, blanks included, if they are the same up to all symmetries. There are two grids only, so splits
      have solutions in common, but no puzzles.
    """
    diagonals = len(set(solution[:: size + 1])) == size == len(set(solution[size - 1 : -1 : size - 1]))
    if size == 9:
        return f"9{'x' * diagonals} {_fingerprint(solution)}"
    grid = solution if size == 6 else givens
    # Of the symmetric forms, those whose blanks come first; of these the least. Few are left to relabel.
    filled = tuple(map(bool, grid))
    shapes = [symmetry(filled) for symmetry in _symmetries(size)]
    least = min(shapes)
    forms = [
        _relabelled(symmetry(grid)) for symmetry, shape in zip(_symmetries(size), shapes, strict=True) if shape == least
    ]
    return f"{size}{'x' * diagonals} {min(forms)}"


def _relabelled(grid: tuple[int, ...]) -> str:
    """The digits renamed in order of appearance; blanks stay 0."""
    seen = dict.fromkeys(grid)
    seen.pop(0, None)
    names = dict(zip(seen, "123456789", strict=False))
    names[0] = "0"
    return "".join(map(names.__getitem__, grid))


@cache
def _symmetries(size: int) -> tuple[Callable[[tuple[int, ...]], tuple[int, ...]], ...]:
    """All 128 symmetries of 4x4 boards; of 6x6 boards the four that turn and mirror."""
    span = range(size)
    orders: list[list[Sequence[int]]]
    if size == 6:
        orders = [[span, span[::-1]], [span, span[::-1]]]
    else:
        bands = [[0, 1], [1, 0], [2, 3], [3, 2]]
        lines: list[Sequence[int]] = [
            first + second for first, second in product(bands, repeat=2) if first[0] // 2 != second[0] // 2
        ]
        orders = [lines, lines]
    straight = [tuple(row * size + column for row, column in product(*pair)) for pair in product(*orders)]
    turned = [tuple(cell % size * size + cell // size for cell in form) for form in straight]
    return tuple(itemgetter(*form) for form in (straight if size == 6 else straight + turned))


def _fingerprint(grid: tuple[int, ...]) -> str:
    """How rows that share a band permute each other's digits, as cycle lengths, and the same for columns."""
    rows = [grid[i : i + 9] for i in range(0, 81, 9)]
    return "|".join(sorted((_bands(rows), _bands([grid[i::9] for i in range(9)]))))


def _bands(lines: list[tuple[int, ...]]) -> str:
    return "/".join(
        sorted(
            ",".join(
                sorted(
                    (
                        _cycles(lines[top], lines[top + 1]),
                        _cycles(lines[top], lines[top + 2]),
                        _cycles(lines[top + 1], lines[top + 2]),
                    )
                )
            )
            for top in (0, 3, 6)
        )
    )


def _cycles(upper: tuple[int, ...], lower: tuple[int, ...]) -> str:
    """The cycle lengths, ascending, of the permutation that takes each digit to the one below it."""
    below = dict(zip(upper, lower, strict=True))
    lengths = []
    while below:
        _, following = below.popitem()
        length = 1
        while following in below:
            following = below.pop(following)
            length += 1
        lengths.append(length)
    return "".join(map(str, sorted(lengths)))
