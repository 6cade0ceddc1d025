"""A shell in a sandbox: a line a turn, until the agent says that it is done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from ...core.errors import Malformed
from ...core.game import Event, Game, Transition
from ...core.rng import Stream
from ..desk import Desk
from ..sandbox import SANDBOX_TYPES, Ended, Failure, Ran, SandboxFailed
from ..workspace import WORKSPACE_TYPES
from .goals import home
from .state import Command, Goal, LineRan, State, Step, Task

__all__ = ["Shell"]

MAX_CHARACTERS: Final = 4_000
_TAG: Final = re.compile(r"<action>(.*?)</action>", re.IGNORECASE | re.DOTALL)
_FILES: Final = 4


@dataclass(frozen=True)
class Shell(Game[Task, State, Command]):
    """Chores with files, by a real shell in a sandbox."""

    types: ClassVar[tuple[type, ...]] = (
        *(Task, Goal, Step, State, Command, LineRan),
        *WORKSPACE_TYPES,
        *SANDBOX_TYPES,
    )

    desk: Desk

    @property
    def rules(self) -> str:
        """How to act."""
        return (
            "You have a shell in a folder of your own, without network. Do the chores. One line a turn for sh, with "
            "the usual small programs (ls, cat, grep, sed, awk, sort, find, mv ...), for example: ls -R. Write done "
            "when everything is done. After reasoning, put the line into <action>...</action>."
        )

    def start(self, task: Task) -> State:
        """The files as the task has them."""
        return State(task, home(task), backend=self.desk.bench.backend)

    def legal(self, state: State) -> Sequence[Command]:
        """`done`, looks around, and removals; any other line may be written."""
        if state.done:
            return ()
        paths = [file.path for file in state.workspace.files if file.kind == "file" and _plain(file.path)][:_FILES]
        return (
            *map(Command, ("done", "ls -R", "true")),
            *(Command(f"cat {path}") for path in paths),
            *(Command(f"rm {path}") for path in paths[:2]),
        )

    def apply(self, state: State, action: Command, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """What the line printed, and the files after it."""
        if action.text == "done":
            return replace(state, done=True), ()
        finished = self.desk.act(home(state.task), state.workspace, lambda box: box.shell(action.text))
        if isinstance(finished, Failure):
            return state, (SandboxFailed.of(finished),)
        workspace, ran = finished
        return replace(state, workspace=workspace), (LineRan(_kept(ran)),)

    def is_over(self, state: State) -> bool:
        """Whether the agent said that it is done."""
        return state.done

    def parse(self, text: str, state: State) -> Command:
        """The line in a reply."""
        if len(text) > MAX_CHARACTERS:
            raise Malformed(f"Expected a line of at most {MAX_CHARACTERS} characters, got {len(text)}.")
        blocks = {block.strip() for block in _TAG.findall(text)}
        if len(blocks) > 1:
            raise Malformed(f"Expected exactly one line, got {len(blocks)} different ones.")
        line = blocks.pop() if blocks else text.strip()
        if not line or not line.isprintable() or "<action>" in line:
            raise Malformed("Expected one line for the shell, such as: ls -R, or done.")
        return Command(line)

    def format(self, action: Command) -> str:
        """The line itself."""
        return action.text

    def describe(self, state: State, last: Transition[State, Command] | None) -> str:
        """The chores at the start; then what the last line printed."""
        if last is None:
            return state.task.instruction
        for event in last.events:
            if isinstance(event, SandboxFailed):
                return f"The sandbox failed, and nothing was changed: {event.reason} Try again."
            if isinstance(event, LineRan):
                return _printed(event.ran)
        return "Done." if state.done else "Nothing was run."

    def key(self, state: State) -> str:
        """The chores and the files as they are."""
        files = "\n".join(
            f"{file.path} {file.mode:o} {file.blob.digest if file.blob else file.kind}"
            for file in state.workspace.files
        )
        return f"{state.task.instruction}\n{files}\n{'done' if state.done else ''}"

    def release(self, state: State) -> None:
        """Destroys the sandbox."""
        self.desk.release(home(state.task))

    def secrets(self, state: State) -> tuple[str, ...]:
        """The known way."""
        return tuple(step.command for step in state.task.steps)


def _plain(path: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_./-]+", path) is not None and not path.startswith("-")


def _printed(ran: Ran) -> str:
    shown = "\n".join(part.rstrip("\n") for part in (ran.stdout[:2000], ran.stderr[:1000]) if part.strip())
    if ran.ended is not Ended.EXITED:
        return f"{shown}\nIt was stopped: {ran.ended.value}.".strip()
    status = f"\nIt ended with status {ran.code}." if ran.code else ""
    return (shown or "Nothing was printed.") + status


def _kept(ran: Ran) -> Ran:
    return replace(ran, stdout=ran.stdout[:8000], stderr=ran.stderr[:4000])
