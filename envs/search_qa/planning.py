"""From a question to a task: which queries bring up the page of each fact, as this search engine ranks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from .corpus import Question
from .library import best_ranks
from .rules import SearchQA
from .state import Plan, Task

__all__ = ["planned"]

_MOST_WORDS = 32


def planned(game: SearchQA, question: Question, *, titles: bool) -> Task:
    """The task of a question.

    For every fact queries are tried in order until one brings its page to the first results: those that came with
    the question, the sub-question with what it needs filled in, then (where asked for) the titles of its pages. Of
    several that do not, the one that ranks it best is kept. The question itself is a route too.

    Args:
        game: the search engine and how deep it is asked.
        question: the question.
        titles: whether a page's title may be used, though nothing that was read may have told it.

    Raises:
        RetrieverFailed: the search engine gave no answer.
    """
    facts = question.facts
    if not facts:
        return Task(question, None, engine=game.retriever.fingerprint)
    candidates = [_candidates(game, question, place, titles) for place in range(len(facts))]
    itself = _short(question.text)
    texts = {itself: 0}
    ranks = {itself: _ranked(game, question, [itself])[0]}
    best: list[tuple[int, str]] = [(0, "")] * len(facts)  # by fact: rank and query of the best so far
    for round_ in zip_longest(*candidates):
        asked = [(place, query) for place, query in enumerate(round_) if query and not _found(game, best[place][0])]
        if not asked:
            break
        for (place, query), row in zip(asked, _ranked(game, question, [query for _, query in asked]), strict=True):
            ranks[query] = row
            if row[place] and (not best[place][0] or row[place] < best[place][0]):
                best[place] = (row[place], query)
    needs = tuple([_bits(fact.needs) for fact in facts])
    for place, (rank, query) in enumerate(best):
        if rank:
            texts[query] = texts.get(query, 0) | needs[place]
    wanted = _bits([place for place, (rank, _) in enumerate(best) if rank or ranks[itself][place]])
    opens = tuple([_further_parts(game, question, place) for place in range(len(facts))])
    rows = tuple([ranks[query] for query in texts])
    plan = Plan(wanted, needs, tuple(texts.values()), rows, opens, game.results, game.batch)
    return Task(question, plan, tuple(texts), game.retriever.fingerprint)


def _candidates(game: SearchQA, question: Question, place: int, titles: bool) -> list[str]:
    facts = question.facts or ()
    fact = facts[place]
    if not fact.docs:
        return []
    given = question.queries[place] if place < len(question.queries) else ()
    texts = [*given, fact.question]
    for number in reversed(range(len(facts))):  # from the end, so that #12 is not taken for #1
        texts = [text.replace(f"#{number + 1}", facts[number].value) for text in texts]
    if titles:
        names = [game.corpus.page(doc).title for doc in fact.docs]
        texts += [f"{name} {text}" for name in names for text in texts[-1:] if text]
        texts += names
    return list(dict.fromkeys([_short(text) for text in texts if text.strip()]))


def _short(text: str) -> str:
    """A text as a query: in one line, without the sign that parts queries, of at most 32 words."""
    return " ".join(text.replace("|", " ").split()[:_MOST_WORDS])


def _ranked(game: SearchQA, question: Question, queries: Sequence[str]) -> list[tuple[int, ...]]:
    return [best_ranks(question, [hits]) for hits in game.retriever.search(queries, game.depth)]


def _found(game: SearchQA, rank: int) -> bool:
    return 0 < rank <= game.results


def _further_parts(game: SearchQA, question: Question, place: int) -> int:
    """The parts beyond the first that state a fact, of the page where they are fewest."""
    facts = question.facts or ()
    needed = [
        bits & ~1
        for doc in facts[place].docs
        if doc in game.corpus
        for bit, bits in game.library.states(question, doc)
        if bit == 1 << place
    ]
    return min(needed, key=int.bit_count, default=0)


def _bits(places: Sequence[int]) -> int:
    found = 0
    for place in places:
        found |= 1 << place
    return found
