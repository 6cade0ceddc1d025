"""Where the questions come from: a made-up world without end, or a set from files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..core.errors import TaskError
from ..core.game import TaskSource
from .corpus import DataSet, Question
from .planning import planned
from .rules import SearchQA
from .state import Task
from .world import SPLITS, WorldQuestions

__all__ = ["SetTasks", "WorldTasks"]

_HELD_OUT = ("test", "dev", "valid", "validation")


@dataclass(frozen=True)
class WorldTasks(TaskSource[Task]):
    """Questions about a made-up world; any number of them in each split.

    Args:
        game: the search engine that the plans are for.
        questions: the questions.
    """

    game: SearchQA
    questions: WorldQuestions
    splits = SPLITS

    def task(self, split: str, index: int) -> Task:
        """The question at an address, with its plan."""
        return planned(self.game, self.questions.question(split, index), titles=False)

    def key(self, task: Task) -> str:
        """The question's text: no two splits have one in common."""
        return task.question.text

    def name(self, task: Task) -> str:
        """Split and index."""
        return task.question.id

    def find(self, name: str, split: str) -> tuple[str, int]:
        """The address that a name such as "test/12" means.

        Raises:
            TaskError: it means none.
        """
        own, slash, index = name.rpartition("/")
        if not slash or own not in self.splits or not (index.isascii() and index.isdigit()):
            raise TaskError(f'question must be an index or like "test/12", with a split of {self.splits}, got {name!r}')
        return own, int(index)


@dataclass(frozen=True)
class SetTasks(TaskSource[Task]):
    """The questions of a set, in the order of its files.

    Args:
        game: the search engine that the plans are for.
        data: the set.
    """

    game: SearchQA
    data: DataSet

    @cached_property
    def splits(self) -> tuple[str, ...]:  # type: ignore[override] # a field of the class elsewhere
        """Those of the set; "test" where it names none."""
        return tuple(self.data.splits) or ("test",)

    @property
    def held_out(self) -> str:
        """The split that evaluations take: test, or else what the field calls dev."""
        return next((split for split in _HELD_OUT if split in self.splits), self.splits[-1])

    @cached_property
    def _places(self) -> dict[str, tuple[str, int]]:
        return {
            self._question(split, index).id: (split, index)
            for split in reversed(self.splits)
            for index in range(self.count(split))
        }

    def count(self, split: str) -> int:
        """The number of questions of a split."""
        return len(self.data.splits[split]) if self.data.splits else len(self.data.questions)

    def task(self, split: str, index: int) -> Task:
        """The question at an address, with its plan; titles of gold pages may serve as queries."""
        if split not in self.splits or not 0 <= index < self.count(split):
            raise TaskError(f"split must be one of {list(self.splits)} with an index in it, got {split!r}, {index!r}")
        return planned(self.game, self._question(split, index), titles=True)

    def key(self, task: Task) -> str:
        """The question's id."""
        return task.question.id

    def name(self, task: Task) -> str:
        """The question's id."""
        return task.question.id

    def find(self, name: str, split: str) -> tuple[str, int]:
        """The address of a question by its id.

        Raises:
            TaskError: there is none of that id.
        """
        found = self._places.get(name)
        if found is None:
            raise TaskError(f"question must be an index or the id of one of {len(self._places)}, got {name!r}")
        return found

    def _question(self, split: str, index: int) -> Question:
        return self.data.questions[self.data.splits[split][index] if self.data.splits else index]
