"""What there is in a data question: the tables, the question, and what the agent has looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ...core.game import Event, Immutable

__all__ = [
    "Action",
    "Answered",
    "Cell",
    "Column",
    "Looked",
    "Queried",
    "Relation",
    "Row",
    "State",
    "Table",
    "Task",
    "Trap",
    "Verb",
]

Cell = int | float | str | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Relation(Immutable):
    """A result of a query, or a table."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Column(Immutable):
    """A column of a table."""

    name: str
    kind: str
    """"INTEGER", "REAL" or "TEXT", as the table declares it: values may be of other types."""
    meaning: str


@dataclass(frozen=True, slots=True)
class Table(Immutable):
    """A table with its data."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Trap(Immutable):
    """A silent error: a plausible query whose result is wrong here."""

    name: str
    """What is overlooked, as in "rows that are there twice are counted twice"."""
    result: str
    """What it gives, as canonical text."""


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """A small database, a question, and its answer."""

    tables: tuple[Table, ...]
    question: str
    answer: str
    """A number or a text, as canonical text."""
    query: str
    """A query that gives it."""
    needed: tuple[str, ...]
    """The tables that the query reads."""
    traps: tuple[Trap, ...]
    name: str = ""


class Verb(StrEnum):
    """What an action does."""

    SCHEMA = "schema"
    CSV = "csv"
    SQL = "sql"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Action(Immutable):
    """One action: a table for `SCHEMA` and `CSV`, a query for `SQL`, a literal for `ANSWER`."""

    verb: Verb
    text: str


@dataclass(frozen=True, slots=True)
class Looked(Event):
    """A table was looked at."""

    table: str


@dataclass(frozen=True, slots=True)
class Queried(Event):
    """A query was run: its result, or why it failed."""

    result: Relation
    error: str = ""
    cut: bool = False
    """Whether it had more rows than are kept."""


@dataclass(frozen=True, slots=True)
class Answered(Event):
    """The question was answered."""

    text: str


@dataclass(frozen=True, slots=True)
class State(Immutable):
    """The task and what happened."""

    task: Task
    seen: tuple[str, ...] = ()
    """Tables that were looked at or queried, sorted."""
    found: bool = False
    """Whether some result was exactly that of the task's query."""
    answer: str = ""
    """The answer that was given, as canonical text; empty before."""
