"""What one could know and should ask, by what was shown: the truth that an agent's own account is held against."""

from __future__ import annotations

from dataclasses import dataclass

from ...envs.core.game import Immutable
from ...envs.search_qa.solver import known, sufficient
from ...envs.search_qa.state import State
from .evidence import frontier

__all__ = ["KnownFact", "OpenQuestion", "SearchBelief", "belief"]


@dataclass(frozen=True, slots=True)
class KnownFact(Immutable):
    """Something that was shown, with all that leads to it."""

    subject: str
    relation: str
    value: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenQuestion(Immutable):
    """Something that can be asked next."""

    subject: str
    relation: str
    text: str
    """The sub-question, with what is known filled in."""


@dataclass(frozen=True, slots=True)
class SearchBelief(Immutable):
    """The state of knowledge of one who read everything that was shown and no more."""

    known: tuple[KnownFact, ...]
    open: tuple[OpenQuestion, ...]
    locked: int
    """Facts that can't be asked for yet, since what they need is not known."""
    complete: bool
    """Whether the answer follows from what is known."""


def belief(state: State) -> SearchBelief | None:
    """The belief that what was shown so far justifies; None where the set names no evidence."""
    plan, facts = state.task.plan, state.task.question.facts
    if plan is None or facts is None:
        return None
    have, next_ = known(plan, state.facts), frontier(state)
    known_facts, questions = [], []
    for place, fact in enumerate(facts):
        if have >> place & 1:
            known_facts.append(KnownFact(fact.subject, fact.relation, fact.value, fact.aliases))
        elif next_ >> place & 1:
            text = fact.question
            for need in sorted(fact.needs, reverse=True):
                text = text.replace(f"#{need + 1}", facts[need].value)
            questions.append(OpenQuestion(fact.subject, fact.relation, text))
    locked = (plan.wanted & ~state.facts & ~next_).bit_count()
    return SearchBelief(tuple(known_facts), tuple(questions), locked, sufficient(state))
