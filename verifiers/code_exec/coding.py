"""How good a turn of programming was, by the tests that were measured before and after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...envs.code_exec.coding.difference import same_program
from ...envs.code_exec.coding.state import SOLUTION, Command, HandedIn, State, Verb
from ...envs.code_exec.coding.text import syntax_error
from ...envs.core.game import Rejected, Transition
from ..scoring import Kind, OutcomeVerifier, PerTurn, Scoring, Term
from ..verdict import Label, OracleSet, Verdict
from .failures import failure_of, unmeasured

__all__ = [
    "REPAIR_SCORING",
    "SYNTHESIS_SCORING",
    "CodingOracle",
    "CodingOutcome",
    "PassRate",
    "closeness",
    "guarantee",
]

_ZERO = {
    "optimal": 0.0,
    "progress": 0.0,
    "tests_gained": 0.0,
    "tests_lost": 0.0,
    "parse": 1.0,
    "fault_hit": 0.0,
    "stray": 0.0,
    "hidden": 0.0,
    "efficiency": 0.0,
    "regret": 0.0,
    "rejected": 0.0,
    "tamper": 0.0,
}


def closeness(state: State) -> float:
    """The potential: of the public tests that failed at the start, the share that the best version so far passes."""
    task = state.task
    open_ = len(task.public) - task.passed
    return (state.best - task.passed) / open_ if open_ > 0 else 0.0


def guarantee(state: State) -> float | None:
    """The return on the unit scale of writing the reference and handing it in."""
    potential = 1.0 if len(state.task.public) > state.task.passed else 0.0
    return 1.0 + potential + (_HIT if state.task.repair else 0.0)


@dataclass(frozen=True, slots=True)
class CodingOracle:
    """The tests, and the reference.

    Score (ours): for a change, the public tests gained on the best version so far as a share of all, minus the share
    lost against it; -1 for a rejected text; 0 for running and looking at tests; 1 or -1 for handing in a right or a
    wrong solution. Components: `progress` change of the potential; `tests_gained` and `tests_lost` as shares of the
    public tests, against the best so far, so that breaking and mending again earns nothing; `parse` 0 where a change
    left a solution that does not parse; `fault_hit` 1 for the first change of a faulty line; `stray` of the changed
    lines the share that are new and not faulty; `hidden` share of all tests passed at the end; `efficiency` 1 for a
    turn that neither gained nor handed in; `regret` = `tests_lost`; `optimal`; `rejected`; `tamper` 1 where the
    solution tried a trick (which passes no test). Potential: see `closeness`.
    """

    bounds = (-1.0, 1.0)

    def actions(self, state: State) -> OracleSet[Command]:
        """Handing in where the solution is the reference or passes; else the reference, for a repair by its lines."""
        if state.over:
            return OracleSet(())
        task, source = state.task, state.source
        if same_program(source, task.reference):
            return OracleSet((Command(Verb.SUBMIT),), distance=1)
        fix = _fix(source, task.reference) if task.repair else None
        write = Command(Verb.WRITE, SOLUTION, text=task.reference.rstrip() + "\n")
        return OracleSet((write,) if fix is None else (fix, write), distance=2)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        before: State = t.before
        phi, parts = closeness(before), _ZERO.copy()
        failure = failure_of(t)
        if failure is not None:
            return unmeasured(failure, parts, (phi, phi))
        if isinstance(t.action, Rejected):
            parts["rejected"] = parts["efficiency"] = 1.0
            return Verdict(-1.0, Label.REJECTED, t.action.reason, parts, (phi, phi), feedback=t.action.reason)
        handed_in = next((event for event in t.events if isinstance(event, HandedIn)), None)
        if handed_in is not None:
            return _of_submission(handed_in, parts, phi)
        if t.after.source == before.source:
            parts["efficiency"] = 1.0
            what = "Looking at the tests" if t.action.verb is Verb.TEST else "This"
            reason = f"{what} changed nothing: {before.passing} of {len(before.task.public)} public tests pass."
            return Verdict(0.0, Label.NEUTRAL, reason, parts, (phi, phi), feedback=reason)
        return _of_change(before, t.after, parts)


def _of_submission(event: HandedIn, parts: dict[str, float], phi: float) -> Verdict:
    passed, of = sum(check.passed for check in event.checks), len(event.checks)
    parts |= {"hidden": passed / of if of else 0.0, "tamper": float(bool(event.tamper))}
    trick = f" It tried a trick: {event.tamper[0].rstrip('.')}." if event.tamper else ""
    if of and passed == of:
        parts["optimal"] = 1.0
        reason = f"All {of} tests pass.{trick}"
        return Verdict(1.0, Label.SOLVED, reason, parts, (phi, phi), feedback="All tests pass.")
    reason = f"{passed} of {of} tests pass, and nothing can be handed in again.{trick}"
    return Verdict(-1.0, Label.FATAL, reason, parts, (phi, phi), False, feedback=f"{passed} of {of} tests pass.")


def _of_change(before: State, after: State, parts: dict[str, float]) -> Verdict:
    task, of = after.task, max(1, len(after.task.public))
    potential = (closeness(before), closeness(after))
    gained, lost = after.best - before.best, max(0, before.best - after.passing)
    problem = syntax_error(after.source)
    new = set(after.touched) - set(before.touched)
    hit = bool(new & set(task.faults)) and not set(before.touched) & set(task.faults)
    solved = len(task.public) == after.passing > before.passing or same_program(after.source, task.reference)
    parts |= {
        "optimal": float(solved),
        "progress": potential[1] - potential[0],
        "tests_gained": gained / of,
        "tests_lost": lost / of,
        "regret": lost / of,
        "parse": float(not problem),
        "fault_hit": float(hit),
        "stray": len(new - set(task.faults)) / len(new) if new and task.repair else 0.0,
        "efficiency": float(gained <= 0),
    }
    told = f"{after.passing} of {len(task.public)} public tests pass, {before.best} did at best before."
    where = " It changes a faulty line." if hit else ""
    told = f"The solution does not parse: {problem}. {told}" if problem else told
    score = (gained - lost) / of
    if solved:
        return Verdict(1.0, Label.OPTIMAL, told + where, parts, potential, feedback=told)
    label = Label.PROGRESS if score > 0 else Label.SETBACK if score < 0 else Label.NEUTRAL
    return Verdict(score, label, told + where, parts, potential, feedback=told)


def _fix(source: str, reference: str) -> Command | None:
    """The edit of one short stretch of lines that makes a program the reference, None where there is none."""
    old, new = source.rstrip("\n").split("\n"), reference.rstrip("\n").split("\n")
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    if start == len(old) - end:  # lines are only missing: the line above or below is put in again with them
        if start == 0:
            return None
        start -= 1
    if max(len(old), len(new)) - start - end > _LONGEST_FIX:
        return None
    text = [line.rstrip() for line in new[start : len(new) - end]]
    return Command(Verb.EDIT, SOLUTION, start + 1, len(old) - end, "\n".join(text) + "\n" if text else "")


@dataclass(frozen=True, slots=True)
class CodingOutcome(OutcomeVerifier):
    """1 if the solution was handed in and passes every test, else -1. Success: it passes."""

    def result(self, t: Transition[Any, Any]) -> tuple[float, bool, str]:
        """See the class."""
        checks = t.after.handed_in
        if not t.after.over:
            return -1.0, False, "Nothing was handed in within the turn limit."
        passed = sum(check.passed for check in checks)
        if checks and passed == len(checks):
            return 1.0, True, f"The solution passes all {passed} tests."
        return -1.0, False, f"The solution passes {passed} of {len(checks)} tests."

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """As for every outcome; not measured where the sandbox failed in the last turn."""
        verdict = OutcomeVerifier.__call__(self, t)
        failure = failure_of(t) if t.end is not None else None
        return verdict if failure is None else unmeasured(failure, verdict.components)


@dataclass(frozen=True, slots=True)
class PassRate(OutcomeVerifier):
    """ExecVerify's reward of written code (as in released code): 2 * the share of tests that pass, at the end.

    Theirs adds 0.05 for the format of the reply, which here is the term `rejected`.
    """

    bounds = (0.0, 2.0)

    def result(self, t: Transition[Any, Any]) -> tuple[float, bool, str]:
        """See the class."""
        checks = t.after.handed_in
        passed = sum(check.passed for check in checks)
        share = passed / len(checks) if checks else 0.0
        return 2.0 * share, share == 1.0, f"{passed} of {len(checks)} tests pass."


_LONGEST_FIX = 5
"""Lines of an edit of the oracle's; what takes more is written anew."""

