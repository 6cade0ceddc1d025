"""Trace quizzes: programs made up at a level, and functions of the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ...core.errors import TaskError, UsageError
from ...core.game import TaskSource
from ...core.rng import Stream, bucket
from ..fuel import trusted
from ..library import problems
from ..values import canonical
from .programs import LEVELS, Program, arguments, program
from .questions import choose_questions
from .state import Kind, Question, Task
from .tracing import Run, traced

__all__ = ["TraceTasks"]

_SPLITS: Final = ("train", "valid", "test", "hard")
"""The text of a made-up program decides which of them may have it."""
_LONGEST: Final = {"easy": 30, "medium": 60, "hard": 120}
"""Lines that a run has at most."""
_LEAST: Final = 8


@dataclass(frozen=True)
class TraceTasks(TaskSource[Task]):
    """Quizzes about made-up programs (split "structure": about the library's functions).

    Args:
        level: of the programs; split "hard" is always hard.
        questions: how many questions at most.
        kinds: which kinds are asked.
    """

    level: str = "medium"
    questions: int = 6
    kinds: tuple[Kind, ...] = tuple(Kind)

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise UsageError(f"level must be one of {list(LEVELS)}, got {self.level!r}")
        if type(self.questions) is not int or not 1 <= self.questions <= 20:
            raise UsageError(f"questions must be 1 to 20, got {self.questions!r}")
        if unknown := [kind for kind in self.kinds if kind not in list(Kind)]:
            raise UsageError(f"kinds must be of {[kind.value for kind in Kind]}, got {unknown[0]!r}")
        if not self.kinds:
            raise UsageError("kinds must name at least one kind of question")

    def task(self, split: str, index: int) -> Task:
        """The quiz at an address."""
        if split not in self.splits:
            raise TaskError(f"split must be one of {list(self.splits)}, got {split!r}")
        attempt = 0
        while True:
            rng = Stream(0, "ExecTrace", split, index, attempt)
            task = self._of_library(rng) if split == "structure" else self._made_up(split, rng)
            if task is not None:
                return task
            attempt += 1

    def key(self, task: Task) -> str:
        """The program and the call."""
        return f"{task.source}{task.arguments}"

    def _made_up(self, split: str, rng: Stream) -> Task | None:
        level = "hard" if split == "hard" else self.level
        made = program(rng.child("program"), level)
        if _SPLITS[bucket(made.source, len(_SPLITS))] != split:
            return None
        run = traced(made.source, "f", made.arguments, _LONGEST[level])
        if run is None or run.error or run.output == "?" or len(run.lines) < _LEAST:
            return None
        extra = _input_question(made, run, rng.child("input")) if Kind.INPUT in self.kinds else None
        asked = self._asked(made.source, "f", run, rng.child("questions"), extra)
        return Task(made.source, "f", canonical(made.arguments), asked) if asked else None

    def _of_library(self, rng: Stream) -> Task | None:
        found = rng.choice(problems())
        given = found.arguments(rng)
        run = traced(found.source, found.name, given, _LONGEST["hard"])
        if run is None or run.error or run.output == "?" or len(run.lines) < 3:
            return None
        asked = self._asked(found.source, found.name, run, rng.child("questions"), None)
        return Task(found.source, found.name, canonical(given), asked) if asked else None

    def _asked(self, source: str, function: str, run: Run, rng: Stream, extra: Question | None) -> tuple[Question, ...]:
        kinds: Sequence[Kind] = [Kind(kind) for kind in self.kinds]
        return choose_questions(source, function, run, rng, count=self.questions, kinds=kinds, extra=extra)


def _input_question(made: Program, run: Run, rng: Stream) -> Question | None:
    """Asks for arguments that give what other arguments gave."""
    call = trusted(made.source, "f")
    for _ in range(6):
        other = arguments(rng, made.kinds)
        outcome = call(other)
        if not outcome.error and (wanted := canonical(outcome.value)) != run.output and len(wanted) <= 200:
            return Question(Kind.INPUT, canonical(other), wanted=wanted)
    return None
