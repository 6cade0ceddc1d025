"""From a moment of a visit to the page that is open."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Protocol

from .page import BACK, BUY, NEXT, PREV, PRODUCTS_PER_PAGE, Button, Choice, Group, Listing, Page, Row
from .product import Product
from .state import Line, Mode, PageKind, State, TaskKind

__all__ = ["ORDERS", "RESERVED", "SUBPAGES", "Shelf", "found", "page", "page_name", "url"]

ORDERS = "Orders"
SUBPAGES: Mapping[PageKind, str] = {
    PageKind.DESCRIPTION: "Description",
    PageKind.FEATURES: "Features",
    PageKind.REVIEWS: "Reviews",
    PageKind.ATTRIBUTES: "Attributes",
}
RESERVED = ("search", BACK.lower(), BUY.lower(), *[name.lower() for name in SUBPAGES.values()], PREV.lower())
"""What an option's value on an item page can't be called: a click on it means the button."""

COMMANDS = ("<r>", "<q>", "<c>")
_SITE = "http://127.0.0.1:3000"
_SESSION = "0"


class Shelf(Protocol):
    """What pages need of a catalogue."""

    def product(self, asin: str, /) -> Product:
        """The product with that id."""
        ...

    def at(self, number: int, /) -> Product:
        """The product with that number."""
        ...

    def search(self, query: str, /) -> tuple[int, ...]:
        """Numbers of the products found, best first."""
        ...

    def command(self, words: str, draw: int, /) -> tuple[int, ...]:
        """What the real site's hidden commands list: `<r>`, `<q> query`, `<c> category`."""
        ...


def _button(text: str) -> Button:
    return Button(text, f"click[{text.lower()}]")


_BUTTONS = {text: _button(text) for text in ("Search", BACK, NEXT, PREV, BUY, ORDERS, *SUBPAGES.values())}


def url(state: State) -> str:
    """The address that WebShop's simulated browser would show, with session "0"."""
    words = "+".join((state.query or "").split(" "))
    options = dict(state.chosen)
    if state.page is PageKind.SEARCH:
        return f"{_SITE}/{_SESSION}"
    if state.page is PageKind.RESULTS:
        return f"{_SITE}/search_results/{_SESSION}/{words}/{state.number}"
    if state.page is PageKind.ITEM:
        return f"{_SITE}/item_page/{_SESSION}/{state.asin}/{words}/{state.number}/{json.dumps(options)}"
    if state.page is PageKind.DONE:
        return f"{_SITE}/done/{_SESSION}/{state.asin}/{options}"
    return f"{_SITE}/item_sub_page/{_SESSION}/{state.asin}/{words}/{state.number}/{SUBPAGES[state.page]}/{options}"


def page_name(state: State) -> str:
    """The page as the real site tells it from its address: words searched for can fool it."""
    address = url(state)
    return next((name for name in ("search_results", "item_page", "item_sub_page", "done") if name in address), "")


def found(shelf: Shelf, state: State, mode: Mode) -> tuple[int, ...]:
    """The products that the visit's search found, best first."""
    query = state.query or ""
    if mode == "compat" and query.split(" ", 1)[0] in COMMANDS:
        return shelf.command(query, state.draw)
    return shelf.search(query)


def page(shelf: Shelf, state: State, mode: Mode = "friendly", *, show_attributes: bool = False) -> Page:
    """The page that is open.

    Args:
        shelf: the catalogue.
        state: the visit at this moment.
        mode: see `Mode`.
        show_attributes: whether an item has a page with the shop's own list of attributes.
    """
    build: Callable[[Shelf, State, Mode, bool], Page] = _PAGES.get(state.page, _subpage)
    return build(shelf, state, mode, show_attributes)


def _search(shelf: Shelf, state: State, mode: Mode, show_attributes: bool) -> Page:
    buttons = (_BUTTONS["Search"], *_own(state)) if mode == "friendly" else (_BUTTONS["Search"],)
    return Page(PageKind.SEARCH, state.task.instruction, search_bar=True, buttons=buttons)


def _own(state: State) -> tuple[Button, ...]:
    """The buttons that a task has on every page."""
    if state.task.kind is TaskKind.RETURN:
        return (_BUTTONS[ORDERS],)
    return ()


