"""Pages, questions about them, and the facts that lead to an answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from ..core.errors import DataError
from ..core.game import Immutable

__all__ = ["Corpus", "DataSet", "Fact", "Page", "Pages", "Question"]


@dataclass(frozen=True, slots=True)
class Page(Immutable):
    """A page of a corpus."""

    doc_id: str
    title: str
    text: str
    sentences: tuple[tuple[int, int], ...] = ()
    """Where each sentence of `text` starts and ends, where the set has it; empty: not known."""

    @property
    def contents(self) -> str:
        """What search engines index: title and text, as the retrieval servers of the field have it."""
        return f"{self.title}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Fact(Immutable):
    """One step to the answer: something that a page states."""

    docs: tuple[str, ...]
    """Every page that states it, any of which earns it; empty: no such page is known."""
    spans: tuple[tuple[int, int], ...] = ()
    """Beside `docs`: from where to where in the page's text it stands; (0, 0) or nothing: not known."""
    needs: tuple[int, ...] = ()
    """The facts, by number from 0, that must be known before one can ask for this one."""
    subject: str = ""
    relation: str = ""
    value: str = ""
    """What it says: subject, relation, value, as far as the set has them. The value answers the sub-question."""
    question: str = ""
    """The sub-question, with #1 for the value of the first fact, #2 for the second's and so on."""
    aliases: tuple[str, ...] = ()
    """Other forms of the value."""


@dataclass(frozen=True, slots=True)
class Question(Immutable):
    """A question with its answer and, where the set has it, the evidence."""

    id: str
    text: str
    answers: tuple[str, ...]
    """The answer and its aliases; any of them is right."""
    kind: str = ""
    """The set's own word for it, as in "bridge", "comparison", "2hop"."""
    hops: int = 0
    """Facts in the longest chain that leads to the answer; 0: not known."""
    facts: tuple[Fact, ...] | None = None
    """What has to be found; None: the set does not say."""
    queries: tuple[tuple[str, ...], ...] = ()
    """Beside `facts`: queries that bring up the page of each, where they are known."""
    answerable: bool = True
    """False: the corpus lacks a fact, and the right answer is that it can't be answered."""
    support: tuple[tuple[str, int], ...] = ()
    """Supporting sentences as the set publishes them: page and sentence, from 0."""
    candidates: tuple[str, ...] = ()
    """The pages that came with the question in its file, gold and distractors."""


@runtime_checkable
class Corpus(Protocol):
    """A collection of pages, which may be made on the fly."""

    @property
    def fingerprint(self) -> str:
        """What ties an index to it: another text for the least change."""

    def __len__(self) -> int: ...

    def __contains__(self, doc_id: object, /) -> bool: ...

    def page(self, doc_id: str) -> Page:
        """The page of an id.

        Raises:
            DataError: there is none.
        """

    def pages(self) -> Iterator[Page]:
        """Every page, in an order that is always the same."""


class Pages:
    """A corpus in memory.

    Args:
        pages: each with an id of its own.

    Raises:
        DataError: two have one id.
    """

    def __init__(self, pages: Iterable[Page]) -> None:
        self._pages: dict[str, Page] = {}
        digest = hashlib.sha256()
        for page in pages:
            if self._pages.setdefault(page.doc_id, page) is not page:
                raise DataError(f"each page must have an id of its own, but two have {page.doc_id!r}")
            sizes = f"{len(page.doc_id)} {len(page.title)} {len(page.text)} "
            digest.update(f"{sizes}{page.doc_id}{page.title}{page.text}".encode("utf-8", "surrogatepass"))
        self.fingerprint = digest.hexdigest()

    def __len__(self) -> int:
        return len(self._pages)

    def __contains__(self, doc_id: object) -> bool:
        return doc_id in self._pages

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pages) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return int(self.fingerprint[:15], 16)

    def page(self, doc_id: str) -> Page:
        """The page of an id.

        Raises:
            DataError: there is none.
        """
        try:
            return self._pages[doc_id]
        except KeyError:
            raise DataError(f"{doc_id!r} is none of the {len(self)} pages") from None

    def pages(self) -> Iterator[Page]:
        """Every page, in the order they came in."""
        return iter(self._pages.values())


@dataclass(frozen=True, slots=True)
class DataSet:
    """Questions and the corpus that answers them."""

    name: str
    questions: tuple[Question, ...]
    corpus: Corpus | None
    """None: the set brings no pages."""
    splits: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """The questions of each split, by number; empty: the set has none."""
