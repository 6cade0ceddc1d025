"""What the visible numbers say about every hidden cell: certain deductions, and the exact chance of a mine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import comb
from operator import mul
from typing import NamedTuple

from .board import Board, Planes, cells_of
from .components import Ways, count_ways
from .constraints import Constraint, Contradiction, components, constraints_of, placed_low, reduced
from .state import State, planes

__all__ = [
    "BUDGET",
    "Posterior",
    "View",
    "counted",
    "deduce",
    "posterior",
    "product",
    "refuted",
    "settle",
    "solves",
    "view_of",
]

BUDGET = 200_000
"""Default bound on the table entries that the exact count of one component may make."""


class View(NamedTuple):
    """What a player sees, and nothing else; flags are the player's own notes and say nothing about mines."""

    board: Board
    mines: int
    """Number of mines on the whole board."""
    hidden: int
    """Mask of the cells that are not revealed."""
    numbers: Planes
    """The numbers shown, as planes that are 0 on every hidden cell."""

    def number(self, cell: int) -> int:
        """The number that a revealed cell shows."""
        n0, n1, n2, n3 = self.numbers
        return (n0 >> cell & 1) | (n1 >> cell & 1) << 1 | (n2 >> cell & 1) << 2 | (n3 >> cell & 1) << 3


class Posterior(NamedTuple):
    """The chance of a mine in every hidden cell, given what is visible and that all layouts are equally likely."""

    total: int
    """Number of layouts that fit what is visible (a made-up denominator when not `exact`)."""
    safe: int
    """Mask of the cells that hold a mine in none of them."""
    mines: int
    """Mask of the cells that hold a mine in all of them."""
    groups: tuple[tuple[int, int], ...]
    """For the other hidden cells: mask of cells with equal chances, and in how many layouts one given cell of them
    holds a mine."""
    exact: bool
    """False if a component was over the budget: then `safe` and `mines` are still certain but may lack cells, and
    the chances of the other cells are estimates."""
    work: int
    """Number of table entries that the count made, or found already made."""

    def weight(self, cell: int) -> int:
        """In how many of the `total` layouts the hidden `cell` holds a mine."""
        bit = 1 << cell
        if self.safe & bit:
            return 0
        for mask, weight in self.groups:
            if mask & bit:
                return weight
        if self.mines & bit:
            return self.total
        raise ValueError(f"cell must be hidden, got {cell!r}, which is revealed")

    @property
    def least(self) -> tuple[int, int]:
        """The mask of the hidden cells with the least chance of a mine, and their weight."""
        if self.safe:
            return self.safe, 0
        weight = min((weight for _, weight in self.groups), default=self.total)
        mask = sum(mask for mask, other in self.groups if other == weight)
        return (mask, weight) if mask else (self.mines, self.total)


def view_of(state: State) -> View:
    """What the player sees in a state."""
    task, revealed = state.task, state.revealed
    board = task.board
    n0, n1, n2, n3 = planes(task)
    numbers = (n0 & revealed, n1 & revealed, n2 & revealed, n3 & revealed)
    return tuple.__new__(View, (board, task.mines.bit_count(), board.full & ~revealed, numbers))  # made every turn


def solves(state: State, budget: int = BUDGET) -> bool:
    """Whether the board can be cleared from here by reveals that are certainly safe.

    Reveals all of them, again and again. What is certain stays certain whatever else is revealed, so the order does not
    matter. False too where a count was over the budget.
    """
    task, revealed = state.task, state.revealed
    while revealed | task.mines != task.board.full:
        view = view_of(State(task, revealed))
        safe, _ = deduce(view)
        safe = safe or posterior(view, budget).safe
        if not safe:
            return False
        revealed |= safe
    return True


def deduce(view: View) -> tuple[int, int]:
    """Masks of the cells that are certainly safe, and certainly mines, by looking at one number at a time.

    Repeats until nothing new follows: a number that has all its mines makes its other neighbors safe, a number
    with no more hidden neighbors than mines makes them all mines, and so does the number of mines on the board.
    """
    return settle(view, None)[:2]


