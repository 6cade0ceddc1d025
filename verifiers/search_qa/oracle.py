"""How good a turn of search QA was, by the fewest turns to the end before and after it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ...envs.core.game import Rejected, Transition
from ...envs.search_qa.answers import accepted
from ...envs.search_qa.solver import best_actions, from_the_start, missing, remaining, sufficient
from ...envs.search_qa.state import Action, Answer, Note, Plan, State
from ..verdict import Label, OracleSet, Verdict
from .evidence import NO_EVIDENCE, failure
from .metrics import answers_match

__all__ = ["SearchOracle", "closeness", "guarantee", "is_right"]

_ZERO = {
    "optimal": 0.0, "regret": 0.0, "progress": 0.0, "rejected": 0.0, "premature": 0.0, "overdue": 0.0, "distance": -1.0,
}  # fmt: skip


def is_right(state: State) -> bool:
    """Whether the answer is one of the accepted ones, as numbers and dates go by what they mean."""
    return state.answer is not None and _matches(state.answer, accepted(state.task.question))


@lru_cache(maxsize=4096)
def _matches(answer: str, golds: tuple[str, ...]) -> bool:
    return bool(golds) and answers_match(answer, golds)


def guarantee(state: State) -> float | None:
    """The return on the unit scale of an informed searcher; None where the set names no evidence."""
    return None if state.task.plan is None or not accepted(state.task.question) else 1.5


def closeness(state: State) -> float | None:
    """The potential: max(0, 1 - d / 2d0) for d turns left of the first d0; 1 for a right answer with all evidence.

    An answer without all evidence, right or wrong, moves it nowhere: it stays what it was. None without evidence.
    """
    if state.task.plan is None:
        return None
    if state.answer is not None:
        if is_right(state) and sufficient(state):
            return 1.0
        state = state._replace(answer=None)
    return _closeness(remaining(state) or 0, _whole(state.task.plan))


def _closeness(left: int, whole: int) -> float:
    return max(0.0, 1.0 - left / (2 * whole))


@lru_cache(maxsize=16_384)
def _whole(plan: Plan) -> int:
    """The turns that a question takes from the start."""
    return from_the_start(plan)


@dataclass(frozen=True, slots=True)
class SearchOracle:
    """The turns left to an informed searcher, who knows which queries bring up what (see `envs.search_qa.solver`).

    Score (ours): 1 for a turn that a shortest way has, luckier ones too, and for the right answer once all evidence
    was shown; 0 for one that brings nothing nearer, and for a right answer before that, which is a guess; -1 for a
    wrong answer and for a text that was no action.
    Components: `optimal`; `regret` turns wasted as a share of the shortest way, 1 for a wrong answer; `progress` the
    change of the potential (see `closeness`); `rejected`; `premature` 1 for an answer before all evidence was shown;
    `overdue` 1 for looking on after it was; `distance` the turns left, -1 where the set names no evidence.
    Not measured where the search engine gave no answer.
    """

    bounds = (-1.0, 1.0)

    def actions(self, state: State) -> OracleSet[Action]:
        """The actions that begin a shortest way; not exact where the set names no evidence."""
        left = remaining(state)
        return OracleSet(best_actions(state), exact=state.task.plan is not None, distance=left)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        before, after, parts = t.before, t.after, _ZERO.copy()
        plan = before.task.plan
        held = 0 if plan is None else remaining(before) or 0
        whole = 1 if plan is None else _whole(plan)
        phi = None if plan is None else (_closeness(held, whole),) * 2
        if isinstance(t.action, Rejected):
            parts["rejected"] = 1.0
            parts["distance"] = -1.0 if plan is None else float(held)
            return Verdict(-1.0, Label.REJECTED, t.action.reason, parts, phi, feedback=t.action.reason)
        if reason := failure(t):
            return Verdict(None, Label.NEUTRAL, f"Not measured: {reason}.", parts, phi, measured=False)
        if plan is None or phi is None:
            return Verdict(None, Label.PENDING, NO_EVIDENCE, parts)
        if isinstance(t.action, Answer):
            return _answered(before, after, parts, phi[0], whole)
        left = held if after is before else remaining(after) or 0
        phi = (phi[0], _closeness(left, whole))
        parts["progress"] = phi[1] - phi[0]
        parts["distance"] = float(left)
        if left < held:
            parts["optimal"] = 1.0
            reason = f"A shortest way has such a turn: {held} turns were left, {left} are now."
            return Verdict(1.0, Label.OPTIMAL, reason, parts, phi, feedback="This brought the answer nearer.")
        parts["regret"] = min(1.0, (1 + left - held) / whole)
        if sufficient(before) and not isinstance(t.action, Note):
            parts["overdue"] = 1.0
            reason = "All evidence was shown already: what is left is to answer."
        else:
            reason = f"Nothing came nearer: {left} turns are left."
        return Verdict(0.0, Label.NEUTRAL, reason, parts, phi, feedback="This brought the answer no nearer.")


def _answered(before: State, after: State, parts: dict[str, float], close: float, whole: int) -> Verdict:
    lacking, phi = missing(before).bit_count(), (close, close)
    parts["premature"] = float(lacking > 0)
    parts["distance"] = 0.0
    if not is_right(after):
        parts["regret"] = 1.0
        late = f", {lacking} facts before the evidence was complete" if lacking else ""
        reason = f"The answer {after.answer!r} is wrong{late}."
        return Verdict(-1.0, Label.FATAL, reason, parts, phi, recoverable=False, feedback="The answer is wrong.")
    if lacking:
        parts["regret"] = 1.0 / whole
        reason = f"The answer is right, but a guess: {lacking} facts were not shown."
        return Verdict(0.0, Label.NEUTRAL, reason, parts, phi, feedback="The answer is right, but was not supported.")
    parts["optimal"], parts["progress"] = 1.0, 1.0 - close
    reason = "The answer is right, and all that supports it was shown."
    return Verdict(1.0, Label.SOLVED, reason, parts, (close, 1.0), feedback=reason)
