"""Tests to write, for functions that are right."""

from .env import TestWritingEnv
from .rules import TestWriting
from .state import Added, Finish, State, Task, Test
from .tasks import TestWritingTasks

__all__ = ["Added", "Finish", "State", "Task", "Test", "TestWriting", "TestWritingEnv", "TestWritingTasks"]
