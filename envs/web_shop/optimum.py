"""The best that can be bought for a goal: from one product by bit masks, from the whole catalogue by bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .appraisal import Appraisal, Rule, appraise
from .catalogue import Catalogue, catalogue
from .nouns import Tagger
from .pages import RESERVED
from .product import Product
from .state import Goal, Mode, Task, TaskKind

__all__ = ["Best", "NamedOutlook", "Outlook", "best_purchases", "outlook"]

_SCAN = 5_000
"""Products that are all looked at where no bounds are known (WebShop's fuzzy rule)."""
_BUDGET = 4_000
"""Products looked at one by one behind the bounds; beyond it the answer is marked as not exact."""
_KEPT = 4_096
_CLOSE = 1e-12


class Best(NamedTuple):
    """The best reward in the catalogue with a number of option clicks."""

    value: float
    clicks: Mapping[int, int]
    """The fewest clicks for that value, by product number."""
    exact: bool


class _Group(NamedTuple):
    """What the values of one option are good for."""

    name: str
    each: Mapping[str, tuple[int, float]]
    """Covered options and surcharge of every value."""
    useful: tuple[tuple[int, float], ...]
    """The cheapest way to cover each set of options, nothing included, among the values that can be clicked."""


def _groups(worth: Appraisal, product: Product, mode: Mode) -> tuple[_Group, ...]:
    """The groups that matter for a goal. A value that a later group, or a button, has too can't be clicked."""
    groups = []
    later: set[str] = set(RESERVED)
    for (name, values), covers in zip(reversed(product.options), reversed(worth.values), strict=True):
        ways: dict[int, float] = {}
        for value, (bits, extra) in zip(values, covers, strict=True):
            if value not in later and (mode == "friendly" or _readable(value)):
                ways[bits] = min(extra, ways.get(bits, extra))
        later.update(values)
        if any(ways) or (worth.surcharged and any(extra for _, extra in covers)):
            groups.append(_Group(name, dict(zip(values, covers, strict=True)), tuple(ways.items())))
    return tuple(groups)


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
        mode: what can be clicked.
    """
    return _best_of(worth, _groups(worth, product, mode), chosen)


def _best_of(worth: Appraisal, groups: tuple[_Group, ...], chosen: tuple[tuple[str, str], ...]) -> tuple[float, ...]:
    reached: dict[tuple[int, int], float] = {(0, 0): 0.0}  # (clicks, covered) -> smallest surcharge
    held = dict(chosen)
    for name, each, useful in groups:
        bits, extra = each.get(held.get(name, ""), (0, 0.0))
        ways = {(0, bits): extra}
        for others, dearer in useful:
            if others & ~bits or dearer < extra:
                ways[1, others] = dearer
        if len(ways) > 1 or bits or extra:
            reached = _joined(reached, ways)
    best: list[float] = []
    for (clicks, bits), extra in sorted(reached.items()):
        while len(best) <= clicks:
            best.append(best[-1] if best else 0.0)
        best[clicks] = max(best[clicks], worth.reward(bits, extra))
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


class _Counts:
    """What every product has of a goal, by the strict rule: upper bounds of its reward without looking at it."""

    def __init__(self, shop: Catalogue, goal: Goal) -> None:
        count = len(shop)
        known = [shop.traits.with_attribute(attribute) for attribute in goal.attributes]
        attributes, options = np.zeros(count, np.int32), np.zeros(count, np.int32)
        self.bits: NDArray[np.int64] | None = None
        """The goal's attributes that each product has; None where the tables lack one of them."""
        if all(found is not None for found in known) and len(known) < 60:
            self.bits = np.zeros(count, np.int64)
        for place, found in enumerate(known):
            attributes[slice(None) if found is None else found] += 1
            if self.bits is not None and found is not None:
                self.bits[found] |= 1 << place
        for wanted in goal.options:
            options[shop.traits.with_option(*(("", wanted) if isinstance(wanted, str) else wanted))] += 1
        self._fixed = attributes + np.asarray(shop.prices <= goal.price_upper)
        self._options = options
        self._kind = np.where(shop.traits.of_kind(goal.query, goal.product_category), 1.0, 0.5)
        self._parts = len(goal.attributes) + len(goal.options) + 1
        self._twice = len(set(goal.options)) < len(goal.options)
        self._made: dict[int, NDArray[np.float64]] = {}

    def bounds(self, clicks: int) -> NDArray[np.float64]:
        """The bound of each product: a click covers one wanted option, more where two wanted ones are the same."""
        found = self._made.get(clicks)
        if found is None:
            reached = self._options if self._twice else np.minimum(self._options, clicks)
            found = self._made[clicks] = (self._fixed + reached) / self._parts * self._kind
        return found


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
        self._grouped: dict[int, tuple[_Group, ...]] = {}
        self._held: dict[tuple[int, tuple[tuple[str, str], ...]], tuple[float, ...]] = {}
        self._best: dict[int, Best] = {}

    def share(self, number: int) -> float:
        """What a product's reward is multiplied by."""
        return 1.0

    def worth(self, number: int) -> Appraisal:
        """A product's appraisal."""
        found = self._worths.get(number)
        if found is None:
            known = None if self._counts is None or self._counts.bits is None else int(self._counts.bits[number])
            product = self.shop.at(number)
            found = self._worths[number] = appraise(self.goal, product, self.rule, self.tagger, attributes=known)
        return found

    def fresh(self, number: int) -> tuple[float, ...]:
        """`best_purchases` of a product with nothing chosen."""
        found = self._fresh.get(number)
        if found is None:
            found = self._fresh[number] = _best_of(self.worth(number), self._options(number), ())
        return found

    def held(self, number: int, chosen: tuple[tuple[str, str], ...]) -> tuple[float, ...]:
        """`best_purchases` of a product with options chosen."""
        if not chosen:
            return self.fresh(number)
        key = (number, chosen)
        found = self._held.get(key)
        if found is None:
            if len(self._held) >= _KEPT:
                self._held.clear()
            found = self._held[key] = _best_of(self.worth(number), self._options(number), chosen)
        return found

    def _options(self, number: int) -> tuple[_Group, ...]:
        found = self._grouped.get(number)
        if found is None:
            found = self._grouped[number] = _groups(self.worth(number), self.shop.at(number), self.mode)
        return found

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

    def bounds(self, numbers: Sequence[int], clicks: int) -> NDArray[np.float64]:
        """For each product what no purchase of it with so many clicks is worth more than."""
        if self._counts is None:
            return np.ones(len(numbers))
        return self._counts.bounds(clicks)[np.array(numbers, np.intp)]

    @cached_property
    def _counts(self) -> _Counts | None:
        """None for the fuzzy rule, which has no tables."""
        return _Counts(self.shop, self.goal) if self.rule == "strict" else None

    def _searched(self, clicks: int) -> Best:
        if self._counts is None:
            return self._scanned(clicks)
        bounds = self._counts.bounds(clicks)
        value, winners, looked = -1.0, dict[int, int](), 0
        level = float(bounds.max())
        while level >= max(value - _CLOSE, 0.0):
            numbers = np.flatnonzero(bounds == level)
            for number in numbers[: _BUDGET - looked].tolist():
                value, winners = self._weighed(number, clicks, value, winners)
            looked += len(numbers)
            if looked > _BUDGET:
                return Best(value, winners, exact=False)
            level = float(np.max(bounds, initial=-1.0, where=bounds < level))
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


class NamedOutlook(Outlook):
    """The outlook where the product itself was named: the other named one is worth half, all others nothing.

    Args:
        shop: the catalogue.
        task: the right product's goal first, the other one's second.
        rule: by which reward.
        tagger: which nouns.
    """

    def __init__(self, shop: Catalogue, task: Task, rule: Rule, tagger: Tagger) -> None:
        super().__init__(shop, task.goals[0], rule, tagger, task.mode)
        self._share = {shop.number(task.goals[1].asin): 0.5, shop.number(self.goal.asin): 1.0}

    def share(self, number: int) -> float:
        """What a product's reward is multiplied by."""
        return self._share.get(number, 0.0)

    def fresh(self, number: int) -> tuple[float, ...]:
        """As everywhere."""
        share = self.share(number)
        return tuple([share * reward for reward in super().fresh(number)]) if share else (0.0,)

    def held(self, number: int, chosen: tuple[tuple[str, str], ...]) -> tuple[float, ...]:
        """As everywhere."""
        share = self.share(number)
        return (
            tuple([share * reward for reward in super().held(number, chosen)])
            if share and chosen
            else self.fresh(number)
        )

    def bounds(self, numbers: Sequence[int], clicks: int) -> NDArray[np.float64]:
        """As everywhere."""
        return np.array([self.share(number) for number in numbers], np.float64)

    def _searched(self, clicks: int) -> Best:
        value, winners = -1.0, dict[int, int]()
        for number in self._share:
            value, winners = self._weighed(number, clicks, value, winners)
        return Best(value, winners, exact=True)


@lru_cache(1024)
def outlook(task: Task, rule: Rule, tagger: Tagger) -> Outlook:
    """The outlook of a task, kept for the tasks used last."""
    shop = catalogue(task.shop)
    if task.kind is TaskKind.CHEAPER:
        return NamedOutlook(shop, task, rule, tagger)
    return Outlook(shop, task.goals[0], rule, tagger, task.mode)
