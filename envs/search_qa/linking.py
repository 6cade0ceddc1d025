"""What connects a question's facts with each other and with the pages: needs, names, and where sentences stand."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ..core.errors import DataError
from .corpus import Fact, Page, Question

__all__ = ["joined", "kept", "named_like_the_answer", "plain", "sentence_spans", "with_needs", "with_spans"]


def with_needs(facts: tuple[Fact, ...], given: Sequence[Sequence[int] | None]) -> tuple[Fact, ...]:
    """Facts with what must be known before: as given (from 1), by #k, or by whose value is their subject."""
    linked = []
    for number, (fact, told) in enumerate(zip(facts, given, strict=True)):
        if told is not None:
            needs = [int(one) - 1 for one in told]
        elif fact.question:
            needs = [int(one) - 1 for one in re.findall(r"#(\d)", fact.question)]
        else:
            needs = [
                before
                for before, other in enumerate(facts)
                if before != number and plain(other.value) == plain(fact.subject)
            ]
        needs = sorted({one for one in needs if 0 <= one < len(facts) and one != number})
        linked.append(replace(fact, needs=tuple(needs)))
    return tuple(linked)


def named_like_the_answer(facts: tuple[Fact, ...] | None, answers: Sequence[str]) -> tuple[Fact, ...] | None:
    """Facts whose value is the answer get the answer's other names."""
    if facts is None:
        return None
    return tuple(
        [
            replace(fact, aliases=tuple(dict.fromkeys([*fact.aliases, *[one for one in answers if one != fact.value]])))
            if fact.value in answers
            else fact
            for fact in facts
        ]
    )


def plain(text: str, *, bare: bool = False) -> str:
    """A name without case and spaces at its ends, and without what stands in brackets after it."""
    name = " ".join(text.casefold().split())
    return re.sub(r"\s*\([^()]*\)$", "", name) if bare else name


def kept(
    pages: dict[str, Page], title: str, text: str, sentences: tuple[tuple[int, int], ...], *, always: bool = False
) -> Page:
    """The page of a title and text. Its id is the title, with a checksum where the title has several texts."""
    marked = f"{title} #{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    for doc_id in (marked,) if always else (title, marked):
        page = pages.setdefault(doc_id, Page(doc_id, title, text, sentences))
        if page.text == text:
            return page
    raise DataError(f"two texts of {title!r} have the same checksum")


def joined(sentences: Sequence[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A page's text, and where its sentences are: HotpotQA's start with the space before them, 2Wiki's do not."""
    spaced = any(sentence[:1].isspace() for sentence in sentences[1:])
    text = ("" if spaced else " ").join(sentences)
    return text, sentence_spans(text, sentences) or ()


def sentence_spans(text: str, sentences: Sequence[str]) -> tuple[tuple[int, int], ...] | None:
    """Where sentences stand in a text, one after the other; None if one does not."""
    spans, position = [], 0
    for sentence in sentences:
        bare = sentence.strip()
        start = text.find(bare, position)
        if start < 0:
            return None
        position = start + len(bare)
        spans.append((start, position))
    return tuple(spans)


def with_spans(question: Question, page: Callable[[str], Page]) -> Question:
    """A question whose facts say where they stand: from the first to the last supporting sentence of each page."""
    facts = []
    for fact in question.facts or ():
        spans = []
        for doc_id in fact.docs:
            sentences = page(doc_id).sentences
            mine = [
                sentences[number] for its_id, number in question.support if its_id == doc_id if number < len(sentences)
            ]
            spans.append((min(mine)[0], max(mine)[1]) if mine else (0, 0))
        facts.append(replace(fact, spans=tuple(spans) if any(spans) else ()))
    return replace(question, facts=tuple(facts))
