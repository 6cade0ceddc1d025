"""Level collections in the XSB format, checked so that every level read can be played."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Final

from ...core.errors import DataError, TaskError
from ...core.game import TaskSource
from .board import BOX, BOX_ON_GOAL, FLOOR, GOAL, PLAYER, PLAYER_ON_GOAL, WALL, board
from .state import Task

__all__ = ["SUFFIXES", "Level", "SokobanFiles", "check", "read_levels"]

SUFFIXES: Final = frozenset({".sok", ".txt", ".xsb"})
"""Endings of the files that are read in a folder."""

_BLANKS: Final = " -_"
_MARKS: Final = frozenset((WALL, GOAL, PLAYER, PLAYER_ON_GOAL, BOX, BOX_ON_GOAL, *_BLANKS))
_TO_FLOOR: Final = str.maketrans(_BLANKS, FLOOR * len(_BLANKS))
_NO_TITLES: Final = ("author", "collection", "comment", "copyright", "date", "email", "homepage", "set", "website")


@dataclass(frozen=True, slots=True)
class Level:
    """One level as it stands in a file, not yet checked."""

    rows: tuple[str, ...]
    """As written, without line ends."""
    line: int
    """The line of the first row, 1 for the file's first."""
    title: str


@dataclass(frozen=True)
class SokobanFiles(TaskSource[Task]):
    """The levels of a file, or of all files in a folder that end in .sok, .txt or .xsb, subfolders included.

    There is one split, "file"; an index counts the levels from 0, files in the order of their paths.

    Args:
        path: the file or folder.

    Raises:
        DataError: no file, no level, or a level that can't be played; names file, level and line.
    """

    splits: ClassVar[tuple[str, ...]] = ("file",)  # type: ignore[misc] # fixed for the class here

    path: str | os.PathLike[str]
    levels: tuple[Task, ...] = field(init=False, repr=False)
    """The levels in order."""

    def __post_init__(self) -> None:
        levels = tuple([task for name, file in _files(Path(self.path)) for task in _tasks(name, file)])
        object.__setattr__(self, "levels", levels)

    @property
    def shape(self) -> tuple[int, int]:
        """The most rows and the most columns of a level."""
        pictures = [level.picture.split("\n") for level in self.levels]
        return max(map(len, pictures)), max(max(map(len, rows)) for rows in pictures)

    def task(self, split: str, index: int) -> Task:
        """The level number `index`."""
        if split not in self.splits:
            raise TaskError(f"split must be one of {list(self.splits)}, got {split!r}")
        if not 0 <= index < len(self.levels):
            raise TaskError(f"index must be 0 to {len(self.levels) - 1}, got {index!r}")
        return self.levels[index]

    def count(self, split: str) -> int:
        """How many levels there are."""
        return len(self.levels)

    def key(self, task: Task) -> str:
        """The level's picture."""
        return task.picture

    def name(self, task: Task) -> str:
        """File and title, or number where it has none, such as "microban: 17"."""
        return task.name


def read_levels(text: str) -> Iterator[Level]:
    r"""The levels of a collection in order, with what titles them.

    A level is a run of rows: lines whose first character other than a blank is a wall, and lines of level
    characters only that hold a wall. Anything else between levels is text. A line `Title: ...`, `; ...` or plain
    text names the level that it touches: the one above where it touches both or neither of two, then the one
    below has its own. Other text names the level that follows.

    >>> [(level.title, level.line) for level in read_levels("; One\n####\n#@$.#\n#####\n\n####")]
    [('One', 2), ('', 6)]
    """
    runs = list(_runs(text))
    given = ""
    for i, (line, kind, lines) in enumerate(runs):
        below = runs[i + 1] if i + 1 < len(runs) else (0, "blank", [])
        if kind == "text":
            above = runs[i - 1][1] if i else "blank"
            if above != "rows" or below[1] == "rows":
                given = _title(lines) or given
        elif kind == "rows":
            after = runs[i + 2][1] if i + 2 < len(runs) else "blank"
            own = _title(below[2]) if below[1] == "text" and after != "rows" else ""
            yield Level(tuple(lines), line, own or given)
            given = ""


