"""Data questions with one exact answer, and at least one silent error that gives another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ...core.errors import TaskError, UsageError
from ...core.game import TaskSource
from ...core.rng import Stream, bucket
from ..values import canonical
from .database import query
from .questions import QUESTIONS
from .scenes import SCENES
from .state import Task, Trap

__all__ = ["DataTasks"]

_SPLITS: Final = ("train", "valid", "test", "hard")
_SIZES: Final = {"easy": (8, 14), "medium": (12, 24), "hard": (20, 40)}


@dataclass(frozen=True)
class DataTasks(TaskSource[Task]):
    """Made-up tables with a question. Split "structure" is about other businesses than the rest.

    Args:
        level: how many entries there are and what is asked; split "hard" is always hard.
    """

    level: str = "medium"

    def __post_init__(self) -> None:
        if self.level not in QUESTIONS:
            raise UsageError(f"level must be one of {list(QUESTIONS)}, got {self.level!r}")

    def task(self, split: str, index: int) -> Task:
        """The question at an address."""
        if split not in self.splits:
            raise TaskError(f"split must be one of {list(self.splits)}, got {split!r}")
        attempt = 0
        while True:
            task = self._drawn(split, Stream(0, "DataAnalysis", self.level, split, index, attempt))
            if task is not None:
                return task
            attempt += 1

    def key(self, task: Task) -> str:
        """The tables and the question."""
        return f"{task.question}{[table.rows for table in task.tables]}"

    def name(self, task: Task) -> str:
        """Which business."""
        return task.name

    def _drawn(self, split: str, rng: Stream) -> Task | None:
        level = "hard" if split == "hard" else self.level
        scene = rng.choice(SCENES[-2:] if split == "structure" else SCENES[:-2])
        tables = scene.tables(rng.child("tables"), rng.integers(*_SIZES[level]))
        if split != "structure" and _SPLITS[bucket(repr(tables), len(_SPLITS))] != split:
            return None
        asked = rng.choice(QUESTIONS[level])(scene, rng.child("question"))
        task = Task(tables, asked.text, "", asked.query, asked.needed, (), scene.name)
        answer = _single(task, asked.query)
        traps = [Trap(name, _single(task, wrong)) for name, wrong in asked.wrong]
        open_traps = tuple(trap for trap in traps if trap.result not in (answer, "None"))
        if answer == "None" or not open_traps:
            return None
        return Task(tables, asked.text, answer, asked.query, asked.needed, open_traps, scene.name)


def _single(task: Task, text: str) -> str:
    """The one cell that a query gives, as canonical text."""
    result = query(task, text).result
    return canonical(result.rows[0][0]) if len(result.rows) == 1 else "None"
