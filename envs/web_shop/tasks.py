"""Where tasks come from: a catalogue's goals, cut into splits that share none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..core.errors import TaskError, UsageError
from ..core.game import TaskSource
from ..core.rng import bucket
from .catalogue import Catalogue, GoalKind
from .generated import FAMILY, GROUPS
from .goals import ANY_PRICE
from .optimum import Outlook, outlook
from .product import Product
from .state import Goal, Line, Mode, Task, TaskKind
from .worth import purchase_worth

__all__ = ["ShopTasks"]

_SPLITS = ("train", "valid", "test", "hard", "structure")
_TEST, _VALID = 500, 1500
"""The paper's cuts of the shuffled goals: test below the first, valid below the second, train from there."""
_PAPER = 2 * _VALID
"""Goals from which on the paper's cuts are taken; below, a tenth each."""


@dataclass(frozen=True)
class ShopTasks(TaskSource[Task]):
    """The goals of a catalogue.

    WebShop's files are cut as its code cuts the full set: goals 0 to 499 for test, 500 to 1499 for validation, the rest
    for training; a set of less than 3,000 goals into tenths, 1 : 1 : 8. The real code gives a small catalogue all goals
    in every split. A goal that comes a second time (same product, words, attributes and options) is left out, so that
    no two splits share one.

    A made-up catalogue's families each serve one split, `hard` ones with more wishes, `structure` other kinds of
    products in other words.

    Args:
        catalogue: where the goals are from.
        goals: "human" or "synthetic".
        turns: the turns that a task has, 0 for no limit.
        mode: of the visit.
        kind: what has to be done. "cheaper" names the goal's product and another of its kind, and asks for the cheaper
            of the two; "return" begins with two orders, one of them not what the goal asks for.
    """

    catalogue: Catalogue
    goals: GoalKind
    turns: int
    mode: Mode
    kind: TaskKind = TaskKind.BUY

    def __post_init__(self) -> None:
        if self.goals not in ("human", "synthetic"):
            raise UsageError(f'goals must be "human" or "synthetic", got {self.goals!r}')
        if self.kind is not TaskKind.BUY and self.mode == "compat":
            raise UsageError(f'the real site has no tasks of kind {self.kind.value!r}; use mode="friendly"')
        if not len(self.catalogue.goal_table(self.goals).product):
            raise UsageError(
                f"{self.catalogue} has no {self.goals} goals; ask for the other kind, or give the file with them"
            )

    @cached_property
    def _cuts(self) -> dict[str, NDArray[np.int64]]:
        """The goals of each split, as places in the shuffled order."""
        if "made" in self.catalogue.origin:
            cuts = self._by_family()
        else:
            count = len(self.catalogue.goal_table(self.goals).product)
            test, valid = (_TEST, _VALID) if count >= _PAPER else (count // 10, count // 5)
            every = np.arange(count)
            cuts = {"test": every[:test], "valid": every[test:valid], "train": every[valid:]}
        repeat = self.catalogue.goal_table(self.goals).repeat
        clean = {split: places[~repeat[places]] for split, places in cuts.items()}
        return {split: clean[split] for split in _SPLITS if len(clean.get(split, ()))}

    def _by_family(self) -> dict[str, NDArray[np.int64]]:
        products = self.catalogue.goal_table(self.goals).product
        groups = np.array(GROUPS)[(products // FAMILY) % len(GROUPS)]
        return {split: np.flatnonzero(groups == split) for split in dict.fromkeys(GROUPS)}

    @property
    def splits(self) -> tuple[str, ...]:  # type: ignore[override]
        """The splits that have goals."""
        return tuple(self._cuts)

    def count(self, split: str) -> int:
        """How many tasks a split has."""
        return len(self._cuts[split])

    def task(self, split: str, index: int) -> Task:
        """The task at an address."""
        if split not in self._cuts or not 0 <= index < len(self._cuts[split]):
            raise TaskError(f"no task {index} in split {split!r}: there are {dict(self._sizes())}")
        return self.of_goal(int(self._cuts[split][index]))

    def _sizes(self) -> Iterator[tuple[str, int]]:
        for split, places in self._cuts.items():
            yield split, len(places)

    def of_goal(self, place: int) -> Task:
        """The task of a goal by its place in WebShop's order, whatever its split."""
        goal = self.catalogue.goal(self.goals, place)
        return self.task_of(goal, f"{self.goals} goal {place}")

    def task_of(self, goal: Goal, name: str = "") -> Task:
        """The task about what a goal wants."""
        make = {TaskKind.BUY: _buying, TaskKind.CHEAPER: _comparing, TaskKind.RETURN: _returning}[self.kind]
        goals, instruction, orders = make(self.catalogue, goal)
        return Task(self.catalogue.key, goals, self.turns, self.kind, instruction, self.mode, orders, name)

    def address(self, place: int) -> tuple[str, int] | None:
        """Split and index of a goal by its place in WebShop's order, None for one that was left out as a repeat."""
        for split, places in self._cuts.items():
            index = int(np.searchsorted(places, place))
            if index < len(places) and places[index] == place:
                return split, index
        return None

    def key(self, task: Task) -> str:
        """Product, words without the price, attributes and options."""
        goal = task.goals[0]
        words = goal.instruction.split(", and price lower than ")[0]
        return f"{goal.asin} {words} {goal.attributes} {goal.options}"

    def name(self, task: Task) -> str:
        """Kind and place of the goal."""
        return task.name


_Made = tuple[tuple[Goal, ...], str, tuple[Line, ...]]
_DIGITS = re.compile(r"\d+(?:\.\d+)?")


def _buying(shop: Catalogue, goal: Goal) -> _Made:
    return (goal,), goal.instruction, ()


def _comparing(shop: Catalogue, goal: Goal) -> _Made:
    """The goal's product and one of its kind with another price, of its own family where there is one."""
    own, number = shop.product(goal.asin), shop.number(goal.asin)
    family = number // FAMILY * FAMILY
    near = [shop.at(one) for one in range(family, min(family + FAMILY, len(shop)))]
    others = (one for one in (*near, *_after(shop, number)) if one.query == own.query and _shown(one) != _shown(own))
    other = next(others, None)
    if other is None:
        raise UsageError(f"{own.asin} can't be compared: the catalogue has no other {own.query!r} at another price")
    pair = sorted((own, other), key=lambda product: (_shown(product), product.asin))
    named = " and ".join([f'"{product.title}" ({product.asin})' for product in sorted(pair, key=lambda one: one.asin)])
    instruction = f"buy the cheaper of {named}"
    return tuple([_named(product, instruction) for product in pair]), instruction, ()


def _after(shop: Catalogue, number: int) -> Iterator[Product]:
    return (shop.at((number + step) % len(shop)) for step in range(1, len(shop)))


def _shown(product: Product) -> float:
    """The price that a page shows first."""
    found = _DIGITS.search(product.price_tag)
    return float(found[0]) if found else product.price


def _named(product: Product, instruction: str) -> Goal:
    """The goal of that very product, in any version and at its price."""
    return Goal(
        product.asin,
        product.category,
        product.query,
        product.title,
        product.product_category,
        instruction,
        (),
        ANY_PRICE,
        (),
    )


def _returning(shop: Catalogue, goal: Goal) -> _Made:
    """Two orders: what the goal asks for, and the nearest product that is not; which is first is drawn."""
    task = Task(shop.key, (goal,), 0)
    view = outlook(task, "strict", "rule")
    right = _order(view, shop.number(goal.asin))
    wrong = next((line for line in _misfits(view, shop.number(goal.asin)) if line is not None), None)
    if wrong is None:
        raise UsageError(f"nothing can be sent back: every product of the catalogue is what {goal.asin} is wanted for")
    orders = (right, wrong) if bucket(goal.asin + goal.instruction, 2) else (wrong, right)
    instruction = f"send back the order that is not what i asked for: {goal.instruction}"
    return (goal,), instruction, orders


def _order(view: Outlook, number: int) -> Line:
    """A product with the wanted options, as far as it has them."""
    product, worth = view.shop.at(number), view.worth(number)
    chosen, met = [], 0
    for (name, values), covers in zip(product.options, worth.values, strict=True):
        useful = [value for value, (bits, _) in zip(values, covers, strict=True) if bits & ~met]
        if useful:
            chosen.append((name, useful[0]))
            met |= covers[values.index(useful[0])][0]
    return Line(product.asin, tuple(chosen))


def _misfits(view: Outlook, number: int) -> Iterator[Line | None]:
    """The products after one, each with the wanted options, where that is not worth full marks."""
    for step in range(1, len(view.shop)):
        other = (number + step) % len(view.shop)
        line = _order(view, other)
        worth = purchase_worth(view.worth(other), view.shop.at(other), line.chosen)
        yield line if worth < 1.0 else None
