"""Trace quizzes: how well an agent follows a program in its mind."""

from .env import ExecTraceEnv
from .rules import ExecTrace
from .state import Answer, Answered, Kind, Question, State, Task
from .tasks import TraceTasks

__all__ = ["Answer", "Answered", "ExecTrace", "ExecTraceEnv", "Kind", "Question", "State", "Task", "TraceTasks"]
