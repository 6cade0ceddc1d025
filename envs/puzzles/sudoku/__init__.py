"""Sudoku on boards of 4, 6 or 9 digits."""

from .data import SudokuFiles
from .env import SudokuEnv
from .rules import Sudoku
from .state import Action, Clear, DigitCleared, DigitPlaced, Place, State, Task
from .tasks import SudokuTasks

__all__ = [
    "Action",
    "Clear",
    "DigitCleared",
    "DigitPlaced",
    "Place",
    "State",
    "Sudoku",
    "SudokuEnv",
    "SudokuFiles",
    "SudokuTasks",
    "Task",
]
