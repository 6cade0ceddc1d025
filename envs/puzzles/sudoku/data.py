"""Sudoku puzzles from files: one a line, each proved to have exactly one solution before it is played."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Final, Literal

from ...core.errors import DataError, TaskError, UsageError
from ...core.game import TaskSource
from .geometry import BOXES, Geometry, geometry
from .solver import BUDGET, search
from .state import Task

__all__ = ["SUFFIXES", "Refused", "SudokuFiles", "read_puzzle"]

SUFFIXES: Final = frozenset({".sdk", ".sudoku", ".txt"})
"""Endings of the files that are read in a folder."""

_MOST_NAMED: Final = 20
"""Bad lines that one error lists."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that holds no puzzle with exactly one solution."""

    file: str
    line: int
    """1 for the first."""
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


@dataclass(frozen=True)
class SudokuFiles(TaskSource[Task]):
    """The puzzles of a file, or of all files in a folder that end in .txt, .sdk or .sudoku, subfolders included.

    A line holds the size * size cells row by row, `.` or `0` for a blank. What follows a `:` is ignored, and so are
    empty lines and lines that begin with `#`. There is one split, "file"; an index counts the puzzles that are played,
    from 0, files in the order of their paths. All lines are solved at once: 0.2 ms for most puzzles, up to
    0.1 s for the hardest.

    Args:
        path: the file or folder.
        size: 4, 6 or 9; lines of 16, 36 or 81 cells.
        diagonals: both main diagonals hold every digit too.
        on_bad: "raise" an error that names the bad lines, or "skip" them and keep them in `refused`.

    Raises:
        DataError: no file, no puzzle, or bad lines.
    """

    splits: ClassVar[tuple[str, ...]] = ("file",)  # type: ignore[misc] # fixed for the class here

    path: str | os.PathLike[str]
    size: int = 9
    diagonals: bool = False
    on_bad: Literal["raise", "skip"] = "raise"
    puzzles: tuple[Task, ...] = field(init=False, repr=False)
    """The good ones in order."""
    refused: tuple[Refused, ...] = field(init=False, repr=False)
    """The bad lines in order."""

    def __post_init__(self) -> None:
        if self.size not in BOXES:
            raise UsageError(f"size must be one of {list(BOXES)}, got {self.size!r}")
        if self.on_bad not in ("raise", "skip"):
            raise UsageError(f"on_bad must be 'raise' or 'skip', got {self.on_bad!r}")
        board = geometry(self.size, self.diagonals)
        puzzles: list[Task] = []
        refused: list[Refused] = []
        for file, line, text in _lines(Path(self.path)):
            try:
                puzzles.append(read_puzzle(text, board, f"{file}:{line}"))
            except DataError as error:
                refused.append(Refused(file, line, str(error)))
        if refused and self.on_bad == "raise":
            raise DataError(_complaint(self.path, refused, len(puzzles)))
        if not puzzles:
            raise DataError(f"{self.path}: expected at least one good puzzle, got none and {len(refused)} bad lines")
        object.__setattr__(self, "puzzles", tuple(puzzles))
        object.__setattr__(self, "refused", tuple(refused))

    def task(self, split: str, index: int) -> Task:
        """The puzzle number `index`."""
        if split not in self.splits:
            raise TaskError(f"split must be one of {list(self.splits)}, got {split!r}")
        if not 0 <= index < len(self.puzzles):
            raise TaskError(f"index must be 0 to {len(self.puzzles) - 1}, got {index!r}")
        return self.puzzles[index]

    def count(self, split: str) -> int:
        """How many puzzles are played."""
        return len(self.puzzles)

    def key(self, task: Task) -> str:
        """The givens, row by row."""
        return "".join(map(str, task.givens))

    def name(self, task: Task) -> str:
        """File and line, such as "puzzles.txt:3"."""
        return task.name


def read_puzzle(text: str, board: Geometry, name: str = "") -> Task:
    """The puzzle that a line of cells holds.

    Raises:
        DataError: it holds none with exactly one solution; the message says why, without naming the place.
    """
    text = text.partition(":")[0].strip()
    cells, size = board.size**2, board.size
    allowed = "0." + "".join(map(str, range(1, size + 1)))
    for position, character in enumerate(text, 1):
        if character not in allowed:
            raise DataError(f"expected digits 1 to {size}, 0 or a dot, got {character!r} at character {position}")
    if len(text) != cells:
        raise DataError(f"expected {cells} cells for size {size}, got {len(text)}")
    givens = tuple(map(int, text.replace(".", "0")))
    for unit, its_name in zip(board.units, board.names, strict=True):
        digits = [givens[cell] for cell in unit if givens[cell]]
        if len(set(digits)) < len(digits):
            twice = next(digit for digit in digits if digits.count(digit) > 1)
            raise DataError(f"{its_name} has {twice} twice")
    if 0 not in givens:
        raise DataError("expected at least one blank cell, got a full board")
    found = search(givens, board, 2)
    if len(found.solutions) == 2:
        raise DataError("more than one solution")
    if not found.complete:
        raise DataError(f"could not be decided within {BUDGET} search nodes")
    if not found.solutions:
        raise DataError("no solution")
    return Task(size, givens, found.solutions[0], board.diagonals, name)


def _lines(path: Path) -> Iterator[tuple[str, int, str]]:
    """File, line number and text of each line that should hold a puzzle."""
    if path.is_dir():
        inside = [file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file()]
        named = sorted((file.relative_to(path).as_posix(), file) for file in inside)
        if not named:
            raise DataError(f"{path}: expected files that end in {', '.join(sorted(SUFFIXES))}, got none")
    elif path.is_file():
        named = [(path.name, path)]
    else:
        raise DataError(f"{path}: expected a file or folder of Sudoku puzzles, got nothing there")
    for name, file in named:
        # Bytes that are no UTF-8 become a character that no puzzle has, so the error can name their line.
        with file.open(encoding="utf-8-sig", errors="replace") as lines:
            for number, text in enumerate(lines, 1):
                text = text.strip()
                if text and not text.startswith("#"):
                    yield name, number, text


def _complaint(path: str | os.PathLike[str], refused: list[Refused], good: int) -> str:
    shown = "\n".join(f"  {bad}" for bad in refused[:_MOST_NAMED])
    rest = len(refused) - _MOST_NAMED
    more = f"\n  and {rest} more" if rest > 0 else ""
    return (
        f"{os.fspath(path)}: {len(refused)} of {len(refused) + good} lines hold no puzzle with exactly one solution; "
        f'mend them or pass on_bad="skip":\n{shown}{more}'
    )
