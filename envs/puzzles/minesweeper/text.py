"""How Minesweeper is shown and written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ...core.errors import Malformed
from ...core.game import Transition
from ...core.parsing import integers, words
from .board import bits_of
from .state import Move, State, Task, Verb, planes

__all__ = ["FLAG", "HIDDEN", "MINE", "cells", "describe", "parse", "rules", "solution"]

HIDDEN, FLAG, MINE = ".", "F", "*"
_VERBS = {
    "reveal": Verb.REVEAL,
    "open": Verb.REVEAL,
    "flag": Verb.FLAG,
    "mark": Verb.FLAG,
    "unflag": Verb.UNFLAG,
    "unmark": Verb.UNFLAG,
}
_TORUS = (
    " The board is a torus: the edges wrap around, so the first and last rows, and the first and last columns, touch."
)


def rules(task: Task) -> str:
    """The rules of a task's board, with the actions."""
    return (
        f"You play Minesweeper on {task.rows} rows and {task.columns} columns with {task.mines.bit_count()} mines. "
        "A digit is the number of mines among the up to eight neighbors of a revealed cell, a dot is a hidden cell, "
        "F a flag of yours. Reveal every cell without a mine; revealing a mine loses."
        f"{_TORUS if task.torus else ''} Rows and columns are numbered from 1.\n"
        'Write one action a turn: "reveal ROW COLUMN", "flag ROW COLUMN" or "unflag ROW COLUMN", for example '
        '"reveal 2 3". A revealed 0 opens its neighbors too. Flags are notes: they keep a cell from being revealed, '
        "and winning takes none."
    )


def parse(text: str, moves: Mapping[Verb, tuple[Move, ...]], rows: int, columns: int) -> Move:
    """`VERB ROW COLUMN`; two numbers alone reveal.

    Raises:
        Malformed: no known verb, not two numbers, or off the board.
    """
    tokens = words(text)
    verb = _VERBS.get(tokens[0])
    if verb is None:
        verb, numbers = Verb.REVEAL, tokens
    else:
        numbers = tokens[1:]
    if len(numbers) != 2:
        raise Malformed('Expected "reveal ROW COLUMN", "flag ROW COLUMN" or "unflag ROW COLUMN", such as "reveal 2 3".')
    (row,) = integers(numbers[:1], low=1, high=rows, what="The row")
    (column,) = integers(numbers[1:], low=1, high=columns, what="The column")
    return moves[verb][(row - 1) * columns + column - 1]


@lru_cache(maxsize=64)
def cells(state: State) -> str:
    """What every cell shows, in board order: a digit, `.` hidden, `F` flagged or `*` a revealed mine."""
    size, dots, changes = _faces(state.task)
    # One byte a cell, as one integer: a dot, or what turns the dot into the cell's face or into a flag.
    text = dots ^ changes & _spread(state.revealed, size) * 255
    if state.flagged:
        text ^= _spread(state.flagged, size) * (ord(HIDDEN) ^ ord(FLAG))
    return text.to_bytes(size, "little").decode()


def solution(task: Task) -> str:
    """What every cell would show if all were revealed, in board order. Not for the agent."""
    size, dots, changes = _faces(task)
    return (dots ^ changes).to_bytes(size, "little").decode()


def describe(state: State, last: Transition[State, Move] | None) -> str:
    """The grid with numbered rows and columns, the number of mines without a flag, and how the game ended."""
    task = state.task
    header, gap, rows = _frame(task.rows, task.columns)
    shown = gap.join(cells(state))
    grid = "".join([start + shown[cut] for start, cut in rows])
    left = task.mines.bit_count() - state.flagged.bit_count()
    note = f"{header}{grid}\nMines without a flag: {left}."
    if state.revealed & task.mines:
        return f"{note}\nYou revealed a mine and lost."
    if last is None:
        return f"{rules(task)}\n\n{note}"
    if (state.revealed | task.mines).bit_count() == task.rows * task.columns:
        return f"{note}\nEvery cell without a mine is revealed. You won."
    return note


@lru_cache(maxsize=32)
def _frame(rows: int, columns: int) -> tuple[str, str, tuple[tuple[str, slice], ...]]:
    """The header line, what stands between two columns, and for each row its start and its part of the cells."""
    width = 3 if columns > 9 else 2
    edge = len(str(rows))
    header = " " * edge + "".join(f"{column:>{width}}" for column in range(1, columns + 1))
    step = columns * width
    lines = [
        (f"\n{row + 1:>{edge}}{' ' * (width - 1)}", slice(row * step, row * step + step - width + 1))
        for row in range(rows)
    ]
    return header, " " * (width - 1), tuple(lines)


@lru_cache(maxsize=1024)
def _faces(task: Task) -> tuple[int, int, int]:
    """The number of cells; one byte a cell, the first one lowest: a dot, and what turns the dot into the face."""
    size = task.rows * task.columns
    ones = int.from_bytes(b"\1" * size, "little")
    digits = sum(_spread(plane, size) << shift for shift, plane in enumerate(planes(task)))
    mines = _spread(task.mines, size) * 255
    faces = (digits + ones * ord("0")) & ~mines | ones * ord(MINE) & mines
    return size, ones * ord(HIDDEN), ones * ord(HIDDEN) ^ faces


def _spread(mask: int, size: int) -> int:
    """A mask with each bit in a byte of its own."""
    return int.from_bytes(bits_of(mask, size), "little")
