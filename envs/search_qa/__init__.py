"""Search QA: questions whose answers are found, page by page, with a search engine."""

from .answers import UNKNOWN, accepted
from .corpus import Corpus, DataSet, Fact, Page, Pages, Question
from .env import SearchQAEnv
from .rules import SearchQA
from .state import Plan, State, Task
from .tasks import SetTasks, WorldTasks
from .world import SPLITS, World, WorldOptions, WorldQuestions, world

__all__ = [
    "SPLITS",
    "UNKNOWN",
    "Corpus",
    "DataSet",
    "Fact",
    "Page",
    "Pages",
    "Plan",
    "Question",
    "SearchQA",
    "SearchQAEnv",
    "SetTasks",
    "State",
    "Task",
    "World",
    "WorldOptions",
    "WorldQuestions",
    "WorldTasks",
    "accepted",
    "world",
]
