"""Programs to write and programs to repair, from the library or from a file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from ...core.errors import DataError, TaskError, UsageError
from ...core.game import TaskSource
from ...core.rng import Stream, bucket
from ..fuel import trusted
from ..grading import CallTest
from ..library import Problem, problems
from ..mutation import Mutant, mutants
from ..values import same
from .book import PUBLIC_CALLS, library_calls, shown
from .state import Task

__all__ = ["LibraryRepairs", "LibrarySynthesis", "owned"]

LEVELS: Final = ("easy", "medium", "hard")


@cache
def owned(split: str) -> tuple[Problem, ...]:
    """The problems of a split: "structure" is about grids, "hard" has hard ones, the others go by their names."""
    return tuple(found for found in problems() if _owner(found) == split)


def _owner(found: Problem) -> str:
    if found.domain == "grids":
        return "structure"
    if found.level == "hard":
        return "hard"
    place = bucket(found.name, 10)
    return "test" if place < 3 else "valid" if place < 4 else "train"


@dataclass(frozen=True)
class LibrarySynthesis(TaskSource[Task]):
    """The library's functions, to be written. Later rounds through a split draw other calls for the tests.

    Args:
        level: only problems of this level; "any" for all (splits "hard" and "structure" always have all of theirs).
    """

    level: str = "any"

    def __post_init__(self) -> None:
        _check_level(self.level)

    def task(self, split: str, index: int) -> Task:
        """The problem at an address."""
        found, drawn = _at(self.splits, split, index, self.level)
        calls = library_calls(found, drawn)
        prompt = f"Write the function {found.name}.\n\n{found.statement}"
        start = f'{found.signature}\n    raise NotImplementedError("still to be written")\n'
        public = _shown(found, drawn)
        return Task(found.name, prompt, start, found.source, public, len(calls), drawn)

    def key(self, task: Task) -> str:
        """The problem."""
        return task.name

    def name(self, task: Task) -> str:
        """The problem."""
        return task.name


@dataclass(frozen=True)
class LibraryRepairs(TaskSource[Task]):
    """The library's functions with one seeded fault that some public test shows.

    Args:
        level: as for `LibrarySynthesis`.
    """

    level: str = "any"

    def __post_init__(self) -> None:
        _check_level(self.level)

    def task(self, split: str, index: int) -> Task:
        """The problem at an address, with a fault that is drawn by it."""
        attempt = 0
        while True:
            found, drawn = _at(self.splits, split, index + attempt, self.level)
            faults = _shown_faults(found, drawn)
            if faults:
                return self._faulty(found, drawn, Stream(0, "CodeRepair", split, index).choice(faults))
            attempt += 1

    def key(self, task: Task) -> str:
        """The program with the fault."""
        return task.start

    def name(self, task: Task) -> str:
        """The problem."""
        return task.name

    def _faulty(self, found: Problem, drawn: int, fault: tuple[Mutant, int]) -> Task:
        mutant, passed = fault
        prompt = f"Repair the function {found.name}.\n\n{found.statement}"
        total = len(library_calls(found, drawn))
        public = _shown(found, drawn)
        return Task(
            *(found.name, prompt, mutant.source, found.source, public, total, drawn),
            faults=(mutant.line,),
            passed=passed,
        )


@lru_cache(maxsize=1024)
def _shown_faults(found: Problem, drawn: int) -> list[tuple[Mutant, int]]:
    """(mutant, public tests that it passes) of each mutant that fails one at least."""
    calls = library_calls(found, drawn)[: len(found.examples) + PUBLIC_CALLS]
    shown_faults = []
    for mutant in mutants(found.source):
        program = trusted(mutant.source, found.name)
        outcomes = [(program(given), wanted) for given, wanted in calls]
        if any(outcome.error == "out of steps" for outcome, _ in outcomes):
            continue  # a run into the time limit would make every turn slow
        passed = sum(not outcome.error and same(outcome.value, wanted) for outcome, wanted in outcomes)
        if passed < len(calls):
            shown_faults.append((mutant, passed))
    return shown_faults


def _shown(found: Problem, drawn: int) -> tuple[str, ...]:
    calls = library_calls(found, drawn)[: len(found.examples) + PUBLIC_CALLS]
    return tuple(shown(CallTest("", found.name, given, wanted)) for given, wanted in calls)


def _at(splits: tuple[str, ...], split: str, index: int, level: str) -> tuple[Problem, int]:
    """The problem at an address, and which round through the split it is."""
    if split not in splits:
        raise TaskError(f"split must be one of {list(splits)}, got {split!r}")
    pool = owned(split)
    if level != "any" and split not in ("hard", "structure"):
        pool = tuple(found for found in pool if found.level == level)
        if not pool:
            raise DataError(f"split {split!r} has no problem of level {level!r}; level='hard' is split='hard'")
    drawn, place = divmod(index, len(pool))
    return Stream(0, "order", split, drawn).permutation(pool)[place], drawn


def _check_level(level: str) -> None:
    if level not in ("any", *LEVELS):
        raise UsageError(f"level must be one of {['any', *LEVELS]}, got {level!r}")
