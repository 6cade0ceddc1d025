"""What a task to be graded is: a function to write, and tests that stay with the grader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...core.game import Immutable

__all__ = ["CallTest", "CodeTask", "CodeTest"]


@dataclass(frozen=True, slots=True)
class CallTest(Immutable):
    """A call with plain data and the answer that is right; compared by the grader, run by nobody else."""

    name: str
    function: str
    arguments: tuple[Any, ...]
    expected: Any
    keywords: tuple[tuple[str, Any], ...] = ()
    tolerance: float = 0.0
    """How far a number may be off; 0 for equality."""
    sequences: bool = False
    """Whether lists and tuples are alike, as they are in JSON, where the expected value comes from it."""
    drain: bool = False
    """Whether a generator counts as the list of what it gives."""


@dataclass(frozen=True, slots=True)
class CodeTest(Immutable):
    """Original test code, run where the submission is not; its functions are proxies there."""

    name: str
    source: str
    """Statements in the namespace of the task's `setup`; "" for a method of the task's `unittests` by its name."""


@dataclass(frozen=True, slots=True)
class CodeTask(Immutable):
    """A task with its answer: nothing of it but the prompt is for the agent."""

    name: str
    family: str
    """The format that it came in: "humaneval", "mbpp", "mbpp_sanitized", "cruxeval", "quixbugs", "exercism", ..."""
    prompt: str
    """What the agent is told, or the beginning of the program that it completes."""
    entry: str
    """The function to write, "" where the tests say."""
    reference: str
    """A program that passes."""
    tests: tuple[CallTest | CodeTest, ...]
    """The hidden tests, all of them: one that does not report counts as failed."""
    module: str = "solution"
    """What test code imports the submission as."""
    setup: str = ""
    """Run before the code tests, on the grader's side."""
    modules: tuple[tuple[str, str], ...] = ()
    """(name, source) of modules that both the submission and the tests may import."""
    unittests: tuple[tuple[str, str], ...] = ()
    """(name, source) of test files."""
    names: tuple[str, ...] = ()
    """Names in the setup and the tests that stand for the submission's functions."""
    handles: bool = False
    """Whether the tests use objects of the submission beyond plain data: weaker, since such an object answers for
    itself what it is equal to."""
    faulty: str = ""
    """A program with a fault, where the task is to repair one."""
    fault_lines: tuple[int, ...] = ()
    """Lines of `faulty` that hold the fault, from 1."""
    seconds: float = 5.0
    """For one call."""
