"""What follows from a Sudoku board: forced digits, solutions, proof that there is only one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .geometry import Family, Geometry

__all__ = [
    "BUDGET",
    "Deduction",
    "Search",
    "Technique",
    "deductions",
    "fewest",
    "opening",
    "proof",
    "search",
    "search_from",
    "singles",
    "solutions",
    "solved_by",
    "technique",
]

BUDGET: Final = 20_000
"""Search nodes before a search gives up. The hardest boards with 17 clues need a few hundred."""


class Technique(StrEnum):
    """What it takes to solve a board, easiest first."""

    NAKED_SINGLES = "naked singles"
    """Some blank cell can hold one digit only, again and again."""
    HIDDEN_SINGLES = "hidden singles"
    """At times a digit fits in one cell of a unit only, though that cell could hold others."""
    SEARCH = "search"
    """At times neither holds, and trial or stronger patterns are needed."""


@dataclass(frozen=True, slots=True)
class Deduction:
    """A digit that follows from the visible digits in one step."""

    cell: int
    digit: int
    unit: int | None  # index in `Geometry.units` of a unit whose only place for the digit is the cell; None: the
    # cell can hold nothing else


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found before it reached its limit or its budget."""

    solutions: tuple[tuple[int, ...], ...]
    nodes: int
    complete: bool  # False if the budget ended it: there may be more solutions


def solutions(
    givens: tuple[int, ...], geometry: Geometry, limit: int = 2, *, budget: int = BUDGET
) -> tuple[tuple[int, ...], ...]:
    """Up to `limit` different completions of `givens`, none if its digits conflict.

    Args:
        givens: digits row by row, 0 for a blank; of length size * size.
        geometry: units that must hold every digit once.
        limit: stop after so many; 2 is enough to prove uniqueness.
        budget: search nodes to spend at most.

    Raises:
        RuntimeError: if the budget ends the search first, so that the answer would be a guess.
    """
    result = search(givens, geometry, limit, budget=budget)
    if not result.complete:
        raise RuntimeError(f"{budget} search nodes left it open whether there are {limit} solutions; raise budget")
    return result.solutions


def search(givens: tuple[int, ...], geometry: Geometry, limit: int = 2, *, budget: int = BUDGET) -> Search:
    """Completions of `givens` found within `limit` and `budget`, with what was spent."""
    start = opening(givens, geometry)
    return Search((), 0, True) if start is None else search_from(*start, geometry, limit, budget=budget)


def opening(givens: tuple[int, ...], geometry: Geometry) -> tuple[int, int] | None:
    """The marks that `givens` allow and among them those of the givens; None if two of these conflict."""
    marks, keep, width = geometry.blank, geometry.keep, geometry.width
    done = 0
    bit = -1
    for digit in givens:
        if digit:
            if not marks >> bit + digit & 1:
                return None
            marks &= keep[bit + digit]
            done |= 1 << bit + digit
        bit += width
    return marks, done


def search_from(
    marks: int,
    done: int,
    geometry: Geometry,
    limit: int,
    *,
    budget: int = BUDGET,
    ranks: Sequence[int] | None = None,
) -> Search:
    """Completions that use only `marks`, found depth first.

    Args:
        marks: allowed digits of every cell, filled cells included.
        done: those of `marks` that are decided, whose conflicts are struck out of `marks`.
        geometry: units that must hold every digit once.
        limit: stop after so many completions.
        budget: search nodes to spend at most.
        ranks: for each mark a rank; of several choices, the lowest rank is tried first. None: lowest mark first.
    """
    cells = geometry.size * geometry.size
    found: list[tuple[int, ...]] = []
    stack = [(marks, done)]
    nodes = 0
    while stack and len(found) < limit:
        if nodes == budget:
            return Search(tuple(found), nodes, False)
        nodes += 1
        settled = _settle(*stack.pop(), geometry.families, geometry.keep)
        if settled is None:
            continue
        marks, done = settled
        if done.bit_count() == cells:
            found.append(tuple(m.bit_length() for m in geometry.by_cell(done)))
            continue
        bits = _bits(_choices(marks, done, geometry))
        bits.sort(key=None if ranks is None else ranks.__getitem__, reverse=True)
        stack += [(marks & geometry.keep[bit], done | 1 << bit) for bit in bits]
    return Search(tuple(found), nodes, True)


