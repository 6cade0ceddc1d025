"""How good the answer was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...envs.core.game import Transition
from ...envs.search_qa.answers import accepted
from ...envs.search_qa.solver import sufficient
from ...envs.search_qa.state import Answered
from ..scoring import OutcomeVerifier
from ..verdict import Label, Verdict, pending
from .evidence import failure
from .metrics import cover_match, exact_match, token_f1
from .oracle import is_right

__all__ = ["AnswerQuality", "SearchOutcome"]

_ZERO = {"em": 0.0, "f1": 0.0, "cover": 0.0, "read": 0.0, "grounded": 0.0}
_MOST_WORDS = 32


@dataclass(frozen=True, slots=True)
class SearchOutcome(OutcomeVerifier):
    """1 for a right answer, -1 for a wrong one and for none. Success: right, as `answers_match` has it."""

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict; not measured where the search engine failed in the last turn, and where no answer is known."""
        if t.end is not None and (reason := failure(t)):
            return Verdict(
                None, Label.FAILED, f"Not measured: {reason}.", {"success": 0.0}, recoverable=False, measured=False
            )
        if t.end is not None and not accepted(t.after.task.question):
            reason = "Not measured: the set has no answer to this question."
            return Verdict(None, Label.FAILED, reason, {"success": 0.0}, recoverable=False, measured=False)
        return OutcomeVerifier.__call__(self, t)

    def result(self, t: Transition[Any, Any]) -> tuple[float, bool, str]:
        """See the class."""
        if t.after.answer is None:
            return -1.0, False, "The turns ran out without an answer."
        if is_right(t.after):
            return 1.0, True, "The answer is right."
        return -1.0, False, "The answer is wrong."


@dataclass(frozen=True, slots=True)
class AnswerQuality:
    """The field's measures of the answer, as SQuAD, HotpotQA and others publish them; judged when it is given.

    Score and component `f1`: over words. Components: `em` exact match; `cover` a right answer stands in it as whole
    words (answers are at most 32 words long, so listing candidates does not pay); `read` it stands, word for word,
    in what was shown; `grounded` exact match with all evidence shown, 0 where the set names none: it tells reading
    from remembering.
    """

    bounds = (0.0, 1.0)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        event = t.events[0] if t.events else None
        golds = accepted(t.after.task.question)
        if not isinstance(event, Answered) or not golds:
            return pending("No answer was given in this turn.", _ZERO.copy())
        parts = _ZERO.copy()
        parts["em"] = exact_match(event.text, golds)
        parts["f1"] = token_f1(event.text, golds)
        parts["cover"] = cover_match(event.text, golds, max_words=_MOST_WORDS)
        parts["read"] = float(event.read)
        if t.after.task.plan is not None and sufficient(t.after):
            parts["grounded"] = float(is_right(t.after))
        score = parts["f1"]
        label = Label.PROGRESS if score > 0 else Label.NEUTRAL
        return Verdict(score, label, f"The answer has an F1 of {score:.2f} over words.", parts)
