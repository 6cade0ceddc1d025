"""What a component is: something real, outside turnwise, that can be looked for, installed and tried."""

from dataclasses import dataclass
from typing import ClassVar, Protocol


class SetupError(Exception):
    """Says why a component can't be had here and what a person can do about it.

    Attributes:
        message: One or two sentences for a person.
        command: The exact command that a person must run, or "" where there is none.
        output: What the failed program printed, in full, or "".
    """

    def __init__(self, message: str, *, command: str = "", output: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.command = command
        self.output = output


@dataclass(frozen=True, slots=True)
class Status:
    """What a look at a component found."""

    ok: bool
    detail: str
    """What is there, with its version, or what is missing."""
    how_to_get: str = ""
    """The command that gets it; "" where `ok`."""


class Report(Protocol):
    """Where an installation tells what it does."""

    def say(self, text: str) -> None:
        """Announces something before it is done."""

    def line(self, text: str) -> None:
        """Shows one line that a running program printed."""


class Component(Protocol):
    """Something real that turnwise can use instead of an embedded default."""

    name: ClassVar[str]
    """What `turnwise setup` calls it."""
    title: ClassVar[str]
    """What a person calls it."""
    purpose: ClassVar[str]
    """What turnwise does with it, in one line."""

    def check(self) -> Status:
        """Looks for the component without using it: no more than a second or so."""

    def install(self, report: Report) -> None:
        """Gets and starts whatever is missing; nothing where all is there.

        Raises:
            SetupError: It can't be had here; the message says why.
        """

    def verify(self) -> str:
        """Uses the component for real and says in one line what it did.

        Raises:
            SetupError: It is there and does not work.
        """
