"""How tic-tac-toe is shown and written."""

from __future__ import annotations

from functools import cache

from ...core.errors import Malformed
from ...core.game import Transition
from ...core.parsing import integers, words
from .solver import is_over, winner
from .state import EMPTY, MARKS, Mark, State, Task, side_to_move

__all__ = ["TEXTS", "describe", "parse", "rules"]

TEXTS = tuple(f"mark {cell + 1}" for cell in range(9))
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
    board, task = state.board, state.task
    if last is None:
        return f"{rules(task)}\n\nYou are {state.agent}.\n{_picture(board)}"
    events = last.events
    answer = events[1].cell if len(events) > 1 else None  # type: ignore[attr-defined]
    return _news(board, task.torus, side_to_move(task.opening), answer)


@cache
def _news(board: str, torus: bool, me: str, answer: int | None) -> str:
    """What is shown after a turn in which the opponent took the cell `answer`, if any."""
    picture = _picture(board)
    news = "" if answer is None else f"The opponent took cell {answer + 1}.\n"
    if not is_over(board, torus):
        return f"{news}You are {me}.\n{picture}"
    won = winner(board, torus)
    result = "It is a draw." if not won else "You won." if won == me else "The opponent won."
    return f"{news}{picture}\n{result}"
