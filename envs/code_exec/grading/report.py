"""What grading found out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ...core.game import Immutable
from ..sandbox import Failure

__all__ = ["GRADING_TYPES", "Outcome", "Report", "TestResult"]


class Outcome(StrEnum):
    """What became of a test. Only `PASSED` is good."""

    PASSED = "passed"
    WRONG = "wrong"
    """Another answer than the right one."""
    RAISED = "raised"
    NOT_PLAIN = "not plain"
    """An object in place of plain data."""
    NO_ANSWER = "no answer"
    """Too slow, or the process ended."""
    NOT_LOADED = "not loaded"
    """The submission itself raised, or did not end, when it was loaded."""
    MISSING = "missing"
    """No result came: counts as failed, as all of these."""


@dataclass(frozen=True, slots=True)
class TestResult(Immutable):
    """One test."""

    __test__ = False  # no test class of pytest's

    name: str
    outcome: Outcome
    detail: str = ""
    """For a trainer, never for the agent: it may quote the expected value."""

    @property
    def passed(self) -> bool:
        """Whether it passed."""
        return self.outcome is Outcome.PASSED


@dataclass(frozen=True, slots=True)
class Report(Immutable):
    """All tests of a task, in its order, each with its outcome."""

    task: str
    backend: str
    """Which backend ran the submission."""
    results: tuple[TestResult, ...]
    tamper: tuple[str, ...] = ()
    """What the submission did that looks like a trick; none of it can make a test pass."""
    suspicious: tuple[str, ...] = ()
    """What its text holds that tricks are made of; says nothing about what it does."""
    handles: bool = False
    """Whether its objects could answer for themselves (see `CodeTask.handles`)."""
    failure: Failure | None = None
    """The infrastructure failed: nothing may be concluded."""

    @property
    def measured(self) -> bool:
        """Whether the outcomes are the submission's own."""
        return self.failure is None

    @property
    def passed(self) -> bool:
        """Whether it was measured, has tests, and passed them all."""
        return self.measured and bool(self.results) and all(result.passed for result in self.results)

    @property
    def share(self) -> float:
        """The share of tests that passed, 0.0 to 1.0."""
        return sum(result.passed for result in self.results) / len(self.results) if self.results else 0.0


GRADING_TYPES = (Outcome, TestResult, Report)
"""For `Game.types` of games that keep reports."""
