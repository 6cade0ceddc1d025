"""A web shop: WebShop's data and rules in process, and a catalogue of our own."""

from .catalogue import Catalogue, catalogue, open_catalogue
from .env import WebShopEnv
from .facts import Facts, Phase, facts
from .page import Button, Choice, Group, Listing, Page, Row
from .pages import page
from .product import Instruction, Product
from .rules import OBSERVATIONS, WebShop
from .state import Click, Goal, Line, Nothing, PageKind, Search, State, Task, TaskKind
from .tasks import ShopTasks

__all__ = [
    "OBSERVATIONS",
    "Button",
    "Catalogue",
    "Facts",
    "Phase",
    "ShopTasks",
    "WebShopEnv",
    "facts",
    "Choice",
    "Click",
    "Goal",
    "Group",
    "Instruction",
    "Line",
    "Listing",
    "Nothing",
    "Page",
    "PageKind",
    "Product",
    "Row",
    "Search",
    "State",
    "Task",
    "TaskKind",
    "WebShop",
    "catalogue",
    "open_catalogue",
    "page",
]
