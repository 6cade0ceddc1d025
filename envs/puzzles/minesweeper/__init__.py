"""Minesweeper with the exact chance of a mine in every cell."""

from .env import MinesweeperEnv
from .rules import Minesweeper
from .state import CellsRevealed, Flagged, MineRevealed, Move, State, Task, Unflagged, Verb
from .tasks import MinesweeperTasks

__all__ = [
    "CellsRevealed",
    "Flagged",
    "MineRevealed",
    "Minesweeper",
    "MinesweeperEnv",
    "MinesweeperTasks",
    "Move",
    "State",
    "Task",
    "Unflagged",
    "Verb",
]
