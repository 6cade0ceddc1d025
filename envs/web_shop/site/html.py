"""A page of the shop as HTML: self-contained, without scripts, every text escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ..page import BACK, BUY, NEXT, PREV, Listing, Page
from .pictures import picture

__all__ = ["ID", "Rendered", "headers", "render_html"]

ID = "data-id"
"""The attribute that holds an element's id: "1", "2" ... in the order of the page."""

_SUBMIT = "click[search]"
"""The form's own button."""
_LEADING = tuple(f"click[{text.lower()}]" for text in (BACK, PREV))
_PROMINENT = tuple(f"click[{text.lower()}]" for text in (BUY,))
_LINKS = (
    *_LEADING,
    *(f"click[{text.lower()}]" for text in (NEXT, "Description", "Features", "Reviews", "Attributes", "Orders")),
)
"""What only shows another page is a link; what changes something is a button of a form."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page with what its elements do."""

    html: str
    actions: tuple[tuple[str, str], ...]
    """(element id, the action's text) of everything that can be clicked, in the order of the page."""
    box: str = ""
    """The id of the search form's field, empty where the page has none."""


def render_html(page: Page, category_of: Callable[[str], str], strip: str = "") -> Rendered:
    """The page as a person sees it.

    Args:
        page: what is on it.
        category_of: the category of a product, by which its picture is drawn.
        strip: markup to put at its end, apart from the shop's own; empty for agents.
    """
    return _Renderer(page, category_of).render(Markup(strip))


def headers() -> tuple[tuple[str, str], ...]:
    """The headers of every page: nothing may be loaded, run, framed or kept."""
    return (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Security-Policy", _policy()),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-store"),
    )


class _Renderer:
    def __init__(self, page: Page, category_of: Callable[[str], str]) -> None:
        self._page, self._category_of = page, category_of
        self._actions: list[tuple[str, str]] = []
        self._count = 0

    def render(self, strip: Markup) -> Rendered:
        page = self._page
        html = _template("shop.html").render(
            page=page,
            style=style(),
            heading=_heading(page),
            crumbs=_crumbs(page),
            next=NEXT,
            others=[button for button in page.buttons if button.action != _SUBMIT],
            links=_LINKS,
            leading=_LEADING,
            prominent=_PROMINENT,
            id=self._id,
            link=self._link,
            listed=self._listed,
            open=Markup(picture(page.asin, page.category, _looks(page))) if page.asin else "",
            dollars=_surcharge,
            money=_money,
            strip=strip,
        )
        return Rendered(html, tuple(self._actions), "1" if page.search_bar else "")

    def _link(self, action: str) -> str:
        """The address that performs an action; the element that has it is the next to be numbered."""
        number = str(self._count + 1)
        self._actions.append((number, action))
        return f"/go/{number}"

    def _listed(self, product: Listing) -> Markup:
        drawn = picture(product.asin, self._category_of(product.asin), product.title)
        return Markup(drawn)

    def _id(self) -> Markup:
        self._count += 1
        return Markup(f'{ID}="{self._count}"')


def style() -> Markup:
    """The style sheet."""
    return Markup(_sheet())


@cache
def _sheet() -> str:
    return (_folder() / "shop.css").read_text(encoding="utf-8")


@cache
def _policy() -> str:
    digest = base64.b64encode(hashlib.sha256(_sheet().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; sandbox allow-forms allow-same-origin"
    )


def _folder() -> Path:
    return Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template(name: str) -> Any:
    return _environment().get_template(name)


def _heading(page: Page) -> str:
    if page.kind == "search":
        return "Search"
    if page.kind == "results":
        return f"Results for {_short(page.query)}"
    if page.kind == "item":
        return _short(page.title)
    return page.kind.value.capitalize()


def _crumbs(page: Page) -> list[str]:
    crumbs = ["Search"]
    if page.query:
        crumbs.append(f"Results for “{_short(page.query)}”")
    if page.asin:
        crumbs.append(page.asin)
    if page.kind not in ("search", "results", "item"):
        crumbs.append(page.kind.value.capitalize())
    return crumbs


def _looks(page: Page) -> str:
    return " ".join([page.title, *(value for _, value in page.chosen)])


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _surcharge(price: float) -> str:
    return f"{'+' if price > 0 else '-'}{_money(abs(price))}"


def _money(price: float) -> str:
    return f"${price:,.2f}"
