"""How good a move of Sudoku was: does it follow from the visible digits, and does it fit the one solution."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from operator import ne
from typing import Any

from ...envs.core.game import Rejected, Transition
from ...envs.puzzles.sudoku.geometry import geometry
from ...envs.puzzles.sudoku.solver import fewest, proof, singles
from ...envs.puzzles.sudoku.state import Action, Place, State, moves
from ..scoring import Kind, OutcomeVerifier, PerTurn, Scoring, Term
from ..verdict import Label, OracleSet, Verdict

__all__ = [
    "SCORING",
    "SudokuOracle",
    "SudokuOutcome",
    "SudokuVpr",
    "clean_marks",
    "distance",
    "guarantee",
    "wrong_cells",
]

_ZERO = {
    "optimal": 0.0,
    "regret": 0.0,
    "progress": 0.0,
    "deducible": 0.0,
    "mrv": 0.0,
    "correct": 0.0,
    "rejected": 0.0,
    "deadlock": 0.0,
}

# The scores of `SudokuOracle`. A round trip must not pay: UNDONE takes back what placing again earns.
DEDUCED = 1.0
FEWEST = 0.5
RIGHT = 0.25
WRONG = -0.5
REPAIRED = 0.25
UNDONE = -1.0


def wrong_cells(state: State) -> list[int]:
    """The filled cells whose digit is not the solution's."""
    pairs = zip(state.board, state.task.solution, strict=True)
    return [cell for cell, (digit, right) in enumerate(pairs) if digit and digit != right]


def distance(state: State) -> int:
    """The fewest turns to the full board: one for each blank, two for each wrong digit."""
    board = state.board
    unsolved: int = sum(map(ne, board, state.task.solution))  # blanks and wrong digits
    return 2 * unsolved - board.count(0)


def clean_marks(state: State) -> int:
    """The pencil marks of the board without its wrong digits, whose cells are blank then."""
    grid = geometry(state.task.size, state.task.diagonals)
    board, solution = state.board, state.task.solution
    if sum(map(ne, board, solution)) == board.count(0):
        return state.marks & grid.blank
    pairs = zip(board, solution, strict=True)
    return grid.marks(tuple([digit if digit == right else 0 for digit, right in pairs]))


def guarantee(state: State) -> float:
    """The return on the unit scale of filling in the solution, which `max_turns` must leave room for."""
    return 1.5


