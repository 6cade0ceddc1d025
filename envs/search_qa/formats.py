"""The formats of public sets: what each record says about its question, its facts and its pages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .corpus import Fact, Page, Question
from .linking import joined, kept, named_like_the_answer, plain, sentence_spans, with_needs, with_spans
from .reading import Record

__all__ = ["FORMATS", "Format", "Reader", "page_of", "recognized"]

Reader = Callable[[Record, dict[str, Page]], Question]
"""Reads a question; pages that stand in its record go into the dictionary."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of questions."""

    name: str
    fits: Callable[[Record], bool]
    read: Reader
    own_pages: bool
    """Whether records bring their pages."""


def page_of(record: Record) -> Page:
    """A page of a corpus: ours, BEIR's, or the passages of DPR and of retrieval servers (`contents`).

    Raises:
        DataError: the record is no page.
    """
    doc_id = record.text("id", "_id", "doc_id", "docid")
    if "contents" in record and "text" not in record:
        title, _, text = record.text("contents").partition("\n")
        return Page(doc_id, title.strip('"'), text)
    text = record.text("text")
    sentences = record.texts("sents") if isinstance(record.get("sents"), list) else ()
    raw = record.rows("sents") if sentences else []
    return Page(doc_id, record.text("title", default=""), text, sentence_spans(text, raw) or ())


def recognized(record: Record) -> Format:
    """The format of a file, by its first record.

    Raises:
        DataError: it is none of them.
    """
    for one in FORMATS:
        if one.fits(record):
            return one
    raise record.wrong(f"a question in one of the formats {[one.name for one in FORMATS]}", sorted(record.content)[:12])


def _ours(record: Record, pages: dict[str, Page]) -> Question:
    """Ours: see the documentation of search QA."""
    question = _bare(record, record.text("question"), record.texts("answers"))
    support = tuple([(doc_id, number) for doc_id, numbers in record.rows("supporting_sents") for number in numbers])
    supporting = record.texts("supporting")
    facts: tuple[Fact, ...] | None = None
    if "waypoints" in record:
        facts = tuple([_waypoint(record, one) for one in record.rows("waypoints")])
        facts = with_needs(facts, [one.get("needs") for one in record.rows("waypoints")])
    elif supporting:
        facts = tuple([Fact((doc_id,)) for doc_id in supporting])
    return replace(
        question,
        facts=named_like_the_answer(facts, question.answers),
        hops=int(record.get("hops", len(facts or ()))),
        support=support,
        candidates=record.texts("candidates"),
        answerable=bool(record.get("answerable", True)),
    )


def _waypoint(record: Record, one: Any) -> Fact:
    if not isinstance(one, dict):
        raise record.wrong("objects under 'waypoints'", one)
    step = Record(record.place, one)
    docs = step.texts("docs") or step.texts("doc")
    subject, relation, value = (*step.get("triple", ()), "", "", "")[:3]
    asked = step.text("question", default="")
    return Fact(
        docs=docs,
        subject=subject,
        relation=relation or asked,
        value=step.text("answer", default=value),
        question=_as_asked(asked),
        aliases=step.texts("aliases"),
    )


def _hotpot(record: Record, pages: dict[str, Page]) -> Question:
    """HotpotQA as published, and 2WikiMultihopQA, which adds the triples of its evidence."""
    titles, found = {}, []
    for title, sentences in _paragraphs(record):
        page = kept(pages, title, *joined(sentences))
        titles[title] = page
        found.append(page.doc_id)
    support = []
    for title, number in _supporting_facts(record):
        if title not in titles:
            raise record.wrong("supporting facts of pages that are in the context", title)
        support.append((titles[title].doc_id, number))
    question = _bare(record, record.text("question"), (record.text("answer"),))
    evidence = record.rows("evidences")
    by_id = {page.doc_id: page for page in titles.values()}
    gold = list(dict.fromkeys([doc_id for doc_id, _ in support]))
    if evidence:
        facts = with_needs(tuple([_triple(record, one, gold, by_id) for one in evidence]), [None] * len(evidence))
    else:
        facts = tuple([Fact((doc_id,)) for doc_id in gold])
    return with_spans(
        replace(
            question,
            facts=named_like_the_answer(facts, question.answers),
            hops=len(facts),
            support=tuple(support),
            candidates=tuple(found),
        ),
        by_id.__getitem__,
    )


def _paragraphs(record: Record) -> list[tuple[str, list[str]]]:
    """Title and sentences of each page of the context, in both forms that are about."""
    context = record.get("context")
    try:
        if isinstance(context, str):
            context = json.loads(context)
        if isinstance(context, dict):
            context = list(zip(context["title"], context.get("sentences") or context["content"], strict=True))
        return [(title, [str(sentence) for sentence in sentences]) for title, sentences in context or ()]
    except (TypeError, ValueError, KeyError) as error:
        raise record.wrong("titles with their sentences under 'context'", context) from error


