"""What there is in a file task: files, a goal as facts about files, and what was done."""

from __future__ import annotations

from dataclasses import dataclass

from ...core.game import Event, Immutable
from ..sandbox import Ran
from ..workspace import Workspace

__all__ = ["Command", "Goal", "LineRan", "State", "Step", "Task"]


@dataclass(frozen=True, slots=True)
class Goal(Immutable):
    """One fact about the files that must hold at the end."""

    path: str
    content: str | None
    """The file's text; None: there must be nothing at the path."""
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Step(Immutable):
    """A command that makes some goals true, whatever else was done before."""

    command: str
    goals: tuple[int, ...]
    """Which goals, 0 for the first."""
    needs: tuple[str, ...]
    """Files that must still be as they were."""


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """Files and what should become of them."""

    instruction: str
    files: tuple[tuple[str, str], ...]
    """(path, text) at the start."""
    goals: tuple[Goal, ...]
    steps: tuple[Step, ...]
    """A way to reach them."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Command(Immutable):
    """A line for the shell, or `done`."""

    text: str


@dataclass(frozen=True, slots=True)
class LineRan(Event):
    """A line was run by the shell."""

    ran: Ran


@dataclass(frozen=True, slots=True)
class State(Immutable):
    """The task and the files as they are."""

    task: Task
    workspace: Workspace
    done: bool = False
    backend: str = ""
    """Which backend runs the shell."""
