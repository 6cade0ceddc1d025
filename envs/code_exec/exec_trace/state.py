"""What there is in a trace quiz: programs with questions about their run, and the answers that were given."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ...core.game import Event, Immutable

__all__ = ["Answer", "Answered", "Kind", "Question", "State", "Task"]


class Kind(StrEnum):
    """What a question asks for."""

    COVERAGE = "coverage"
    """Whether a line runs at all: True or False (REval's coverage)."""
    NEXT = "next"
    """Which line runs right after a line's k-th run, -1 for none (REval's path, ExecVerify's control flow)."""
    VALUE = "value"
    """A variable's value right after a line's k-th run (REval's state, ExecVerify's data flow)."""
    TYPE = "type"
    """The type of that value, by its name."""
    OUTPUT = "output"
    """What the call returns (CRUXEval-O)."""
    INPUT = "input"
    """Arguments for which the function returns a given value; any that do are right (CRUXEval-I)."""


@dataclass(frozen=True, slots=True)
class Question(Immutable):
    """One question about the run of a program."""

    kind: Kind
    answer: str
    """The right answer as canonical text; for `INPUT` one of them."""
    line: int = 0
    """The line asked about, 0 where the whole call is."""
    time: int = 1
    """The how-manieth run of the line, 1 for the first."""
    name: str = ""
    """The variable asked about."""
    wanted: str = ""
    """For `INPUT` what the function must return."""


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """A program, a call of one of its functions, and questions in their order."""

    source: str
    function: str
    arguments: str
    """The arguments of the call, a tuple as canonical text."""
    questions: tuple[Question, ...]
    python: str = ""
    """The interpreter that the program was traced on, where it came from a file; ours run alike on all."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Answer(Immutable):
    """What the agent says: a literal in its canonical text, or a type's name."""

    text: str


@dataclass(frozen=True, slots=True)
class Answered(Event):
    """A question was answered."""

    number: int
    """Which question, 0 for the first."""
    text: str
    """The answer."""
    returned: str = ""
    """For `Kind.INPUT` what the function returned for it, as canonical text; "!" and a name where it raised."""


@dataclass(frozen=True, slots=True)
class State(Immutable):
    """The task and the answers so far."""

    task: Task
    given: tuple[Answered, ...] = ()
