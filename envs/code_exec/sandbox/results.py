"""What a sandbox answers, as plain frozen data that a state or an event can hold.

Nothing here holds a time or a memory size: these differ from run to run, and an episode must not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ...core.game import Event, Immutable

__all__ = [
    "Answer",
    "Ended",
    "Failure",
    "NoAnswer",
    "NotPlain",
    "Raised",
    "Ran",
    "Returned",
    "SANDBOX_TYPES",
    "SandboxFailed",
    "Usage",
]


class Ended(StrEnum):
    """How a program came to its end."""

    EXITED = "exited"
    """By itself, with a status."""
    TIMEOUT = "timeout"
    """It used up its seconds."""
    MEMORY = "memory"
    """All its processes together took more memory than they may."""
    OUTPUT = "output"
    """It printed without end."""
    KILLED = "killed"
    """By a signal that it brought on itself, such as a segmentation fault."""


@dataclass(frozen=True, slots=True)
class Ran(Immutable):
    """A program that ran: what it did is its own doing, good or bad."""

    ended: Ended
    code: int
    """Exit status; negative for the signal that ended it."""
    stdout: str = ""
    stderr: str = ""
    cut: bool = False
    """Whether the output was longer than what is kept."""
    value: str = ""
    """Of a cell: the `repr` of its last expression, unless that is None."""
    session_lost: bool = False
    """The interpreter session ended with it; the next cell begins a new one."""

    @property
    def ok(self) -> bool:
        """Whether it ended by itself with status 0."""
        return self.ended is Ended.EXITED and self.code == 0


@dataclass(frozen=True, slots=True)
class Returned(Immutable):
    """A call's result: fresh plain data of exact builtin types."""

    value: Any


@dataclass(frozen=True, slots=True)
class Raised(Immutable):
    """A call raised."""

    kind: str
    """Name of the exception's class."""
    message: str
    bases: tuple[str, ...] = ()
    """Names of its builtin bases, the nearest first."""


@dataclass(frozen=True, slots=True)
class NotPlain(Immutable):
    """A call gave an object that is no plain data: a wrong answer, whatever it says about itself."""

    reason: str
    tamper: str = ""
    """Why it looks like a trick, such as an `__eq__` of its own; "" where it does not."""


@dataclass(frozen=True, slots=True)
class NoAnswer(Immutable):
    """A call brought no answer: too slow, or the process ended."""

    ended: Ended
    code: int = 0
    tamper: str = ""
    """What it sent in place of an answer, where that looks like a trick."""


Answer = Returned | Raised | NotPlain | NoAnswer


@dataclass(frozen=True, slots=True)
class Failure(Immutable):
    """The sandbox failed, not the program in it: nothing may be concluded about the program."""

    kind: str
    """"engine" (no answer from it), "start" (no sandbox could be made), "sandbox" (it went away), "disk" (full),
    "files" (the workspace can't be listed or restored),
    "starved" (the machine gave no processor time), "timeout" (no answer in time) or "closed"."""
    reason: str
    """For a person."""


@dataclass(frozen=True, slots=True)
class SandboxFailed(Event):
    """The infrastructure failed in this turn, which therefore can't be judged."""

    kind: str
    reason: str

    @classmethod
    def of(cls, failure: Failure) -> SandboxFailed:
        """The event that records a failure."""
        return cls(failure.kind, failure.reason)


@dataclass(frozen=True, slots=True)
class Usage(Immutable):
    """What the last request took. For reports; never part of a state."""

    wall: float = 0.0
    """Seconds in the sandbox."""
    round_trip: float = 0.0
    """Seconds until the answer was here."""
    left: int = 0
    """Processes that the program had left behind, and that were killed."""


SANDBOX_TYPES = (Ended, Failure, NoAnswer, NotPlain, Raised, Ran, Returned, SandboxFailed)
"""For `Game.types` of games that keep results."""
