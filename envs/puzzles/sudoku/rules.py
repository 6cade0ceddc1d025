"""The rules of Sudoku as a game of turns: fill blank cells, take own digits back, never break a visible rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from operator import getitem
from typing import Any, ClassVar

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from ...core.errors import Illegal
from ...core.game import Event, Game, Transition
from ...core.rng import Stream
from . import text
from .geometry import geometry
from .state import Action, Clear, DigitCleared, DigitPlaced, Place, State, Task, moves

__all__ = ["Sudoku"]


@dataclass(frozen=True)
class Sudoku(Game[Task, State, Action]):
    """Boards of one size. Wrong digits that break no visible rule are accepted, so a move gives nothing away.

    Args:
        size: 4, 6 or 9.
    """

    types: ClassVar[tuple[type, ...]] = (Task, State, Place, Clear, DigitPlaced, DigitCleared)

    size: int = 9

    def start(self, task: Task) -> State:
        """The givens."""
        return State(task, task.givens)

    def legal(self, state: State) -> Sequence[Action]:
        """Cell by cell: the digits that conflict with nothing in a blank, the removal of an own digit."""
        size = state.task.size
        cells = geometry(size, state.task.diagonals).by_cell(state.marks)
        return list(chain.from_iterable(map(getitem, moves(size).menus, cells)))

    def legal_texts(self, state: State) -> tuple[str, ...]:
        """The texts of `legal`, from the same table."""
        size = state.task.size
        cells = geometry(size, state.task.diagonals).by_cell(state.marks)
        return tuple(chain.from_iterable(map(getitem, moves(size).text_menus, cells)))

    def apply(self, state: State, action: Action, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """The board with one digit more or less.

        Raises:
            Illegal: the cell is not blank, the digit conflicts, or there is no own digit to clear.
        """
        task, board = state.task, state.board
        grid = geometry(task.size, task.diagonals)
        row, column = action.row, action.column
        cell = (row - 1) * task.size + column - 1
        if type(action) is Place:
            digit = action.digit
            bit = cell * grid.width + digit - 1
            if not state.marks >> bit & 1:
                raise Illegal(_why_not(state, cell, digit))
            marks = state.marks & grid.strip[bit] | grid.flags[cell]
            after = State(task, (*board[:cell], digit, *board[cell + 1 :]), marks)
            return after, (DigitPlaced(row, column, digit),)
        digit = board[cell]
        if not digit:
            raise Illegal(f"Row {row}, column {column} is blank already.")
        if task.givens[cell]:
            raise Illegal(
                f"The {digit} in row {row}, column {column} is given and stays. Clear only digits of yours (*)."
            )
        board = (*board[:cell], 0, *board[cell + 1 :])
        marks = grid.marks(board) | state.marks & grid.own ^ grid.flags[cell]
        return State(task, board, marks), (DigitCleared(row, column, digit),)

    def is_over(self, state: State) -> bool:
        """Whether no cell is blank: as nothing conflicts and the solution is unique, the board is solved."""
        return 0 not in state.board

    def parse(self, text_: str, state: State) -> Action:
        """See `text.parse`."""
        return text.parse(text_, state.task.size)

    def format(self, action: Action) -> str:
        """`place ROW COLUMN DIGIT` or `clear ROW COLUMN`."""
        return action.text

    def describe(self, state: State, last: Transition[State, Action] | None) -> str:
        """See `text.describe`."""
        return text.describe(state, last)

    def key(self, state: State) -> str:
        """See `text.key`."""
        return text.key(state)

    def secrets(self, state: State) -> tuple[str, ...]:
        """The solution, in one run of digits, as the key writes a board."""
        if 0 not in state.board:
            return ()  # earned
        return ("".join(map(str, state.task.solution)), str(state.task.solution))

    @property
    def actions(self) -> tuple[Action, ...]:
        """Every placement cell by cell, then every removal."""
        return moves(self.size).every

    @property
    def space(self) -> spaces.Box:
        """int8 (2, size, size): the digits (0 blank), and 1 where a digit is given."""
        return spaces.Box(0, self.size, (2, self.size, self.size), np.int8)

    def array(self, state: State) -> NDArray[Any]:
        """The board and the mask of givens in `space`."""
        shape = (self.size, self.size)
        givens = np.array(state.task.givens, np.int8).reshape(shape)
        return np.stack([np.array(state.board, np.int8).reshape(shape), (givens > 0).astype(np.int8)])


def _why_not(state: State, cell: int, digit: int) -> str:
    """Why a digit can't be placed: the cell is not blank, or the digit stands in one of its units."""
    size, board = state.task.size, state.board
    row, column = cell // size + 1, cell % size + 1
    if state.task.givens[cell]:
        return f"Row {row}, column {column} holds the given {board[cell]}. Choose a blank cell (.)."
    if board[cell]:
        return (
            f"Row {row}, column {column} holds your {board[cell]}. Choose a blank cell (.), or take it back with "
            f'"clear {row} {column}" first.'
        )
    grid = geometry(size, state.task.diagonals)
    unit, other = next(
        (unit, other) for unit in grid.units_of[cell] for other in grid.units[unit] if board[other] == digit
    )
    name = grid.names[unit][0].upper() + grid.names[unit][1:]
    where = f"row {other // size + 1}, column {other % size + 1}"
    return f"{name} has a {digit} already, in {where}. Choose another digit or another cell."
