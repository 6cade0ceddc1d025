"""How good a line of shell was: which goals hold for the files after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...envs.code_exec.shell.goals import holding, home, lost
from ...envs.code_exec.shell.state import Command, State
from ...envs.core.game import Rejected, Transition
from ..scoring import Kind, OutcomeVerifier, PerTurn, Scoring, Term
from ..verdict import Label, OracleSet, Verdict
from .failures import failure_of, unmeasured

__all__ = ["SCORING", "ShellOracle", "ShellOutcome", "closeness"]

_ZERO = {
    **{"optimal": 0.0, "progress": 0.0, "goals": 0.0, "harm": 0.0},
    **{"regret": 0.0, "rejected": 0.0},
}


def closeness(state: State) -> float:
    """The potential: the share of goals that hold, of those that did not at the start; 0 while all else is not kept."""
    first = holding(State(state.task, home(state.task)))[:-1]
    *now, kept = holding(state)
    open_ = [number for number, held in enumerate(first) if not held]
    broken = sum(held and not now[number] for number, held in enumerate(first))
    return max(0.0, (sum(now[number] for number in open_) - broken) / len(open_)) if kept and open_ else 0.0


@dataclass(frozen=True, slots=True)
class ShellOracle:
    """The known way: for each chore a line that does it.

    Score (ours): the change of the potential; 1 for the last goal and for `done` when all goals hold; -1 for `done`
    before, for a line after which the known way is barred, and for a rejected text. Components: `progress` change of
    the potential; `goals` share of goals that hold; `harm` 1 if something that should stay was changed or goals were
    undone; `optimal` 1 if a chore was done or `done` is right; `regret` = `harm`; `rejected`. Potential: see
    `closeness`.
    """

    bounds = (-1.0, 1.0)

    def actions(self, state: State) -> OracleSet[Command]:
        """The lines of the chores that are not done, or `done`; empty at the end and where the way is barred."""
        if state.done or lost(state):
            return OracleSet(())
        held = holding(state)
        if all(held):
            return OracleSet((Command("done"),), distance=1)
        left = [step for step in state.task.steps if not all(held[goal] for goal in step.goals)]
        return OracleSet(tuple(Command(step.command) for step in left), distance=len(left) + 1)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one line."""
        before, after, parts = t.before, t.after, _ZERO.copy()
        held = holding(after)
        parts["goals"] = sum(held) / len(held)
        potential = (closeness(before), closeness(after))
        failure = failure_of(t)
        if failure is not None:
            return unmeasured(failure, parts, potential)
        barred = lost(after)
        if isinstance(t.action, Rejected):
            parts["rejected"], reason = 1.0, t.action.reason
            return Verdict(-1.0, Label.REJECTED, reason, parts, potential, not barred, feedback=reason)
        told = f"{sum(held)} of {len(held)} goals hold, that all else is kept among them."
        if after.done:
            if all(held):
                parts["optimal"] = 1.0
                return Verdict(1.0, Label.SOLVED, told, parts, potential, feedback="Everything is done.")
            return Verdict(-1.0, Label.FATAL, told, parts, potential, False, feedback="Something was not done.")
        gain = potential[1] - potential[0]
        parts["progress"] = gain
        if gain < 0 or (barred and not lost(before)):
            parts["harm"] = parts["regret"] = 1.0
            label = Label.FATAL if barred and not lost(before) else Label.SETBACK
            score = -1.0 if label is Label.FATAL else gain
            return Verdict(score, label, f"The line did harm: {told}", parts, potential, not barred, feedback=told)
        if gain > 0:
            parts["optimal"] = 1.0
            whole = all(held)
            label = Label.OPTIMAL
            return Verdict(1.0 if whole else gain, label, told, parts, potential, not barred, feedback=told)
        return Verdict(0.0, Label.NEUTRAL, f"No goal changed: {told}", parts, potential, not barred, feedback=told)


@dataclass(frozen=True, slots=True)
class ShellOutcome(OutcomeVerifier):
    """1 if the agent said that it is done and every goal holds, else -1. Success: that."""

    def result(self, t: Transition[Any, Any]) -> tuple[float, bool, str]:
        """See the class."""
        held = holding(t.after)
        if t.after.done and all(held):
            return 1.0, True, f"All {len(held)} goals hold."
        return -1.0, False, f"{sum(held)} of {len(held)} goals hold."

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """As for every outcome; not measured where the sandbox failed in the last turn."""
        verdict = OutcomeVerifier.__call__(self, t)
        failure = failure_of(t) if t.end is not None else None
        return verdict if failure is None else unmeasured(failure, verdict.components)


_ORACLE = ShellOracle()

SCORING = Scoring(
    terms={
        "outcome": Term(ShellOutcome(), Kind.OUTCOME, description="1 done and right, -1 not"),
        "progress": Term(_ORACLE, Kind.PROCESS, "progress", -1.0, 1.0, "goals reached, less those undone"),
        "rejected": Term(_ORACLE, Kind.FORMAT, "rejected", 0.0, 1.0, "the text was no line"),
        "goals": Term(_ORACLE, Kind.PROCESS, "goals", 0.0, 1.0, "share of goals that hold"),
        "harm": Term(_ORACLE, Kind.PROCESS, "harm", 0.0, 1.0, "something was changed that should stay"),
        "optimal": Term(_ORACLE, Kind.PROCESS, "optimal", 0.0, 1.0, "a chore was done, or it was right to stop"),
        "oracle": Term(_ORACLE, Kind.PROCESS, description="the score of the line"),
    },
    scales={"unit": {"outcome": 1.0, "progress": 1.0, "rejected": PerTurn(-0.5)}},
    oracle=_ORACLE,
    guarantee=lambda state: 2.0,
)
