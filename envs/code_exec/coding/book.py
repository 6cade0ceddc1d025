"""Where the tests of a task are: with the game, never in a state and never in the agent's sandbox."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from ...core.rng import Stream
from ..fuel import trusted
from ..grading import CallTest, CodeTask, CodeTest
from ..library import Problem, problem
from .state import Task

__all__ = ["Book", "DataBook", "LibraryBook", "library_calls", "only", "shown"]

PUBLIC_CALLS: Final = 3
"""Drawn calls among the public tests, beside the examples."""
HIDDEN_CALLS: Final = 16


class Book(ABC):
    """Knows the graded task behind a task."""

    @abstractmethod
    def graded(self, task: Task) -> CodeTask:
        """The task as the grader wants it, public tests first."""


@dataclass(frozen=True)
class LibraryBook(Book):
    """The library's functions: examples, and calls with drawn arguments whose results the reference says."""

    def graded(self, task: Task) -> CodeTask:
        """See the class."""
        found = problem(task.name)
        calls = library_calls(found, task.drawn)
        tests = tuple(
            CallTest(f"call {number}", found.name, given, wanted) for number, (given, wanted) in enumerate(calls, 1)
        )
        return CodeTask(found.name, "library", task.prompt, found.name, task.reference, tests, seconds=1.0)


@dataclass(frozen=True)
class DataBook(Book):
    """Tasks of a file, by their names.

    Args:
        path: the file, in a format that `load_tasks` knows.
    """

    path: str

    def graded(self, task: Task) -> CodeTask:
        """See the class."""
        return self.named(task.name)

    def named(self, name: str) -> CodeTask:
        """The task of a name."""
        return _of_file(self.path)[name]

    def every(self) -> tuple[CodeTask, ...]:
        """The tasks in the order of the file."""
        return tuple(_of_file(self.path).values())


@lru_cache(maxsize=8)
def _of_file(path: str) -> dict[str, CodeTask]:
    from ..grading import load_tasks  # reads the file now

    return {task.name: task for task in load_tasks(path)}


@lru_cache(maxsize=1024)
def library_calls(found: Problem, drawn: int) -> tuple[tuple[tuple[Any, ...], Any], ...]:
    """(arguments, result) of the examples, of the other public calls, and of the hidden ones."""
    reference = trusted(found.source, found.name)
    calls, seen = list(found.examples), {repr(given) for given, _ in found.examples}
    number = 0
    while len(calls) < len(found.examples) + PUBLIC_CALLS + HIDDEN_CALLS and number < 200:
        given = found.arguments(Stream(0, "calls", found.name, drawn, number))
        number += 1
        if repr(given) not in seen:
            seen.add(repr(given))
            calls.append((given, reference(given).value))
    return tuple(calls)


def shown(test: CallTest | CodeTest) -> str:
    """A public test as the agent reads it."""
    if isinstance(test, CodeTest):
        return test.source.strip()
    keywords = [f"{name}={value!r}" for name, value in test.keywords]
    arguments = ", ".join([*map(repr, test.arguments), *keywords])
    return f"{test.function}({arguments}) == {test.expected!r}"


def only(task: CodeTask, count: int) -> CodeTask:
    """The task with its first `count` tests alone."""
    return replace(task, tests=task.tests[:count])
