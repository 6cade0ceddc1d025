"""The exact chance of a mine in one cell: what the posterior says of it, without the work for the other cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import comb
from operator import mul

from .components import Ways, count_ways
from .constraints import Constraint, Reduced, components, constraints_of, placed_low, reduced
from .solver import View, product

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
    systems = components(constraints_of(view, free, mines))
    systems.sort(key=lambda system: not system[0] & bit)  # the cell's own one first: it may settle the matter
    left = view.mines - mines.bit_count()
    uncounted: list[tuple[int, tuple[Constraint, ...]]] = []
    for union, members in systems:
        low, system = placed_low(union, members)
        found = reduced(system)
        safe |= found.safe << low
        if union & bit:
            settled = _settled(found, bit >> low, budget)
            if settled is not None:
                return *settled, safe
        free &= ~union
        left -= found.mines.bit_count()
        uncounted += [(low + shift, part) for shift, part in found.systems]
    parts: list[tuple[int, Ways]] = []
    for low, system in uncounted:
        ways = count_ways(system, budget)
        if ways is None:
            return None
        parts.append((low, ways))
    return *_joined(parts, free, left, bit), safe


def _settled(found: Reduced, bit: int, budget: int) -> tuple[int, int] | None:
    """The cell's weight and the total where its own component decides.

    That is where the cell is certain without counting, or where all placements use equally many mines.
    """
    if found.safe & bit:
        return 0, 1
    if found.mines & bit:
        return 1, 1
    low, system = next(part for part in found.systems if any(cells << part[0] & bit for cells, _ in part[1]))
    ways = count_ways(system, budget)
    if ways is None or len(ways.totals) > 1:
        return None
    return next(shares for mask, shares in ways.groups if mask << low & bit)[0], ways.totals[0]


def _own(parts: Sequence[tuple[int, Ways]], bit: int) -> Iterator[tuple[Ways, tuple[int, ...]]]:
    """The component that holds the cell, if any, and the cell's shares in it."""
    for low, ways in parts:
        if ways.cells << low & bit:
            yield ways, next(shares for mask, shares in ways.groups if mask << low & bit)


def _joined(parts: Sequence[tuple[int, Ways]], free: int, left: int, bit: int) -> tuple[int, int]:
    """The weight of the cell and the total, from the components and the cells that no number touches.

    A component whose placements all use equally many mines multiplies both alike, so it is left out.
    """
    others: Sequence[int] = (1,)
    spare = left
    for low, ways in parts:
        spare -= ways.least
        if len(ways.totals) > 1 and not ways.cells << low & bit:
            others = product(others, ways.totals)
    size = free.bit_count()
    own = next(_own(parts, bit), None)
    if own is None:
        if len(others) == 1:
            return spare, size
        # a mine on one given free cell: comb(size - 1, k - 1) is comb(size, k) * k / size
        placed = [count * comb(size, spare - i) if i <= spare else 0 for i, count in enumerate(others)]
        return sum([layouts * (spare - i) for i, layouts in enumerate(placed)]), size * sum(placed)
    ways, shares = own
    counts = ways.totals
    rest = [comb(size, spare - i) if i <= spare else 0 for i in range(len(others) + len(counts) - 1)]
    outside = rest if len(others) == 1 else [sum(map(mul, others, rest[j:])) for j in range(len(counts))]
    return sum(map(mul, shares, outside)), sum(map(mul, counts, outside))
