"""Programming in a workspace: files are written, programs run, tests are measured after every change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from ...core.errors import Illegal
from ...core.game import Event, Game, Transition
from ...core.rng import Stream
from ..sandbox import SANDBOX_TYPES, Failure, Ran, SandboxFailed
from ..workspace import WORKSPACE_TYPES, Workspace
from . import text
from .difference import changed_lines, same_program
from .judge import Judge, home
from .proposals import proposals
from .state import Check, Command, HandedIn, Measured, Printed, State, Task, Verb

__all__ = ["Coding"]

_MOST_FILES = 50


@dataclass(frozen=True)
class Coding(Game[Task, State, Command]):
    """Writing or repairing one program."""

    types: ClassVar[tuple[type, ...]] = (
        *(Task, State, Command, Verb, Check, Measured, HandedIn, Printed),
        *WORKSPACE_TYPES,
        *SANDBOX_TYPES,
    )

    judge: Judge

    @property
    def rules(self) -> str:
        """See `text.RULES`."""
        return text.RULES

    def start(self, task: Task) -> State:
        """The workspace with the solution file as the task has it."""
        return State(task, home(task), (), task.passed, backend=self.judge.desk.bench.backend)

    def legal(self, state: State) -> Sequence[Command]:
        """`test`, `submit`, and a few changes made from what is shown alone; any other text may be written."""
        return () if state.over else proposals(state.task, state.source)

    def apply(self, state: State, action: Command, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """Does the command; where the sandbox fails, the state stays and the event says so."""
        match action.verb:
            case Verb.SUBMIT:
                return self._handed_in(state)
            case Verb.TEST:
                return self._tested(state)
            case Verb.RUN:
                return self._ran(state, action)
        return self._changed(state, _with_file(state, action), ())

    def is_over(self, state: State) -> bool:
        """Whether the solution was handed in."""
        return state.over

    def parse(self, text_: str, state: State) -> Command:
        """See `text.parse`."""
        return text.parse(text_)

    def format(self, action: Command) -> str:
        """See `text.format_command`."""
        return text.format_command(action)

    def describe(self, state: State, last: Transition[State, Command] | None) -> str:
        """See `text.describe`."""
        return text.describe(state, last)

    def key(self, state: State) -> str:
        """See `text.key`."""
        return text.key(state)

    def release(self, state: State) -> None:
        """Destroys the agent's sandbox."""
        self.judge.desk.release(home(state.task))

    def secrets(self, state: State) -> tuple[str, ...]:
        """The reference, unless the agent has written it."""
        return () if same_program(state.source, state.task.reference) else (state.task.reference,)

    def _handed_in(self, state: State) -> tuple[State, tuple[Event, ...]]:
        found = self.judge.every(state.task, state.workspace)
        if isinstance(found, Failure):
            return state, (SandboxFailed.of(found),)
        event = HandedIn(*found)
        return replace(state, handed_in=event.checks, over=True), (event,)

    def _tested(self, state: State) -> tuple[State, tuple[Event, ...]]:
        """What was measured at the last change; the program of the start is measured when it is first asked for."""
        if state.checks or not state.task.public:
            return state, (Measured(state.checks),)
        return self._changed(state, state.workspace, ())

    def _ran(self, state: State, action: Command) -> tuple[State, tuple[Event, ...]]:
        done = self.judge.desk.act(home(state.task), state.workspace, lambda box: box.run(action.text))
        if isinstance(done, Failure):
            return state, (SandboxFailed.of(done),)
        after, ran = done
        return self._changed(state, after, (Printed(_kept(ran)),))

    def _changed(
        self, state: State, workspace: Workspace, events: tuple[Event, ...]
    ) -> tuple[State, tuple[Event, ...]]:
        """The state with other files; the public tests are run where the solution is another one."""
        after = replace(state, workspace=workspace)
        source = after.source
        if events and source == state.source:
            return after, events
        checks = self.judge.public(state.task, workspace)
        if isinstance(checks, Failure):
            return state, (SandboxFailed.of(checks),)
        best = max(state.best, sum(check.passed for check in checks))
        touched = tuple(sorted({*state.touched, *changed_lines(state.task.start, source)}))
        return replace(after, checks=checks, best=best, touched=touched), (*events, Measured(checks))


def _with_file(state: State, action: Command) -> Workspace:
    """The workspace after a write or an edit.

    Raises:
        Illegal: too many files, no such file, or no such lines.
    """
    if action.verb is Verb.WRITE:
        known = {file.path: file.kind for file in state.workspace.files}
        above = ["/".join(action.path.split("/")[:end]) for end in range(1, action.path.count("/") + 1)]
        if known.get(action.path, "file") != "file" or any(known.get(path, "folder") != "folder" for path in above):
            raise Illegal(f"{action.path} is no file there could be: a folder or a link is in the way.")
        if len(known) >= _MOST_FILES:
            raise Illegal(f"There are {len(known)} files already; that is enough.")
        return state.workspace.written(action.path, action.text)
    content = state.workspace.read(action.path)
    if content is None:
        raise Illegal(f"There is no file {action.path}. Write it first.")
    lines = content.decode(errors="replace").rstrip("\n").split("\n")
    if not 1 <= action.first <= action.last <= len(lines):
        raise Illegal(f"{action.path} has lines 1 to {len(lines)}; {action.first}-{action.last} are none of them.")
    new = action.text.rstrip("\n").split("\n") if action.text else []
    return state.workspace.written(
        action.path, "\n".join([*lines[: action.first - 1], *new, *lines[action.last :]]) + "\n"
    )


def _kept(ran: Ran) -> Ran:
    """What is kept of an output: what an agent could read anyway."""
    return replace(ran, stdout=ran.stdout[:8000], stderr=ran.stderr[-4000:])