@dataclass(frozen=True, slots=True)
class SudokuOracle:
    """Digits that follow in one step; where none does, right digits in the cells with the fewest candidates.

    A digit follows if it is a naked single (nothing else fits in the cell) or a hidden one (it fits in no other cell
    of a row, column, box or diagonal). Both are worked out on the board without its wrong digits, and digits are
    judged by the unique solution, so every state is recoverable: wrong digits can be cleared.

    The set: clears of the wrong digits, if any, and right digits that follow; where neither exists, right digits in
    the cells with the fewest candidates.

    Score (VPR's table halved, with hidden singles and clears added: ours):

    | move | score | label | regret |
    |---|---|---|---|
    | a right digit that follows | 1 | optimal or solved | 0 |
    | no digit follows or is wrong: a right digit where candidates are fewest | 0.5 | optimal | 0 |
    | another right digit | 0.25 | progress | 0 |
    | a wrong digit cleared | 0.25 | progress | 0 |
    | a wrong digit | -0.5 | setback | 1 |
    | a right digit cleared | -1 | setback | 1 |
    | rejected | -1 | rejected | 0 (the term `rejected` prices it) |

    No round of placing and clearing earns anything. Regret is half the number of turns that the move lost. Components:
    `optimal` 1 if the move is in the set; `regret`; `progress` change of the potential; `deducible` 1 if the digit
    follows; `mrv` 1 if no digit follows and the cell has the fewest candidates; `correct` 1 if the digit is the
    solution's, or the cleared one is not; `rejected`; `deadlock` always 0. Potential: 1 - d / (2 * d0), with d blanks
    plus twice the wrong digits (the exact number of turns left) and d0 blanks at the start. The last move has the
    label `solved` and the score of its row. The verdict leaves `oracle` empty: ask `actions` for the set.
    """

    bounds = (-1.0, 1.0)

    def actions(self, state: State) -> OracleSet[Action]:
        """The set, with each move's score as its value; empty when the board is full."""
        left = distance(state)
        if not left:
            return OracleSet((), distance=0)
        task = state.task
        grid, table = geometry(task.size, task.diagonals), moves(task.size)
        wrong = wrong_cells(state)
        marks = clean_marks(state)
        value: dict[Action, float] = {table.clears[cell]: REPAIRED for cell in wrong}
        found = singles(marks, grid) & state.marks  # a digit may conflict with a wrong one: first clear that
        for cell, mark in enumerate(grid.by_cell(found)):
            if mark:
                value[table.places[cell][mark.bit_length() - 1]] = DEDUCED
        if not value:
            value = {table.places[cell][task.solution[cell] - 1]: FEWEST for cell in fewest(marks, grid)}
        legal = state.marks.bit_count()
        return OracleSet(tuple(value), value, informative=len(value) < legal, distance=left)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one move."""
        before: State = t.before
        task, action = before.task, t.action
        left, most = distance(before), 2 * task.givens.count(0)
        parts = _ZERO.copy()
        start = 1.0 - left / most
        if isinstance(action, Rejected):
            parts["rejected"] = 1.0
            return Verdict(-1.0, Label.REJECTED, action.reason, parts, (start, start), feedback=action.reason)
        cell = (action.row - 1) * task.size + action.column - 1
        placed = type(action) is Place
        digit = action.digit if type(action) is Place else before.board[cell]
        helped = (digit == task.solution[cell]) is placed
        potential = (start, 1.0 - (left - 1 if helped else left + 1) / most)
        parts["progress"] = potential[1] - start
        if helped:
            parts["correct"] = 1.0
        else:
            parts["regret"] = 1.0
        if placed:
            return _placed(before, cell, digit, parts, potential)
        return _cleared(before, cell, digit, parts, potential)


def _placed(before: State, cell: int, digit: int, parts: dict[str, float], potential: tuple[float, float]) -> Verdict:
    """The verdict on a digit. The feedback tells what follows, never whether a guess was right."""
    size, diagonals = before.task.size, before.task.diagonals
    grid = geometry(size, diagonals)
    marks = clean_marks(before)
    why = proof(marks, grid, cell, digit)
    if why is not None:
        parts["deducible"] = parts["optimal"] = 1.0
        label = Label.SOLVED if potential[1] == 1.0 else Label.OPTIMAL
        return Verdict(
            DEDUCED, label, _follows(size, diagonals, cell, digit, why.unit), parts, potential, feedback=_FOLLOWS
        )
    others = singles(marks, grid).bit_count()
    if others:
        aside, feedback = f"{_count(others, 'digit')} of other cells did", _OTHERS
    else:
        best = fewest(marks, grid)
        count, least = (grid.by_cell(marks)[i].bit_count() for i in (cell, best[0]))
        parts["mrv"] = float(cell in best)
        aside = f"no digit did, and the cell has {count} candidates where the fewest are {least}"
        feedback = _FEWEST if cell in best else _MORE
    name = _name(size, cell)
    if not parts["correct"]:
        reason = f"{name} = {digit} contradicts the unique solution; clear it."
        return Verdict(WRONG, Label.SETBACK, reason, parts, potential, feedback=feedback)
    clean = len(wrong_cells(before))
    aside += f"; {_count(clean, 'wrong digit')} should be cleared" if clean else ""
    reason = f"{name} = {digit} is right but did not follow: {aside}."
    if parts["mrv"] and not clean:
        parts["optimal"] = 1.0
        return Verdict(FEWEST, Label.OPTIMAL, reason, parts, potential, feedback=feedback)
    return Verdict(RIGHT, Label.PROGRESS, reason, parts, potential, feedback=feedback)


def _cleared(before: State, cell: int, digit: int, parts: dict[str, float], potential: tuple[float, float]) -> Verdict:
    name = _name(before.task.size, cell)
    if not parts["correct"]:
        reason = f"{name} = {digit} was right and must be placed again."
        return Verdict(UNDONE, Label.SETBACK, reason, parts, potential, feedback=_CLEARED)
    parts["optimal"] = 1.0
    reason = f"{name} = {digit} was wrong and is cleared; {_count(len(wrong_cells(before)) - 1, 'wrong digit')} left."
    return Verdict(REPAIRED, Label.PROGRESS, reason, parts, potential, feedback=_CLEARED)


_FOLLOWS = "The digit follows from the board."
_OTHERS = "The digit does not follow from the board yet; there are digits that do."
_FEWEST = "No digit follows in one step; the cell is one of those with the fewest candidates."
_MORE = "No digit follows in one step; there are cells with fewer candidates."
_CLEARED = "A digit was taken back."


def _name(size: int, cell: int) -> str:
    return f"R{cell // size + 1}C{cell % size + 1}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


@lru_cache(maxsize=1 << 14)
def _follows(size: int, diagonals: bool, cell: int, digit: int, unit: int | None) -> str:
    if unit is None:
        why = "no other digit fits in the cell"
    else:
        why = f"it is the only cell of {geometry(size, diagonals).names[unit]} that can hold {digit}"
    return f"{_name(size, cell)} = {digit} follows: {why}."


@dataclass(frozen=True, slots=True)
class SudokuVpr:
    """VPR's table, as in released code, from -2 to 2. Only naked singles count as forced.

    With candidates taken from the visible board, wrong digits included: 2 for the right digit in a cell with one
    candidate, if no blank cell has fewer; 1 for the right digit in a cell with the fewest candidates otherwise; 0.5
    for the right digit elsewhere; -1 for a wrong digit; -2 for a rejected turn and for one that reaches the turn limit
    without solving the board.

    Where ours differs: theirs ends the episode at a rejected turn (ask for `max_rejected=1`); theirs takes a digit
    that visibly conflicts as a wrong one (-1), ours rejects it (-2); theirs has no way to clear a digit, ours pays 0
    for the removal of a wrong digit and -2 for that of a right one, so that no round of clearing and placing pays.
    """

    bounds = (-2.0, 2.0)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one move."""
        action = t.action
        if isinstance(action, Rejected):
            return Verdict(-2.0, Label.REJECTED, action.reason)
        if t.end == "truncated":
            return Verdict(-2.0, Label.FAILED, "The board was not solved within the turn limit.")
        before: State = t.before
        task = before.task
        cell = (action.row - 1) * task.size + action.column - 1
        if type(action) is not Place:
            if before.board[cell] == task.solution[cell]:
                return Verdict(-2.0, Label.SETBACK, "A right digit was cleared.")
            return Verdict(0.0, Label.NEUTRAL, "A wrong digit was cleared.")
        if action.digit != task.solution[cell]:
            return Verdict(-1.0, Label.SETBACK, f"{action.digit} contradicts the unique solution.")
        grid = geometry(task.size, task.diagonals)
        cells = grid.by_cell(before.marks & grid.blank)
        count = cells[cell].bit_count()
        least = min([marks.bit_count() for marks, digit in zip(cells, before.board, strict=True) if not digit])
        if count > least:
            return Verdict(0.5, Label.PROGRESS, f"The digit is right; its cell has {count} candidates, others {least}.")
        label = Label.SOLVED if t.end == "terminated" else Label.OPTIMAL
        if count == 1:
            return Verdict(2.0, label, "The digit is right and the cell's only candidate.")
        return Verdict(1.0, label, f"The digit is right in a cell with the fewest candidates, {count}.")


