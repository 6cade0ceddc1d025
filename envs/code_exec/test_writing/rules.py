"""Writing tests one by one, each run on the function and on its mutants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from ...core.errors import Illegal
from ...core.game import Event, Game, Transition
from ...core.rng import Stream
from . import text
from .running import added
from .state import Added, Finish, State, Task, Test

__all__ = ["TestWriting"]


@dataclass(frozen=True)
class TestWriting(Game[Task, State, Test | Finish]):
    """Tests of a function that is right. Only the library's programs run, on literals."""

    __test__ = False  # no test class of pytest's

    types: ClassVar[tuple[type, ...]] = (Task, State, Test, Finish, Added)

    @property
    def rules(self) -> str:
        """See `text.RULES`."""
        return text.RULES

    def start(self, task: Task) -> State:
        """No test yet."""
        return State(task)

    def legal(self, state: State) -> Sequence[Test | Finish]:
        """`done`, the statement's examples, and the examples with an empty result; any other test may be written."""
        if self.is_over(state):
            return ()
        examples = [Test(state.task.name, *example) for example in state.task.examples]
        wrong = [Test(test.function, test.arguments, "None") for test in examples]
        return (Finish(), *(test for test in (*examples, *wrong) if test not in state.tests))

    def apply(self, state: State, action: Test | Finish, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """What the test finds out is added to what was known."""
        if isinstance(action, Finish):
            return replace(state, finished=True), ()
        if action in state.tests:
            raise Illegal("This test is there already. Write another one.")
        event = added(state.task, action)
        noticed = tuple(sorted({*state.noticed, *event.noticed}))
        ran = tuple(sorted({*state.ran, *event.ran}))
        return State(state.task, (*state.tests, action), noticed, ran), (event,)

    def is_over(self, state: State) -> bool:
        """Whether the agent is done, or there is nothing left to notice and to run."""
        task = state.task
        complete = len(state.noticed) == len(task.mutants) and set(task.lines) <= set(state.ran)
        return state.finished or complete

    def parse(self, text_: str, state: State) -> Test | Finish:
        """See `text.parse`."""
        return text.parse(text_, state.task)

    def format(self, action: Test | Finish) -> str:
        """An assertion, or `done`."""
        return "done" if isinstance(action, Finish) else action.text

    def describe(self, state: State, last: Transition[State, Test | Finish] | None) -> str:
        """See `text.describe`."""
        return text.describe(state, last)

    def key(self, state: State) -> str:
        """See `text.key`."""
        return text.key(state)

    def secrets(self, state: State) -> tuple[str, ...]:
        """The programs with the faults."""
        return state.task.mutants
