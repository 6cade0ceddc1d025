"""How good a turn with data was: what was looked at, what a query gave, and whether the answer is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...envs.code_exec.data_analysis.rules import equal_answers
from ...envs.code_exec.data_analysis.state import Action, Queried, State, Trap, Verb
from ...envs.code_exec.values import canonical
from ...envs.core.game import Rejected, Transition
from ..scoring import Kind, OutcomeVerifier, PerTurn, Scoring, Term
from ..verdict import Label, OracleSet, Verdict

__all__ = ["SCORING", "DataOracle", "DataOutcome", "DataPrm", "closeness"]

_ZERO = {"optimal": 0.0, "progress": 0.0, "match": 0.0, "silent": 0.0, "failed": 0.0, "regret": 0.0, "rejected": 0.0}


def closeness(state: State) -> float:
    """The potential: 1 answered right, 0.8 once a result was the answer, else 0.3 times the share of tables seen."""
    task = state.task
    if state.answer and equal_answers(state.answer, task.answer):
        return 1.0
    return 0.8 if state.found else 0.3 * len(set(task.needed) & set(state.seen)) / len(task.needed)


def _trap_of(state: State, result: str) -> Trap | None:
    return next((trap for trap in state.task.traps if equal_answers(trap.result, result)), None)


@dataclass(frozen=True, slots=True)
class DataOracle:
    """The task's own query, and the queries that silently miss the answer.

    Score (ours): 1 for the query whose result is the answer, and for the right answer; the change of the potential for
    a look; -0.25 for a query that fails or whose result is that of a silent error; 0 for any other; -1 for a wrong
    answer and a rejected text. Components: `progress` change of the potential; `match` 1 if the result is the answer,
    computed from the tables it takes; `silent` 1 if a result or answer is that of a silent error; `failed` 1 if the
    query fails; `regret` 1 for a wrong answer; `optimal`; `rejected`. Potential: see `closeness`.
    """

    bounds = (-1.0, 1.0)

    def actions(self, state: State) -> OracleSet[Action]:
        """The query, then the answer; empty once it was answered."""
        if state.answer:
            return OracleSet(())
        answer = Action(Verb.ANSWER, state.task.answer)
        if state.found:
            return OracleSet((answer,), distance=1)
        return OracleSet((Action(Verb.SQL, state.task.query), answer), distance=2)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        before, after, parts = t.before, t.after, _ZERO.copy()
        potential = (closeness(before), closeness(after))
        if isinstance(t.action, Rejected):
            parts["rejected"], reason = 1.0, t.action.reason
            return Verdict(-1.0, Label.REJECTED, reason, parts, potential, feedback=reason)
        parts["progress"] = potential[1] - potential[0]
        if t.action.verb is Verb.ANSWER:
            return _of_answer(after, parts, potential)
        if t.action.verb is Verb.SQL:
            return _of_query(t, parts, potential)
        gain = parts["progress"]
        label = Label.PROGRESS if gain > 0 else Label.NEUTRAL
        reason = f"The table {t.action.text} was looked at; it is {'' if gain > 0 else 'not '}new and needed."
        return Verdict(gain, label, reason, parts, potential, feedback="The table was looked at.")


def _of_answer(after: State, parts: dict[str, float], potential: tuple[float, float]) -> Verdict:
    if potential[1] == 1.0:
        parts["optimal"] = 1.0
        return Verdict(1.0, Label.SOLVED, "The answer is right.", parts, potential, feedback="The answer is right.")
    trap = _trap_of(after, after.answer)
    parts |= {"silent": float(trap is not None), "regret": 1.0}
    why = f": {trap.name}" if trap is not None else ""
    reason = f"The answer is {after.task.answer}, not {after.answer}{why}."
    return Verdict(-1.0, Label.FATAL, reason, parts, potential, False, feedback="The answer is wrong.")


def _of_query(t: Transition[Any, Any], parts: dict[str, float], potential: tuple[float, float]) -> Verdict:
    queried = next(event for event in t.events if isinstance(event, Queried))
    rows = queried.result.rows
    cell = canonical(rows[0][0]) if len(rows) == 1 and len(rows[0]) == 1 and not queried.error else ""
    if queried.error:
        parts["failed"] = 1.0
        reason = f"The query failed: {queried.error}."
        return Verdict(-0.25, Label.SETBACK, reason, parts, potential, feedback=reason)
    if t.after.found and cell and equal_answers(cell, t.before.task.answer):
        parts["match"] = 1.0
        reason = "The result is the answer."
        if t.before.found:
            return Verdict(0.0, Label.NEUTRAL, f"{reason[:-1]}, as one was before.", parts, potential, feedback=reason)
        parts["optimal"] = 1.0
        return Verdict(1.0, Label.OPTIMAL, reason, parts, potential, feedback="The query answers the question.")
    trap = _trap_of(t.before, cell) if cell else None
    if trap is not None:
        parts["silent"] = 1.0
        reason = f"The result {cell} is that of a silent error: {trap.name}."
        return Verdict(-0.25, Label.SETBACK, reason, parts, potential, feedback="The query may overlook something.")
    gain = parts["progress"]
    label = Label.PROGRESS if gain > 0 else Label.NEUTRAL
    reason = f"The query runs and gives {len(rows)} row{'' if len(rows) == 1 else 's'}, but not the answer."
    return Verdict(gain, label, reason, parts, potential, feedback="The query runs.")


@dataclass(frozen=True, slots=True)
class DataPrm:
    """DataPRM's label of a step (as in released code): 1 right, 0.5 an error that can be corrected, 0 a fatal one.

    Theirs asks a model that may run code; here the oracle decides: a failed query, a silent error and a rejected text
    can be corrected, a wrong answer can't. A step without an answer at the end of the turns is 0. It is a term, not a
    scale: paid every turn it would reward going on for ever.
    """

    bounds = (0.0, 1.0)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        verdict = DataOracle()(t)
        parts = {"fatal": 0.0}
        if verdict.label is Label.FATAL or (t.end == "truncated" and not t.after.answer):
            return Verdict(0.0, Label.NEUTRAL, f"Fatal: {verdict.reason}", {"fatal": 1.0}, recoverable=False)
        if verdict.label in (Label.SETBACK, Label.REJECTED):
            return Verdict(0.5, Label.PROGRESS, f"It can be corrected: {verdict.reason}", parts)
        return Verdict(1.0, Label.PROGRESS, verdict.reason, parts)


@dataclass(frozen=True, slots=True)
class DataOutcome(OutcomeVerifier):
    """1 for the right answer, else -1. Success: right."""

    def result(self, t: Transition[Any, Any]) -> tuple[float, bool, str]:
        """See the class."""
        if not t.after.answer:
            return -1.0, False, "The question was not answered within the turn limit."
        if equal_answers(t.after.answer, t.after.task.answer):
            return 1.0, True, "The answer is right."
        return -1.0, False, f"The answer is {t.after.task.answer}, not {t.after.answer}."


_ORACLE = DataOracle()

SCORING = Scoring(
    terms={
        "outcome": Term(DataOutcome(), Kind.OUTCOME, description="1 right, -1 not"),
        "progress": Term(_ORACLE, Kind.PROCESS, "progress", -1.0, 1.0, "change of the potential"),
        "silent": Term(_ORACLE, Kind.PROCESS, "silent", 0.0, 1.0, "the result is that of a silent error"),
        "rejected": Term(_ORACLE, Kind.FORMAT, "rejected", 0.0, 1.0, "the text was no action"),
        "match": Term(_ORACLE, Kind.PROCESS, "match", 0.0, 1.0, "the result of the query is the answer"),
        "optimal": Term(_ORACLE, Kind.PROCESS, "optimal", 0.0, 1.0, "the query or answer is right"),
        "oracle": Term(_ORACLE, Kind.PROCESS, description="the score of the turn"),
        "dataprm": Term(DataPrm(), Kind.PROCESS, "", 0.0, 1.0, "1 good, 0.5 to be corrected, 0 fatal"),
    },
    scales={
        "unit": {"outcome": 1.0, "progress": 1.0, "silent": PerTurn(-0.5), "rejected": PerTurn(-0.5)},
    },
    oracle=_ORACLE,
    guarantee=lambda state: 2.0,
)
