"""What the rules need of the pages: their parts, what each states, titles as queries. Read-only, with a memory."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ..retrieval import Hit
from .corpus import Corpus, Page, Question
from .parts import covering, cut, token_count
from .state import State

__all__ = ["Library", "as_query", "best_ranks"]

_REMEMBERED = 100_000
_PASSAGES = 3
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?]+(?!\s)[^.!?]*)*[.!?]*\s*")


class Library:
    """The pages as the rules need them.

    Args:
        corpus: the pages.
        part_words: words of a part of a long page.
    """

    def __init__(self, corpus: Corpus, part_words: int) -> None:
        self.corpus, self._part_words = corpus, part_words
        self._outlines: dict[str, tuple[str, int]] = {}

    def page(self, state: State, document: int) -> Page:
        """A document by its number in the episode."""
        return self.corpus.page(state.documents[document - 1])

    def parts(self, page: Page) -> tuple[tuple[int, int], ...]:
        """The parts of a page."""
        return cut(page.text, self._part_words)

    def states(self, question: Question, doc: str) -> tuple[tuple[int, int], ...]:
        """What a page states: (fact as a bit, bits of the parts that one must see), for each fact that it states."""
        found = []
        for place, fact in enumerate(question.facts or ()):
            for number, own in enumerate(fact.docs):
                if own == doc:
                    span = fact.spans[number] if number < len(fact.spans) else (0, 0)
                    found.append((1 << place, covering(self.parts(self.corpus.page(doc)), span)))
        return tuple(found)

    def facts_in(self, question: Question, doc: str, bits: int) -> int:
        """The facts that the parts of a document, given as bits, state."""
        found = 0
        for fact in question.facts or ():
            if doc in fact.docs:
                for bit, needed in self.states(question, doc):
                    if not needed & ~bits:
                        found |= bit
                break
        return found

    def passages(self, doc: str, words: str) -> tuple[tuple[int, int], ...]:
        """The first sentences of a document that hold all the words, whatever their case, as [start, end)."""
        return _passages_of(self.corpus.page(doc).text, words)

    def facts_within(self, question: Question, doc: str, places: Sequence[tuple[int, int]]) -> int:
        """The facts that passages of a document, as [start, end), state from beginning to end."""
        found = 0
        for place, fact in enumerate(question.facts or ()):
            for own, (start, end) in zip(fact.docs, fact.spans, strict=False):
                if own == doc and start < end and any(a <= start and end <= b for a, b in places):
                    found |= 1 << place
        return found

    def was_read(self, state: State, said: str) -> bool:
        """Whether a part of a document that was shown holds the words of the answer in their order."""
        wanted = f" {' '.join(_WORD.findall(said.lower()))} "
        if not wanted.strip():
            return False
        for doc, bits in zip(state.documents, state.parts, strict=True):
            page = self.corpus.page(doc)
            for place, (start, end) in enumerate(self.parts(page)):
                if bits >> place & 1 and wanted in _spoken(f"{page.title}\n{page.text[start:end]}"):
                    return True
        passages = [self.page(state, document).text[start:end] for document, start, end in state.passages]
        return any(wanted in _spoken(passage) for passage in passages)

    def outline(self, doc: str) -> tuple[str, int]:
        """A document's title as a query, and all its parts as bits; remembered, as each is needed again and again."""
        found = self._outlines.get(doc)
        if found is None:
            page = self.corpus.page(doc)
            found = as_query(page.title), (1 << len(self.parts(page))) - 1
            if len(self._outlines) >= _REMEMBERED:
                self._outlines.clear()
            self._outlines[doc] = found
        return found

    def tokens(self, doc: str, part: int) -> int:
        """Words and marks of a part of a document."""
        page = self.corpus.page(doc)
        start, end = self.parts(page)[part - 1]
        return token_count(page.text[start:end])


def best_ranks(question: Question, rankings: Sequence[Sequence[Hit]]) -> tuple[int, ...]:
    """By fact, the best rank of a page that states it over all rankings, 0 where it is in none."""
    if not question.facts:
        return ()
    gold = {doc for fact in question.facts for doc in fact.docs}
    best: dict[str, int] = {}
    for hits in rankings:
        for doc, _, rank in hits:
            if doc in gold and rank < best.get(doc, 1 << 30):
                best[doc] = rank
    return tuple([min((best[doc] for doc in fact.docs if doc in best), default=0) for fact in question.facts])


@lru_cache(maxsize=16_384)
def as_query(title: str) -> str:
    """A title or question as a query that can be written in every style."""
    kept = "".join(" " if letter in "|<>[]\r\n" else letter for letter in title)
    return " ".join(kept.split()[:24]) or "untitled"


@lru_cache(maxsize=16_384)
def _spoken(text_: str) -> str:
    return f" {' '.join(_WORD.findall(text_.lower()))} "


def _passages_of(body: str, words: str) -> tuple[tuple[int, int], ...]:
    """The first sentences that hold all the words, whatever their case."""
    wanted = set(_WORD.findall(words.lower()))
    found = []
    if wanted:
        for sentence in _SENTENCE.finditer(body):
            if wanted <= set(_WORD.findall(sentence[0].lower())):
                found.append((sentence.start(), sentence.start() + len(sentence[0].rstrip())))
                if len(found) == _PASSAGES:
                    break
    return tuple(found)
