"""Tic-tac-toe against a random, a noisy or an optimal opponent."""

from .env import TicTacToeEnv
from .rules import TicTacToe
from .state import Mark, Marked, State, Task
from .tasks import TicTacToeTasks

__all__ = ["Mark", "Marked", "State", "Task", "TicTacToe", "TicTacToeEnv", "TicTacToeTasks"]
