"""How good an answer about a program's run was: compared type by type with the recorded one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...envs.code_exec.exec_trace.state import Answer, Answered, Kind, Question, State
from ...envs.code_exec.values import read_literal, same
from ...envs.core.game import Rejected, Transition
from ..scoring import Kind as TermKind
from ..scoring import OutcomeVerifier, PerTurn, Scoring, Term
from ..verdict import Label, OracleSet, Verdict

__all__ = ["SCORING", "ExecVerifyReward", "TraceOracle", "TraceOutcome", "is_right", "right_answers"]

_ZERO = {"optimal": 0.0, "progress": 0.0, "right": 0.0, "close": 0.0, "regret": 0.0, "rejected": 0.0}


def is_right(question: Question, given: Answered) -> bool:
    """Whether an answer is right: the same value of the same type, or arguments for which the wanted value came."""
    if question.kind is Kind.INPUT:
        wanted, got = question.wanted, given.returned
        return got == wanted or (not got.startswith("!") and same(read_literal(got), read_literal(wanted)))
    if question.answer == given.text:
        return True
    if question.kind in (Kind.TYPE, Kind.COVERAGE, Kind.NEXT):
        return False
    return same(read_literal(given.text), read_literal(question.answer))


def right_answers(state: State) -> int:
    """How many of the answers so far are right."""
    return sum(map(is_right, state.task.questions, state.given))


@dataclass(frozen=True, slots=True)
class TraceOracle:
    """The recorded run.

    Score (ours): 1 for a right answer, -1 for a wrong or rejected one. Components: `optimal` and `right` 1 if it is
    right; `progress` 1/questions if it is; `close` 1 if a wrong answer is equal but for a type (1 for True, [1] for
    (1,)), or one line off; `regret` 1/questions if it is wrong; `rejected`. Potential: right answers as a share of the
    questions. A wrong answer can't be taken back: the first one is fatal.
    """

    bounds = (-1.0, 1.0)

    def actions(self, state: State) -> OracleSet[Answer]:
        """The recorded answer; empty after the last question."""
        number, questions = len(state.given), state.task.questions
        if number == len(questions):
            return OracleSet(())
        return OracleSet((Answer(questions[number].answer),), distance=len(questions) - number)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one answer."""
        before: State = t.before
        of, had = len(before.task.questions), right_answers(before)
        parts, lost = _ZERO.copy(), had < len(before.given)
        if isinstance(t.action, Rejected):
            parts["rejected"] = 1.0
            reason = t.action.reason
            return Verdict(-1.0, Label.REJECTED, reason, parts, (had / of, had / of), not lost, feedback=reason)
        question, given = before.task.questions[len(before.given)], t.after.given[-1]
        if is_right(question, given):
            potential = (had / of, (had + 1) / of)
            parts |= {"optimal": 1.0, "right": 1.0, "progress": potential[1] - potential[0]}
            label = Label.SOLVED if had + 1 == of else Label.OPTIMAL
            reason = f"The answer to question {given.number + 1} of {of} ({question.kind.value}) is right."
            return Verdict(1.0, label, reason, parts, potential, not lost, feedback="Right.")
        parts |= {"close": float(_is_close(question, given)), "regret": 1.0 / of}
        which = f"question {given.number + 1} of {of} ({question.kind.value})"
        reason = f"The answer to {which} is wrong: {_why(question, given)}."
        label = Label.SETBACK if lost else Label.FATAL
        return Verdict(-1.0, label, reason, parts, (had / of, had / of), False, feedback="Not right.")


def _is_close(question: Question, given: Answered) -> bool:
    if question.kind in (Kind.TYPE, Kind.COVERAGE, Kind.INPUT):
        return False
    value, answer = read_literal(given.text), read_literal(question.answer)
    if question.kind is Kind.NEXT:
        return abs(int(value) - int(answer)) == 1 and -1 not in (value, answer)
    return bool(_untyped(value) == _untyped(answer))


def _untyped(value: Any) -> Any:
    return [_untyped(part) for part in value] if isinstance(value, list | tuple) else value


def _why(question: Question, given: Answered) -> str:
    if question.kind is Kind.INPUT:
        got = given.returned.removeprefix("!")
        what = f"raises or runs on ({got})" if given.returned.startswith("!") else f"returns {got}"
        return f"with it the function {what} instead of {question.wanted}"
    return f"it is {question.answer}, not {given.text}"


@dataclass(frozen=True, slots=True)
class TraceOutcome(OutcomeVerifier):
    """1 if every question was answered right, else -1. Success: all right."""

    def result(self, t: Transition[Any, Any]) -> tuple[float, bool, str]:
        """See the class."""
        right, of = right_answers(t.after), len(t.after.task.questions)
        if right == of:
            return 1.0, True, f"All {of} answers are right."
        return -1.0, False, f"{right} of {of} answers are right."


@dataclass(frozen=True, slots=True)
class ExecVerifyReward(OutcomeVerifier):
    """ExecVerify's reward of one program (as in paper and released code): 0, or between 1 and 2.

    0 where the output is wrong or was not asked and nothing is right, else `2 * ((1 - a) + a * right / asked)` with a
    = 0.5 over the questions about lines, 2 without any. Theirs runs the agent's assertion, which a tautology passes;
    here the output is compared as a value.
    """

    bounds = (0.0, 2.0)

    def result(self, t: Transition[Any, Any]) -> tuple[float, bool, str]:
        """See the class."""
        task, given = t.after.task, t.after.given
        whole = [n for n, q in enumerate(task.questions) if q.kind in (Kind.OUTPUT, Kind.INPUT)]
        lines = [n for n in range(len(task.questions)) if n not in whole]
        right = {n for n, answer in enumerate(given) if is_right(task.questions[n], answer)}
        success = len(right) == len(task.questions)
        if not all(n in right for n in whole) or not right:
            return 0.0, success, "The output or input is not right, so the questions about lines do not count."
        share = sum(n in right for n in lines) / len(lines) if lines else 1.0
        return 2.0 * (0.5 + 0.5 * share), success, f"The output is right, and {share:.2f} of the answers about lines."


_ORACLE = TraceOracle()

SCORING = Scoring(
    terms={
        "outcome": Term(TraceOutcome(), TermKind.OUTCOME, description="1 all answers right, -1 not"),
        "progress": Term(_ORACLE, TermKind.PROCESS, "progress", 0.0, 1.0, "1/questions for a right answer"),
        "rejected": Term(_ORACLE, TermKind.FORMAT, "rejected", 0.0, 1.0, "the text was no answer"),
        "right": Term(_ORACLE, TermKind.PROCESS, "right", 0.0, 1.0, "the answer is right"),
        "close": Term(_ORACLE, TermKind.PROCESS, "close", 0.0, 1.0, "wrong by a type or by one line"),
        "regret": Term(_ORACLE, TermKind.PROCESS, "regret", 0.0, 1.0, "1/questions for a wrong answer"),
        "optimal": Term(_ORACLE, TermKind.PROCESS, "optimal", 0.0, 1.0, "the answer is right"),
        "oracle": Term(_ORACLE, TermKind.PROCESS, description="1 right, -1 wrong or rejected"),
        "execverify": Term(ExecVerifyReward(), TermKind.OUTCOME, "", 0.0, 2.0, "ExecVerify's reward of one program"),
    },
    scales={
        "unit": {"outcome": 1.0, "progress": 1.0, "rejected": PerTurn(-1.0)},
        "turns": {"right": 1.0},
        "execverify": {"execverify": 1.0, "outcome": 0.0},
    },
    oracle=_ORACLE,
    guarantee=lambda state: 2.0,
)