def _supporting_facts(record: Record) -> list[tuple[str, int]]:
    facts = record.get("supporting_facts")
    try:
        if isinstance(facts, dict):
            facts = list(zip(facts["title"], facts["sent_id"], strict=True))
        return [(title, int(number)) for title, number in facts or ()]
    except (TypeError, ValueError, KeyError) as error:
        raise record.wrong("titles with sentence numbers under 'supporting_facts'", facts) from error


def _triple(record: Record, one: Any, gold: Sequence[str], pages: Mapping[str, Page]) -> Fact:
    """A fact from a triple; its page is the supporting one that is about its subject."""
    if not isinstance(one, list) or len(one) != 3:
        raise record.wrong("subject, relation and object under 'evidences'", one)
    subject, relation, value = map(str, one)
    docs = [doc_id for doc_id in gold if plain(pages[doc_id].title) == plain(subject)]
    docs = docs or [doc_id for doc_id in gold if plain(pages[doc_id].title, bare=True) == plain(subject, bare=True)]
    return Fact(tuple(docs), subject=subject, relation=relation, value=value)


def _musique(record: Record, pages: dict[str, Page]) -> Question:
    """MuSiQue as published; the unanswerable twin of a question has the same id there."""
    ids: dict[Any, str] = {}
    for one in record.rows("paragraphs"):
        paragraph = Record(record.place, one)
        page = kept(pages, paragraph.text("title"), paragraph.text("paragraph_text"), (), always=True)
        ids[one.get("idx", len(ids))] = page.doc_id
    answerable = bool(record.get("answerable", True))
    steps = [Record(record.place, one) for one in record.rows("question_decomposition")]
    facts = []
    for step in steps:
        place = step.get("paragraph_support_idx")
        if place is not None and place not in ids:
            raise record.wrong("paragraph_support_idx of a paragraph", place)
        asked = step.text("question")
        docs = () if place is None else (ids[place],)
        facts.append(Fact(docs, relation=asked, value=step.text("answer"), question=_as_asked(asked)))
    answers = (record.text("answer"), *record.texts("answer_aliases")) if "answer" in record else ()
    question = _bare(record, record.text("question"), tuple(dict.fromkeys(answers)))
    return replace(
        question,
        id=question.id if answerable else f"{question.id}/unanswerable",
        kind=question.kind or question.id.partition("__")[0],
        facts=named_like_the_answer(with_needs(tuple(facts), [None] * len(facts)), answers) if steps else None,
        hops=len(facts),
        candidates=tuple(ids.values()),
        answerable=answerable,
    )


def _listed(record: Record, pages: dict[str, Page]) -> Question:
    """A question and its answers, without pages: PopQA, Natural Questions, TriviaQA, FlashRAG's and others' lists."""
    answers: tuple[str, ...] = ()
    for name in ("answers", "answer", "golden_answers", "possible_answers", "Answer"):
        value = record.get(name)
        if isinstance(value, dict):  # TriviaQA
            inner = Record(record.place, value)
            answers = (*inner.texts("Value"), *inner.texts("Aliases"))
        elif isinstance(value, str) and value.startswith("["):  # a list in a table's field
            answers = Record(record.place, {name: _json_list(record, value)}).texts(name)
        elif value is not None:
            answers = record.texts(name)
        if answers:
            break
    question = _bare(record, record.text("question", "Question"), tuple(dict.fromkeys(answers)))
    if all(name in record for name in ("subj", "prop", "obj")):  # PopQA: one triple, no page
        fact = Fact((), subject=record.text("subj"), relation=record.text("prop"), value=record.text("obj"))
        facts = named_like_the_answer((fact,), question.answers)
        return replace(question, facts=facts, kind=record.text("prop"), hops=1)
    return question


def _json_list(record: Record, value: str) -> list[str]:
    try:
        found = json.loads(value)
    except ValueError as error:
        raise record.wrong("a JSON list of answers", value) from error
    return [str(one) for one in found]


def _bare(record: Record, text: str, answers: tuple[str, ...]) -> Question:
    fallback = f"q{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
    its_id = record.text("id", "_id", "qid", "QuestionId", default=fallback)
    return Question(its_id, text, answers, kind=record.text("type", default=""))


def _as_asked(question: str) -> str:
    """A sub-question as an engine can be asked: MuSiQue separates subject and relation by >>."""
    return " ".join(question.replace(">>", " ").split())


FORMATS = (
    Format("musique", lambda record: "paragraphs" in record and "question" in record, _musique, True),
    Format("hotpotqa", lambda record: "context" in record and "supporting_facts" in record, _hotpot, True),
    Format("turnwise", lambda record: "question" in record and "answers" in record, _ours, False),
    Format("list", lambda record: "question" in record or "Question" in record, _listed, False),
)
"""In the order in which they are tried; `data.load` knows BEIR's three files besides."""
