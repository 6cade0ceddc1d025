"""Which answers are accepted."""

from __future__ import annotations

from .corpus import Question

__all__ = ["UNKNOWN", "accepted"]

UNKNOWN = ("unknown", "not known", "unanswerable", "no answer")
"""What is right where no page says."""


def accepted(question: Question) -> tuple[str, ...]:
    """The answers that are right: the question's own, or that it can't be known."""
    return question.answers if question.answerable else UNKNOWN
