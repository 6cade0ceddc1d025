"""What there is in a shop: goals, tasks, pages, the visit so far, and what an agent can do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple

from ..core.game import Event, Immutable

__all__ = [
    "Bought",
    "Chosen",
    "Click",
    "Failed",
    "Goal",
    "Ignored",
    "Line",
    "Mode",
    "Nothing",
    "PageKind",
    "Returned",
    "Search",
    "State",
    "Task",
    "TaskKind",
    "Visited",
]

Mode = Literal["friendly", "compat"]
"""`compat` is the real WebShop's site with its quirks; `friendly` shows what is chosen and says what did nothing."""


class PageKind(StrEnum):
    """Which page is open."""

    SEARCH = "search"
    RESULTS = "results"
    ITEM = "item"
    DESCRIPTION = "description"
    FEATURES = "features"
    REVIEWS = "reviews"
    ATTRIBUTES = "attributes"
    ORDERS = "orders"
    DONE = "done"


class TaskKind(StrEnum):
    """What has to be done."""

    BUY = "buy"
    """WebShop's task: buy one thing that fits."""
    CHEAPER = "cheaper"
    """Buy the cheaper of two named products: the first goal's; the second is the other one."""
    RETURN = "return"
    """Send back the order that is not what was asked for."""


@dataclass(frozen=True, slots=True)
class Goal(Immutable):
    """One thing that is wanted, in WebShop's terms."""

    asin: str
    category: str
    query: str
    name: str
    product_category: str
    instruction: str
    attributes: tuple[str, ...]
    price_upper: float
    """Dollars; 1000000 where no price was named."""
    options: tuple[str | tuple[str, str], ...]
    """Values where a person wrote the instruction; (name, value) where it is synthetic."""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Line(Immutable):
    """A product that was bought, with its options."""

    asin: str
    chosen: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """One task, prices written down."""

    shop: str
    """Key of the catalogue: see `catalogue`."""
    goals: tuple[Goal, ...]
    turns: int
    """Turns in which it has to be done, 0 for no limit."""
    kind: TaskKind = TaskKind.BUY
    instruction: str = ""
    """What the agent is asked."""
    mode: Mode = "friendly"
    orders: tuple[Line, ...] = ()
    """What was bought before, for a return."""
    name: str = ""


class State(NamedTuple):
    """A visit at one moment. A named tuple, since one is made every turn."""

    task: Task
    page: PageKind = PageKind.SEARCH
    query: str | None = None
    """The words searched for, in lower case; None before a search."""
    number: int = 0
    """Which page of results, from 1."""
    asin: str = ""
    """The product that is open, empty on other pages."""
    chosen: tuple[tuple[str, str], ...] = ()
    """(name, value) of the options, in the order of their first choice."""
    visited: tuple[str, ...] = ()
    """Products opened since the last Back to Search, sorted."""
    turn: int = 0
    """Turns taken: every text is a turn."""
    seen: tuple[int, ...] = ()
    """Numbers of the products that pages have listed so far, in order."""
    opened: tuple[int, ...] = ()
    """Numbers of the products that were opened so far, in order."""
    sold: Line | None = None
    """What was bought or sent back; the visit is over."""
    draw: int = 0
    """Which random fifty `search[<r>]` shows (compat mode)."""

    def __deepcopy__(self, memo: object) -> State:
        return self


@dataclass(frozen=True, slots=True)
class Search(Immutable):
    """`search[words]`."""

    words: str


@dataclass(frozen=True, slots=True)
class Click(Immutable):
    """`click[text]`, the text of a button, link or option, in lower case."""

    text: str


@dataclass(frozen=True, slots=True)
class Nothing(Immutable):
    """A text that is no action. It costs a turn."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ignored(Event):
    """The turn did nothing to the page."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed(Event):
    """The search engine failed: nothing that the agent did."""

    reason: str


@dataclass(frozen=True, slots=True)
class Visited(Event):
    """Another page was opened."""

    page: PageKind


@dataclass(frozen=True, slots=True)
class Chosen(Event):
    """An option was chosen."""

    name: str
    value: str
    again: bool
    """It had been chosen already."""


@dataclass(frozen=True, slots=True)
class Bought(Event):
    """The purchase was made."""

    line: Line


@dataclass(frozen=True, slots=True)
class Returned(Event):
    """An order was sent back."""

    line: Line
