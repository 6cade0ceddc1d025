"""The rules of Minesweeper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from typing import Any, ClassVar

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from ...core.errors import Illegal, UsageError
from ...core.game import Event, Game, Transition
from ...core.rng import Stream
from . import text
from .board import bits_of
from .state import CellsRevealed, Flagged, MineRevealed, Move, State, Task, Unflagged, Verb, opening

__all__ = ["Minesweeper", "MoveTable", "move_table"]

_CODES = np.zeros(128, np.int8)
_CODES[[ord(digit) for digit in "012345678"]] = range(9)
_CODES[[ord(text.HIDDEN), ord(text.FLAG), ord(text.MINE)]] = (-1, -2, 9)


@dataclass(frozen=True)
class Minesweeper(Game[Task, State, Move]):
    """Reveal every cell without a mine. Flags are notes: they protect a cell, and winning takes none.

    Args:
        rows: height of the boards.
        columns: width of the boards.
    """

    rows: int = 9
    columns: int = 9

    types: ClassVar[tuple[type, ...]] = (
        Task,
        State,
        Verb,
        Move,
        CellsRevealed,
        MineRevealed,
        Flagged,
        Unflagged,
    )

    def start(self, task: Task) -> State:
        """The board after the free first reveal.

        Raises:
            UsageError: the task is for a board of another size.
        """
        if (task.rows, task.columns) != (self.rows, self.columns):
            raise UsageError(
                f"expected a task of {self.rows} rows and {self.columns} columns, got {task.rows} and {task.columns}; "
                "make the environment with the task's size"
            )
        return State(task, opening(task))

    def legal(self, state: State) -> Sequence[Move]:
        """Reveals, then flags, then unflags, each in board order."""
        table = move_table(self.rows, self.columns)
        hidden = table.full & ~state.revealed & ~state.flagged
        moves = table.pick(hidden, Verb.REVEAL, Verb.FLAG)
        return moves + table.pick(state.flagged, Verb.UNFLAG) if state.flagged else moves

    def legal_texts(self, state: State) -> tuple[str, ...]:
        """The texts of `legal`, from the same table."""
        table = move_table(self.rows, self.columns)
        flagged = state.flagged
        chosen = bits_of(table.full & ~state.revealed & ~flagged, table.size)
        if not flagged:
            return tuple(compress(table.texts, chosen * 2))
        return tuple(compress(table.texts, chosen * 2 + bits_of(flagged, table.size)))

    def apply(self, state: State, action: Move, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """The board after a reveal, a flag or an unflag. A revealed zero opens its neighbors, and so on.

        Raises:
            Illegal: reveal or flag of a revealed or flagged cell, unflag of a cell without a flag.
        """
        task, revealed, flagged = state.task, state.revealed, state.flagged
        cell = action.row * task.columns + action.column
        bit = 1 << cell
        if action.verb is Verb.UNFLAG:
            if not flagged & bit:
                raise Illegal(f"{_place(action)} has no flag. Unflag only cells that show F.")
            return State(task, revealed, flagged ^ bit), (Unflagged(cell),)
        if revealed & bit:
            raise Illegal(f"{_place(action)} is already revealed. Choose a hidden cell, one that shows a dot.")
        if flagged & bit:
            raise Illegal(f"{_place(action)} is flagged. Choose a cell that shows a dot, or unflag this one first.")
        if action.verb is Verb.FLAG:
            return State(task, revealed, flagged | bit), (Flagged(cell),)
        if task.mines & bit:
            return State(task, revealed | bit, flagged), (MineRevealed(cell),)
        board = task.board
        opened = bit
        if not board.near[cell] & task.mines:
            zeros = board.full & ~board.around(task.mines)
            opened = board.flood(bit, zeros, revealed | flagged)
        return State(task, revealed | opened, flagged), (CellsRevealed(opened),)

    def is_over(self, state: State) -> bool:
        """Whether a mine or all other cells are revealed."""
        revealed, mines = state.revealed, state.task.mines
        return bool(revealed & mines) or (revealed | mines).bit_count() == self.rows * self.columns

    def parse(self, text_: str, state: State) -> Move:
        """See `text.parse`."""
        table = move_table(self.rows, self.columns)
        return table.by_text.get(text_) or text.parse(text_, table.moves, self.rows, self.columns)

    def format(self, action: Move) -> str:
        """`reveal ROW COLUMN`, `flag ROW COLUMN` or `unflag ROW COLUMN`, numbered from 1."""
        return action.text

    def describe(self, state: State, last: Transition[State, Move] | None) -> str:
        """See `text.describe`."""
        return text.describe(state, last)

    def key(self, state: State) -> str:
        """What is visible, cell by cell, with the number of mines and the shape."""
        task = state.task
        return f"{task.rows}x{task.columns} {task.mines.bit_count()} {'torus ' * task.torus}{text.cells(state)}"

    def secrets(self, state: State) -> tuple[str, ...]:
        """The whole board: no text for the agent may hold it."""
        return (text.solution(state.task), str(state.task.mines))

    @property
    def actions(self) -> tuple[Move, ...]:
        """Every reveal, every flag and every unflag, each in board order."""
        moves = move_table(self.rows, self.columns).moves
        return (*moves[Verb.REVEAL], *moves[Verb.FLAG], *moves[Verb.UNFLAG])

    @property
    def space(self) -> spaces.Box:
        """int8 (rows, columns): 0 to 8 a revealed number, -1 hidden, -2 flagged, 9 a revealed mine."""
        return spaces.Box(-2, 9, (self.rows, self.columns), np.int8)

    def array(self, state: State) -> NDArray[Any]:
        """The visible board in `space`."""
        shown = np.frombuffer(text.cells(state).encode(), np.uint8)
        return _CODES[shown].reshape(self.rows, self.columns)


class MoveTable:
    """Every move on boards of one size, made once."""

    def __init__(self, rows: int, columns: int) -> None:
        self.size = rows * columns
        self.full = (1 << self.size) - 1
        self.moves = {verb: tuple(Move(verb, *divmod(cell, columns)) for cell in range(self.size)) for verb in Verb}
        self.texts = tuple(move.text for verb in (Verb.REVEAL, Verb.FLAG, Verb.UNFLAG) for move in self.moves[verb])
        self.by_text = {move.text: move for moves in self.moves.values() for move in moves}

    def pick(self, cells: int, *verbs: Verb) -> list[Move]:
        """The moves on a mask of cells, in board order, for one verb after the other."""
        chosen = bits_of(cells, self.size)
        moves: list[Move] = []
        for verb in verbs:
            moves += compress(self.moves[verb], chosen)
        return moves


@lru_cache(maxsize=32)
def move_table(rows: int, columns: int) -> MoveTable:
    """The moves of one board size; the same object for the same size."""
    return MoveTable(rows, columns)


def _place(move: Move) -> str:
    return f"Row {move.row + 1}, column {move.column + 1}"
