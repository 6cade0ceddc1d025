"""Household tasks in a home of receptacles and objects: ALFWorld's games, played as its own engine plays them."""

from .data import ALFWorldGames, GameFile
from .env import ALFWorldEnv
from .examples import ExampleGames
from .friendly import Household
from .home import Home, home
from .household_env import HouseholdEnv
from .rules import ALFWorld
from .shown import Facts, facts
from .state import Command, Marks, Performed, Shown, State, Task, Verb
from .tasks import HouseholdTasks

__all__ = [
    "ALFWorld",
    "ALFWorldEnv",
    "ALFWorldGames",
    "Command",
    "ExampleGames",
    "Facts",
    "GameFile",
    "Home",
    "Household",
    "HouseholdEnv",
    "HouseholdTasks",
    "Marks",
    "Performed",
    "Shown",
    "State",
    "Task",
    "Verb",
    "facts",
    "home",
]