def technique(givens: tuple[int, ...], geometry: Geometry) -> Technique:
    """The easiest technique that solves `givens` from start to end."""
    start = opening(givens, geometry)
    if start is None:
        return Technique.SEARCH
    if solved_by(*start, geometry, geometry.families[:1]):
        return Technique.NAKED_SINGLES
    if solved_by(*start, geometry, geometry.families):
        return Technique.HIDDEN_SINGLES
    return Technique.SEARCH


def solved_by(marks: int, done: int, geometry: Geometry, families: tuple[Family, ...]) -> bool:
    """Whether singles of `families` alone solve `marks`, which also proves the solution unique."""
    settled = _settle(marks, done, families, geometry.keep)
    return settled is not None and settled[1].bit_count() == geometry.size * geometry.size


def singles(marks: int, geometry: Geometry) -> int:
    """The marks that are naked or hidden singles, out of the `marks` of the blank cells."""
    found = 0
    for levels, base, pattern in geometry.families:
        once, more = marks, 0
        for shifts in levels:
            lower_once, lower_more = once, more
            for shift in shifts:
                other = lower_once >> shift
                more |= once & other | lower_more >> shift
                once |= other
        found |= marks & (base & once & ~more) * pattern
    return found


def proof(marks: int, geometry: Geometry, cell: int, digit: int) -> Deduction | None:
    """Why `digit` is forced in the blank `cell`, or None if no single shows it. Naked singles and boxes first."""
    bit = 1 << geometry.mark(cell, digit)
    if marks >> cell * geometry.width & (1 << geometry.size) - 1 == 1 << digit - 1:
        return Deduction(cell, digit, None)
    for unit in reversed(geometry.units_of[cell]):
        if marks & geometry.unit_marks[unit] << digit - 1 == bit:
            return Deduction(cell, digit, unit)
    return None


def deductions(board: tuple[int, ...], geometry: Geometry) -> tuple[Deduction, ...]:
    """Every digit that `board` forces in one step, with its proof, in order of the cells.

    On a board without conflicts whose digits all belong to a solution, each is a digit of that solution.
    """
    marks = geometry.marks(board)
    found = []
    for bit in _bits(singles(marks, geometry)):
        cell, digit = divmod(bit, geometry.width)
        reason = proof(marks, geometry, cell, digit + 1)
        if reason is not None:
            found.append(reason)
    return tuple(found)


def fewest(marks: int, geometry: Geometry) -> tuple[int, ...]:
    """The blank cells with the fewest marks, none if nothing is blank or markable."""
    counts = [cell.bit_count() for cell in geometry.by_cell(marks)]
    least = min(filter(None, counts), default=0)
    return tuple(cell for cell, count in enumerate(counts) if count and count == least)


def _settle(marks: int, done: int, families: tuple[Family, ...], keep: tuple[int, ...]) -> tuple[int, int] | None:
    """Marks and decided marks after all singles of `families`, or None at a contradiction."""
    settled = False
    while not settled:
        settled = True
        for levels, base, pattern in families:
            # once: at least one mark of the place; more: at least two. Sums are built level by level.
            once, more = marks, 0
            for shifts in levels:
                lower_once, lower_more = once, more
                for shift in shifts:
                    other = lower_once >> shift
                    more |= once & other | lower_more >> shift
                    once |= other
            if base & ~once:
                return None
            new = marks & (base & ~more) * pattern & ~done
            if not new:
                continue
            settled = False
            done |= new
            while new:
                bit = new & -new
                if not marks & bit:
                    return None
                marks &= keep[bit.bit_length() - 1]
                new ^= bit
    return marks, done


def _choices(marks: int, done: int, geometry: Geometry) -> int:
    """The marks of one place of which exactly one holds: a place with two if any, else a cell with fewest."""
    for levels, base, pattern in geometry.families:
        once, twice, more = marks, 0, 0
        for shifts in levels:
            one, two, three = once, twice, more
            for shift in shifts:
                other_one, other_two = one >> shift, two >> shift
                more |= three >> shift | twice & other_one | once & other_two
                twice |= once & other_one | other_two
                once |= other_one
        pairs = base & twice & ~more
        if pairs:
            return marks & (pairs & -pairs) * pattern
    cell = fewest(marks & ~done, geometry)[0]
    return marks & ((1 << geometry.size) - 1) << cell * geometry.width


def _bits(marks: int) -> list[int]:
    """The numbers of the set bits, ascending."""
    bits = []
    while marks:
        bit = marks & -marks
        bits.append(bit.bit_length() - 1)
        marks ^= bit
    return bits
