"""Programs to write and to repair from the public sets: HumanEval, MBPP, QuixBugs, Exercism and what else is read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from ...core.errors import DataError, TaskError
from ...core.game import TaskSource
from ...core.rng import Stream
from ..grading import CodeTask, Outcome, Report
from ..mutation import mutants
from ..sandbox import Failure, SandboxUnavailable
from ..workspace import Bench, Workspace
from .book import DataBook, only, shown
from .judge import graded_by_stages
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
        return Task(found.name, found.prompt, _stub(found), _tidy(found.reference), public, len(found.tests))

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
        return _with_fault(self.book, _at(self.book, split, index).name, self.bench)

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
def _with_fault(book: DataBook, name: str, bench: Bench) -> Task:
    found = book.named(name)
    public = _public(found)
    if found.faulty:
        passed = _passing(_report(only(found, len(public)), found.faulty, bench)) if public else 0
        return _task(found, found.faulty, found.fault_lines, public, passed)
    seen = only(found, len(public)) if public else found
    for mutant in Stream(0, "FileRepairs", found.name).permutation(mutants(_tidy(found.reference))):
        report = _report(seen, mutant.source, bench)
        slow = any(result.outcome is Outcome.NO_ANSWER for result in report.results)
        if not report.passed and not slow:
            return _task(found, mutant.source, (mutant.line,), public, _passing(report) if public else 0)
    raise DataError(f"{book.path}: no mutant of {found.name} fails a test, so there is nothing to repair")


def _task(found: CodeTask, start: str, faults: tuple[int, ...], public: tuple[str, ...], passed: int) -> Task:
    return Task(
        *(found.name, found.prompt, _tidy(start), _tidy(found.reference), public, len(found.tests)),
        faults=faults,
        passed=passed,
    )


def _tidy(source: str) -> str:
    """A program without blanks at line ends, as commands write it; its lines keep their numbers."""
    return "\n".join(line.rstrip() for line in source.split("\n")).rstrip() + "\n"


def _passing(report: Report) -> int:
    return sum(result.passed for result in report.results)


def _report(task: CodeTask, source: str, bench: Bench) -> Report:
    """What the tests say of a program of the file: trusted, so that one sandbox does for all of them."""
    done = bench.act(Workspace(), lambda box: graded_by_stages(task, source, box, fresh=False))
    if isinstance(done, Failure):
        raise SandboxUnavailable(f"{task.name}: the sandbox failed: {done.reason}")
    return done[1]
