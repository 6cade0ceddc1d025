"""How Sudoku is shown and written."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from operator import itemgetter

from ...core.errors import Malformed
from ...core.game import Transition
from ...core.parsing import integers, words
from .geometry import BOXES
from .state import Action, State, Task, moves

__all__ = ["describe", "key", "parse", "rules"]

_PLACE = frozenset({"place", "put", "write", "fill", "set"})
_CLEAR = frozenset({"clear", "erase", "remove"})
_TOKENS = (". ", *(f"{digit}*" for digit in range(1, 10)))  # what a cell that is not given holds, by its digit
_CHARACTERS = bytes.maketrans(bytes(range(10)), b".123456789")


def rules(task: Task) -> str:
    """The rules of a task's board."""
    size = task.size
    rows, columns = BOXES[size]
    units = f"every row, every column and every box of {rows} rows and {columns} columns"
    if task.diagonals:
        units = units.replace(" and every", ", every", 1) + ", and on each of the two main diagonals"
    return (
        f"You solve a Sudoku. Fill the blank cells (.) so that each digit from 1 to {size} stands exactly once in "
        f"{units}. There is one solution. Rows are numbered 1 to {size} from the top, columns from the left.\n"
        'Write "place ROW COLUMN DIGIT" to fill a blank cell, for example "place 2 4 3" for a 3 in row 2, column 4, '
        'or "clear ROW COLUMN" to take back a digit of yours (marked *). One action a turn.'
    )


def parse(text: str, size: int) -> Action:
    """`place ROW COLUMN DIGIT`, its three numbers alone, or `clear ROW COLUMN`."""
    known = _by_text(size).get(text)
    if known is not None:
        return known
    tokens = words(text)
    verb = tokens[0]
    if verb in _CLEAR:
        if len(tokens) != 3:
            raise Malformed('Expected a row and a column after "clear", such as "clear 2 4".')
        row, column = integers(tokens[1:], low=1, high=size, what="A row or column")
        return moves(size).clears[(row - 1) * size + column - 1]
    numbers = tokens[1:] if verb in _PLACE else tokens
    if len(numbers) != 3 or not all(token.isdigit() for token in numbers):
        raise Malformed('Expected "place ROW COLUMN DIGIT", such as "place 2 4 3", or "clear ROW COLUMN".')
    row, column, digit = integers(numbers, low=1, high=size, what="A row, column or digit")
    return moves(size).places[(row - 1) * size + column - 1][digit - 1]


def describe(state: State, last: Transition[State, Action] | None) -> str:
    """The grid with numbered rows and columns, `*` after the agent's own digits; the rules before the first turn."""
    task, board = state.task, state.board
    template, own = _picture(task.size, task.givens)
    grid = template % tuple(map(_TOKENS.__getitem__, own(board)))
    blanks = board.count(0)
    if last is None:
        return f"{rules(task)}\n\n{grid}\nBlank cells: {blanks}"
    return f"{grid}\nBlank cells: {blanks}" if blanks else f"{grid}\nThe board is full: the Sudoku is solved."


def key(state: State) -> str:
    """Size and variant, the givens and the board, row by row."""
    task = state.task
    givens = bytes(task.givens).translate(_CHARACTERS).decode()
    board = bytes(state.board).translate(_CHARACTERS).decode()
    return f"{'x' if task.diagonals else '+'} {givens} {board}"


@cache
def _by_text(size: int) -> dict[str, Action]:
    return {move.text: move for move in moves(size).every}


@lru_cache(maxsize=4096)
def _picture(size: int, givens: tuple[int, ...]) -> tuple[str, Callable[[tuple[int, ...]], tuple[int, ...]]]:
    """The picture of a puzzle with `%s` for the two characters of each cell that is not given, and their digits."""
    free = [cell for cell, given in enumerate(givens) if not given]
    cells = [f"{given} " if given else "%s" for given in givens]
    # itemgetter gives no tuple for a single cell, so a slice stands for that
    own = itemgetter(*free) if len(free) > 1 else itemgetter(slice(free[0], free[0] + 1))
    return _template(size) % tuple(cells), own


@cache
def _template(size: int) -> str:
    """The picture of a board with `%s` for the two characters of each cell."""
    box_rows, box_columns = BOXES[size]
    stacks = size // box_columns
    numbers = [" ".join(str(i * box_columns + j + 1) for j in range(box_columns)) for i in range(stacks)]
    lines = [f"    {'   '.join(numbers)}"]
    rule = "  +" + "+".join(["-" * (2 * box_columns + 1)] * stacks) + "+"
    for row in range(size):
        if row and row % box_rows == 0:
            lines.append(rule)
        lines.append(f"{row + 1} | " + "| ".join(["%s" * box_columns] * stacks) + "|")
    return "\n".join(lines)
