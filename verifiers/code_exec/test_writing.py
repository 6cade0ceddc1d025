"""How good a test was: which seeded faults it notices and which lines it runs that none did before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...envs.code_exec.test_writing.running import added
from ...envs.code_exec.test_writing.state import Added, Finish, State, Test
from ...envs.core.game import Rejected, Transition
from ..scoring import Kind, OutcomeVerifier, PerTurn, Scoring, Term
from ..verdict import Label, OracleSet, Verdict

__all__ = ["SCORING", "TestOracle", "TestOutcome", "closeness"]

_ZERO = {
    **{"optimal": 0.0, "progress": 0.0, "killed": 0.0, "coverage": 0.0, "wrong": 0.0},
    **{"regret": 0.0, "rejected": 0.0},
}
_FAULTS, _LINES = 0.7, 0.3
_EXACT = 1e-9


def _worth(state: State, noticed: set[int], ran: set[int]) -> float:
    task = state.task
    return _FAULTS * len(noticed) / len(task.mutants) + _LINES * len(ran & set(task.lines)) / len(task.lines)


def closeness(state: State) -> float:
    """The potential: 0.7 times the share of faults noticed plus 0.3 times the share of lines run."""
    return min(1.0, _worth(state, set(state.noticed), set(state.ran)))


def _gain(state: State, event: Added) -> float:
    return _worth(state, {*state.noticed, *event.noticed}, {*state.ran, *event.ran}) - closeness(state)


@dataclass(frozen=True, slots=True)
class TestOracle:
    """The calls that the task was made with: those that gain most are best.

    Score (ours): the gain as a share of the best gain, at most 1; 0 for a test that holds and gains nothing, -0.5 for
    one that does not hold, -1 for `done` while something is left and for a rejected text. Components: `progress` change
    of the potential; `killed` share of the faults newly noticed; `coverage` share of the lines newly run; `wrong` 1 if
    the test does not hold; `optimal` 1 if no known call gains more; `regret` the gain given away, of the best;
    `rejected`. Potential: see `closeness`.
    """

    __test__ = False  # no test class of pytest's
    bounds = (-1.0, 1.0)

    def actions(self, state: State) -> OracleSet[Test | Finish]:
        """The known calls with the largest gain; empty at the end."""
        if state.finished or closeness(state) >= 1.0 - _EXACT:
            return OracleSet(())
        best, gains = _best(state)
        chosen = [test for test, gain in gains if gain >= best - _EXACT and test not in state.tests]
        return OracleSet(tuple(chosen), budget_used=len(gains))

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one test."""
        before, after, parts = t.before, t.after, _ZERO.copy()
        potential = (closeness(before), closeness(after))
        if isinstance(t.action, Rejected):
            parts["rejected"], reason = 1.0, t.action.reason
            return Verdict(-1.0, Label.REJECTED, reason, parts, potential, feedback=reason)
        if isinstance(t.action, Finish):
            parts["regret"] = 1.0
            left = len(before.task.mutants) - len(before.noticed)
            reason = f"{left} faults are not noticed, or a line is not run, and no test can be added any more."
            return Verdict(-1.0, Label.FATAL, reason, parts, potential, False, feedback="Something was left.")
        event = next(event for event in t.events if isinstance(event, Added))
        if not event.holds:
            parts["wrong"] = 1.0
            reason = f"The test does not hold: the function gives {event.returned}."
            return Verdict(-0.5, Label.SETBACK, reason, parts, potential, feedback=reason)
        return _of_test(before, after, parts, potential)


def _of_test(before: State, after: State, parts: dict[str, float], potential: tuple[float, float]) -> Verdict:
    gain, (best, _) = potential[1] - potential[0], _best(before)
    killed, lines = len(after.noticed) - len(before.noticed), len(set(after.ran) - set(before.ran))
    optimal = gain >= best - _EXACT and gain > 0
    parts |= {
        "progress": gain,
        "killed": killed / len(before.task.mutants),
        "coverage": lines / len(before.task.lines),
        "optimal": float(optimal),
        "regret": 0.0 if best <= 0 else max(0.0, min(1.0, 1.0 - gain / best)) if not optimal else 0.0,
    }
    reason = f"The test notices {killed} more faults and runs {lines} more lines."
    if potential[1] >= 1.0 - _EXACT:
        return Verdict(1.0, Label.SOLVED, reason, parts, potential, feedback=reason)
    if optimal:
        return Verdict(1.0, Label.OPTIMAL, reason, parts, potential, feedback=reason)
    label = Label.PROGRESS if gain > 0 else Label.NEUTRAL
    return Verdict(min(1.0, gain / best) if best > 0 else gain, label, reason, parts, potential, feedback=reason)


def _best(state: State) -> tuple[float, list[tuple[Test, float]]]:
    """The largest gain of a known call, and the gain of each."""
    tests = [Test(state.task.name, *call) for call in state.task.calls]
    gains = [(test, _gain(state, added(state.task, test))) for test in tests]
    return max(gain for _, gain in gains), gains


@dataclass(frozen=True, slots=True)
class TestOutcome(OutcomeVerifier):
    """1 if the tests notice every fault and run every line, else -1. Success: they do."""

    __test__ = False  # no test class of pytest's

    def result(self, t: Transition[Any, Any]) -> tuple[float, bool, str]:
        """See the class."""
        noticed, of = len(t.after.noticed), len(t.after.task.mutants)
        if closeness(t.after) >= 1.0 - _EXACT:
            return 1.0, True, f"All {of} faults are noticed, and every line is run."
        return -1.0, False, f"{noticed} of {of} faults are noticed."


_ORACLE = TestOracle()

SCORING = Scoring(
    terms={
        "outcome": Term(TestOutcome(), Kind.OUTCOME, description="1 all faults noticed, -1 not"),
        "progress": Term(_ORACLE, Kind.PROCESS, "progress", -1.0, 1.0, "faults noticed and lines run anew"),
        "wrong": Term(_ORACLE, Kind.PROCESS, "wrong", 0.0, 1.0, "the test does not hold"),
        "rejected": Term(_ORACLE, Kind.FORMAT, "rejected", 0.0, 1.0, "the text was no test"),
        "killed": Term(_ORACLE, Kind.PROCESS, "killed", 0.0, 1.0, "share of the faults newly noticed"),
        "coverage": Term(_ORACLE, Kind.PROCESS, "coverage", 0.0, 1.0, "share of the lines newly run"),
        "optimal": Term(_ORACLE, Kind.PROCESS, "optimal", 0.0, 1.0, "no known call gains more"),
        "oracle": Term(_ORACLE, Kind.PROCESS, description="the score of the test"),
    },
    scales={"unit": {"outcome": 1.0, "progress": 1.0, "wrong": PerTurn(-0.5), "rejected": PerTurn(-0.5)}},
    oracle=_ORACLE,
    guarantee=lambda state: 2.0,
)
