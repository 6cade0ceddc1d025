"""Where tasks come from: a catalogue's goals, cut into splits that share none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..core.errors import TaskError, UsageError
from ..core.game import TaskSource
from .catalogue import Catalogue, GoalKind
from .generated import FAMILY, GROUPS
from .state import Goal, Mode, Task, TaskKind

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
    """

    catalogue: Catalogue
    goals: GoalKind
    turns: int
    mode: Mode

    def __post_init__(self) -> None:
        if self.goals not in ("human", "synthetic"):
            raise UsageError(f'goals must be "human" or "synthetic", got {self.goals!r}')
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
        """The task of buying what a goal wants."""
        return Task(self.catalogue.key, (goal,), self.turns, TaskKind.BUY, goal.instruction, self.mode, name=name)

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