def settle(view: View, cell: int | None) -> tuple[int, int, int | None]:
    """As `deduce`, but stops as soon as the hidden `cell` is known to be safe.

    Returns:
        Safe cells, mines, and the revealed cell whose number shows that `cell` is safe. If there is one, the masks may
        lack cells.
    """
    board, hidden = view.board, view.hidden
    shown = board.full ^ hidden
    n0, n1, n2, n3 = view.numbers
    around, tally = board.around, board.tally
    watched = 0 if cell is None else board.near[cell] & shown
    safe = mines = 0
    while True:
        c0, c1, c2, c3 = tally(hidden & ~safe)
        tight = shown & ~((n0 ^ c0) | (n1 ^ c1) | (n2 ^ c2) | (n3 ^ c3))
        found = around(tight) & hidden & ~safe
        if found == mines and (mines or safe):
            break
        mines = found
        c0, c1, c2, c3 = tally(mines)
        sated = shown & ~((n0 ^ c0) | (n1 ^ c1) | (n2 ^ c2) | (n3 ^ c3))
        if sated & watched and cell is not None and not mines >> cell & 1:
            return safe, mines, cells_of(sated & watched)[0]
        found = around(sated) & hidden & ~mines
        if found == safe:
            break
        safe = found
    if mines.bit_count() == view.mines:
        safe = hidden & ~mines
    elif (hidden & ~safe).bit_count() == view.mines:
        mines = hidden & ~safe
    return safe, mines, None


def refuted(view: View, safe: int, mines: int, cell: int) -> bool:
    """Whether a mine in the hidden `cell` contradicts what is visible, by following one number at a time from there.

    True proves the cell safe, with neither components nor counts. False leaves it open.

    Args:
        view: what is visible.
        safe: cells that `settle` found safe.
        mines: cells that it found to be mines, `cell` not among them.
        cell: the hidden cell.
    """
    board, hidden = view.board, view.hidden
    shown = board.full ^ hidden
    n0, n1, n2, n3 = view.numbers
    around, tally = board.around, board.tally
    mines |= 1 << cell
    while mines.bit_count() <= view.mines <= (hidden & ~safe).bit_count():
        c0, c1, c2, c3 = tally(mines)
        d0, d1, d2, d3 = n0 ^ c0, n1 ^ c1, n2 ^ c2, n3 ^ c3
        if shown & (d3 & c3 | ~d3 & (d2 & c2 | ~d2 & (d1 & c1 | ~d1 & d0 & c0))):
            return True  # a number has more mines than it shows
        safe |= around(shown & ~(d0 | d1 | d2 | d3)) & hidden & ~mines
        c0, c1, c2, c3 = tally(hidden & ~safe)
        d0, d1, d2, d3 = n0 ^ c0, n1 ^ c1, n2 ^ c2, n3 ^ c3
        if shown & (d3 & n3 | ~d3 & (d2 & n2 | ~d2 & (d1 & n1 | ~d1 & d0 & n0))):
            return True  # a number has too few cells left for its mines
        found = mines | around(shown & ~(d0 | d1 | d2 | d3)) & hidden & ~safe
        if found == mines:
            return False
        mines = found
    return True


def posterior(view: View, budget: int = BUDGET) -> Posterior:
    """The exact chance of a mine in every hidden cell of `view`.

    Raises:
        Contradiction: if no layout fits the visible numbers.
    """
    return counted(view, *deduce(view), budget)


