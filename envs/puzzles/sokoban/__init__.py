"""Sokoban: generated levels or level files, every move judged by its exact distance to the end."""

from .data import SokobanFiles
from .env import SokobanEnv
from .rules import Sokoban
from .state import Direction, Pushed, State, Task, Walked
from .tasks import SokobanTasks

__all__ = [
    "Direction",
    "Pushed",
    "Sokoban",
    "SokobanEnv",
    "SokobanFiles",
    "SokobanTasks",
    "State",
    "Task",
    "Walked",
]
