"""How good a move of Minesweeper was, by the exact chance of a mine. Judges the decision, not its luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...envs.core.game import Rejected, Transition
from ...envs.puzzles.minesweeper.rules import move_table
from ...envs.puzzles.minesweeper.solver import BUDGET, counted, posterior, settle, view_of
from ...envs.puzzles.minesweeper.state import Move, State, Verb, opening
from ..scoring import Kind, OutcomeVerifier, PerTurn, Scoring, Term
from ..verdict import Label, OracleSet, Verdict
from .minesweeper_odds import Odds, is_certain_mine, odds, odds_of, place, proof, reveal_reason

__all__ = [
    "SCORING",
    "MinesweeperOracle",
    "MinesweeperOutcome",
    "MinesweeperVpr",
    "closeness",
    "guarantee",
]

_ZERO = {
    "optimal": 0.0,
    "regret": 0.0,
    "progress": 0.0,
    "deducible": 0.0,
    "rejected": 0.0,
    "deadlock": 0.0,
    "risk": 0.0,
    "min_risk": 0.0,
}


def closeness(before: State, after: State) -> tuple[float, float]:
    """The potential of two states of a task; see `MinesweeperOracle`. The first one is not over."""
    task = before.task
    start = opening(task).bit_count()
    goal = task.rows * task.columns - task.mines.bit_count() - start
    reached = 0.0 if after.revealed & task.mines else (after.revealed.bit_count() - start) / goal
    return (before.revealed.bit_count() - start) / goal, reached


def guarantee(state: State) -> float | None:
    """1.0, the return on the unit scale that certain reveals reach, where the board needs no guess; else None."""
    return 1.0 if state.task.guess_free else None


@dataclass(frozen=True, slots=True)
class MinesweeperOracle:
    """The certainly safe reveals, else the reveals with the least risk.

    Risk is the exact chance of a mine, given what is visible and that all layouts are equally likely. The least risk is
    not the best chance to win, which also depends on what a number would tell: where no cell is safe, the set is
    *risk-minimal*, not win-optimal. A least risky cell that the agent has flagged enters the set as its unflag, if no
    unflagged one is left.

    Score (ours), with p the risk of the cell and p_min the least risk of all hidden cells:

    | move | score | regret |
    |---|---|---|
    | reveal with p = 0 | 1 | 0 |
    | reveal with p = p_min > 0 | 0.5, whatever comes out | 0 |
    | other reveal | -(p - p_min) | p - p_min |
    | flag of a certain mine | 0.5 | 0 |
    | other flag | -0.5 | 0.5 |
    | unflag of a certain mine | -0.5 | 0.5 |
    | other unflag | 0.25 | 0 |
    | rejected | -1 | 0 |

    So no round of flags and unflags earns anything. Components: `optimal` 1 if the move is in the set; `regret`;
    `progress` change of the potential; `deducible` 1 if p is 0 or 1; `rejected`; `deadlock` 1 once a mine was revealed;
    `risk` p and `min_risk` p_min of a reveal (0 for other moves). Potential: the share of the safe cells left by the
    free first reveal that are revealed, 0 once a mine was: how much a zero happens to open is in the potential, not
    in the score. The verdict computes what it needs and leaves `oracle` empty: ask `actions` for the set.

    Args:
        budget: bound on the table entries of the count of one component; over it the verdict is `degraded`, and p is an
            estimate for cells that single numbers don't settle.
    """

    budget: int = BUDGET

    bounds = (-1.0, 1.0)

    def actions(self, state: State) -> OracleSet[Move]:
        """The set, with 1 - p as the value of every legal reveal; empty when the game is over."""
        task = state.task
        if state.revealed & task.mines or state.revealed | task.mines == task.board.full:
            return OracleSet(())
        table = move_table(task.rows, task.columns)
        found = posterior(view_of(state), self.budget)
        where, least = found.least
        open_cells = ~state.flagged
        best = tuple(table.pick(where & open_cells, Verb.REVEAL) or table.pick(where, Verb.UNFLAG))
        value = dict.fromkeys(best, 1.0 - least / found.total)
        for mask, weight in ((found.safe, 0), (found.mines, found.total), *found.groups):
            value.update(dict.fromkeys(table.pick(mask & open_cells, Verb.REVEAL), 1.0 - weight / found.total))
        return OracleSet(best, value, exact=found.exact, budget_used=found.work)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one move."""
        before: State = t.before
        potential = closeness(before, t.after)
        parts = _ZERO.copy()
        parts["progress"] = potential[1] - potential[0]
        if isinstance(t.action, Rejected):
            parts["rejected"] = 1.0
            reason = t.action.reason
            return Verdict(-1.0, Label.REJECTED, reason, parts, potential, feedback=reason)
        move: Move = t.action
        cell = move.row * before.task.columns + move.column
        if move.verb is not Verb.REVEAL:
            return self._judge_flag(t, move, cell, parts, potential)
        view = view_of(before)
        safe, mines, witness = settle(view, cell)
        if witness is not None:
            parts["optimal"] = parts["deducible"] = 1.0
            label = Label.SOLVED if t.end == "terminated" else Label.OPTIMAL
            reason = f"{place(move)} is certainly safe: {proof(view, witness)}."
            return Verdict(1.0, label, reason, parts, potential, True, True, False, _SAFE)
        return self._judge_reveal(t, move, odds_of(view, safe, mines, cell, self.budget), parts, potential)

    def _judge_reveal(
        self, t: Transition[Any, Any], move: Move, found: Odds, parts: dict[str, float], potential: tuple[float, float]
    ) -> Verdict:
        """The verdict on a reveal that took the exact odds."""
        alive = not t.after.revealed & t.after.task.mines
        parts["risk"], parts["min_risk"] = found.risk, found.least_risk
        parts["deducible"] = 1.0 if found.weight in (0, found.total) else 0.0
        parts["deadlock"] = 0.0 if alive else 1.0
        parts["optimal"] = 1.0 if found.weight == found.least else 0.0
        score, label, feedback = _reveal_score(found, t.end == "terminated")
        parts["regret"] = 0.0 if score > 0 else -score
        reason = reveal_reason(move, found, t.before.task.columns)
        return Verdict(
            score, label, reason, parts, potential, recoverable=alive, degraded=not found.exact, feedback=feedback
        )

    def _judge_flag(
        self, t: Transition[Any, Any], move: Move, cell: int, parts: dict[str, float], potential: tuple[float, float]
    ) -> Verdict:
        """The verdict on a flag or an unflag: whether the cell is certainly a mine."""
        before: State = t.before
        certain, exact = is_certain_mine(before, cell, self.budget)
        score, label, feedback = _FLAGS[move.verb, certain]
        parts["deducible"] = 1.0 if certain else 0.0
        parts["regret"] = 0.0 if score > 0 else -score
        if move.verb is Verb.UNFLAG and not certain:
            view = view_of(before)
            safe, mines, _ = settle(view, None)
            if not safe & ~before.flagged:
                found = odds(counted(view, safe, mines, self.budget), cell)
                parts["optimal"] = 1.0 if found.weight == found.least and not found.where & ~before.flagged else 0.0
                exact = exact and found.exact
        state = "a mine in every board" if certain else "not a mine in every board"
        reason = f"{place(move)} is {state} that fits what is visible."
        return Verdict(score, label, reason, parts, potential, degraded=not exact, feedback=feedback)


