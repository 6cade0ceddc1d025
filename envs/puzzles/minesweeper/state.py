"""What there is in Minesweeper: a task, a position as bit masks, moves and what happens."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from ...core.game import Event, Immutable
from .board import Board, Planes, board_of

__all__ = [
    "CellsRevealed",
    "Flagged",
    "MineRevealed",
    "Move",
    "State",
    "Task",
    "Unflagged",
    "Verb",
    "opening",
    "planes",
]


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """One layout of mines. Cell `row * columns + column` (0-based) is the bit of that number in every mask."""

    rows: int
    columns: int
    mines: int
    """Mask of the cells with a mine."""
    start: int
    """The cell that is revealed before the first turn; it has no mine."""
    torus: bool = False
    """Whether the edges wrap around, so that every cell has eight neighbors."""
    guess_free: bool = False
    """Whether it was proved that the board can be cleared by certain reveals alone."""

    def __hash__(self) -> int:
        return hash(self.mines)  # tables are looked up by task several times a turn

    @property
    def board(self) -> Board:
        """The geometry."""
        return board_of(self.rows, self.columns, self.torus)


@dataclass(frozen=True, slots=True)
class State(Immutable):
    """A position. The game is lost when `revealed` holds a mine, won when it holds all other cells."""

    task: Task
    revealed: int
    """Mask of the revealed cells."""
    flagged: int = 0
    """Mask of the flagged cells, all of them hidden."""


class Verb(StrEnum):
    """What can be done with a cell."""

    REVEAL = "reveal"
    FLAG = "flag"
    UNFLAG = "unflag"


@dataclass(frozen=True, slots=True)
class Move(Immutable):
    """An action."""

    verb: Verb
    row: int
    """From 0, top to bottom."""
    column: int
    """From 0, left to right."""
    text: str = field(init=False, compare=False, repr=False)
    """Its canonical text: every legal move is written out every turn."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", f"{self.verb.value} {self.row + 1} {self.column + 1}")


@dataclass(frozen=True, slots=True)
class CellsRevealed(Event):
    """Cells without a mine were revealed."""

    cells: int
    """Mask of the cells."""


@dataclass(frozen=True, slots=True)
class MineRevealed(Event):
    """A mine was revealed."""

    cell: int


@dataclass(frozen=True, slots=True)
class Flagged(Event):
    """A flag was put on a cell."""

    cell: int


@dataclass(frozen=True, slots=True)
class Unflagged(Event):
    """A flag was taken off a cell."""

    cell: int


@lru_cache(maxsize=1024)
def planes(task: Task) -> Planes:
    """The number of mines around every cell without a mine, as bit planes."""
    return task.board.tally(task.mines)


@lru_cache(maxsize=1024)
def opening(task: Task) -> int:
    """Mask of the cells that the free first reveal opens."""
    board = task.board
    return board.flood(1 << task.start, board.full & ~board.around(task.mines), 0)
