"""Search QA: questions whose answers are found, page by page, with a search engine."""

from .corpus import Corpus, DataSet, Fact, Page, Pages, Question
from .world import World, WorldOptions, WorldQuestions, world

__all__ = [
    "Corpus",
    "DataSet",
    "Fact",
    "Page",
    "Pages",
    "Question",
    "World",
    "WorldOptions",
    "WorldQuestions",
    "world",
]
