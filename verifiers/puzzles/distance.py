"""How good a move was where every position has an exact distance to the goal."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from ...envs.core.game import Rejected, Transition
from ...envs.puzzles.distance import DistanceGame
from ..scoring import Kind, OutcomeVerifier, PerTurn, Scoring, Term
from ..verdict import Label, OracleSet, Verdict

__all__ = ["DistanceOracle", "DistanceOutcome", "distance_scoring"]

_Game = DistanceGame[Any, Any, Any]
_ZERO = {"optimal": 0.0, "regret": 0.0, "progress": 0.0, "rejected": 0.0, "deadlock": 0.0, "distance": -1.0}


class _Known(NamedTuple):
    """What is known of a position."""

    distance: int | None
    closeness: float
    """The potential: max(0, 1 - d / 2d0); 1 at the goal, 0 where it is out of reach."""
    oracle: OracleSet[Any]


@lru_cache(maxsize=32768)
def _known(game: _Game, state: Any) -> _Known:
    distance, ways = game.distance(state), game.best(state)
    closeness = 0.0 if distance is None else max(0.0, 1.0 - distance / (2 * _whole(game, state.task)))
    informative = len(ways) < len(game.legal(state))
    return _Known(distance, closeness, OracleSet(ways, informative=informative, distance=distance))


@lru_cache(maxsize=4096)
def _whole(game: _Game, task: Any) -> int:
    """The distance of the task's start, at least 1: every task can be solved."""
    return game.distance(game.start(task)) or 1


@dataclass(frozen=True, slots=True)
class DistanceOracle:
    """All first moves of all shortest solutions, by exact distances.

    Score (ours): 1 for a move in the set; 0 for another one after which the goal can still be reached; -1 for one
    after which it can't; 0 for any move once it can't; -1 rejected.
    Components: `optimal`; `regret` the moves wasted, as a share of the task's shortest solution, at most 1, which a
    fatal move costs; `progress` change of the potential; `rejected`; `deadlock` 1 if the goal is out of reach after
    the move; `distance` the moves left after it, -1 if out of reach. Potential: max(0, 1 - d / 2d0), where d moves
    are left of the task's d0; 1 at the goal, 0 out of reach.

    Args:
        game: knows the distances.
    """

    game: _Game

    def actions(self, state: Any) -> OracleSet[Any]:
        """The moves that begin a shortest solution; empty when lost or over."""
        return _known(self.game, state).oracle

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one move."""
        held, before, oracle = _known(self.game, t.before)
        parts = _ZERO.copy()
        if isinstance(t.action, Rejected):
            reason = t.action.reason
            parts["rejected"], parts["deadlock"] = 1.0, float(held is None)
            parts["distance"] = -1.0 if held is None else float(held)
            return Verdict(
                -1.0, Label.REJECTED, reason, parts, (before, before), held is not None, True, False, reason, oracle
            )
        left, after, _ = _known(self.game, t.after)
        optimal = t.action in oracle.actions
        parts["progress"] = after - before
        if left is None:
            parts["deadlock"] = 1.0
        else:
            parts["distance"] = float(left)
        if optimal:
            parts["optimal"] = 1.0
        elif held is not None:
            wasted = None if left is None else (1 + left - held) / _whole(self.game, t.before.task)
            parts["regret"] = 1.0 if wasted is None else min(1.0, wasted)
        score, label, reason, feedback = self._judge(t, held, left, optimal)
        return Verdict(score, label, reason, parts, (before, after), left is not None, True, False, feedback, oracle)

    def _judge(
        self, t: Transition[Any, Any], held: int | None, left: int | None, optimal: bool
    ) -> tuple[float, Label, str, str]:
        """Score, label, reason and what the agent may be told, for a legal move."""
        deed = f'"{self.game.format(t.action)}"'
        if left == 0:
            return 1.0, Label.SOLVED, f"{deed} reaches the goal.", "The goal is reached."
        if held is None:
            reason = "The goal was out of reach before this move."
            return 0.0, Label.NEUTRAL, reason, reason
        if left is None:
            return -1.0, Label.FATAL, f"{deed} puts the goal out of reach.", "The goal is out of reach now."
        if optimal:
            reason = f"{deed} keeps to a shortest solution: {left} of {held} moves left."
            return 1.0, Label.OPTIMAL, reason, "A shortest solution begins with this move."
        reason = f"{deed} leaves {left} moves where a shortest solution would leave {held - 1}."
        return 0.0, Label.NEUTRAL, reason, "No shortest solution begins with this move."


@dataclass(frozen=True, slots=True)
class DistanceOutcome(OutcomeVerifier):
    """1 for the goal, -1 if the episode ended without it. Success: the goal.

    Args:
        game: knows the distances.
    """

    game: _Game

    def result(self, t: Transition[Any, Any]) -> tuple[float, bool, str]:
        """See the class."""
        left = _known(self.game, t.after).distance
        if left == 0:
            return 1.0, True, f"The goal was reached in {t.turn + 1} turns."
        if t.end == "terminated":
            return -1.0, False, "No move is left, and the goal was not reached."
        return -1.0, False, f"The turns ran out with {'no way left' if left is None else f'{left} moves left'}."


def distance_scoring(game: _Game) -> Scoring:
    """The terms and scales of a game with exact distances.

    Scale "unit": `outcome`, `progress`, and `regret` and `rejected` shared out over the turns; best play earns 1.5.
    Scale "sparse": the outcome alone.
    """
    oracle = DistanceOracle(game)
    return Scoring(
        terms={
            "outcome": Term(DistanceOutcome(game), Kind.OUTCOME, description="1 for the goal, -1 without it"),
            "regret": Term(oracle, Kind.PROCESS, "regret", 0.0, 1.0, "the share of a shortest solution wasted"),
            "rejected": Term(oracle, Kind.FORMAT, "rejected", 0.0, 1.0, "the text was no legal action"),
            "optimal": Term(oracle, Kind.PROCESS, "optimal", 0.0, 1.0, "the move begins a shortest solution"),
            "progress": Term(oracle, Kind.PROCESS, "progress", -1.0, 1.0, "change of the closeness to the goal"),
            "deadlock": Term(oracle, Kind.PROCESS, "deadlock", 0.0, 1.0, "the goal is out of reach"),
            "oracle": Term(oracle, Kind.PROCESS, description="the oracle's score of the move"),
        },
        scales={
            "unit": {"outcome": 1.0, "progress": 1.0, "regret": PerTurn(-1.0), "rejected": PerTurn(-1.0)},
            "sparse": {"outcome": 1.0},
        },
        oracle=oracle,
        guarantee=lambda state: 1.5,
    )
