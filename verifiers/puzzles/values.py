"""How good a decision was where every action has an exact value under best play. Luck is not judged."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from ...envs.core.game import Rejected, Transition
from ...envs.puzzles.values import ValueGame
from ..scoring import Kind, OutcomeVerifier, PerTurn, Scoring, Term
from ..verdict import Label, OracleSet, Verdict

__all__ = ["ValueOracle", "ValueOutcome", "value_scoring"]

_Game = ValueGame[Any, Any, Any]
_SAME = 1e-9
"""Values that differ by less are equal: tables are computed in floating point."""
_ZERO = {"optimal": 0.0, "regret": 0.0, "progress": 0.0, "rejected": 0.0, "deadlock": 0.0}


class _Known(NamedTuple):
    """What is known of a position."""

    value: float
    """The potential: the expected result under best play."""
    oracle: OracleSet[Any]


@lru_cache(maxsize=32768)
def _known(game: _Game, state: Any) -> _Known:
    values = game.values(state)
    if not values:
        return _Known(game.result(state), OracleSet(()))
    best = max(values.values())
    ways = tuple([action for action, value in values.items() if value >= best - _SAME])
    return _Known(min(1.0, max(0.0, best)), OracleSet(ways, values, informative=len(ways) < len(values)))


@dataclass(frozen=True, slots=True)
class ValueOracle:
    """The actions whose expected result is the best.

    Score (ours): 1 for an action of the set, else minus the expected result that it gave away; -1 rejected.
    Components: `optimal`; `regret` the expected result given away, in [0, 1]; `progress` change of the potential, by
    luck too; `rejected`; `deadlock` 1 if the action leaves nothing to hope for, where there was hope. Potential: the
    expected result under best play.

    Args:
        game: knows the values.
    """

    game: _Game

    def actions(self, state: Any) -> OracleSet[Any]:
        """The best actions with every action's value; empty when the game is over."""
        return _known(self.game, state).oracle

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one decision."""
        before, oracle = _known(self.game, t.before)
        parts = _ZERO.copy()
        if isinstance(t.action, Rejected):
            parts["rejected"], reason = 1.0, t.action.reason
            return Verdict(
                -1.0, Label.REJECTED, reason, parts, (before, before), before > 0.0, True, False, reason, oracle
            )
        after = _known(self.game, t.after).value
        parts["progress"] = after - before
        kept = oracle.value[t.action] if oracle.value else before
        if t.action in oracle.actions:
            parts["optimal"] = 1.0
            won = t.end == "terminated" and after >= 1.0
            reason = f"No action promises more than {before:.3f}."
            label = Label.SOLVED if won else Label.OPTIMAL
            return Verdict(
                1.0, label, reason, parts, (before, after), kept > 0.0, True, False, "A best action.", oracle
            )
        given = min(1.0, before - kept)
        parts["regret"] = given
        lost = kept <= _SAME
        parts["deadlock"] = float(lost)
        best = " or ".join([f'"{self.game.format(action)}"' for action in oracle.actions[:3]])
        reason = f"It promises {kept:.3f} where {best} promises {before:.3f}."
        feedback = "It gave something away."
        label = Label.FATAL if lost else Label.SETBACK
        return Verdict(-given, label, reason, parts, (before, after), not lost, True, False, feedback, oracle)


@dataclass(frozen=True, slots=True)
class ValueOutcome(OutcomeVerifier):
    """The result from -1 (worst) to 1 (best); -1 for a game that was not finished.

    Success: at least the result that the start promises under best play.

    Args:
        game: knows the values.
    """

    game: _Game

    def result(self, t: Transition[Any, Any]) -> tuple[float, bool, str]:
        """See the class."""
        if t.end != "terminated":
            return -1.0, False, "The game was not finished within the turn limit."
        reached, promised = self.game.result(t.after), _promised(self.game, t.after.task)
        reason = f"The result is {reached:.3f}; the start promises {promised:.3f} under best play."
        return 2.0 * reached - 1.0, reached >= promised - _SAME, reason


@lru_cache(maxsize=4096)
def _promised(game: _Game, task: Any) -> float:
    return game.value(game.start(task))


def value_scoring(game: _Game, *, certain: bool = False) -> Scoring:
    """The terms and scales of a game with exact values.

    Scale "unit": `outcome`, and `regret` and `rejected` shared out over the turns: luck pays through the outcome
    alone. Scale "dense" adds `progress`, which telescopes to the result.

    Args:
        game: knows the values.
        certain: best play surely reaches the value, since neither chance nor the opponent can prevent it.
    """
    oracle = ValueOracle(game)
    unit: dict[str, float | PerTurn] = {"outcome": 1.0, "regret": PerTurn(-1.0), "rejected": PerTurn(-1.0)}
    return Scoring(
        terms={
            "outcome": Term(ValueOutcome(game), Kind.OUTCOME, description="the result, from -1 to 1"),
            "regret": Term(oracle, Kind.PROCESS, "regret", 0.0, 1.0, "the expected result given away"),
            "rejected": Term(oracle, Kind.FORMAT, "rejected", 0.0, 1.0, "the text was no legal action"),
            "optimal": Term(oracle, Kind.PROCESS, "optimal", 0.0, 1.0, "no action promises more"),
            "progress": Term(oracle, Kind.PROCESS, "progress", -1.0, 1.0, "change of the expected result"),
            "oracle": Term(oracle, Kind.PROCESS, description="the oracle's score of the decision"),
        },
        scales={"unit": unit, "dense": {**unit, "progress": 1.0}, "sparse": {"outcome": 1.0}},
        oracle=oracle,
        guarantee=(lambda state: 2.0 * _promised(game, state.task) - 1.0) if certain else None,
    )
