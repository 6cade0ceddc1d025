"""How good a move of Sokoban was, by the exact number of moves to the end before and after it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from ...envs.core.errors import UsageError
from ...envs.core.game import Rejected, Transition
from ...envs.puzzles.sokoban.board import UNKNOWN, UNSOLVABLE, board, moves
from ...envs.puzzles.sokoban.solver import BUDGET, culprit, solve
from ...envs.puzzles.sokoban.state import DIRECTIONS, Direction, State
from ..scoring import Kind, OutcomeVerifier, PerTurn, Scoring, Term
from ..verdict import Label, OracleSet, Verdict

__all__ = ["SCORING", "SokobanOracle", "SokobanOutcome", "SokobanVpr", "guarantee"]

_ZERO = {
    "optimal": 0.0,
    "regret": 0.0,
    "progress": 0.0,
    "deducible": 0.0,
    "rejected": 0.0,
    "deadlock": 0.0,
    "distance": -1.0,
}


def guarantee(state: State) -> float | None:
    """The return on the unit scale of a shortest solution, which `max_turns` must leave room for; None if unknown."""
    distance = _known(state.task.picture, state.player, state.boxes, BUDGET).distance
    return None if distance == UNKNOWN else -1.0 if distance == UNSOLVABLE else 1.5


class _Known(NamedTuple):
    """What is known of a position."""

    distance: int
    """Moves to the end, UNSOLVABLE or UNKNOWN."""
    closeness: float | None
    """The potential: max(0, 1 - d / 2d0); 1 solved, 0 lost, None where a distance is unknown."""
    oracle: OracleSet[Direction]
    """The moves that begin a shortest solution; empty when there is none, or none was found."""


@lru_cache(maxsize=16384)
def _known(picture: str, player: int, boxes: tuple[int, ...], budget: int) -> _Known:
    level = board(picture)
    found = solve(picture, (player, boxes), budget)
    distance, ways = found.distance, found.ways
    closeness = 1.0 if distance == 0 else 0.0 if distance == UNSOLVABLE else None
    if distance > 0:
        whole = solve(picture, level.start, budget).distance
        closeness = max(0.0, 1.0 - distance / (2 * whole)) if whole > 0 else None
    legal = 4 - moves(level, player, boxes).count(None)
    exact = distance != UNKNOWN
    oracle = OracleSet(
        tuple([DIRECTIONS[way] for way in ways]),
        exact=exact,
        informative=exact and len(ways) < legal,
        budget_used=found.used,
        distance=distance if distance >= 0 else None,
    )
    return _Known(distance, closeness, oracle)


@dataclass(frozen=True, slots=True)
class SokobanOracle:
    """All first moves of all shortest solutions, counted in moves of the player (not in pushes).

    Score (ours): 1 for a move in the set; 0 for another one after which the level can still be solved; -1 for one
    after which it can't; 0 for any move once it can't; -1 rejected. Where the oracle's budget did not suffice, the
    score is None and the verdict degraded: that happens only on levels from files that are too large for a table
    of all positions.
    Components: `optimal`; `regret` the moves wasted, as a share of the level's shortest solution, at most 1, which a
    fatal move costs; `progress` change of the potential; `deducible` 1 if the optimal set is known and holds the
    move; `rejected`; `deadlock` 1 if the level is proved to be lost after the move; `distance` the moves left after
    it, -1 if lost or unknown. Potential: max(0, 1 - d / 2d0), where d moves are left of the level's d0; 1 solved,
    0 lost.

    Args:
        budget: box placements that may be visited once for a level too large for a table; a quarter of it a turn.
    """

    budget: int = BUDGET

    bounds = (-1.0, 1.0)

    def __post_init__(self) -> None:
        if self.budget < 1:
            raise UsageError(f"budget must be at least 1, got {self.budget!r}")

    def actions(self, state: State) -> OracleSet[Direction]:
        """The moves that begin a shortest solution; empty when lost, over or unknown."""
        return _known(state.task.picture, state.player, state.boxes, self.budget).oracle

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one move."""
        picture, budget = t.before.task.picture, self.budget
        held, before, oracle = _known(picture, t.before.player, t.before.boxes, budget)
        parts = _ZERO.copy()
        if isinstance(t.action, Rejected):
            parts.update(rejected=1.0, deadlock=float(held == UNSOLVABLE), distance=float(max(held, -1)))
            return Verdict(
                -1.0,
                Label.REJECTED,
                t.action.reason,
                parts,
                None if before is None else (before, before),
                recoverable=held != UNSOLVABLE,
                feedback=t.action.reason,
                oracle=oracle,
            )
        left, after, _ = _known(picture, t.after.player, t.after.boxes, budget)
        optimal = t.action in oracle.actions
        parts["deadlock"] = 1.0 if left == UNSOLVABLE else 0.0
        parts["distance"] = float(max(left, -1))
        if optimal:
            parts["optimal"] = parts["deducible"] = 1.0
        elif held > 0 and left != UNKNOWN:
            parts["regret"] = _regret(picture, held, left, budget)
        if before is not None and after is not None:
            parts["progress"] = after - before
        score, label, reason, feedback = _judge(t, held, left, optimal)
        return Verdict(
            score,
            label,
            reason,
            parts,
            None if before is None or after is None else (before, after),
            recoverable=left != UNSOLVABLE,
            degraded=score is None,
            feedback=feedback,
            oracle=oracle,
        )


