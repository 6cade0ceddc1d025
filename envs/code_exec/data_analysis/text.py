"""How a data question is shown, and how actions are written."""

from __future__ import annotations

import csv
import io
import re
from typing import Final

from ...core.errors import Malformed
from ...core.game import Transition
from ..values import canonical, read_literal
from .state import Action, Looked, Queried, Relation, State, Table, Task, Verb

__all__ = ["RULES", "describe", "key", "parse"]

RULES: Final = (
    "You answer a question about a small database. One action a turn: schema TABLE; csv TABLE for its first rows; sql "
    "and one SELECT query in SQLite's dialect; answer and the answer, once, a number or a text. For example: "
    "sql SELECT count(*) FROM orders. Mind rows that are there twice, empty cells and spellings. After reasoning, "
    "put the action into <action>...</action>."
)

MAX_CHARACTERS: Final = 8_000
_SHOWN: Final = 20
_TAG: Final = re.compile(r"<(/?)action>", re.IGNORECASE)


def parse(text: str, task: Task) -> Action:
    """The action in a reply.

    Raises:
        Malformed: none, several, or one that is too long.
    """
    if len(text) > MAX_CHARACTERS:
        raise Malformed(f"Expected an action of at most {MAX_CHARACTERS} characters, got {len(text)}.")
    if any("\ud800" <= char <= "\udfff" for char in text) or "\0" in text:
        raise Malformed("Expected a text without zero bytes and surrogates.")
    verb, _, rest = _block(text).strip().partition(" ")
    verb, rest = verb.lower(), " ".join(rest.split()) if verb.lower() != "sql" else rest.strip().rstrip(";").rstrip()
    if verb in ("schema", "csv"):
        known = [table.name for table in task.tables]
        if rest.lower() not in known:
            raise Malformed(f"Expected one of the tables {', '.join(known)} after {verb!r}.")
        return Action(Verb(verb), rest.lower())
    if verb == "sql" and rest:
        return Action(Verb.SQL, rest)
    if verb == "answer" and rest:
        return Action(Verb.ANSWER, _answer(rest))
    raise Malformed('Expected "schema TABLE", "csv TABLE", "sql SELECT ..." or "answer ...".')


def describe(state: State, last: Transition[State, Action] | None) -> str:
    """The tables' names and the question at the start; then what the last action showed."""
    task = state.task
    if last is None:
        return f"Tables: {', '.join(table.name for table in task.tables)}.\nQuestion: {task.question}"
    for event in last.events:
        if isinstance(event, Queried):
            return f"The query failed: {event.error}." if event.error else _relation(event.result, event.cut)
        if isinstance(event, Looked):
            table = next(table for table in task.tables if table.name == event.table)
            csv_wanted = last.action.verb is Verb.CSV  # type: ignore[union-attr] # an event means an action
            return _csv(table) if csv_wanted else _schema(table)
    return "The question is answered." if state.answer else f"Question: {task.question}"


def key(state: State) -> str:
    """The tables, the question, and what was looked at."""
    names = ", ".join(table.name for table in state.task.tables)
    return f"{names}\n{state.task.question}\nseen: {', '.join(state.seen)}\n{'answered' if state.answer else ''}"


def _answer(text: str) -> str:
    """A number where it is one, else the text itself, without quotes."""
    try:
        value = read_literal(text)
    except Malformed:
        value = text
    if type(value) not in (int, float, str):
        value = text
    return canonical(value[:200] if isinstance(value, str) else value)


def _block(text: str) -> str:
    blocks, start = set(), -1
    for tag in _TAG.finditer(text):
        if not tag[1]:
            start = tag.end() if start < 0 else start
        elif start >= 0:
            blocks.add(text[start : tag.start()].strip())
            start = -1
    if len(blocks) > 1:
        raise Malformed(f"Expected exactly one action, got {len(blocks)} different ones.")
    return blocks.pop() if blocks else text


def _schema(table: Table) -> str:
    columns = "\n".join(f"  {column.name} {column.kind}: {column.meaning}" for column in table.columns)
    return f"{table.name} ({len(table.rows)} rows)\n{columns}"


def _csv(table: Table) -> str:
    shown = Relation(tuple(column.name for column in table.columns), table.rows[:_SHOWN])
    left = len(table.rows) - _SHOWN
    return _written(shown) + (f"\n... {left} rows more" if left > 0 else "")


def _relation(result: Relation, cut: bool) -> str:
    left = len(result.rows) - _SHOWN
    shown = _written(Relation(result.names, result.rows[:_SHOWN]))
    return shown + (f"\n... {left}{' or more' if cut else ''} rows more" if left > 0 else "")


def _written(result: Relation) -> str:
    """As CSV; what is NULL is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(result.names)
    for row in result.rows:
        writer.writerow(["" if cell is None else str(cell)[:100] for cell in row])
    return out.getvalue().rstrip("\n")
