"""The best that can be bought for a goal in a whole catalogue, found by bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from heapq import merge
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .appraisal import Appraisal, Rule, appraise
from .bounds import Bounds
from .catalogue import Catalogue, catalogue
from .choices import Group, best_of, groups_of
from .nouns import Tagger
from .state import Goal, Mode, Task, TaskKind

__all__ = ["Best", "NamedOutlook", "Outlook", "outlook"]

_SCAN = 5_000
"""Products that are all looked at where no bounds are known (WebShop's fuzzy rule)."""
_BUDGET = 4_000
"""Products looked at one by one behind the bounds; beyond it the answer is marked as not exact."""
_KEPT = 4_096
_PRODUCT_BYTES = 1_500
_MEMORY = 64_000_000
_OUTLOOKS = 256
_CHECKED = 16
_CLOSE = 1e-12


class Best(NamedTuple):
    """The best reward in the catalogue with a number of option clicks."""

    value: float
    exact: bool


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
        self._grouped: dict[int, tuple[Group, ...]] = {}
        self._held: dict[tuple[int, tuple[tuple[str, str], ...]], tuple[float, ...]] = {}
        self._best: dict[int, Best] = {}
        self._weighty: dict[int, list[tuple[int, int]]] = {}
        """The winners by clicks, where all products were looked at."""
        self._wins: dict[int, int | None] = {}
        self.notes: dict[str, Any] = {}
        """What others work out for this goal and want kept as long."""

    def share(self, number: int) -> float:
        """What a product's reward is multiplied by."""
        return 1.0

    def worth(self, number: int) -> Appraisal:
        """A product's appraisal."""
        found = self._worths.get(number)
        if found is None:
            tables = self._bounds
            known = int(tables.bits[number]) if tables is not None and tables.complete else None
            product = self.shop.at(number)
            found = self._worths[number] = appraise(self.goal, product, self.rule, self.tagger, attributes=known)
        return found

    def fresh(self, number: int) -> tuple[float, ...]:
        """`best_purchases` of a product with nothing chosen."""
        found = self._fresh.get(number)
        if found is None:
            found = self._fresh[number] = best_of(self.worth(number), self._options(number), ())
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
            found = self._held[key] = best_of(self.worth(number), self._options(number), chosen)
        return found

    def _options(self, number: int) -> tuple[Group, ...]:
        found = self._grouped.get(number)
        if found is None:
            found = self._grouped[number] = groups_of(self.worth(number), self.shop.at(number), self.mode)
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

    def wins(self, number: int) -> int | None:
        """The fewest option clicks in which a product is worth as much as the best of all, None if it never is."""
        if number not in self._wins:
            self._wins[number] = self._needed(number, self.top.value)
        return self._wins[number]

    def _needed(self, number: int, value: float) -> int | None:
        ways = self.fresh(number)
        return next((count for count, reward in enumerate(ways) if reward >= value - _CLOSE), None)

    def bounds(self, numbers: Sequence[int], clicks: int) -> NDArray[np.float64]:
        """For each product what no purchase of it with so many clicks is worth more than."""
        return np.ones(len(numbers)) if self._bounds is None else self._bounds.of(numbers, clicks)

    @cached_property
    def _bounds(self) -> Bounds | None:
        """None for the fuzzy rule, which has no tables."""
        return Bounds(self.shop, self.goal) if self.rule == "strict" else None

    @property
    def weight(self) -> int:
        """Bytes that it takes, roughly."""
        return (self._bounds.nbytes if self._bounds is not None else 0) + _PRODUCT_BYTES * len(self._worths)

    def _searched(self, clicks: int) -> Best:
        if self._bounds is None:
            return self._scanned(clicks)
        value, looked, attained = -1.0, 0, False
        for bound, numbers in self._bounds.falling(clicks):
            if attained or bound < value - _CLOSE:
                break
            for number in numbers[: _BUDGET - looked].tolist():
                ways = self.fresh(number)
                value = max(value, ways[min(clicks, len(ways) - 1)])
                if attained := value >= bound - _CLOSE:  # no product of this bound or a lower one is better
                    break
            looked += 0 if attained else len(numbers)
            if looked > _BUDGET:
                return Best(value, exact=False)
        return Best(value, exact=True)

    def winners(self, clicks: int) -> Iterator[tuple[int, int]]:
        """(clicks, product number) of the products worth `best(clicks)`, fewest clicks first; found one by one."""
        clicks = min(clicks, len(self.goal.options))
        value = self.best(clicks).value
        if self._bounds is None:
            return iter(self._weighty[clicks])
        above: list[tuple[int, int]] = []
        last: Iterator[tuple[int, int]] = iter(())
        for bound, numbers in self._bounds.falling(clicks):
            if bound < value - _CLOSE:
                break
            if bound <= value + _CLOSE:  # who attains the bound needs the clicks that it counts: they come in order
                last = self._worthy(numbers, clicks, value)
                break
            above += self._worthy(numbers, clicks, value)
        return merge(sorted(above), last)

    def _worthy(self, numbers: NDArray[np.intp], clicks: int, value: float) -> Iterator[tuple[int, int]]:
        for number in numbers[:_BUDGET].tolist():
            needed = self._needed(number, value)
            if needed is not None and needed <= clicks:
                yield needed, number

    def _scanned(self, clicks: int) -> Best:
        """All products, or in a large catalogue those that a few searches find: then the answer is not exact."""
        numbers: Iterable[int] = range(len(self.shop))
        exact = len(self.shop) <= _SCAN
        if not exact:
            queries = (self.goal.name, self.goal.instruction, " ".join(self.goal.attributes), self.goal.query)
            numbers = dict.fromkeys([number for query in queries for number in self.shop.search(query.lower())])
            if self.goal.asin in self.shop:
                numbers = dict.fromkeys([self.shop.number(self.goal.asin), *numbers])
        best = self._weighed(numbers, clicks)
        for kept in (self._worths, self._fresh, self._grouped):  # of a thousand products few are asked for again
            kept.clear()
        return best._replace(exact=exact)

    def _weighed(self, numbers: Iterable[int], clicks: int) -> Best:
        value, winners = -1.0, list[tuple[int, int]]()
        for number in numbers:
            ways = self.fresh(number)
            own = ways[min(clicks, len(ways) - 1)]
            if own > value + _CLOSE:
                value, winners = own, []
            if own >= value - _CLOSE:
                winners.append((self._needed(number, own) or 0, number))
        self._weighty[clicks] = sorted(winners)
        return Best(value, exact=True)


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

    def winners(self, clicks: int) -> Iterator[tuple[int, int]]:
        """As everywhere."""
        clicks = min(clicks, len(self.goal.options))
        self.best(clicks)
        return iter(self._weighty[clicks])

    def _searched(self, clicks: int) -> Best:
        return self._weighed(self._share, clicks)


class _Outlooks:
    """The outlooks used last, as many as fit into a bounded memory."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Task, Rule, Tagger], Outlook] = {}
        self._since = 0
        """Outlooks made since their memory was added up."""
        self._last: tuple[Task, Rule, Tagger, Outlook] | None = None

    def of(self, task: Task, rule: Rule, tagger: Tagger) -> Outlook:
        last = self._last
        if last is not None and last[0] is task and last[1] == rule and last[2] == tagger:
            return last[3]
        key = (task, rule, tagger)
        found = self._kept.pop(key, None)
        if found is None:
            found = _made(task, rule, tagger)
            self._since += 1
            if self._since >= _CHECKED:
                self._make_room()
        self._kept[key] = found
        self._last = (*key, found)
        return found

    def _make_room(self) -> None:
        self._since = 0
        kept = list(self._kept.items())  # a copy: other threads may be adding
        weight = sum([each.weight for _, each in kept])
        for place, (key, each) in enumerate(kept):
            if weight <= _MEMORY and len(kept) - place <= _OUTLOOKS:
                break
            self._kept.pop(key, None)
            weight -= each.weight


def _made(task: Task, rule: Rule, tagger: Tagger) -> Outlook:
    shop = catalogue(task.shop)
    if task.kind is TaskKind.CHEAPER:
        return NamedOutlook(shop, task, rule, tagger)
    return Outlook(shop, task.goals[0], rule, tagger, task.mode)


_outlooks = _Outlooks()


def outlook(task: Task, rule: Rule, tagger: Tagger) -> Outlook:
    """The outlook of a task, kept for the tasks used last."""
    return _outlooks.of(task, rule, tagger)
