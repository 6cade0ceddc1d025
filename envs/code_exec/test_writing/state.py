"""What there is in a test-writing task: a function, seeded faults, and the tests that were written."""

from __future__ import annotations

from dataclasses import dataclass

from ...core.game import Event, Immutable

__all__ = ["Added", "Finish", "State", "Task", "Test"]


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """A function to test, and what its tests should notice."""

    name: str
    statement: str
    source: str
    """The function, which is right."""
    examples: tuple[tuple[str, str], ...]
    """(arguments, result) of the statement's examples, as canonical texts."""
    mutants: tuple[str, ...]
    """The same program with one seeded fault each; each fault shows in some call of `calls`."""
    lines: tuple[int, ...]
    """Lines that some call of `calls` runs."""
    calls: tuple[tuple[str, str], ...]
    """(arguments, result) of calls that together notice every fault and run every line."""


@dataclass(frozen=True, slots=True)
class Test(Immutable):
    """One assertion: the function, called with these arguments, gives this."""

    __test__ = False  # no test class of pytest's

    function: str
    arguments: str
    """A tuple as canonical text."""
    expected: str

    @property
    def text(self) -> str:
        """As it is written."""
        return f"assert {self.function}({self.arguments[1:-1].removesuffix(',')}) == {self.expected}"


@dataclass(frozen=True, slots=True)
class Finish(Immutable):
    """No more tests."""


@dataclass(frozen=True, slots=True)
class Added(Event):
    """A test was run on the function and on every mutant."""

    holds: bool
    """Whether the function, which is right, gives the expected value."""
    returned: str
    """What it gives, as canonical text; "!" and a name where it raises."""
    noticed: tuple[int, ...]
    """Faults that the test notices, 0 for the first; none where it does not hold."""
    ran: tuple[int, ...]
    """Lines that it runs; none where it does not hold."""


@dataclass(frozen=True, slots=True)
class State(Immutable):
    """The tests so far, and what they notice together."""

    task: Task
    tests: tuple[Test, ...] = ()
    noticed: tuple[int, ...] = ()
    ran: tuple[int, ...] = ()
    finished: bool = False
