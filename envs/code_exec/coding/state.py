"""What there is in a programming task: the task, the workspace, the commands, and what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ...core.game import Event, Immutable
from ..sandbox import Ran
from ..workspace import Workspace

__all__ = ["SOLUTION", "Check", "Command", "HandedIn", "Measured", "Printed", "State", "Task", "Verb"]

SOLUTION = "solution.py"
"""The file that is tested."""


class Verb(StrEnum):
    """What a command does."""

    WRITE = "write"
    EDIT = "edit"
    RUN = "run"
    TEST = "test"
    SUBMIT = "submit"


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """One program to write or to repair. The tests themselves stay with the game (see `book`)."""

    name: str
    prompt: str
    """What the program should do."""
    start: str
    """The solution file at the start: a stub, or a program with a fault."""
    reference: str
    """A program that passes every test."""
    public: tuple[str, ...]
    """The public tests, as the agent is shown them."""
    tests: int
    """How many tests there are, the public ones first among them."""
    drawn: int = 0
    """Addresses the arguments that were drawn for the tests."""
    faults: tuple[int, ...] = ()
    """The faulty lines of `start`, 1 for the first; empty where a program is to be written."""
    passed: int = 0
    """Public tests that `start` passes."""

    @property
    def repair(self) -> bool:
        """Whether a program is to be repaired."""
        return bool(self.faults)


@dataclass(frozen=True, slots=True)
class Command(Immutable):
    """One action. Which fields count depends on the verb."""

    verb: Verb
    path: str = ""
    first: int = 0
    """First line that an edit replaces, 1 for the first."""
    last: int = 0
    text: str = ""
    """The new text, or the program to run; ends with a newline unless empty."""


@dataclass(frozen=True, slots=True)
class Check(Immutable):
    """The result of one test."""

    passed: bool
    outcome: str
    """"passed", "wrong", "raised", "no answer" ... as the grader has it."""
    detail: str = ""
    """What came back; kept for public tests alone."""


@dataclass(frozen=True, slots=True)
class Measured(Event):
    """The public tests were run on a changed solution."""

    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class HandedIn(Event):
    """All tests were run on the solution, in a sandbox that the agent was never in."""

    checks: tuple[Check, ...]
    tamper: tuple[str, ...]
    """What the solution did that looks like a trick; none of it makes a test pass."""


@dataclass(frozen=True, slots=True)
class Printed(Event):
    """A program of the agent ran."""

    ran: Ran


@dataclass(frozen=True, slots=True)
class State(Immutable):
    """The task, the files, and what was measured."""

    task: Task
    workspace: Workspace
    checks: tuple[Check, ...]
    """The public tests on the solution as it is now; empty where it is as at the start."""
    best: int
    """Most public tests that any version so far has passed."""
    touched: tuple[int, ...] = ()
    """Lines of `task.start` that any version so far has changed, ascending."""
    handed_in: tuple[Check, ...] = ()
    """All tests, once the solution was handed in."""
    over: bool = False
    backend: str = ""
    """Which backend runs the programs."""

    @property
    def source(self) -> str:
        """The solution as it is now, empty where there is none."""
        content = self.workspace.read(SOLUTION)
        return "" if content is None else content.decode(errors="replace")

    @property
    def passing(self) -> int:
        """Public tests that the solution passes now."""
        return sum(check.passed for check in self.checks) if self.checks else self.task.passed
