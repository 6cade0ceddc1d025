"""How good a move of tic-tac-toe was, by the whole game tree. Judges the move, not the opponent's answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ...envs.core.game import Rejected, Transition
from ...envs.puzzles.tictactoe.solver import Position, best_cells, position, value, winner
from ...envs.puzzles.tictactoe.state import MARKS, Mark, State
from ..scoring import Kind, OutcomeVerifier, PerTurn, Scoring, Term
from ..verdict import Label, OracleSet, Verdict

__all__ = ["SCORING", "TicTacToeOracle", "TicTacToeOutcome", "TicTacToeVpr", "guarantee", "result"]

_NAMES = {1: "a win", 0: "a draw", -1: "a loss"}
_ZERO = {"optimal": 0.0, "regret": 0.0, "progress": 0.0, "deducible": 0.0, "rejected": 0.0, "deadlock": 0.0}


def result(state: State) -> int:
    """The result of a finished game for the agent: 1, 0 or -1."""
    won = winner(state.board, state.task.torus)
    return 0 if not won else 1 if won == state.agent else -1


def guarantee(state: State) -> float:
    """The return on the unit scale that best play surely reaches: the game value, without regret."""
    return float(value(state.board, state.task.torus))


def _closeness(here: Position, agent: str) -> float:
    """Potential of a position with the agent to move, or of a finished game."""
    if here.winner:
        return 1.0 if here.winner == agent else 0.0
    return (here.value + 1) / 2


@cache
def _best(here: Position) -> OracleSet[Mark]:
    """The minimax set of a position; empty when the game is over."""
    if here.over:
        return OracleSet(())
    return OracleSet(
        tuple([MARKS[cell] for cell in here.best]),
        {MARKS[cell]: float(after) for cell, after in here.values},
        informative=len(here.best) < len(here.values),
    )


@dataclass(frozen=True, slots=True)
class TicTacToeOracle:
    """The minimax set: the moves that keep the value of the position.

    Score (ours): 1 for a move in the set; otherwise minus half the value given away (-0.5 or -1); -1 rejected.
    Components: `optimal` 0 or 1; `regret` half the value given away, in {0, 0.5, 1}; `progress` change of the
    potential, the opponent's answer included; `deducible` 1 if one move alone keeps the value; `rejected`;
    `deadlock` 1 if the position is lost under best play. Potential: (game value + 1) / 2.
    """

    bounds = (-1.0, 1.0)

    def actions(self, state: State) -> OracleSet[Mark]:
        """The value-keeping moves with every move's value; empty when the game is over."""
        return _best(position(state.board, state.task.torus))

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one move."""
        torus = t.before.task.torus
        here, action = position(t.before.board, torus), t.action
        if isinstance(action, Rejected):
            parts, reason, close = _ZERO.copy(), action.reason, _closeness(here, here.side)
            parts["rejected"], parts["deadlock"] = 1.0, float(here.value < 0)
            return Verdict(
                -1.0, Label.REJECTED, reason, parts, (close, close), close > 0, feedback=reason, oracle=_best(here)
            )
        score, label, reason, shared, close, reachable, feedback, oracle = _judge(here, action.cell)
        reached = _closeness(position(t.after.board, torus), here.side)
        parts = {**shared, "progress": reached - close}
        # checked once by `_judge`, made every turn
        fields = (score, label, reason, parts, (close, reached), reachable, True, False, feedback, oracle)
        return tuple.__new__(Verdict, fields)


@cache
def _judge(
    here: Position, cell: int
) -> tuple[float, Label, str, Mapping[str, float], float, bool, str, OracleSet[Mark]]:
    """What of the verdict on a legal move does not depend on the opponent's answer.

    (score, label, reason, components, potential before, recoverable, feedback, oracle); `progress` is left 0.
    """
    held, best = here.value, here.best
    kept = dict(here.values)[cell]
    parts = _ZERO | {
        "regret": (held - kept) / 2,
        "optimal": float(kept == held),
        "deducible": float(best == (cell,)),
        "deadlock": float(kept < 0),
    }
    if kept < held:
        better = ", ".join(str(other + 1) for other in best)
        score, label = (kept - held) / 2, Label.FATAL if kept < 0 else Label.SETBACK
        reason = f"Cell {cell + 1} turns {_NAMES[held]} into {_NAMES[kept]} under best play; cell {better} kept it."
        feedback = f"Cell {cell + 1} gave something away."
    elif here.after(cell).winner:
        score, label = 1.0, Label.SOLVED
        reason = feedback = f"Cell {cell + 1} wins."
    else:
        score, label = 1.0, Label.OPTIMAL
        reason = feedback = f"Cell {cell + 1} keeps {_NAMES[held]} under best play."
    close, oracle = _closeness(here, here.side), _best(here)
    Verdict(score, label, reason, parts, (close, close))  # raises where these do not agree
    return score, label, reason, parts, close, kept >= 0, feedback, oracle


@dataclass(frozen=True, slots=True)
class TicTacToeVpr:
    """VPR's table (as in released code, which uses minimax; the paper names MCTS): 1, 0 or -1 for a rejected move.

    Theirs ends the episode at a rejected move; ours goes on unless `max_rejected=1` is asked for.
    """

    bounds = (-1.0, 1.0)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one move."""
        if isinstance(t.action, Rejected):
            return Verdict(-1.0, Label.REJECTED, t.action.reason)
        if t.action.cell in best_cells(t.before.board, t.before.task.torus):
            return Verdict(1.0, Label.OPTIMAL, "The move is in the minimax set.")
        return Verdict(0.0, Label.NEUTRAL, "The move is legal but not in the minimax set.")


@dataclass(frozen=True, slots=True)
class TicTacToeOutcome(OutcomeVerifier):
    """1 for a win, 0 for a draw, -1 for a loss or a game that was not finished.

    Success: at least the value that the opening has under best play.
    """

    def result(self, t: Transition[Any, Any]) -> tuple[float, bool, str]:
        """See the class."""
        if t.end != "terminated":
            return -1.0, False, "The game was not finished within the turn limit."
        task = t.after.task
        return _ended(result(t.after), value(task.opening, task.torus))


@cache
def _ended(reached: int, expected: int) -> tuple[float, bool, str]:
    reason = f"The game ended in {_NAMES[reached]}; the opening is {_NAMES[expected]} under best play."
    return float(reached), reached >= expected, reason


_ORACLE = TicTacToeOracle()

SCORING = Scoring(
    terms={
        "outcome": Term(TicTacToeOutcome(), Kind.OUTCOME, description="1 win, 0 draw, -1 loss or unfinished"),
        "regret": Term(_ORACLE, Kind.PROCESS, "regret", 0.0, 1.0, "half the game value that the move gave away"),
        "rejected": Term(_ORACLE, Kind.FORMAT, "rejected", 0.0, 1.0, "the text was no legal action"),
        "optimal": Term(_ORACLE, Kind.PROCESS, "optimal", 0.0, 1.0, "the move is in the minimax set"),
        "oracle": Term(_ORACLE, Kind.PROCESS, description="the oracle's score of the move"),
        "vpr": Term(TicTacToeVpr(), Kind.PROCESS, description="VPR's table"),
    },
    scales={
        "unit": {"outcome": 1.0, "regret": PerTurn(-1.0), "rejected": PerTurn(-1.0)},
        "vpr": {"vpr": 1.0},
    },
    oracle=_ORACLE,
    guarantee=guarantee,
)