@dataclass(frozen=True, slots=True)
class SudokuOutcome(OutcomeVerifier):
    """1 for a full board, which is the solution, -1 for one that was not finished."""

    def result(self, t: Transition[Any, Any]) -> tuple[float, bool, str]:
        """See the class."""
        if t.end == "terminated":
            return 1.0, True, "The Sudoku is solved."
        blanks, wrong = t.after.board.count(0), len(wrong_cells(t.after))
        return (
            -1.0,
            False,
            f"The Sudoku was not solved: {_count(blanks, 'blank')} and {_count(wrong, 'wrong digit')} left.",
        )


_ORACLE = SudokuOracle()

SCORING = Scoring(
    terms={
        "outcome": Term(SudokuOutcome(), Kind.OUTCOME, description="1 solved, -1 not solved in the end"),
        "regret": Term(_ORACLE, Kind.PROCESS, "regret", 0.0, 1.0, "half the number of turns that the move lost"),
        "rejected": Term(_ORACLE, Kind.FORMAT, "rejected", 0.0, 1.0, "the text was no legal action"),
        "optimal": Term(_ORACLE, Kind.PROCESS, "optimal", 0.0, 1.0, "the move is in the oracle's set"),
        "deducible": Term(_ORACLE, Kind.PROCESS, "deducible", 0.0, 1.0, "the digit follows from the board"),
        "progress": Term(_ORACLE, Kind.PROCESS, "progress", -1.0, 1.0, "change of the potential"),
        "oracle": Term(_ORACLE, Kind.PROCESS, description="the oracle's score of the move"),
        "vpr": Term(SudokuVpr(), Kind.PROCESS, "", -2.0, 2.0, "VPR's table"),
    },
    scales={
        "unit": {"outcome": 1.0, "progress": 1.0, "regret": PerTurn(-1.0), "rejected": PerTurn(-1.0)},
        "vpr": {"vpr": 1.0},
    },
    oracle=_ORACLE,
    guarantee=guarantee,
)
