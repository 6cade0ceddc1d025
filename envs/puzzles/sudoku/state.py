"""What there is in Sudoku: a puzzle with its solution, the digits on the board, and two kinds of moves."""

from __future__ import annotations

from dataclasses import InitVar, dataclass, field
from functools import cache
from itertools import chain

from ...core.game import Event, Immutable
from .geometry import Geometry, geometry

__all__ = ["Action", "Clear", "DigitCleared", "DigitPlaced", "Moves", "Place", "State", "Task", "moves"]


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """A puzzle with exactly one solution."""

    size: int
    """Digits, rows and columns: 4, 6 or 9."""
    givens: tuple[int, ...]
    """Digits row by row, 0 for a blank; at least one is blank."""
    solution: tuple[int, ...]
    """The only completion of the givens."""
    diagonals: bool = False
    """Both main diagonals hold every digit too."""
    name: str = ""
    """A title for reports."""

    @property
    def geometry(self) -> Geometry:
        """The units of the board."""
        return geometry(self.size, self.diagonals)


@dataclass(frozen=True, slots=True)
class State(Immutable):
    """The digits on the board, the agent's own among them. No two of them conflict."""

    task: Task
    board: tuple[int, ...]
    """Digits row by row, 0 for a blank."""
    known_marks: InitVar[int] = -1
    """The marks where the caller knows them; otherwise they are worked out."""
    marks: int = field(init=False, compare=False, repr=False)
    """What could be moved in each cell, laid out as `Geometry` says: for a blank cell the digits that conflict
    with nothing, for a digit of the agent's the flag above the digits, for a given nothing. Follows from the rest."""

    def __post_init__(self, known_marks: int) -> None:
        if known_marks < 0:
            grid = self.task.geometry
            known_marks = grid.marks(self.board)
            for cell, given in enumerate(self.task.givens):
                if self.board[cell] and not given:
                    known_marks |= grid.flags[cell]
        object.__setattr__(self, "marks", known_marks)


@dataclass(frozen=True, slots=True)
class Place(Immutable):
    """A digit is written in a blank cell."""

    row: int
    """1 to size, from the top."""
    column: int
    """1 to size, from the left."""
    digit: int
    """1 to size."""
    text: str = field(init=False, compare=False, repr=False)
    """How the move is written; follows from the rest."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", f"place {self.row} {self.column} {self.digit}")


@dataclass(frozen=True, slots=True)
class Clear(Immutable):
    """One of the agent's own digits is removed."""

    row: int
    """1 to size, from the top."""
    column: int
    """1 to size, from the left."""
    text: str = field(init=False, compare=False, repr=False)
    """How the move is written; follows from the rest."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", f"clear {self.row} {self.column}")


Action = Place | Clear


class Menu(dict[int, tuple[Action, ...]]):
    """The moves in one cell by what `State.marks` holds for it; filled as they are asked for, at most 2**size + 1."""

    def __init__(self, places: tuple[Place, ...], clear: Clear) -> None:
        super().__init__({1 << len(places): (clear,)})
        self._places = places

    def __missing__(self, marks: int) -> tuple[Action, ...]:
        found = self[marks] = tuple([move for i, move in enumerate(self._places) if marks >> i & 1])
        return found


class TextMenu(dict[int, tuple[str, ...]]):
    """The texts of a `Menu`."""

    def __init__(self, menu: Menu) -> None:
        super().__init__()
        self._menu = menu

    def __missing__(self, marks: int) -> tuple[str, ...]:
        found = self[marks] = tuple([move.text for move in self._menu[marks]])
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """Every move on boards of one size, made once. Made by `moves`."""

    places: tuple[tuple[Place, ...], ...]
    """For each cell, each digit."""
    clears: tuple[Clear, ...]
    """For each cell."""
    every: tuple[Action, ...]
    """All placements, then all clears."""
    menus: tuple[Menu, ...]
    """For each cell."""
    text_menus: tuple[TextMenu, ...]
    """For each cell."""


@cache
def moves(size: int) -> Moves:
    """The moves on boards of a size (4, 6 or 9)."""
    span = range(1, size + 1)
    cells = [(row, column) for row in span for column in span]
    places = tuple(tuple(Place(*cell, digit) for digit in span) for cell in cells)
    clears = tuple(Clear(*cell) for cell in cells)
    menus = tuple(map(Menu, places, clears))
    return Moves(places, clears, (*chain.from_iterable(places), *clears), menus, tuple(map(TextMenu, menus)))


@dataclass(frozen=True, slots=True)
class DigitPlaced(Event):
    """A blank cell was filled."""

    row: int
    column: int
    digit: int


@dataclass(frozen=True, slots=True)
class DigitCleared(Event):
    """A cell became blank."""

    row: int
    column: int
    digit: int