def _regret(picture: str, held: int, left: int, budget: int) -> float:
    """The moves wasted by a move that was not optimal, as a share of the level's shortest solution."""
    if left == UNSOLVABLE:
        return 1.0
    whole = solve(picture, board(picture).start, budget).distance
    return min(1.0, (1 + left - held) / whole) if whole > 0 else 1.0


def _judge(t: Transition[Any, Any], held: int, left: int, optimal: bool) -> tuple[float | None, Label, str, str]:
    """Score, label, reason and what the agent may be told, for a move that was no rejected one."""
    deed = f"Moving {t.action}" if t.after.boxes == t.before.boxes else f"Pushing the box {t.action}"
    if left == 0:
        return 1.0, Label.SOLVED, f"{deed} solves the level.", "The level is solved."
    if optimal:
        reason = f"{deed} keeps to a shortest solution: {held - 1} of {held} moves left."
        return 1.0, Label.OPTIMAL, reason, "A shortest solution begins with this move."
    if held == UNSOLVABLE:
        reason = "The level could no longer be solved before this move."
        return 0.0, Label.NEUTRAL, reason, reason
    if held == UNKNOWN or left == UNKNOWN:
        reason = f"{deed} could not be judged within the oracle's budget."
        return None, Label.PENDING, reason, ""
    if left == UNSOLVABLE:
        return -1.0, Label.FATAL, f"{deed} is fatal: {_why_lost(t.after)}.", "The level can no longer be solved."
    reason = f"{deed} leaves {left} moves where a shortest solution would leave {held - 1}."
    return 0.0, Label.NEUTRAL, reason, "No shortest solution begins with this move."


def _why_lost(state: State) -> str:
    level = board(state.task.picture)
    found = culprit(level, state.boxes)
    if found is None:
        return "no solution exists any more (every continuation was searched)"
    box, how = found
    return f"the box at {level.place(box)} is {how}"


@dataclass(frozen=True, slots=True)
class SokobanVpr:
    """VPR's table (as in released code).

    2 for a move in the set of first moves of all shortest solutions; 0 for another; -2 for a rejected text (a wall
    bump is one), for a move after which there is no solution, and for a turn that the turn limit cuts off without
    the level being solved.

    Differences: theirs ends the episode at a rejected text (ours with `max_rejected=1`) and at a lost position (ours
    goes on, at 0 a turn); theirs calls a position lost if its search of bounded depth finds no solution, ours only
    where none exists. Where the oracle's budget did not suffice, ours gives no score.

    Args:
        budget: see `SokobanOracle`.
    """

    budget: int = BUDGET

    bounds = (-2.0, 2.0)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one move."""
        if isinstance(t.action, Rejected):
            return Verdict(-2.0, Label.REJECTED, t.action.reason)
        if t.end == "truncated":
            return Verdict(-2.0, Label.FAILED, "The turn limit came before the level was solved.")
        picture, state, after = t.before.task.picture, t.before, t.after
        held, _, oracle = _known(picture, state.player, state.boxes, self.budget)
        left = _known(picture, after.player, after.boxes, self.budget).distance
        if t.action in oracle.actions:
            return Verdict(2.0, Label.OPTIMAL, "A shortest solution begins with this move.")
        if held == UNSOLVABLE:
            return Verdict(0.0, Label.NEUTRAL, "The level was lost before this move.", recoverable=False)
        if held == UNKNOWN or left == UNKNOWN:
            return Verdict(None, Label.PENDING, "The oracle's budget did not suffice.", degraded=True)
        if left == UNSOLVABLE:
            return Verdict(-2.0, Label.FATAL, "After this move there is no solution.", recoverable=False)
        return Verdict(0.0, Label.NEUTRAL, "No shortest solution begins with this move.")


@dataclass(frozen=True, slots=True)
class SokobanOutcome(OutcomeVerifier):
    """1 for a solved level, -1 if the turns ran out. Success: solved."""

    def result(self, t: Transition[Any, Any]) -> tuple[float, bool, str]:
        """See the class."""
        goals = board(t.after.task.picture).goals
        if t.after.boxes == goals:
            return 1.0, True, f"All {len(goals)} boxes stand on goals."
        off = len(set(t.after.boxes).difference(goals))
        return -1.0, False, f"The turns ran out with {off} of {len(goals)} boxes off the goals."


_ORACLE = SokobanOracle()

SCORING = Scoring(
    terms={
        "outcome": Term(SokobanOutcome(), Kind.OUTCOME, description="1 solved, -1 unfinished"),
        "regret": Term(_ORACLE, Kind.PROCESS, "regret", 0.0, 1.0, "the share of a shortest solution that was wasted"),
        "rejected": Term(_ORACLE, Kind.FORMAT, "rejected", 0.0, 1.0, "the text was no legal action"),
        "optimal": Term(_ORACLE, Kind.PROCESS, "optimal", 0.0, 1.0, "the move begins a shortest solution"),
        "progress": Term(_ORACLE, Kind.PROCESS, "progress", -1.0, 1.0, "change of the closeness to the end"),
        "deadlock": Term(_ORACLE, Kind.PROCESS, "deadlock", 0.0, 1.0, "the level can no longer be solved"),
        "oracle": Term(_ORACLE, Kind.PROCESS, description="the oracle's score of the move"),
        "vpr": Term(SokobanVpr(), Kind.PROCESS, low=-2.0, high=2.0, description="VPR's table"),
    },
    scales={
        "unit": {"outcome": 1.0, "progress": 1.0, "regret": PerTurn(-1.0), "rejected": PerTurn(-1.0)},
        "vpr": {"vpr": 1.0},
    },
    oracle=_ORACLE,
    guarantee=guarantee,
)