def _results(shelf: Shelf, state: State, mode: Mode, show_attributes: bool) -> Page:
    hits = found(shelf, state, mode)
    first = (state.number - 1) * PRODUCTS_PER_PAGE
    buttons = [_BUTTONS[BACK]]
    if state.number > 1:
        buttons.append(_BUTTONS[PREV])
    if mode == "compat" or first + PRODUCTS_PER_PAGE < len(hits):
        buttons.append(_BUTTONS[NEXT])
    listings = []
    for number in hits[first : first + PRODUCTS_PER_PAGE] if first >= 0 else ():
        product = shelf.at(number)
        asin = product.asin
        listings.append(
            Listing(asin, product.title, product.price_tag, asin in state.visited, f"click[{asin.lower()}]")
        )
    return Page(
        PageKind.RESULTS,
        state.task.instruction,
        state.query or "",
        state.number,
        len(hits),
        buttons=(*buttons, *_own(state)),
        listings=tuple(listings),
    )


def _groups(product: Product, state: State, mode: Mode) -> tuple[Group, ...]:
    if not product.options:
        return ()
    chosen = dict(state.chosen)
    quoted = mode == "compat" and (bool(chosen) or '"' in (state.query or ""))
    address = url(state) if quoted else ""
    groups = []
    for (name, values), extras in zip(product.options, product.surcharges, strict=True):
        marks = [f'"{value}"' in address if quoted else chosen.get(name) == value for value in values]
        groups.append(
            Group(
                name,
                tuple(
                    [
                        Choice(value, mark, extra, f"click[{value}]")
                        for value, mark, extra in zip(values, marks, extras, strict=True)
                    ]
                ),
            )
        )
    return tuple(groups)


def _item(shelf: Shelf, state: State, mode: Mode, show_attributes: bool) -> Page:
    product = shelf.product(state.asin)
    names = ["Description", "Features", "Reviews", *(["Attributes"] if show_attributes else [])]
    last = [] if state.task.kind is TaskKind.RETURN else [BUY]
    return Page(
        PageKind.ITEM,
        state.task.instruction,
        state.query or "",
        state.number,
        buttons=(*[_BUTTONS[name] for name in (BACK, PREV, *names, *last)], *_own(state)),
        groups=_groups(product, state, mode),
        asin=product.asin,
        title=product.title,
        price=product.price_tag,
        chosen=state.chosen,
        image=product.image,
        category=product.category,
    )


def _subpage(shelf: Shelf, state: State, mode: Mode, show_attributes: bool) -> Page:
    product = shelf.product(state.asin)
    texts = {
        PageKind.DESCRIPTION: (product.description,),
        PageKind.FEATURES: product.bullets,
        PageKind.ATTRIBUTES: product.attributes,
    }.get(state.page, ())
    return Page(
        state.page,
        state.task.instruction,
        state.query or "",
        state.number,
        buttons=(_BUTTONS[BACK], _BUTTONS[PREV], *_own(state)),
        asin=product.asin,
        title=product.title,
        price=product.price_tag,
        texts=texts,
        chosen=state.chosen,
        image=product.image,
        category=product.category,
    )


def _row(shelf: Shelf, line: Line, number: int) -> Row:
    product = shelf.product(line.asin)
    options = ", ".join(f"{name}: {value}" for name, value in line.chosen)
    text = f"{number}. {product.title}" + (f" ({options})" if options else "")
    return Row(text, product.cost(line.chosen), _button(f"Return {number}"))


def _orders(shelf: Shelf, state: State, mode: Mode, show_attributes: bool) -> Page:
    rows = tuple(_row(shelf, line, number) for number, line in enumerate(state.task.orders, 1))
    return Page(PageKind.ORDERS, state.task.instruction, buttons=(_BUTTONS[BACK],), rows=rows)


def _done(shelf: Shelf, state: State, mode: Mode, show_attributes: bool) -> Page:
    return Page(PageKind.DONE, state.task.instruction, asin=state.asin, chosen=state.chosen)


_PAGES: Mapping[PageKind, Callable[[Shelf, State, Mode, bool], Page]] = {
    PageKind.SEARCH: _search,
    PageKind.RESULTS: _results,
    PageKind.ITEM: _item,
    PageKind.ORDERS: _orders,
    PageKind.DONE: _done,
}
