"""The units of a Sudoku board, and how its pencil marks lie as bits in one integer.

The pencil marks of a board are the digits that no row, column, box (or diagonal) forbids in each blank cell. All of
them are held in one `int`: cell `i` owns `width` bits from bit `i * width` on, the lowest of which stands for digit 1.
Python works on such an integer at C speed, so that one shift looks at every unit of the board at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final, NamedTuple

from ...core.errors import UsageError

__all__ = ["BOXES", "Family", "Geometry", "geometry"]

BOXES: Final = {4: (2, 2), 6: (2, 3), 9: (3, 3)}  # size: rows and columns of one box


class Family(NamedTuple):
    """A kind of constraint that holds at many places, laid out so that shifts compare all places at once.

    A place is a cell (which holds one digit) or a unit and digit (which stands in one cell). The marks that
    belong to a place lie at the same distances from its base bit.
    """

    levels: tuple[tuple[int, ...], ...]  # shifts in bits; sums of one shift (or none) per level reach every mark
    base: int  # the base bits of all places
    pattern: int  # the marks of a place, relative to its base bit


@dataclass(frozen=True, slots=True, eq=False)
class Geometry:
    """The units of one kind of board and its bit tables. Made by `geometry`, one object for each kind."""

    size: int  # digits, rows and columns
    box_rows: int
    box_columns: int
    diagonals: bool  # True if both main diagonals also hold every digit once
    units: tuple[tuple[int, ...], ...]  # cells of each unit: rows, columns, boxes, diagonals
    names: tuple[str, ...]  # of the units, as in "row 3"
    units_of: tuple[tuple[int, ...], ...]  # for each cell, the units it belongs to
    peers: tuple[tuple[int, ...], ...]  # for each cell, the other cells of its units, ascending
    width: int  # bits of a cell in the marks: 8 or 16, so that bytes and unsigned shorts can be read
    blank: int  # the marks of an empty board
    keep: tuple[int, ...]  # by mark: what stays when it is decided, itself included
    strip: tuple[int, ...]  # by mark: what stays when it is decided, without its own cell
    flags: tuple[int, ...]  # for each cell, the bit above its marks, which callers may use
    own: int  # all flags
    unit_marks: tuple[int, ...]  # for each unit, the marks of digit 1
    families: tuple[Family, ...]  # cells first, then rows, columns, boxes, diagonals

    def mark(self, cell: int, digit: int) -> int:
        """The number of the bit that stands for `digit` (1 to size) in `cell` (0-based)."""
        return cell * self.width + digit - 1

    def marks(self, board: tuple[int, ...]) -> int:
        """The pencil marks of the blank cells of `board`; filled cells have none."""
        marks, strip, width = self.blank, self.strip, self.width
        bit = -1
        for digit in board:
            if digit:
                marks &= strip[bit + digit]
            bit += width
        return marks

    def by_cell(self, marks: int) -> memoryview:
        """The marks of every cell in order, each as an integer whose lowest bit stands for digit 1."""
        octets = marks.to_bytes(self.size * self.size * self.width // 8, "little")
        view = memoryview(octets)
        return view if self.width == 8 else view.cast("H")


@cache
def geometry(size: int, diagonals: bool = False) -> Geometry:
    """The one geometry of boards of `size` 4, 6 or 9, with or without diagonal units.

    Raises:
        UsageError: for another size.
    """
    if size not in BOXES:
        raise UsageError(f"size must be 4, 6 or 9, got {size!r}")
    box_rows, box_columns = BOXES[size]
    units, names = _units(size, diagonals)
    cells = range(size * size)
    units_of = tuple(tuple(u for u, unit in enumerate(units) if cell in unit) for cell in cells)
    peers = tuple(tuple(sorted({other for u in units_of[cell] for other in units[u]} - {cell})) for cell in cells)
    width = 8 if size < 8 else 16
    full = (1 << size) - 1
    blank = sum(full << cell * width for cell in cells)
    everything = (1 << len(cells) * width) - 1
    keep, strip = [0] * (size * size * width), [0] * (size * size * width)
    for cell, digit in product(cells, range(size)):
        gone = full << cell * width
        for other in peers[cell]:
            gone |= 1 << other * width + digit
        # Bits of a cell above its marks stay: callers may keep flags there.
        strip[cell * width + digit] = everything ^ gone
        keep[cell * width + digit] = everything ^ gone | 1 << cell * width + digit
    return Geometry(
        size=size,
        box_rows=box_rows,
        box_columns=box_columns,
        diagonals=diagonals,
        units=units,
        names=names,
        units_of=units_of,
        peers=peers,
        width=width,
        blank=blank,
        keep=tuple(keep),
        strip=tuple(strip),
        flags=tuple(1 << cell * width + size for cell in cells),
        own=sum(1 << cell * width + size for cell in cells),
        unit_marks=tuple(sum(1 << cell * width for cell in unit) for unit in units),
        families=_families(size, diagonals, width),
    )


def _units(size: int, diagonals: bool) -> tuple[tuple[tuple[int, ...], ...], tuple[str, ...]]:
    box_rows, box_columns = BOXES[size]
    span = range(size)
    units = [tuple(row * size + column for column in span) for row in span]
    units += [tuple(row * size + column for row in span) for column in span]
    for top, left in product(range(0, size, box_rows), range(0, size, box_columns)):
        units.append(tuple((top + i) * size + left + j for i, j in product(range(box_rows), range(box_columns))))
    names = [f"{kind} {number}" for kind in ("row", "column", "box") for number in range(1, size + 1)]
    if diagonals:
        units.append(tuple(i * (size + 1) for i in span))
        units.append(tuple((i + 1) * (size - 1) for i in span))
        names += ["the diagonal from the top left", "the diagonal from the top right"]
    return tuple(units), tuple(names)


def _families(size: int, diagonals: bool, width: int) -> tuple[Family, ...]:
    box_rows, box_columns = BOXES[size]
    line = size * width  # bits from a cell to the one below it
    digits = range(size)

    def family(levels: list[list[int]], bases: list[int]) -> Family:
        reach = [sum(steps) for steps in product(*levels)]
        # The first step of a level is 0, "no shift", which the loops over levels take as given.
        shifts = tuple(tuple(level[1:]) for level in levels)
        return Family(shifts, sum(1 << b for b in bases), sum(1 << r for r in reach))

    def steps(step: int, across: int, down: int) -> list[list[int]]:
        return [[i * step for i in range(across)], [i * step * across for i in range(down)]]

    box_steps = [[i * width for i in range(box_columns)], [i * line for i in range(box_rows)]]
    tops = [(row * size + column) * width for row in range(0, size, box_rows) for column in range(0, size, box_columns)]
    found = [
        family(steps(1, box_columns, box_rows), [cell * width for cell in range(size * size)]),
        family(steps(width, box_columns, box_rows), [row * line + d for row in digits for d in digits]),
        family(steps(line, box_columns, box_rows), [column * width + d for column in digits for d in digits]),
        family(box_steps, [top + d for top in tops for d in digits]),
    ]
    if diagonals:
        found.append(family(steps((size + 1) * width, box_columns, box_rows), list(digits)))
        corner = (size - 1) * width
        found.append(family(steps(corner, box_columns, box_rows), [corner + d for d in digits]))
    return tuple(found)
