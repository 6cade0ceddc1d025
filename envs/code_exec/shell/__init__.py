"""Chores with files, by a shell in a sandbox."""

from .env import ShellEnv
from .rules import Shell
from .state import Command, Goal, LineRan, State, Step, Task
from .tasks import ShellTasks

__all__ = ["Command", "Goal", "LineRan", "Shell", "ShellEnv", "ShellTasks", "State", "Step", "Task"]
