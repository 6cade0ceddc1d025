"""The rules of tic-tac-toe, the opponent's reply included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from ...core.errors import Illegal
from ...core.game import Event, Game, Transition
from ...core.rng import Stream
from . import text
from .solver import is_over, sharpest_cells
from .state import EMPTY, MARKED, MARKS, Mark, Marked, Opponent, State, Task, placed, side_to_move

__all__ = ["NOISE", "TicTacToe"]

NOISE = 0.3
"""Share of the noisy opponent's moves that are random."""


@dataclass(frozen=True)
class TicTacToe(Game[Task, State, Mark]):
    """3x3, the agent against a scripted opponent who answers within the same turn."""

    types: ClassVar[tuple[type, ...]] = (Task, State, Mark, Marked)

    def start(self, task: Task) -> State:
        """The task's opening."""
        return State(task, task.opening)

    def legal(self, state: State) -> Sequence[Mark]:
        """The empty cells in order."""
        return _empty_marks(state.board)

    def legal_texts(self, state: State) -> tuple[str, ...]:
        """The texts of `legal`, from a table."""
        return _empty_texts(state.board)

    def apply(self, state: State, action: Mark, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """The agent's mark and, unless that ended the game, the opponent's.

        Raises:
            Illegal: the cell is taken.
        """
        task, board, cell = state.task, state.board, action.cell
        if board[cell] != EMPTY:
            raise Illegal(f"Cell {cell + 1} is taken by {board[cell]}. Choose an empty cell.")
        board, event, over = _marked(board, cell, task.torus)
        if over:
            return State(task, board), (event,)
        answer = _reply(board, task.opponent, task.torus, rng)
        board, reply, _ = _marked(board, answer, task.torus)
        return State(task, board), (event, reply)

    def is_over(self, state: State) -> bool:
        """Whether a side has a line or no cell is left."""
        return is_over(state.board, state.task.torus)

    def parse(self, text_: str, state: State) -> Mark:
        """See `text.parse`."""
        return text.parse(text_)

    def format(self, action: Mark) -> str:
        """`mark CELL`."""
        return text.TEXTS[action.cell]

    def describe(self, state: State, last: Transition[State, Mark] | None) -> str:
        """See `text.describe`."""
        return text.describe(state, last)

    def key(self, state: State) -> str:
        """The board, the opponent's kind and the shape."""
        return f"{state.board} {state.task.opponent}{' torus' if state.task.torus else ''}"

    @property
    def actions(self) -> tuple[Mark, ...]:
        """The nine cells."""
        return MARKS

    @property
    def space(self) -> spaces.Box:
        """int8 (3, 3): 1 the agent's, -1 the opponent's, 0 empty."""
        return spaces.Box(-1, 1, (3, 3), np.int8)

    def array(self, state: State) -> NDArray[Any]:
        """The board in `space`."""
        code = {EMPTY: 0, state.agent: 1}
        return np.array([code.get(mark, -1) for mark in state.board], np.int8).reshape(3, 3)


@cache
def _empty_marks(board: str) -> tuple[Mark, ...]:
    return tuple(MARKS[cell] for cell, mark in enumerate(board) if mark == EMPTY)


@cache
def _empty_texts(board: str) -> tuple[str, ...]:
    return tuple(text.TEXTS[mark.cell] for mark in _empty_marks(board))


@cache
def _marked(board: str, cell: int, torus: bool) -> tuple[str, Marked, bool]:
    """The board after the side to move took a cell, the event, and whether that ended the game."""
    after = placed(board, cell)
    return after, MARKED[side_to_move(board)][cell], is_over(after, torus)


def _reply(board: str, opponent: Opponent, torus: bool, rng: Stream) -> int:
    if opponent == "random" or (opponent == "noisy" and rng.random() < NOISE):
        return rng.choice(_empty_marks(board)).cell
    return rng.choice(sharpest_cells(board, torus))