def check(level: Level) -> str:
    """The level's picture in the characters that `board` takes.

    Raises:
        DataError: it can't be played; the message names the line and says why.
    """
    rows = [row.translate(_TO_FLOOR).rstrip() for row in level.rows]
    for line, row in enumerate(rows, level.line):
        for column, mark in enumerate(row, 1):
            if mark not in _MARKS:
                raise DataError(
                    f"line {line}: expected the characters {_shown()}, got {mark!r} at character {column}; "
                    "a comment begins with ';'"
                )
    players = [line for line, row in enumerate(rows, level.line) for mark in row if mark in "@+"]
    if len(players) != 1:
        found = f"{len(players)}, in lines {', '.join(map(str, players))}" if players else "none"
        raise DataError(f"line {(players or [level.line])[-1]}: expected one player (@ or +), got {found}")
    picture = "\n".join(rows)
    boxes, goals = (sum(map(picture.count, marks)) for marks in ("$*", ".+*"))
    if boxes != goals or not boxes:
        raise DataError(f"line {level.line}: expected as many boxes as goals, at least 1, got {boxes} and {goals}")
    leak = _leak(rows)
    if leak is not None:
        raise DataError(
            f"line {level.line + leak}: expected walls all around what the player can reach, got a gap in this row"
        )
    drawn = board(picture)
    if len(drawn.boxes) != len(drawn.goals):
        raise DataError(
            f"line {level.line}: expected as many boxes as goals where the player can get, got {len(drawn.boxes)} "
            f"and {len(drawn.goals)}"
        )
    if drawn.boxes == drawn.goals:
        raise DataError(f"line {level.line}: expected a box off its goal where the player can get, got none")
    return picture


def _shown() -> str:
    return " ".join(mark for mark in sorted(_MARKS) if mark != FLOOR) + " and blanks"


def _leak(rows: list[str]) -> int | None:
    """The number of a row where the player can get to the edge of the picture, None where none is."""
    width = max(map(len, rows))
    grid = [row.ljust(width) for row in rows]
    start = next((r, c) for r, row in enumerate(grid) for c, mark in enumerate(row) if mark in "@+")
    seen = {start}
    pending = [start]
    while pending:
        r, c = pending.pop()
        if r in (0, len(grid) - 1) or c in (0, width - 1):
            return r
        for beside in ((r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)):
            if beside not in seen and grid[beside[0]][beside[1]] != WALL:
                seen.add(beside)
                pending.append(beside)
    return None


def _runs(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """(first line, kind, lines) of every run of lines of one kind: "rows", "text" or "blank"."""
    start, kind, lines = 0, "", list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        its_kind = _kind(line)
        if its_kind != kind:
            if lines:
                yield start, kind, lines
            start, kind, lines = number, its_kind, []
        lines.append(line)
    if lines:
        yield start, kind, lines


def _kind(line: str) -> str:
    if not line.strip():
        return "blank"
    is_row = line.lstrip(_BLANKS).startswith(WALL) or (WALL in line and _MARKS.issuperset(line))
    return "rows" if is_row else "text"


def _title(lines: list[str]) -> str:
    """The title among lines of text: what follows `Title:`, else the last that is no other `Key: value`."""
    title = ""
    for line in lines:
        plain = line.strip().lstrip(";").strip()
        key, colon, value = plain.partition(":")
        if colon and key.strip().lower() == "title":
            return value.strip()
        if plain and not (colon and key.strip().lower() in _NO_TITLES):
            title = plain
    return title


def _files(path: Path) -> list[tuple[str, Path]]:
    """The files to read with their names, in an order that is the same on every machine."""
    if path.is_file():
        return [(path.name, path)]
    if not path.is_dir():
        raise DataError(f"{path}: expected a file or folder of Sokoban levels, got nothing there")
    inside = [file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file()]
    if not inside:
        raise DataError(f"{path}: expected files that end in {', '.join(sorted(SUFFIXES))}, got none")
    return sorted((file.relative_to(path).as_posix(), file) for file in inside)


def _tasks(name: str, file: Path) -> list[Task]:
    # Titles in old encodings may be garbled by this; a garbled row has characters that `check` refuses.
    levels = list(read_levels(file.read_text(encoding="utf-8-sig", errors="replace")))
    if not levels:
        raise DataError(f"{file}: expected at least one level, got none")
    stem = name.rpartition(".")[0] or name
    tasks = []
    for number, level in enumerate(levels, 1):
        try:
            picture = check(level)
        except DataError as error:
            titled = f" ({level.title})" if level.title else ""
            raise DataError(f"{file}, level {number}{titled}, {error}") from error
        tasks.append(Task(picture, f"{stem}: {level.title or number}"))
    return tasks
