"""The rules of tic-tac-toe, the opponent's reply included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from ...core.errors import Illegal
from ...core.game import Event, Game, Transition
from ...core.rng import Stream
from . import text
from .solver import Position, position
from .state import EMPTY, MARKED, MARKS, TEXTS, Mark, Marked, Opponent, State, Task

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
        return position(state.board, state.task.torus).marks

    def legal_texts(self, state: State) -> tuple[str, ...]:
        """The texts of `legal`, from a table."""
        return position(state.board, state.task.torus).texts

    def apply(self, state: State, action: Mark, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """The agent's mark and, unless that ended the game, the opponent's.

        Raises:
            Illegal: the cell is taken.
        """
        task, board, cell = state.task, state.board, action.cell
        if board[cell] != EMPTY:
            raise Illegal(f"Cell {cell + 1} is taken by {board[cell]}. Choose an empty cell.")
        before = position(board, task.torus)
        event, after = MARKED[before.side][cell], before.after(cell)
        if after.over:
            return State(task, after.board), (event,)
        answer = _reply(after, task.opponent, rng)
        return State(task, after.after(answer).board), (event, MARKED[after.side][answer])

    def is_over(self, state: State) -> bool:
        """Whether a side has a line or no cell is left."""
        return position(state.board, state.task.torus).over

    def parse(self, text_: str, state: State) -> Mark:
        """See `text.parse`."""
        return text.parse(text_)

    def format(self, action: Mark) -> str:
        """`mark CELL`."""
        return TEXTS[action.cell]

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


def _reply(here: Position, opponent: Opponent, rng: Stream) -> int:
    if opponent == "random" or (opponent == "noisy" and rng.random() < NOISE):
        return rng.choice(here.marks).cell
    return rng.choice(here.sharpest)
