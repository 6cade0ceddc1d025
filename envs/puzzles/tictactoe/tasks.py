"""Openings to play from. A split owns openings up to turns and mirrors, so no two splits share a position."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from ...core.errors import UsageError
from ...core.game import TaskSource
from ...core.rng import Stream, bucket
from .solver import best_cells, cell_values, symmetries, value, winner
from .state import EMPTY, Opponent, Task, side_to_move

__all__ = ["LEVELS", "TicTacToeTasks"]

LEVELS: dict[str, Opponent] = {"easy": "random", "medium": "noisy", "hard": "optimal"}
_SHARES = (("train", 5), ("valid", 6), ("test", 8), ("hard", 10))  # of ten buckets: train owns 0 to 4 ...


@dataclass(frozen=True)
class TicTacToeTasks(TaskSource[Task]):
    """Openings of 0 to 4 moves (the empty board is `train`'s), the agent to move as X or O, none of them lost.

    `hard`: one move alone keeps the value, and the opponent is optimal. `structure`: the torus.

    Args:
        level: "easy", "medium" or "hard": a random, noisy or optimal opponent.
        opponent: overrides the level's.
    """

    level: Literal["easy", "medium", "hard"] = "medium"
    opponent: Opponent | None = None

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise UsageError(f"level must be one of {list(LEVELS)}, got {self.level!r}")
        if self.opponent not in (None, *LEVELS.values()):
            raise UsageError(f"opponent must be one of {list(LEVELS.values())}, got {self.opponent!r}")

    def task(self, split: str, index: int) -> Task:
        """An opening of the split, turned or mirrored at random, each number of moves equally likely."""
        rng = Stream(0, "turnwise/TicTacToe", split, index)
        opening = rng.choice(symmetries(rng.choice(rng.choice(_openings(split)))))
        chosen = self.opponent or LEVELS[self.level]
        return Task(opening, "optimal" if split == "hard" and self.opponent is None else chosen, split == "structure")

    def key(self, task: Task) -> str:
        """The opening up to turns and mirrors, and the shape of the board."""
        return f"{min(symmetries(task.opening))}{' torus' if task.torus else ''}"


@cache
def _openings(split: str) -> tuple[tuple[str, ...], ...]:
    """The openings of a split, grouped by their number of moves: otherwise most games would begin late."""
    torus = split == "structure"
    forms = [form for form in _positions(torus) if torus or (_owner(form) == split and _fits(form, split))]
    groups = (tuple(form for form in forms if form.count(EMPTY) == empty) for empty in range(9, 4, -1))
    return tuple(group for group in groups if group)


def _owner(form: str) -> str:
    if form == EMPTY * 9:
        return "train"
    number = bucket(f"tictactoe {form}", 10)
    return next(split for split, end in _SHARES if number < end)


def _fits(form: str, split: str) -> bool:
    return split != "hard" or len(best_cells(form, False)) == 1 < len(cell_values(form, False))


@cache
def _positions(torus: bool) -> tuple[str, ...]:
    """The canonical positions after 0 to 4 moves that are neither over nor lost for the agent, in order."""
    found = frontier = {EMPTY * 9}
    for _ in range(4):
        frontier = {
            min(symmetries(board[:cell] + side_to_move(board) + board[cell + 1 :]))
            for board in frontier
            for cell in range(9)
            if board[cell] == EMPTY
        }
        found = found | frontier
    return tuple(sorted(board for board in found if not winner(board, torus) and value(board, torus) >= 0))
