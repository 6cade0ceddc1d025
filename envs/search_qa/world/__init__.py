"""A made-up world from a seed: a knowledge graph, pages about it, and questions with one answer each."""

from .graph import Graph, Place, WorldOptions, graph
from .pages import World, world
from .questions import HELD_OUT_SHAPES, SPLITS, WorldQuestions, owner

__all__ = [
    "HELD_OUT_SHAPES",
    "SPLITS",
    "Graph",
    "Place",
    "World",
    "WorldOptions",
    "WorldQuestions",
    "graph",
    "owner",
    "world",
]
