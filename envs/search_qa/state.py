"""What there is in an episode of search QA: the question with its plan, actions, events, and what was seen so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..core.game import Event, Immutable
from .corpus import Question

__all__ = [
    "Action",
    "Answer",
    "Answered",
    "Find",
    "Looked",
    "More",
    "Note",
    "Noted",
    "Open",
    "Opened",
    "Plan",
    "Search",
    "SearchFailed",
    "Searched",
    "State",
    "Task",
]


class Plan(NamedTuple):
    """What it takes to see the facts of a question through one search engine, in numbers alone.

    Facts are bits: fact `i` is `1 << i`. A route is a query that an informed searcher would make.
    """

    wanted: int
    """The facts that this search engine can bring up; the others are nobody's fault."""
    needs: tuple[int, ...]
    """By fact, the facts that must be known before one can ask for it."""
    route_needs: tuple[int, ...]
    """By route, the facts whose values its query holds."""
    ranks: tuple[tuple[int, ...], ...]
    """By route and fact, the best rank of a page that states it, 0 where none is among the first `depth`."""
    opens: tuple[int, ...]
    """By fact, the parts of its page beyond the first that state it: each must be opened."""
    results: int
    """Documents that a query shows at once."""
    batch: int
    """Queries that one search may hold."""


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """One question, as one search engine sees it."""

    question: Question
    plan: Plan | None
    """None where the set has no gold evidence."""
    routes: tuple[str, ...] = ()
    """The queries of the plan's routes."""
    engine: str = ""
    """What the search engine is and over which pages: what two recordings must share to be compared."""


@dataclass(frozen=True, slots=True)
class Search(Immutable):
    """Ask the search engine."""

    queries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class More(Immutable):
    """The next documents of the last search."""


@dataclass(frozen=True, slots=True)
class Open(Immutable):
    """Read a part of a document that was listed."""

    document: int
    """Its number in this episode, from 1."""
    part: int = 1


@dataclass(frozen=True, slots=True)
class Find(Immutable):
    """Look for words in a document that was listed."""

    document: int
    words: str


@dataclass(frozen=True, slots=True)
class Note(Immutable):
    """Write something down."""

    text: str


@dataclass(frozen=True, slots=True)
class Answer(Immutable):
    """Give the one answer; it ends the episode."""

    text: str


Action = Search | More | Open | Find | Note | Answer


@dataclass(frozen=True, slots=True)
class Searched(Event):
    """Documents were listed, each with its first part."""

    queries: tuple[str, ...]
    page: int
    """0 for a search, 1 and up for the documents after it."""
    listed: tuple[tuple[int, ...], ...]
    """Beside `queries`: the numbers of the documents in this episode."""
    ranks: tuple[int, ...]
    """By fact, the best rank of a page that states it over all queries, 0 where it is not among the first `depth`."""
    fresh: int
    """How many of the documents were not listed before."""
    facts: int
    """The facts that were shown for the first time."""


@dataclass(frozen=True, slots=True)
class SearchFailed(Event):
    """The search engine gave no answer; the agent has no part in it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Opened(Event):
    """A part of a document was shown."""

    document: int
    part: int
    fresh: bool
    """Whether this part had not been shown before."""
    facts: int


@dataclass(frozen=True, slots=True)
class Looked(Event):
    """A document was looked through for words."""

    document: int
    places: tuple[tuple[int, int], ...]
    """The passages that were shown, as [start, end) in the document's text."""
    facts: int


@dataclass(frozen=True, slots=True)
class Noted(Event):
    """Something was written down."""

    text: str


@dataclass(frozen=True, slots=True)
class Answered(Event):
    """The answer was given."""

    text: str
    read: bool
    """Whether a part of a document that was shown holds it, word for word."""


class State(NamedTuple):
    """What was asked, what was seen, what was said. A named tuple: it is made anew every turn."""

    task: Task
    documents: tuple[str, ...] = ()
    """Ids in the order in which they were first listed; document `n` of the episode is at `n - 1`."""
    parts: tuple[int, ...] = ()
    """Beside `documents`: bits of the parts that were shown."""
    facts: int = 0
    """Facts whose statement was shown."""
    passages: tuple[tuple[int, int, int], ...] = ()
    """What `find` showed beyond the parts: (document, start, end)."""
    searches: tuple[Searched, ...] = ()
    notes: tuple[str, ...] = ()
    tokens: int = 0
    """Words and marks of documents shown so far."""
    answer: str | None = None

    def __deepcopy__(self, memo: object) -> State:
        return self
