"""The way to the answer as a picture: every fact with what it needs, and what of it was shown so far."""

from __future__ import annotations

from ..core.scene import Link, Part, Scene, Tone
from .answers import accepted
from .corpus import Corpus
from .solver import known
from .state import State

__all__ = ["way"]

_TITLE = "The way to the answer (the agent does not see it)"
_BARE = "Documents that came up (this set does not say which are needed)"
_LATEST = 12


def way(corpus: Corpus, state: State) -> Scene:
    """One box a fact, in columns by how many others it takes to get there, and one for the answer.

    A fact is drawn done once it was shown with all that it needs, shut while something that it needs is missing.
    """
    plan, question = state.task.plan, state.task.question
    notes = [f"{len(state.documents)} documents listed, {len(state.searches)} searches."]
    notes += [f"Note: {note}" for note in state.notes]
    if plan is None or question.facts is None:
        return Scene(_BARE, _documents(corpus, state), (), tuple(notes))
    have = known(plan, state.facts)
    depths: list[int] = []
    parts, links = list[Part](), list[Link]()
    for place, fact in enumerate(question.facts):
        depths.append(1 + max([depths[need] for need in fact.needs if need < place], default=0))
        shown, is_known = bool(state.facts >> place & 1), bool(have >> place & 1)
        is_open = not plan.needs[place] & ~(have | ~plan.wanted)
        tone: Tone = "done" if is_known else "here" if shown else "plain" if is_open else "shut"
        lines = [f"= {fact.value}"] if shown else []
        lines += [corpus.page(doc).title for doc in fact.docs if doc in state.documents]
        name = _filled(fact.question or fact.relation or f"fact {place + 1}", question.facts)
        parts.append(Part(name, f"step {depths[-1]}", tone, tuple(lines)))
        links += [Link(need, place) for need in fact.needs]
    last = set(range(len(parts))) - {link.start for link in links}
    links += [Link(place, len(parts)) for place in sorted(last)]
    answered = state.answer is not None
    lines = [f"answered: {state.answer}"] if answered else []
    right = answered and not plan.wanted & ~state.facts and state.answer in accepted(question)
    parts.append(Part("answer", "answer", "done" if right else "plain", tuple(lines)))
    return Scene(_TITLE, tuple(parts), tuple(links), tuple(notes))


def _documents(corpus: Corpus, state: State) -> tuple[Part, ...]:
    latest = state.documents[-_LATEST:]
    return tuple([Part(corpus.page(doc).title) for doc in latest])


def _filled(text: str, facts: tuple[object, ...]) -> str:
    """A sub-question, with "fact 2" for `#2`: what it stands for may not have been shown yet."""
    for number in range(len(facts), 0, -1):
        text = text.replace(f"#{number}", f"(fact {number})")
    return text
