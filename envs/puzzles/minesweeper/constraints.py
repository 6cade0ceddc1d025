"""What the shown numbers ask of the hidden cells, split and made smaller before anything is counted."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ...core.errors import UsageError

if TYPE_CHECKING:
    from .solver import View

__all__ = ["Constraint", "Contradiction", "Reduced", "components", "constraints_of", "placed_low", "reduced"]

Constraint = tuple[int, int]
"""A mask of hidden cells and how many of them are mines."""


class Reduced(NamedTuple):
    """What constraints come to without counting: cells that are certain, and what is still asked of the others."""

    safe: int
    mines: int
    systems: tuple[tuple[int, tuple[Constraint, ...]], ...]
    """The connected parts, each with the number of places by which its masks must be shifted to the left."""


class Contradiction(UsageError):
    """No board fits the visible numbers."""

    def __init__(
        self, message: str = "the numbers must fit some board, got a contradiction; check their source"
    ) -> None:
        super().__init__(message)


def constraints_of(view: View, open_cells: int, mines: int) -> list[Constraint]:
    """What the shown numbers still ask of `open_cells` when `mines` are known, without repeats, in board order."""
    near = view.board.near
    n0, n1, n2, n3 = view.numbers
    found: dict[int, int] = {}
    border = view.board.around(open_cells) & ~view.hidden
    while border:
        bit = border & -border
        border ^= bit
        around = near[bit.bit_length() - 1]
        number = 1 if n0 & bit else 0
        if n1 & bit:
            number += 2
        if n2 & bit:
            number += 4
        if n3 & bit:
            number += 8
        found[around & open_cells] = number - (around & mines).bit_count()
    return list(found.items())


def components(constraints: Iterable[Constraint]) -> list[tuple[int, list[Constraint]]]:
    """The constraints split into sets that share no cell: the mask of each set's cells, and its constraints."""
    parts: list[tuple[int, list[Constraint]]] = []
    for constraint in constraints:
        union, members = constraint[0], [constraint]
        apart = []
        for part in parts:
            if part[0] & union:
                union |= part[0]
                members = part[1] + members
            else:
                apart.append(part)
        apart.append((union, members))
        parts = apart
    return parts


def placed_low(union: int, members: Iterable[Constraint]) -> tuple[int, tuple[Constraint, ...]]:
    """How far the lowest cell of `union` is from bit 0, and the constraints shifted to the right by that.

    So the same system elsewhere on the board is the same value, and what was found out about it is known.
    """
    low = (union & -union).bit_length() - 1
    return low, tuple([(cells >> low, need) for cells, need in members])


@lru_cache(maxsize=4_096)
def reduced(constraints: tuple[Constraint, ...]) -> Reduced:
    """What follows for single cells, and the smaller constraints that are left, by connected parts.

    Raises:
        Contradiction: if it is seen that nothing satisfies the constraints.
    """
    safe, mines, rest = _without_insides(constraints)
    systems = [placed_low(union, sorted(members)) for union, members in components(rest)]
    return Reduced(safe, mines, tuple(systems))


def _without_insides(constraints: Iterable[Constraint]) -> tuple[int, int, list[Constraint]]:
    """Certainly safe cells, certain mines, and smaller constraints with the same solutions.

    Takes a constraint that lies inside another one out of it, until none does: smaller systems are counted sooner
    and are met again more often.
    """
    safe = mines = 0
    rest = list(constraints)
    changed = True
    while changed:
        changed = False
        rest.sort(key=_size)
        kept: list[Constraint] = []
        for cells, need in rest:
            if known := cells & (safe | mines):
                need -= (cells & mines).bit_count()
                cells ^= known
                changed = True
            for inner, inner_need in kept:
                if not inner & ~cells:
                    cells ^= inner
                    need -= inner_need
                    changed = True
            size = cells.bit_count()
            if not 0 <= need <= size:
                raise Contradiction
            if not need:
                safe |= cells
            elif need == size:
                mines |= cells
            else:
                kept.append((cells, need))
                continue
            changed = True
        rest = kept
    return safe, mines, rest


def _size(constraint: Constraint) -> int:
    return constraint[0].bit_count()
