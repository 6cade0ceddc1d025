"""Queries on a task's tables: SQLite in memory, read only, with limits of steps and sizes, so that any query ends."""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from typing import Final

from .state import Cell, Queried, Relation, Task

__all__ = ["MAX_ROWS", "query", "tables_read"]

MAX_ROWS: Final = 200
_STEPS: Final = 300
"""Thousands of SQLite's instructions that a query may take: a fixed number, so that a slow machine changes nothing."""
_LENGTH: Final = 100_000

_ALLOWED: Final = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
_CHANCE: Final = frozenset(
    {"random", "randomblob", "current_time", "current_date", "current_timestamp", "load_extension", "sqlite_version"}
    | {"sqlite_source_id", "changes", "total_changes", "last_insert_rowid", "zeroblob", "fts3_tokenizer"}
)
"""Functions whose results are not the data's."""


def query(task: Task, text: str) -> Queried:
    """The result of one SELECT on the task's tables. Nothing can be changed, and nothing outside them is there."""
    return _queried(task, text)[0]


def tables_read(task: Task, text: str) -> tuple[str, ...]:
    """The tables of the task that a query reads, sorted; none where it fails before."""
    return _queried(task, text)[1]


@lru_cache(maxsize=2048)
def _queried(task: Task, text: str) -> tuple[Queried, tuple[str, ...]]:
    read: set[str] = set()

    def authorize(code: int, first: str | None, second: str | None, *_: str | None) -> int:
        if code == sqlite3.SQLITE_READ and first:
            read.add(first)
        chance = code == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _CHANCE
        return sqlite3.SQLITE_OK if code in _ALLOWED and not chance else sqlite3.SQLITE_DENY

    steps = [0]

    def tick() -> int:
        steps[0] += 1
        return int(steps[0] > _STEPS)

    connection = _loaded(task)
    try:
        connection.set_authorizer(authorize)
        connection.set_progress_handler(tick, 1000)
        result = _run(connection, text)
    finally:
        connection.close()
    names = {table.name for table in task.tables}
    return result, tuple(sorted(read & names))


def _run(connection: sqlite3.Connection, text: str) -> Queried:
    try:
        cursor = connection.execute(text)
        names = tuple(column[0] for column in cursor.description or ())
        rows = cursor.fetchmany(MAX_ROWS + 1)
    except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError) as error:
        reason = str(error)
        if "interrupted" in reason:
            reason = "the query took too many steps"
        return Queried(Relation((), ()), reason or type(error).__name__)
    plain = tuple(tuple(map(_plain, row)) for row in rows[:MAX_ROWS])
    return Queried(Relation(names, plain), "" if names else "the query gives no result", len(rows) > MAX_ROWS)


def _plain(value: object) -> Cell:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float):
        return round(value, 9)
    return value  # type: ignore[return-value] # SQLite has no other types


def _loaded(task: Task) -> sqlite3.Connection:
    """A database of the tables, in memory, that no other connection sees."""
    connection = sqlite3.connect(":memory:")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LENGTH)
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 10_000)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100)
    for table in task.tables:
        columns = ", ".join(f'"{column.name}" {column.kind}' for column in table.columns)
        connection.execute(f'CREATE TABLE "{table.name}" ({columns})')
        marks = ", ".join("?" * len(table.columns))
        connection.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', table.rows)
    connection.commit()
    return connection
