"""What there is in tic-tac-toe: a board of nine characters, marks and moves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from ...core.game import Event, Immutable

__all__ = ["EMPTY", "MARKED", "MARKS", "TEXTS", "Mark", "Marked", "Opponent", "State", "Task", "side_to_move"]

EMPTY = "."
Opponent = Literal["random", "noisy", "optimal"]


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """One game: where it starts and who answers."""

    opening: str
    """Nine characters `X`, `O` or `.`, row by row; the agent is to move (X moves first in every game)."""
    opponent: Opponent
    torus: bool = False
    """Lines go on across the edges, so that all six broken diagonals count too."""


@dataclass(frozen=True, slots=True)
class State(Immutable):
    """A position with the agent to move, or the end of the game."""

    task: Task
    board: str

    @property
    def agent(self) -> str:
        """The agent's mark: the side to move in the opening."""
        return side_to_move(self.task.opening)


@dataclass(frozen=True, slots=True)
class Mark(Immutable):
    """The agent's move."""

    cell: int
    """0 to 8, row by row."""


@dataclass(frozen=True, slots=True)
class Marked(Event):
    """A cell was taken."""

    cell: int
    mark: str


MARKS = tuple(Mark(cell) for cell in range(9))
TEXTS = tuple(f"mark {cell + 1}" for cell in range(9))
"""The canonical text of each move."""
MARKED = {mark: tuple(Marked(cell, mark) for cell in range(9)) for mark in "XO"}


@cache
def side_to_move(board: str) -> str:
    """`X` where both sides have moved equally often, else `O`."""
    return "X" if board.count("X") == board.count("O") else "O"
