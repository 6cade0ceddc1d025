"""The exact chance of a mine in one cell: what the posterior says of it, without the work for the other cells."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb
from operator import mul

from .components import Ways, components, resolve
from .solver import View, constraints_of, product

__all__ = ["chance"]


def chance(view: View, safe: int, mines: int, cell: int, budget: int) -> tuple[int, int, int] | None:
    """In how many layouts the hidden cell holds a mine, the number of layouts, and some certainly safe cells.

    None if over the budget. The numbers may be reduced by a common factor, and safe cells may be missing.

    The counts of the components that do not hold the cell are only needed by their number of mines.

    Args:
        view: what is visible.
        safe: cells that `deduce` or `settle` found safe.
        mines: cells that they found to be mines.
        cell: a hidden cell.
        budget: see `posterior`.

    Raises:
        Contradiction: if no layout fits the visible numbers.
    """
    bit = 1 << cell
    if (safe | mines) & bit:
        return (0, 1, safe) if safe & bit else (1, 1, safe)
    free = view.hidden & ~safe & ~mines
    left = view.mines - mines.bit_count()
    parts: list[tuple[int, Ways]] = []
    for union, members in components(constraints_of(view, free, mines)):
        low = (union & -union).bit_length() - 1
        resolved = resolve(tuple([(cells >> low, need) for cells, need in members]), budget)
        if resolved is None:
            return None
        safe |= resolved.safe << low
        if union & bit:
            if resolved.safe << low & bit:
                return 0, 1, safe
            if resolved.mines << low & bit:
                return 1, 1, safe
        free &= ~union
        left -= resolved.mines.bit_count()
        parts += [(low + shift, ways) for shift, ways in resolved.parts]
    return *_joined(parts, free, left, bit), safe


def _joined(parts: Sequence[tuple[int, Ways]], free: int, left: int, bit: int) -> tuple[int, int]:
    """The weight of the cell and the total, from the components and the cells that no number touches."""
    others: Sequence[int] = (1,)
    least, fixed = 0, 1
    own: tuple[Sequence[int], Sequence[int]] | None = None
    for low, ways in parts:
        least += ways.least
        if ways.cells << low & bit:
            own = ways.totals, next(shares for mask, shares in ways.groups if mask << low & bit)
        elif len(ways.totals) == 1:
            fixed *= ways.totals[0]
        else:
            others = product(others, ways.totals)
    size, spare = free.bit_count(), left - least
    if own is None:  # a mine on one given free cell leaves one mine less for one cell less
        total = _placed(others, size, spare)
        return fixed * _placed(others, size - 1, spare - 1), fixed * total
    totals, shares = own
    return fixed * _placed(product(others, shares), size, spare), fixed * _placed(product(others, totals), size, spare)


def _placed(counts: Sequence[int], size: int, spare: int) -> int:
    """The layouts in which the components use `least + i` mines in `counts[i]` ways and free cells hold the rest."""
    rest = [comb(size, spare - used) if used <= spare else 0 for used in range(len(counts))]
    return sum(map(mul, counts, rest))
