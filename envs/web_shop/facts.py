"""What an agent was shown and did, stated exactly: the truth for beliefs. Nothing in it is hidden."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from .catalogue import Catalogue
from .state import PageKind, State

__all__ = ["Facts", "Phase", "facts"]


class Phase(StrEnum):
    """Where a visit stands."""

    SEARCHING = "searching"
    """Nothing was found yet, or a new search is being written."""
    BROWSING = "browsing"
    """A page of results is open."""
    INSPECTING = "inspecting"
    """A product is open, and nothing is chosen yet."""
    SELECTING = "selecting"
    """A product is open, some options are chosen and some are not."""
    BUYING = "buying"
    """A product is open with every option chosen, or it has none."""
    DONE = "done"


class Facts(NamedTuple):
    """What can be known from the pages seen so far."""

    page: PageKind
    phase: Phase
    query: str
    """The words searched for last since Back to Search, empty where there are none."""
    number: int
    """Which page of results is or was open, 0 for none."""
    product: str
    """The open product's id, empty where none is open."""
    chosen: tuple[tuple[str, str], ...]
    open_options: tuple[str, ...]
    """Names of the open product's options that are not chosen yet."""
    listed: tuple[str, ...]
    """Ids of all products that pages have listed, in order."""
    opened: tuple[str, ...]
    """Ids of all products that were opened, in order."""


def facts(shop: Catalogue, state: State) -> Facts:
    """The facts of a moment."""
    names = [name for name, _ in shop.product(state.asin).options] if state.asin else []
    chosen = dict(state.chosen)
    missing = tuple(name for name in names if name not in chosen)
    return Facts(
        state.page,
        _phase(state, missing),
        state.query or "",
        state.number,
        state.asin,
        state.chosen,
        missing,
        tuple([shop.at(number).asin for number in state.seen]),
        tuple([shop.at(number).asin for number in state.opened]),
    )


def _phase(state: State, missing: tuple[str, ...]) -> Phase:
    if state.page is PageKind.DONE:
        return Phase.DONE
    if state.page is PageKind.RESULTS:
        return Phase.BROWSING
    if not state.asin:
        return Phase.SEARCHING
    if not missing:
        return Phase.BUYING
    return Phase.SELECTING if state.chosen else Phase.INSPECTING