_ORACLE = CodingOracle()
_HIT = 0.25
"""What the first change of a faulty line is worth, at most an eighth of a solved task."""

_TERMS = {
    "outcome": Term(CodingOutcome(), Kind.OUTCOME, description="1 handed in and right, -1 not"),
    "progress": Term(_ORACLE, Kind.PROCESS, "progress", 0.0, 1.0, "share of the failing public tests gained"),
    "tests_gained": Term(_ORACLE, Kind.PROCESS, "tests_gained", 0.0, 1.0, "public tests gained on the best so far"),
    "tests_lost": Term(_ORACLE, Kind.PROCESS, "tests_lost", 0.0, 1.0, "public tests lost against the best so far"),
    "rejected": Term(_ORACLE, Kind.FORMAT, "rejected", 0.0, 1.0, "the text was no command"),
    "parse": Term(_ORACLE, Kind.FORMAT, "parse", 0.0, 1.0, "the solution parses"),
    "efficiency": Term(_ORACLE, Kind.COST, "efficiency", 0.0, 1.0, "a turn without gain"),
    "hidden": Term(_ORACLE, Kind.OUTCOME, "hidden", 0.0, 1.0, "share of all tests, hidden ones too, at the end"),
    "optimal": Term(_ORACLE, Kind.PROCESS, "optimal", 0.0, 1.0, "all public tests now pass, or it was right"),
    "oracle": Term(_ORACLE, Kind.PROCESS, description="the score of the turn"),
    "pass_rate": Term(PassRate(), Kind.OUTCOME, "", 0.0, 2.0, "ExecVerify's reward of written code"),
}
_UNIT: dict[str, float | PerTurn] = {
    "outcome": 1.0,
    "progress": 1.0,
    "tests_lost": PerTurn(-0.5),
    "rejected": PerTurn(-0.5),
}
_PASS_RATE: dict[str, float | PerTurn] = {"pass_rate": 1.0, "outcome": 0.0}

SYNTHESIS_SCORING = Scoring(
    terms=_TERMS, scales={"unit": _UNIT, "execverify": _PASS_RATE}, oracle=_ORACLE, guarantee=guarantee
)
REPAIR_SCORING = Scoring(
    terms={
        **_TERMS,
        "fault_hit": Term(_ORACLE, Kind.PROCESS, "fault_hit", 0.0, 1.0, "the first change of a faulty line"),
        "stray": Term(_ORACLE, Kind.PROCESS, "stray", 0.0, 1.0, "share of the changed lines that are not faulty"),
    },
    scales={
        "unit": {**_UNIT, "fault_hit": _HIT, "stray": PerTurn(-0.25)},
        "execverify": _PASS_RATE,
    },
    oracle=_ORACLE,
    guarantee=guarantee,
)
