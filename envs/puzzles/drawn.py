"""Generated tasks whose content decides which split owns them."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeVar

from ..core.errors import TaskError, UsageError
from ..core.game import TaskSource
from ..core.rng import Stream, bucket

__all__ = ["LEVELS", "DrawnTasks", "Level"]

T = TypeVar("T")
Level = Literal["easy", "medium", "hard"]
LEVELS: tuple[Level, ...] = ("easy", "medium", "hard")

_SHARES = (("train", 5), ("valid", 6), ("test", 8), ("hard", 10))  # of ten buckets: train owns 0 to 4 ...
_ATTEMPTS = 10_000


@dataclass(frozen=True)
class DrawnTasks(TaskSource[T]):
    """Draws candidates from the task's own random numbers until one fits its split.

    `train`, `valid`, `test` and `hard` own tasks by `key`, so no two of them can share one. `hard` asks for harder
    tasks than level "hard"; `structure` plays by another structure, which its keys name.

    Args:
        level: "easy", "medium" or "hard".
    """

    title: ClassVar[str]
    """Addresses the random numbers and the buckets."""

    level: Level = "medium"

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise UsageError(f"level must be one of {list(LEVELS)}, got {self.level!r}")

    @abstractmethod
    def draw(self, rng: Stream, split: str) -> T | None:
        """A candidate for a split, quickly made; None where what was drawn is of no use."""

    def fits(self, task: T, split: str) -> bool:
        """Whether a candidate that the split owns is what it asks for. What costs time belongs here."""
        return True

    def task(self, split: str, index: int) -> T:
        """The task at an address.

        Raises:
            TaskError: the split has no task of these options.
        """
        rng = Stream(0, self.title, *self._options(), split, index)
        for _ in range(_ATTEMPTS):
            task = self.draw(rng, split)
            if task is not None and split in ("structure", self._owner(task)) and self.fits(task, split):
                return task
        raise TaskError(f"split {split!r} has no {self.title} of {self!r}; choose another level")

    def _owner(self, task: T) -> str:
        number = bucket(f"{self.title} {self.key(task)}", 10)
        return next(split for split, end in _SHARES if number < end)

    def _options(self) -> tuple[Any, ...]:
        return tuple(vars(self).values())
