"""How tic-tac-toe is shown and written."""

from __future__ import annotations

from functools import cache

from ...core.errors import Malformed
from ...core.game import Transition
from ...core.parsing import integers, words
from .solver import position
from .state import EMPTY, MARKS, TEXTS, Mark, State, Task

__all__ = ["describe", "parse", "rules"]

_BY_TEXT = dict(zip(TEXTS, MARKS, strict=True))
_VERBS = frozenset({"mark", "place", "take"})
_GRID = "\n---+---+---\n".join([" {} | {} | {}"] * 3)

_RULES = """You play tic-tac-toe. Cells are numbered 1 to 9, row by row. Take an empty cell with "mark CELL", for \
example "mark 5". Three of your marks in a row, column or diagonal win; the opponent answers each move."""
_TORUS = " The board is a torus: lines go on across the edges, so broken diagonals such as 2-6-7 count too."


def rules(task: Task) -> str:
    """The rules of a task's board."""
    return _RULES + (_TORUS if task.torus else "")


def parse(text: str) -> Mark:
    """`mark CELL`, or the number alone."""
    known = _BY_TEXT.get(text)
    if known is not None:
        return known
    tokens = words(text)
    if tokens[0] in _VERBS:
        tokens = tokens[1:]
    if len(tokens) != 1:
        raise Malformed('Expected one cell, such as "mark 5".')
    (cell,) = integers(tokens, low=1, high=9, what="The cell")
    return MARKS[cell - 1]


@cache
def _picture(board: str) -> str:
    return _GRID.format(*[str(i + 1) if mark == EMPTY else mark for i, mark in enumerate(board)])


def describe(state: State, last: Transition[State, Mark] | None) -> str:
    """The picture, whose turn it is and what the opponent did."""
    task, picture = state.task, _picture(state.board)
    if last is None:
        return f"{rules(task)}\n\nYou are {state.agent}.\n{picture}"
    events = last.events
    news = f"The opponent took cell {events[1].cell + 1}.\n" if len(events) > 1 else ""  # type: ignore[attr-defined]
    here = position(state.board, task.torus)
    if not here.over:
        return f"{news}You are {here.side}.\n{picture}"
    won = here.winner
    result = "It is a draw." if not won else "You won." if won == state.agent else "The opponent won."
    return f"{news}{picture}\n{result}"