@lru_cache(maxsize=256)
def counted(view: View, safe: int, mines: int, budget: int) -> Posterior:
    """The posterior, given what `deduce` found.

    The cells left open are split into components that share no number, every component is counted by the number of
    its mines, and the counts are joined with the ways to place the remaining mines in the cells that no number
    touches.

    Raises:
        Contradiction: if no layout fits the visible numbers.
    """
    open_cells = view.hidden & ~safe & ~mines
    constraints = constraints_of(view, open_cells, mines)
    parts: list[tuple[int, Ways]] = []
    free = open_cells
    for union, members in components(constraints):
        free &= ~union
        low, system = placed_low(union, members)
        found = reduced(system)
        safe |= found.safe << low
        mines |= found.mines << low
        for shift, part in found.systems:
            ways = count_ways(part, budget)
            if ways is None:
                return _estimate(view, safe, mines, constraints)
            parts.append((low + shift, ways))
    total, groups = _joined(parts, free, view.mines - mines.bit_count())
    uncertain = []
    for mask, weight in groups:
        if not weight:
            safe |= mask
        elif weight == total:
            mines |= mask
        else:
            uncertain.append((mask, weight))
    return Posterior(total, safe, mines, tuple(uncertain), True, sum(ways.work for _, ways in parts))


def _joined(parts: Sequence[tuple[int, Ways]], free: int, left: int) -> tuple[int, list[tuple[int, int]]]:
    """The number of layouts with exactly `left` mines in components and `free` cells, and the weight of every group.

    A component that always uses the same number of mines only multiplies everything. For each other one, `outside`
    is the number of ways to place the mines that it leaves over, in the components before it (`before`) and in
    those after it and the free cells (`after`).
    """
    spare = left - sum([ways.least for _, ways in parts])
    if spare < 0:
        raise Contradiction
    size = free.bit_count()
    fixed = 1
    varied: list[tuple[int, Ways]] = []
    before: list[Sequence[int]] = [(1,)]
    for part in parts:
        totals = part[1].totals
        if len(totals) == 1:
            fixed *= totals[0]
        else:
            varied.append(part)
            before.append(product(before[-1], totals))
    after = [comb(size, spare - used) if used <= spare else 0 for used in range(len(before[-1]))]
    groups: list[tuple[int, int]] = []
    for index in range(len(varied) - 1, -1, -1):
        low, ways = varied[index]
        prefix = before[index]
        if index:
            outside = [sum(map(mul, prefix, after[used:])) * fixed for used in range(len(ways.totals))]
        else:
            outside = [count * fixed for count in after]
        groups += [(mask << low, sum(map(mul, shares, outside))) for mask, shares in ways.groups]
        after = [sum(map(mul, ways.totals, after[used:])) for used in range(len(prefix))]
    total = after[0] * fixed
    if not total:
        raise Contradiction
    for low, ways in parts:
        if len(ways.totals) == 1:
            share = total // ways.totals[0]
            groups += [(mask << low, shares[0] * share) for mask, shares in ways.groups]
    if free:
        used = sum([mask.bit_count() * weight for mask, weight in groups])
        groups.append((free, (left * total - used) // size))
    return total, groups


def product(left: Sequence[int], right: Sequence[int]) -> list[int]:
    """The product of two polynomials, lowest coefficients first."""
    result = [0] * (len(left) + len(right) - 1)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            result[i + j] += a * b
    return result


def _estimate(view: View, safe: int, mines: int, constraints: Sequence[Constraint]) -> Posterior:
    """What is certain by single numbers, and for other cells the mean of what each number around them asks for."""
    scale = 1_000_000
    open_cells = view.hidden & ~safe & ~mines
    average = (view.mines - mines.bit_count()) / open_cells.bit_count()
    groups: dict[int, int] = {}
    for cell in cells_of(open_cells):
        shares = [need / cells.bit_count() for cells, need in constraints if cells >> cell & 1] or [average]
        weight = min(max(round(scale * sum(shares) / len(shares)), 1), scale - 1)
        groups[weight] = groups.get(weight, 0) | 1 << cell
    return Posterior(scale, safe, mines, tuple((mask, weight) for weight, mask in groups.items()), False, 0)
