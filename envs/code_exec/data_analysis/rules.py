"""Looking at tables, asking queries, and answering once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from ...core.game import Event, Game, Transition
from ...core.rng import Stream
from ..values import canonical, read_literal
from . import text
from .database import query, tables_read
from .state import Action, Answered, Column, Looked, Queried, Relation, State, Table, Task, Trap, Verb

__all__ = ["DataAnalysis", "equal_answers", "is_found"]


@dataclass(frozen=True)
class DataAnalysis(Game[Task, State, Action]):
    """A question about tables. Queries run in this process, on a copy in memory that nothing can leave."""

    types: ClassVar[tuple[type, ...]] = (
        *(Task, Table, Column, Trap, Relation, State, Action, Verb),
        *(Looked, Queried, Answered),
    )

    @property
    def rules(self) -> str:
        """See `text.RULES`."""
        return text.RULES

    def start(self, task: Task) -> State:
        """Nothing was looked at yet."""
        return State(task)

    def legal(self, state: State) -> Sequence[Action]:
        """Looks at each table, plain queries, and small numbers as answers; any other text may be written."""
        if state.answer:
            return ()
        looks = [Action(verb, table.name) for table in state.task.tables for verb in (Verb.SCHEMA, Verb.CSV)]
        queries = [Action(Verb.SQL, f"SELECT count(*) FROM {table.name}") for table in state.task.tables]
        numbers = [
            Action(Verb.SQL, f"SELECT sum({column.name}) FROM {table.name}")
            for table in state.task.tables
            for column in table.columns
            if column.kind == "INTEGER" and not column.name.endswith("id")
        ]
        return (*looks, *queries, *numbers, *(Action(Verb.ANSWER, str(number)) for number in range(6)))

    def apply(self, state: State, action: Action, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """What was seen, and what came out of it."""
        if action.verb is Verb.ANSWER:
            return replace(state, answer=action.text), (Answered(action.text),)
        if action.verb is Verb.SQL:
            queried = query(state.task, action.text)
            read = tables_read(state.task, action.text) if not queried.error else ()
            found = state.found or is_found(state.task, queried, read)
            return replace(state, seen=_more(state.seen, *read), found=found), (queried,)
        return replace(state, seen=_more(state.seen, action.text)), (Looked(action.text),)

    def is_over(self, state: State) -> bool:
        """Whether the question was answered."""
        return bool(state.answer)

    def parse(self, text_: str, state: State) -> Action:
        """See `text.parse`."""
        return text.parse(text_, state.task)

    def format(self, action: Action) -> str:
        """The verb and what follows it."""
        return f"{action.verb.value} {action.text}"

    def describe(self, state: State, last: Transition[State, Action] | None) -> str:
        """See `text.describe`."""
        return text.describe(state, last)

    def key(self, state: State) -> str:
        """See `text.key`."""
        return text.key(state)

    def secrets(self, state: State) -> tuple[str, ...]:
        """The query that answers the question."""
        return (state.task.query,)


def is_found(task: Task, queried: Queried, read: tuple[str, ...]) -> bool:
    """Whether a query's result is the answer, computed from every table that it takes."""
    rows = queried.result.rows
    single = not queried.error and len(rows) == 1 and len(rows[0]) == 1 and rows[0][0] is not None
    return single and set(task.needed) <= set(read) and equal_answers(canonical(rows[0][0]), task.answer)


def equal_answers(one: str, other: str) -> bool:
    """Whether two answers are the same: numbers to a millionth, texts but for case and blanks at the ends."""
    left, right = read_literal(one), read_literal(other)
    if isinstance(left, str) or isinstance(right, str):
        return str(left).strip().lower() == str(right).strip().lower() and type(left) is type(right)
    return abs(left - right) <= 1e-6 if not (left is None or right is None) else left is right


def _more(seen: tuple[str, ...], *names: str) -> tuple[str, ...]:
    return tuple(sorted({*seen, *names}))
