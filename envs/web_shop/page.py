"""The page model: what is on a page, for every renderer, the server and the rules alike."""

from __future__ import annotations

from typing import NamedTuple

from .state import PageKind

__all__ = ["BACK", "BUY", "NEXT", "PREV", "PRODUCTS_PER_PAGE", "Button", "Choice", "Group", "Listing", "Page", "Row"]

PRODUCTS_PER_PAGE = 10
BACK = "Back to Search"
NEXT = "Next >"
PREV = "< Prev"
BUY = "Buy Now"


class Button(NamedTuple):
    """A button."""

    text: str
    action: str
    """The exact text of the action that presses it."""


class Listing(NamedTuple):
    """One product on a page of results."""

    asin: str
    title: str
    price: str
    visited: bool
    action: str


class Choice(NamedTuple):
    """One value of an option."""

    text: str
    chosen: bool
    price: float
    """Dollars on top of the product's price."""
    action: str


class Group(NamedTuple):
    """The values of one option."""

    name: str
    values: tuple[Choice, ...]


class Row(NamedTuple):
    """One of the orders."""

    text: str
    price: float
    button: Button


class Page(NamedTuple):
    """What is on a page, in no markup. Texts are the catalogue's own and may hold anything."""

    kind: PageKind
    instruction: str
    query: str = ""
    number: int = 0
    total: int = 0
    """How many results the search had."""
    search_bar: bool = False
    buttons: tuple[Button, ...] = ()
    """In the order of the page."""
    listings: tuple[Listing, ...] = ()
    groups: tuple[Group, ...] = ()
    asin: str = ""
    title: str = ""
    price: str = ""
    """The price tag."""
    texts: tuple[str, ...] = ()
    """The description, the features or the attributes."""
    rows: tuple[Row, ...] = ()
    """The orders."""
    chosen: tuple[tuple[str, str], ...] = ()
    notice: str = ""
    """Why the last turn did nothing, or what is chosen; empty in compat mode."""
    image: str = ""
    category: str = ""

    def clicks(self) -> tuple[str, ...]:
        """The actions of everything that can be clicked, in WebShop's order; what occurs twice comes once."""
        found: dict[str, None] = {}
        for button in self.buttons:
            found[button.action] = None
        for listing in self.listings:
            found[listing.action] = None
        for group in self.groups:
            for choice in group.values:
                found[choice.action] = None
        for row in self.rows:
            found[row.button.action] = None
        return tuple(found)