_SAFE = "The reveal was certainly safe."

_FLAGS = {
    (Verb.FLAG, True): (0.5, Label.PROGRESS, "The flag marks a certain mine."),
    (Verb.FLAG, False): (-0.5, Label.SETBACK, "The flag is on a cell that is not certainly a mine."),
    (Verb.UNFLAG, True): (-0.5, Label.SETBACK, "The flag was taken off a certain mine."),
    (Verb.UNFLAG, False): (0.25, Label.PROGRESS, "The flag was not on a certain mine."),
}


def _reveal_score(found: Odds, over: bool) -> tuple[float, Label, str]:
    if not found.weight:
        return 1.0, Label.SOLVED if over else Label.OPTIMAL, _SAFE
    if found.weight == found.least:
        return 0.5, Label.OPTIMAL, "No cell was certainly safe, and none had less risk."
    label = Label.FATAL if found.weight == found.total else Label.SETBACK
    return (found.least - found.weight) / found.total, label, "Another cell had less risk."


@dataclass(frozen=True, slots=True)
class MinesweeperVpr:
    """VPR's table (as in released code).

    2 for a certainly safe reveal; 1 for the flag of a certain mine; 1 for a least risky reveal where no cell is safe,
    kept even if it hits a mine; 0 for another reveal; -1 for another flag; -2 for a rejected text, and for a turn that
    the turn limit cuts off.

    Differences: theirs ends the episode at a rejected text (ours with `max_rejected=1`) and at a wrong flag (ours goes
    on); theirs falls back to single numbers over 50,000 enumeration steps, ours counts exactly. Unflagging is
    ours: -1 for a certain mine, so that flagging it again earns nothing, else 0.

    Args:
        budget: see `MinesweeperOracle`.
    """

    budget: int = BUDGET

    bounds = (-2.0, 2.0)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one move."""
        if isinstance(t.action, Rejected):
            return Verdict(-2.0, Label.REJECTED, t.action.reason)
        if t.end == "truncated":
            return Verdict(-2.0, Label.FAILED, "The turn limit came before the board was cleared.")
        move: Move = t.action
        view = view_of(t.before)
        cell = move.row * view.board.columns + move.column
        if move.verb is not Verb.REVEAL:
            certain, exact = is_certain_mine(t.before, cell, self.budget)
            score, label = _VPR_FLAGS[move.verb, certain]
            return Verdict(score, label, _FLAGS[move.verb, certain][2], degraded=not exact)
        safe, mines, witness = settle(view, cell)
        if witness is not None:
            return Verdict(2.0, Label.OPTIMAL, _SAFE)
        found = odds_of(view, safe, mines, cell, self.budget)
        score, label, reason = _vpr(found)
        return Verdict(score, label, reason, degraded=not found.exact)


_VPR_FLAGS = {
    (Verb.FLAG, True): (1.0, Label.OPTIMAL),
    (Verb.FLAG, False): (-1.0, Label.SETBACK),
    (Verb.UNFLAG, True): (-1.0, Label.SETBACK),
    (Verb.UNFLAG, False): (0.0, Label.NEUTRAL),
}


def _vpr(found: Odds) -> tuple[float, Label, str]:
    if not found.weight:
        return 2.0, Label.OPTIMAL, _SAFE
    if found.weight == found.least:
        return 1.0, Label.OPTIMAL, "No cell was certainly safe, and none had less risk."
    return 0.0, Label.NEUTRAL, "Another cell had less risk."


@dataclass(frozen=True, slots=True)
class MinesweeperOutcome(OutcomeVerifier):
    """1 for a cleared board; -1 for a revealed mine, or if the turns ran out. Success: cleared."""

    def result(self, t: Transition[Any, Any]) -> tuple[float, bool, str]:
        """See the class."""
        task, revealed = t.after.task, t.after.revealed
        if revealed & task.mines:
            return -1.0, False, "A mine was revealed."
        hidden = task.rows * task.columns - (revealed | task.mines).bit_count()
        if hidden:
            return -1.0, False, f"The turns ran out with {hidden} cells without a mine still hidden."
        return 1.0, True, "Every cell without a mine is revealed."


_ORACLE = MinesweeperOracle()

SCORING = Scoring(
    terms={
        "outcome": Term(MinesweeperOutcome(), Kind.OUTCOME, description="1 cleared, -1 mine revealed or unfinished"),
        "regret": Term(_ORACLE, Kind.PROCESS, "regret", 0.0, 1.0, "the risk taken above the least risk on the board"),
        "rejected": Term(_ORACLE, Kind.FORMAT, "rejected", 0.0, 1.0, "the text was no legal action"),
        "optimal": Term(_ORACLE, Kind.PROCESS, "optimal", 0.0, 1.0, "the move is in the oracle's set"),
        "progress": Term(_ORACLE, Kind.SHAPING, "progress", -1.0, 1.0, "change of the share of safe cells revealed"),
        "oracle": Term(_ORACLE, Kind.PROCESS, description="the oracle's score of the move"),
        "vpr": Term(MinesweeperVpr(), Kind.PROCESS, low=-2.0, high=2.0, description="VPR's table"),
    },
    scales={
        "unit": {"outcome": 1.0, "regret": PerTurn(-1.0), "rejected": PerTurn(-1.0)},
        "vpr": {"vpr": 1.0},
    },
    oracle=_ORACLE,
    guarantee=guarantee,
)
