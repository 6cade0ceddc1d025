"""Functions of the library to be tested, with seeded faults that tests can notice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ...core.errors import TaskError, UsageError
from ...core.game import TaskSource
from ...core.rng import Stream
from ..coding.book import library_calls
from ..coding.tasks import owned
from ..library import Problem
from ..mutation import mutants
from ..values import canonical
from . import text
from .running import added
from .state import Added, Task, Test

__all__ = ["TestWritingTasks"]

_MOST_TESTS: Final = 8
"""Tests that the oracle needs at most."""


@dataclass(frozen=True)
class TestWritingTasks(TaskSource[Task]):
    """The library's functions with a draw of their mutants. Splits as in `CodeSynthesis-v0`.

    Args:
        faults: how many mutants at most.
    """

    __test__ = False  # no test class of pytest's

    faults: int = 8

    def __post_init__(self) -> None:
        if type(self.faults) is not int or not 1 <= self.faults <= 40:
            raise UsageError(f"faults must be 1 to 40, got {self.faults!r}")

    def task(self, split: str, index: int) -> Task:
        """The function at an address."""
        if split not in self.splits:
            raise TaskError(f"split must be one of {list(self.splits)}, got {split!r}")
        pool = owned(split)
        while True:
            drawn, place = divmod(index, len(pool))
            found = Stream(0, "TestWriting", split, drawn).permutation(pool)[place]
            task = _task(found, drawn, self.faults)
            if task is not None:
                return task
            index += 1

    def key(self, task: Task) -> str:
        """The function."""
        return task.name

    def name(self, task: Task) -> str:
        """The function."""
        return task.name


@lru_cache(maxsize=1024)
def _task(found: Problem, drawn: int, faults: int) -> Task | None:
    drawn_calls = library_calls(found, drawn)
    allowed = [text.accepts(given) for given, _ in drawn_calls]
    pairs = zip(drawn_calls, allowed, strict=True)
    calls = tuple((canonical(given), canonical(wanted)) for (given, wanted), fine in pairs if fine)
    sources = [mutant.source for mutant in mutants(found.source)]
    chosen = tuple(Stream(0, "faults", found.name, drawn).permutation(sources)[: 2 * faults])
    examples = calls[: sum(allowed[: len(found.examples)])]
    whole = Task(found.name, found.statement, found.source, examples, chosen, (), calls)
    results = [added(whole, Test(found.name, *call)) for call in calls]
    times = Counter(number for result in results for number in result.noticed)
    noticed = sorted(sorted(times, key=lambda number: (times[number], number))[:faults])  # the hardest to notice
    lines = tuple(sorted({line for result in results for line in result.ran}))
    by_examples = {number for result in results[: len(examples)] for number in result.noticed}
    if len(noticed) < 3 or set(noticed) <= by_examples or not _few_tests_do(results, set(noticed), set(lines)):
        return None
    kept = tuple(chosen[number] for number in noticed)
    return Task(found.name, found.statement, found.source, examples, kept, lines, calls)


def _few_tests_do(results: list[Added], noticed: set[int], lines: set[int]) -> bool:
    for _ in range(_MOST_TESTS):
        best = max(results, key=lambda result: _gain(result, noticed, lines))
        noticed -= set(best.noticed)
        lines -= set(best.ran)
    return not noticed and not lines


def _gain(result: Added, noticed: set[int], lines: set[int]) -> float:
    new = len(noticed & set(result.noticed))
    return new + 0.1 * len(lines & set(result.ran))
