"""A plain shopper who knows only what was shown: searches the instruction, opens the best match, chooses, buys."""

from __future__ import annotations

import re

from ..retrieval import analyze
from .catalogue import catalogue
from .page import Listing, Page
from .pages import page
from .state import PageKind, State, TaskKind
from .traits import words

__all__ = ["shopper"]

_LIMIT = re.compile(r",? and price lower than (\d+(?:\.\d+)?) dollars$")
_PRICE = re.compile(r"\d+(?:\.\d+)?")
_LOOKS = 3
"""Products that it opens at most before it settles for the one at hand."""


def shopper(state: State) -> str:
    """What it writes in any state, by the open page and the instruction alone.

    It takes the listed product whose title shares most words with the instruction and whose price fits, chooses of each
    option the longest value that the instruction says, and buys. The product's text is not read.
    """
    shown = page(catalogue(state.task.shop), state, state.task.mode)
    if state.task.kind is TaskKind.RETURN:
        return _sent_back(shown, state.task.instruction)
    wanted, limit = _instruction(state.task.instruction)
    if shown.kind is PageKind.SEARCH:
        return f"search[{wanted.translate(_NO_BRACKETS)}]"
    if shown.kind is PageKind.RESULTS:
        listing = _best(shown, wanted, limit, state)
        return listing.action if listing is not None else "click[back to search]"
    if shown.kind is PageKind.ITEM:
        return _at_item(shown, wanted, limit, state)
    return "click[< prev]"


def _instruction(text: str) -> tuple[str, float]:
    """The instruction without its limit, and the limit in dollars."""
    found = _LIMIT.search(text)
    return (text[: found.start()], float(found[1])) if found else (text, float("inf"))


def _price(tag: str) -> float:
    found = _PRICE.search(tag)
    return float(found[0]) if found else 0.0


def _best(shown: Page, wanted: str, limit: float, state: State) -> Listing | None:
    """The best listing that was not opened yet; of equals the first."""
    named = [listing for listing in shown.listings if listing.asin.lower() in wanted.lower()]
    if named:
        return min(named, key=lambda each: _price(each.price))
    terms = set(analyze(wanted))
    fresh = [listing for listing in shown.listings if not listing.visited] or list(shown.listings)
    if not fresh:
        return None
    return max(fresh, key=lambda each: (_price(each.price) <= limit, len(terms & set(analyze(each.title)))))


def _sent_back(shown: Page, instruction: str) -> str:
    """The order that shares fewest words with the instruction; of equals the dearer one."""
    if shown.kind is not PageKind.ORDERS:
        return "click[orders]"
    terms = set(analyze(instruction))
    return min(shown.rows, key=lambda row: (len(terms & set(analyze(row.text))), -row.price)).button.action


def _at_item(shown: Page, wanted: str, limit: float, state: State) -> str:
    if _price(shown.price) > limit and len(state.visited) < _LOOKS:
        return "click[< prev]"
    said = f" {' '.join(words(wanted))} "
    chosen = dict(shown.chosen)
    for group in shown.groups:
        named = [choice for choice in group.values if f" {' '.join(words(choice.text))} " in said]
        if named and group.name not in chosen:
            return max(named, key=lambda choice: len(choice.text)).action
    return "click[buy now]"


_NO_BRACKETS = str.maketrans("[]", "()")
