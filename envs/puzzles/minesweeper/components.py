"""Exact counts of the ways to place mines in one connected group of number constraints."""

from __future__ import annotations

from functools import lru_cache
from math import comb
from typing import NamedTuple

from .constraints import Constraint, Contradiction

__all__ = ["Ways", "count_ways"]


_POSITIVE = 16  # the guard bit of a field: set while a need is not negative
_FEW = 6  # up to so many constraints, the order of the groups does not matter


class Ways:
    """All placements in one component, counted by how many mines they use. Made by `count_ways`, never changed.

    What holds for single cells takes a second pass, which waits until someone asks for `groups`.
    """

    __slots__ = ("_groups", "_tables", "cells", "least", "totals", "work")

    def __init__(self, cells: int, tables: _Tables, work: int) -> None:
        self.cells = cells
        """Mask of all cells of the component."""
        self.work = work
        """Number of table entries that were made."""
        ((_, total),) = tables.layers[-1].items()  # every need is met, so one entry is left
        width, unit = tables.width, (1 << tables.width) - 1
        least = 0
        while not total >> width * least & unit:
            least += 1
        self.least = least
        """Fewest mines of any placement."""
        self.totals = tuple([total >> place & unit for place in range(width * least, total.bit_length(), width)])
        """Number of placements with `least`, `least + 1`, ... mines."""
        self._tables: _Tables | None = tables
        self._groups: tuple[tuple[int, tuple[int, ...]], ...] = ()

    @property
    def groups(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """For every set of interchangeable cells: its mask, and `totals` of placements with a mine on a given one."""
        if self._tables is not None:
            self._groups = _marginals(self._tables, self.least)
            self._tables = None
        return self._groups


class _Tables(NamedTuple):
    """What the forward pass leaves for the backward one."""

    groups: tuple[int, ...]
    width: int
    layers: list[dict[int, int]]
    steps: list[list[tuple[int, int, int]]]


@lru_cache(maxsize=4_096)
def count_ways(constraints: tuple[Constraint, ...], budget: int) -> Ways | None:
    """The placements that satisfy all `constraints`, or None if more than `budget` table entries would be needed.

    A forward and a backward pass over the groups of interchangeable cells. A table maps what the open constraints
    still need to the number of ways to get there. Both sides are packed into integers: needs as fields of six bits
    (a guard bit shows a need below zero, a second one a need that can't be met any more), ways as a polynomial
    in the number of mines, one coefficient for each `width` bits. Integers are exact, so nothing rounds.
    """
    groups = _groups(constraints)
    if len(constraints) > _FEW:
        groups = _ordered(constraints, groups)
    width = 1
    needs = room = guard = 0
    for index, (cells, need) in enumerate(constraints):
        needs |= (need | _POSITIVE) << 6 * index
        room |= cells.bit_count() << 6 * index
        guard |= _POSITIVE << 6 * index
    enough = guard << 1
    for cells in groups:
        width += cells.bit_count()
    layers: list[dict[int, int]] = [{needs: 1}]
    steps: list[list[tuple[int, int, int]]] = []
    work = 0
    for cells, mark in groups.items():
        size = cells.bit_count()
        room -= mark * size
        limit = room + guard + enough
        following: dict[int, int] = {}
        moves = []
        for needs, ways in layers[-1].items():
            after = needs
            for count in range(size + 1):
                if after & guard != guard:
                    break
                if (limit - after) & enough == enough:
                    reached = ways * comb(size, count) << width * count
                    following[after] = following[after] + reached if after in following else reached
                    moves.append((needs, count, after))
                after -= mark
        work += len(following)
        if work > budget:
            return None
        layers.append(following)
        steps.append(moves)
    if not layers[-1]:
        raise Contradiction
    return Ways(sum(groups), _Tables(tuple(groups), width, layers, steps), work)


def _marginals(tables: _Tables, least: int) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """The backward pass: joins the ways to reach every table entry with the ways to go on from it."""
    groups, width, layers, steps = tables
    ((last, total),) = layers[-1].items()
    unit = (1 << width) - 1
    places = range(width * least, total.bit_length(), width)
    ahead = {last: 1}
    shares: list[tuple[int, tuple[int, ...]]] = []
    for cells, layer, moves in zip(reversed(groups), reversed(layers[:-1]), reversed(steps), strict=True):
        size = cells.bit_count()
        behind: dict[int, int] = {}
        mined = 0
        for needs, count, after in moves:
            if after not in ahead:
                continue
            rest = ahead[after] << width * count
            if count:
                mined += layer[needs] * rest * comb(size - 1, count - 1)
                rest *= comb(size, count)
            behind[needs] = behind[needs] + rest if needs in behind else rest
        ahead = behind
        shares.append((cells, tuple([mined >> place & unit for place in places])))
    return tuple(shares)


def _groups(constraints: tuple[Constraint, ...]) -> dict[int, int]:
    """The parts into which the constraints cut their cells: cells of a part lie in the same constraints.

    Each with its mark: 1 in the field of each of these constraints.
    """
    covered = 0
    parts: dict[int, int] = {}
    for index, (cells, _) in enumerate(constraints):
        mark = 1 << 6 * index
        cut: dict[int, int] = {}
        for part, marks in parts.items():
            inside = part & cells
            if not inside:
                cut[part] = marks
            elif inside == part:
                cut[part] = marks | mark
            else:
                cut[inside] = marks | mark
                cut[part ^ inside] = marks
        if fresh := cells & ~covered:
            cut[fresh] = mark
            covered |= cells
        parts = cut
    return parts


def _ordered(constraints: tuple[Constraint, ...], groups: dict[int, int]) -> dict[int, int]:
    """The groups in an order that keeps few constraints open at a time.

    Always finishes the touched constraint with the fewest cells left to place.
    """
    waiting = [cells for cells, _ in constraints]
    placed = 0
    order: dict[int, int] = {}
    while waiting:
        open_now = [cells for cells in waiting if cells & placed] or waiting
        chosen = min(open_now, key=lambda cells: (cells & ~placed).bit_count())
        order.update({cells: mark for cells, mark in groups.items() if cells & chosen and not cells & placed})
        placed |= chosen
        waiting = [cells for cells in waiting if cells & ~placed]
    return order
