"""Questions about small databases, with one exact answer each."""

from .env import DataAnalysisEnv
from .rules import DataAnalysis
from .state import Action, State, Task, Verb
from .tasks import DataTasks

__all__ = ["Action", "DataAnalysis", "DataAnalysisEnv", "DataTasks", "State", "Task", "Verb"]
