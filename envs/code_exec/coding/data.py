"""Programs to write and to repair from the public sets: HumanEval, MBPP, QuixBugs, Exercism and what else is read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from ...core.errors import DataError, TaskError
from ...core.game import TaskSource
from ...core.rng import Stream
from ..grading import CodeTask, Grader
from ..mutation import mutants
from ..sandbox import SandboxUnavailable
from ..workspace import Bench
from .book import DataBook, only, shown
from .state import Task

__all__ = ["FileRepairs", "FileSynthesis"]


@dataclass(frozen=True)
class FileSynthesis(TaskSource[Task]):
    """The tasks of a file, to be written, in its order. Half of the tests are public, never more than are hidden.

    Args:
        book: the file.
    """

    splits: ClassVar[tuple[str, ...]] = ("file",)  # type: ignore[misc] # fixed for the class here

    book: DataBook

    def __post_init__(self) -> None:
        if not self.book.every():
            raise DataError(f"{self.book.path}: expected at least one task, got none")

    def task(self, split: str, index: int) -> Task:
        """The task number `index`."""
        found = _at(self.book, split, index)
        public = _public(found)
        return Task(found.name, found.prompt, _stub(found), found.reference, public, len(found.tests))

    def count(self, split: str) -> int:
        """How many tasks there are."""
        return len(self.book.every())

    def key(self, task: Task) -> str:
        """The task's name."""
        return task.name

    def name(self, task: Task) -> str:
        """The task's name."""
        return task.name


@dataclass(frozen=True)
class FileRepairs(TaskSource[Task]):
    """The tasks of a file with a fault: the file's own where it has one (QuixBugs), else one that we seed.

    A seeded fault is a mutant of the reference that fails a test, which is found out in a sandbox, on trusted code.

    Args:
        book: the file.
        bench: where the sandboxes come from.
    """

    splits: ClassVar[tuple[str, ...]] = ("file",)  # type: ignore[misc] # fixed for the class here

    book: DataBook
    bench: Bench

    def __post_init__(self) -> None:
        if not self.book.every():
            raise DataError(f"{self.book.path}: expected at least one task, got none")

    def task(self, split: str, index: int) -> Task:
        """The task number `index`.

        Raises:
            SandboxUnavailable: a sandbox failed when the fault was tried out.
            DataError: no mutant of it fails a test.
        """
        return _with_fault(_at(self.book, split, index), self.book, self.bench)

    def count(self, split: str) -> int:
        """How many tasks there are."""
        return len(self.book.every())

    def key(self, task: Task) -> str:
        """The program with the fault."""
        return task.start

    def name(self, task: Task) -> str:
        """The task's name."""
        return task.name


def _at(book: DataBook, split: str, index: int) -> CodeTask:
    if split != "file":
        raise TaskError(f"split must be one of ['file'], got {split!r}")
    every = book.every()
    if not 0 <= index < len(every):
        raise TaskError(f"index must be 0 to {len(every) - 1}, got {index!r}")
    return every[index]


def _public(task: CodeTask) -> tuple[str, ...]:
    return tuple(shown(test) for test in task.tests[: len(task.tests) // 2])


def _stub(task: CodeTask) -> str:
    """The beginning that the task gives, made whole; a comment where it gives none."""
    if task.family == "humaneval":
        return f'{task.prompt.rstrip()}\n    raise NotImplementedError("still to be written")\n'
    return f"# {task.entry or 'the program'} is still to be written\n"


@lru_cache(maxsize=2048)
def _with_fault(found: CodeTask, book: DataBook, bench: Bench) -> Task:
    public = _public(found)
    grader = _grader(bench)
    if found.faulty:
        passed = _passing(grader, found, found.faulty, len(public))
        return _task(found, found.faulty, found.fault_lines, public, passed)
    seen = only(found, len(public)) if public else found
    for mutant in Stream(0, "FileRepairs", found.name).permutation(mutants(found.reference)):
        report = grader.grade(seen, mutant.source)
        if report.failure is not None:
            raise SandboxUnavailable(f"{found.name}: the sandbox failed: {report.failure.reason}")
        slow = any(result.outcome.value == "no answer" for result in report.results)
        if not report.passed and not slow:
            passed = sum(result.passed for result in report.results) if public else 0
            return _task(found, mutant.source, (mutant.line,), public, passed)
    raise DataError(f"{book.path}: no mutant of {found.name} fails a test, so there is nothing to repair")


def _task(found: CodeTask, start: str, faults: tuple[int, ...], public: tuple[str, ...], passed: int) -> Task:
    return Task(
        *(found.name, found.prompt, start, found.reference, public, len(found.tests)), faults=faults, passed=passed
    )


def _passing(grader: Grader, found: CodeTask, source: str, public: int) -> int:
    if not public:
        return 0
    report = grader.grade(only(found, public), source)
    if report.failure is not None:
        raise SandboxUnavailable(f"{found.name}: the sandbox failed: {report.failure.reason}")
    return sum(result.passed for result in report.results)


@lru_cache(maxsize=8)
def _grader(bench: Bench) -> Grader:
    return Grader(bench.backend, reuse=True)  # type: ignore[arg-type] # a backend's own name
