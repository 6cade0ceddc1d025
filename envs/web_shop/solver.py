"""How far a visit is from the best purchase that is left: the reward, and the fewest actions to it. Exact."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np

from .optimum import Outlook
from .page import PRODUCTS_PER_PAGE
from .pages import found
from .state import PageKind, State, TaskKind

__all__ = ["FAR", "Plan", "Route", "Way"]

FAR = 1 << 30
"""More actions than there are."""

_CLOSE = 1e-12
_TRIED = 8
"""Products for which a search is looked for, where the first ones are not found on a first page."""


class Plan(NamedTuple):
    """The best that can still be done."""

    value: float
    """The best reward within the turns left."""
    distance: int
    """The fewest actions to it; `FAR` where nothing can be bought in time."""
    exact: bool = True
    to_top: int = FAR
    """The fewest actions to the best purchase of the whole catalogue, whatever turns are left."""


class Way(NamedTuple):
    """A search that brings a product up."""

    query: str
    pages: int
    """Pages to turn after it."""


class Route:
    """Plans for one goal; a goal's outlook with what searches bring up.

    A product of the catalogue counts as found by one search where a search for its own title, or title and options,
    shows it on the first page. This is looked up for the products that decide a plan.
    """

    def __init__(self, outlook: Outlook) -> None:
        self.outlook = outlook
        self._ways: dict[int, Way | None] = {}
        self._nearest: dict[int, tuple[int, int, Way | None]] = {}
        self._listed: dict[tuple[int, ...], tuple[tuple[int, int], ...]] = {}

    def plan(self, state: State) -> Plan:
        """The best that is left from a moment on, within the task's turns."""
        left = state.task.turns - state.turn if state.task.turns else FAR
        if state.page is PageKind.DONE or left <= 0:
            return Plan(0.0, FAR)
        if state.task.kind is TaskKind.RETURN:  # Orders is a button of every page
            distance = 1 if state.page is PageKind.ORDERS else 2
            return Plan(1.0, distance, to_top=distance) if distance <= left else Plan(0.0, FAR, to_top=distance)
        top = self.outlook.top
        distance = self._to_top(state)
        if distance <= left:
            return Plan(top.value, distance, top.exact, distance)
        return self._in_time(state, left)._replace(to_top=distance)

    def way(self, number: int) -> Way | None:
        """The best search known for a product, None where none brings it up."""
        if number not in self._ways:
            self._ways[number] = self._looked_up(number)
        return self._ways[number]

    def _looked_up(self, number: int) -> Way | None:
        shop = self.outlook.shop
        product, best = shop.at(number), None
        for query in (product.title, product.document()[:300], f"{product.title} {product.query}"):
            words = " ".join(query.lower().translate(_NO_BRACKETS).split())
            if not words or words[0] == "<":
                continue
            hits = shop.search(words)
            if number in hits:
                pages = hits.index(number) // PRODUCTS_PER_PAGE
                if best is None or pages < best.pages:
                    best = Way(words, pages)
                if not pages:
                    break
        return best

    def nearest_with(self, clicks: int) -> tuple[int, int, Way | None]:
        """(actions from the search page on, product, search) for the best purchase with at most so many option clicks.

        `FAR` actions where no search finds one.
        """
        found = self._nearest.get(clicks)
        if found is None:
            found = self._nearest[clicks] = self._found(clicks)
        return found

    def _found(self, clicks: int) -> tuple[int, int, Way | None]:
        best: tuple[int, int, Way | None] = (FAR, -1, None)
        for needed, number in islice(self.outlook.winners(clicks), _TRIED):
            if needed + 3 >= best[0]:
                break
            way = self.way(number)
            if way is not None and needed + 3 + way.pages < best[0]:
                best = (needed + 3 + way.pages, number, way)
        return best

    def _before_search(self, state: State) -> int:
        """Actions until one can search."""
        return 0 if state.page is PageKind.SEARCH or state.task.mode == "compat" else 1

    def _hits(self, state: State) -> tuple[int, ...]:
        return found(self.outlook.shop, state, state.task.mode) if state.query else ()

    def _to_top(self, state: State) -> int:
        top = self.outlook.top
        best = self._before_search(state) + self.nearest_with(len(self.outlook.goal.options))[0]
        if state.asin:
            ways = self.outlook.held(self.outlook.shop.number(state.asin), state.chosen)
            clicks = next((count for count, reward in enumerate(ways) if reward >= top.value - _CLOSE), FAR)
            best = min(best, _off_item(state) + clicks + 1)
        if state.query:
            hits = self._hits(state)
            listed = self._listed.get(hits)
            if listed is None:
                listed = self._listed[hits] = tuple(self._winning(hits, top.value))
            back = _off_results(state)
            for page, clicks in listed:
                best = min(best, back + abs(page - state.number) + clicks + 2)
        return best

    def _winning(self, hits: tuple[int, ...], value: float) -> Iterator[tuple[int, int]]:
        """(page, clicks) of the listed products that are worth as much as the best of the catalogue."""
        bounds = self.outlook.bounds(hits, len(self.outlook.goal.options))
        for place in np.flatnonzero(bounds >= value - _CLOSE).tolist():
            clicks = self.outlook.wins(hits[place])
            if clicks is not None:
                yield place // PRODUCTS_PER_PAGE + 1, clicks

    def _in_time(self, state: State, left: int) -> Plan:
        """The best of what the last turns allow: the open product, a listed one, or one more search."""
        best, shop = Plan(0.0, FAR), self.outlook.shop
        if state.asin:
            ways = self.outlook.held(shop.number(state.asin), state.chosen)
            best = _better(best, ways, _off_item(state), left)
        room = left - self._before_search(state) - 3
        if room >= 0:
            best = self._by_search(state, room, best)
        if state.query:
            best = self._of_hits(state, left, best)
        return best

    def _of_hits(self, state: State, left: int, best: Plan) -> Plan:
        """The listed products by falling bounds, until none can be better."""
        hits, back = self._hits(state), _off_results(state)
        bounds = self.outlook.bounds(hits, left)
        for place in np.argsort(-bounds, kind="stable").tolist():
            if bounds[place] < best.value - _CLOSE:
                break
            away = back + abs(place // PRODUCTS_PER_PAGE + 1 - state.number) + 1
            if away < left:
                best = _better(best, self.outlook.fresh(hits[place]), away, left)
        return best

    def _by_search(self, state: State, room: int, best: Plan) -> Plan:
        """With fewer clicks than `room` perhaps: each count of clicks has its own best products."""
        before = self._before_search(state)
        for clicks in range(min(room, len(self.outlook.goal.options)), -1, -1):
            top = self.outlook.best(clicks)
            away, _, way = self.nearest_with(clicks)
            if way is None or away - 3 > room:
                best = best._replace(exact=False) if top.value > best.value else best
                continue
            if (top.value, -(before + away)) > (best.value, -best.distance):
                best = Plan(top.value, before + away, best.exact and top.exact)
            break
        return best


def _off_item(state: State) -> int:
    """Actions back to the item page of the open product."""
    return 0 if state.page is PageKind.ITEM else 1


def _off_results(state: State) -> int:
    """Actions back to the page of results."""
    if state.page is PageKind.RESULTS:
        return 0
    if not state.asin:
        return FAR
    return 1 + _off_item(state)


def _better(best: Plan, ways: tuple[float, ...], away: int, left: int) -> Plan:
    """The plan, or buying a product that is so many actions away."""
    for clicks, reward in enumerate(ways[: max(0, left - away)]):
        distance = away + clicks + 1
        if (reward, -distance) > (best.value, -best.distance) and reward > 0.0:
            best = Plan(reward, distance, best.exact)
    return best


_NO_BRACKETS = str.maketrans("[]", "()")
