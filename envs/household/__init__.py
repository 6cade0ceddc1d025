"""Household tasks in a home of receptacles and objects: ALFWorld's games, played as its own engine plays them."""

from .data import ALFWorldGames, GameFile
from .env import ALFWorldEnv
from .examples import ExampleGames
from .home import Home, home
from .rules import ALFWorld
from .shown import Facts, facts
from .state import Command, Marks, Performed, Shown, State, Task, Verb

__all__ = [
    "ALFWorld",
    "ALFWorldEnv",
    "ALFWorldGames",
    "Command",
    "ExampleGames",
    "Facts",
    "GameFile",
    "Home",
    "Marks",
    "Performed",
    "Shown",
    "State",
    "Task",
    "Verb",
    "facts",
    "home",
]
