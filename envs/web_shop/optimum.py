"""The best that can be bought for a goal: from one product by bit masks, from the whole catalogue by bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .appraisal import Appraisal, Rule, appraise
from .catalogue import Catalogue, catalogue
from .nouns import Tagger
from .pages import RESERVED
from .product import Product
from .state import Goal, Mode

__all__ = ["Best", "Outlook", "best_purchases", "outlook"]

_SCAN = 5_000
"""Products that are all looked at where no bounds are known (WebShop's fuzzy rule)."""
_BUDGET = 4_000
"""Products looked at one by one behind the bounds; beyond it the answer is marked as not exact."""
_CLOSE = 1e-12


class Best(NamedTuple):
    """The best reward in the catalogue with a number of option clicks."""

    value: float
    clicks: Mapping[int, int]
    """The fewest clicks for that value, by product number."""
    exact: bool


def best_purchases(
    worth: Appraisal, product: Product, chosen: tuple[tuple[str, str], ...] = (), mode: Mode = "friendly"
) -> tuple[float, ...]:
    """The best reward of buying a product after at most 0, 1, 2 ... more option clicks.

    One value a group is chosen, and a choice can be changed but not taken back. Sets of covered options are bit masks,
    so that the work grows with groups times masks and not with the product of the groups' sizes.

    Args:
        worth: the product's appraisal.
        product: the product.
        chosen: the options as they are.
        mode: what can be clicked: a value that a later group, or a button, has too can't.
    """
    held = dict(chosen)
    reached: dict[tuple[int, int], float] = {(0, 0): 0.0}  # (clicks, covered) -> smallest surcharge
    later: set[str] = set(RESERVED)
    for (name, values), covers in zip(reversed(product.options), reversed(worth.values), strict=True):
        kept = covers[values.index(held[name])] if name in held else (0, 0.0)
        ways = {(0, kept[0]): kept[1]}
        for value, (bits, extra) in zip(values, covers, strict=True):
            useful = bits & ~kept[0] or (worth.surcharged and extra < kept[1])
            if useful and value not in later and (mode == "friendly" or _readable(value)):
                ways[1, bits] = min(extra, ways.get((1, bits), extra))
        later.update(values)
        if len(ways) > 1 or kept != (0, 0.0):
            reached = _joined(reached, ways)
    best: list[float] = []
    for clicks in range(max(count for count, _ in reached) + 1):
        worths = [worth.reward(bits, extra) for (count, bits), extra in reached.items() if count == clicks]
        best.append(max([*worths, *best[-1:]]))
    return tuple(best)


def _readable(value: str) -> bool:
    return "[" not in value and "\n" not in value


def _joined(
    reached: Mapping[tuple[int, int], float], ways: Mapping[tuple[int, int], float]
) -> dict[tuple[int, int], float]:
    joined: dict[tuple[int, int], float] = {}
    for (count, bits), extra in reached.items():
        for (more, others), dearer in ways.items():
            key = (count + more, bits | others)
            joined[key] = min(extra + dearer, joined.get(key, extra + dearer))
    return joined


class Outlook:
    """What a goal's best purchases are in a catalogue. Made once a goal, and asked every turn.

    Args:
        shop: the catalogue.
        goal: what is wanted.
        rule: by which reward.
        tagger: which nouns.
        mode: what can be clicked.
    """

    def __init__(self, shop: Catalogue, goal: Goal, rule: Rule, tagger: Tagger, mode: Mode) -> None:
        self.shop = shop
        self.goal = goal
        self.rule: Rule = rule
        self.tagger: Tagger = tagger
        self.mode: Mode = mode
        self._worths: dict[int, Appraisal] = {}
        self._fresh: dict[int, tuple[float, ...]] = {}
        self._best: dict[int, Best] = {}

    def worth(self, number: int) -> Appraisal:
        """A product's appraisal."""
        found = self._worths.get(number)
        if found is None:
            found = self._worths[number] = appraise(self.goal, self.shop.at(number), self.rule, self.tagger)
        return found

    def fresh(self, number: int) -> tuple[float, ...]:
        """`best_purchases` of a product with nothing chosen."""
        found = self._fresh.get(number)
        if found is None:
            product = self.shop.at(number)
            found = self._fresh[number] = best_purchases(self.worth(number), product, (), self.mode)
        return found

    def held(self, number: int, chosen: tuple[tuple[str, str], ...]) -> tuple[float, ...]:
        """`best_purchases` of a product with options chosen."""
        if not chosen:
            return self.fresh(number)
        return best_purchases(self.worth(number), self.shop.at(number), chosen, self.mode)

    @property
    def top(self) -> Best:
        """The best in the catalogue, whatever it takes."""
        return self.best(len(self.goal.options))

    def best(self, clicks: int) -> Best:
        """The best in the catalogue with at most that many option clicks, 0 or more."""
        clicks = min(clicks, len(self.goal.options))
        found = self._best.get(clicks)
        if found is None:
            found = self._best[clicks] = self._searched(clicks)
        return found

    def bound(self, number: int, clicks: int) -> float:
        """No purchase of that product with so many clicks is worth more."""
        if self._counts is None:
            return 1.0
        attributes, options, fits = self._counts
        matched = int(attributes[number]) + int(min(options[number], self._reach(clicks))) + int(fits[number])
        return matched / self._parts

    @property
    def _parts(self) -> int:
        return len(self.goal.attributes) + len(self.goal.options) + 1

    def _reach(self, clicks: int) -> int:
        """How many wanted options so many clicks can cover: more than one each where two wanted ones are the same."""
        return clicks if len(set(self.goal.options)) == len(self.goal.options) else len(self.goal.options)

    @cached_property
    def _counts(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]] | None:
        """Wanted attributes and options that each product has, and whether its price fits; None for the fuzzy rule."""
        if self.rule != "strict":
            return None
        traits, count = self.shop.traits, len(self.shop)
        attributes, options = np.zeros(count, np.int32), np.zeros(count, np.int32)
        for attribute in self.goal.attributes:
            found = traits.with_attribute(attribute)
            attributes[slice(None) if found is None else found] += 1
        for wanted in self.goal.options:
            name, value = ("", wanted) if isinstance(wanted, str) else wanted
            options[traits.with_option(name, value)] += 1
        return attributes, options, np.asarray(self.shop.prices <= self.goal.price_upper)

    def _searched(self, clicks: int) -> Best:
        counts = self._counts
        if counts is None:
            return self._scanned(clicks)
        attributes, options, fits = counts
        bounds = attributes + np.minimum(options, self._reach(clicks)) + fits
        value, winners, looked = -1.0, dict[int, int](), 0
        for level in range(int(bounds.max()), -1, -1):
            if level / self._parts < value - _CLOSE:
                break
            numbers = np.flatnonzero(bounds == level)
            for number in numbers[: _BUDGET - looked].tolist():
                value, winners = self._weighed(number, clicks, value, winners)
            looked += len(numbers)
            if looked > _BUDGET:
                return Best(value, winners, exact=False)
        return Best(value, winners, exact=True)

    def _weighed(self, number: int, clicks: int, value: float, winners: dict[int, int]) -> tuple[float, dict[int, int]]:
        ways = self.fresh(number)
        own = ways[min(clicks, len(ways) - 1)]
        if own > value + _CLOSE:
            value, winners = own, {}
        if own >= value - _CLOSE:
            winners[number] = next(count for count, reward in enumerate(ways) if reward >= own - _CLOSE)
        return value, winners

    def _scanned(self, clicks: int) -> Best:
        """All products, or in a large catalogue those that a few searches find: then the answer is not exact."""
        numbers: Iterable[int] = range(len(self.shop))
        exact = len(self.shop) <= _SCAN
        if not exact:
            queries = (self.goal.name, self.goal.instruction, " ".join(self.goal.attributes), self.goal.query)
            numbers = dict.fromkeys([number for query in queries for number in self.shop.search(query.lower())])
            if self.goal.asin in self.shop:
                numbers = dict.fromkeys([self.shop.number(self.goal.asin), *numbers])
        value, winners = -1.0, dict[int, int]()
        for number in numbers:
            value, winners = self._weighed(number, clicks, value, winners)
        return Best(value, winners, exact)


@lru_cache(1024)
def outlook(shop: str, goal: Goal, rule: Rule, tagger: Tagger, mode: Mode) -> Outlook:
    """The outlook of a goal, kept for the goals used last."""
    return Outlook(catalogue(shop), goal, rule, tagger, mode)
