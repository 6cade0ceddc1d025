"""The rules of search QA: what each action brings, and what it shows for the first time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from hashlib import blake2b
from typing import ClassVar

from ..core.errors import Illegal, RetrieverFailed, UsageError
from ..core.game import Event, Game, Rejected, Transition
from ..core.rng import Stream
from ..core.scene import Scene
from ..retrieval import Retriever
from . import calls, text
from .corpus import Corpus, Fact, Question
from .engines import Engine, engine
from .library import Library, as_query, best_ranks
from .listing import Listing
from .parts import token_count
from .scene import way
from .state import (
    Action,
    Answer,
    Answered,
    Find,
    Looked,
    More,
    Note,
    Noted,
    Open,
    Opened,
    Plan,
    Search,
    Searched,
    SearchFailed,
    State,
    Task,
)
from .styles import STYLES, Style, StyleName

__all__ = ["SearchQA"]

_MOST_NOTES = 16
_LISTED = 12  # titles that the legal actions name


@dataclass(frozen=True, eq=False)
class SearchQA(Game[Task, State, Action]):
    """Search, read, answer.

    Args:
        corpus: the pages.
        engine: finds them: a name or the search engine itself.
        style: how actions are written.
        results: documents that a query shows at once.
        depth: how far down its ranking the search engine is asked, for `more` and for ranks.
        batch: queries that one search may hold.
        part_words: words of a part of a long document.
        max_documents: documents that an episode may list, None for no limit.
        max_tokens: words and marks of documents that it may show, None for no limit.
        hint: what else the agent is told about the documents.
    """

    corpus: Corpus
    engine: Engine = "bm25"
    style: StyleName = "plain"
    results: int = 3
    depth: int = 20
    batch: int = 3
    part_words: int = 120
    max_documents: int | None = None
    max_tokens: int | None = None
    hint: str = ""
    retriever: Retriever = field(init=False, repr=False)
    _style: Style = field(init=False, repr=False)
    library: Library = field(init=False, repr=False)

    types: ClassVar[tuple[type, ...]] = (
        Task, Question, Fact, Plan, State, Search, More, Open, Find, Note, Answer,
        Searched, SearchFailed, Opened, Looked, Noted, Answered,
    )  # fmt: skip

    def __post_init__(self) -> None:
        if self.style not in STYLES:
            raise UsageError(f"style must be one of {list(STYLES)}, got {self.style!r}")
        for name in ("results", "depth", "batch", "part_words", "max_documents", "max_tokens"):
            value = getattr(self, name)
            if not (type(value) is int and value >= 1) and not (value is None and name.startswith("max")):
                raise UsageError(f"{name} must be a positive integer, got {value!r}")
        if self.depth < self.results:
            raise UsageError(f"depth must be at least results ({self.results}), got {self.depth}")
        object.__setattr__(self, "retriever", engine(self.engine, self.corpus))
        object.__setattr__(self, "library", Library(self.corpus, self.part_words))
        object.__setattr__(self, "_style", STYLES[self.style])

    def __reduce__(self) -> tuple[object, ...]:
        """By its options: an engine that has a name is opened again where it is loaded."""
        return type(self), tuple([getattr(self, own.name) for own in fields(self) if own.init])

    @property
    def rules(self) -> str:
        """The aim and how to write."""
        return text.rules(self._style, batch=self.batch, hint=self.hint)

    def start(self, task: Task) -> State:
        """Nothing was seen yet."""
        return State(task)

    def legal(self, state: State) -> Sequence[Action]:
        """What suggests itself: the question and each title as a query and an answer, and what can be opened."""
        return tuple([calls.action(verb, argument, batch=self.batch) for verb, argument in self._suggested(state)])

    def legal_texts(self, state: State) -> tuple[str, ...]:
        """The texts of `legal`, without making the actions first: it runs every turn."""
        write = self._style.write
        return tuple([write(verb, argument) for verb, argument in self._suggested(state)])

    def _suggested(self, state: State) -> list[tuple[str, str]]:
        """The legal actions that are listed, as calls."""
        if state.answer is not None:
            return []
        documents = state.documents
        latest = range(len(documents), max(0, len(documents) - _LISTED), -1)
        titles = dict.fromkeys([self.library.outline(documents[number - 1])[0] for number in latest])
        found: list[tuple[str, str]] = []
        if not self._full(state):
            queries = dict.fromkeys([as_query(state.task.question.text), *titles])
            found += [("search", query) for query in queries]
            if state.searches and (state.searches[-1].page + 1) * self.results < self.depth:
                found.append(("more", ""))
            for number in latest:
                left = self.library.outline(documents[number - 1])[1] & ~state.parts[number - 1]
                if left:
                    found.append(calls.call(Open(number, (left & -left).bit_length())))
        return [*found, *[("answer", title) for title in titles if title != "unknown"], ("answer", "unknown")]

    def apply(self, state: State, action: Action, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """The next state and what was brought.

        Raises:
            Illegal: no such document or part, nothing to go on with, or a budget is used up.
            UnknownDocument: the search engine named a page that the corpus does not have.
        """
        match action:
            case Search(queries):
                return self._search(state, queries, 0)
            case More():
                if not state.searches:
                    raise Illegal('"more" goes on with a search; search first.')
                last = state.searches[-1]
                if (last.page + 1) * self.results >= self.depth:
                    raise Illegal("There are no more documents of this search. Search for other words.")
                return self._search(state, last.queries, last.page + 1)
            case Open(document, part):
                return self._open(state, document, part)
            case Find(document, words):
                return self._find(state, document, words)
            case Note(note):
                if len(state.notes) >= _MOST_NOTES:
                    raise Illegal(f"There are {_MOST_NOTES} notes already; that is all there is room for.")
                return state._replace(notes=(*state.notes, note)), (Noted(note),)
            case Answer(said):
                return state._replace(answer=said), (Answered(said, self.library.was_read(state, said)),)

    def is_over(self, state: State) -> bool:
        """Whether the answer was given."""
        return state.answer is not None

    def parse(self, text_: str, state: State) -> Action:
        """The one action in a text, in the style of the environment.

        Raises:
            Malformed: none, or several.
        """
        verb, argument = self._style.call(text_)
        return calls.action(verb, argument, batch=self.batch)

    def format(self, action: Action) -> str:
        """The text of an action, in the style of the environment."""
        return self._style.write(*calls.call(action))

    def describe(self, state: State, last: Transition[State, Action] | None) -> str:
        """What the last action brought, the notes, what is left of the budgets, and the question."""
        event = last.events[0] if last is not None and last.events else None
        lines = [told] if (told := text.brought(self.library, self._style, state, event)) else []
        if state.answer is None:
            if state.notes:
                lines += [f"Note: {note}" for note in state.notes]
            if self.max_documents is not None:
                lines.append(f"Documents left: {max(0, self.max_documents - len(state.documents))}.")
            if self.max_tokens is not None:
                lines.append(f"Tokens left: {max(0, self.max_tokens - state.tokens)}.")
            lines.append(f"Question: {state.task.question.text}")
        return "\n".join(lines)

    def key(self, state: State) -> str:
        """A digest of the question, the documents with the parts that were shown, the last search, notes and answer."""
        last = state.searches[-1] if state.searches else None
        seen = (state[1:3], state.passages, state.notes, state.answer, last and (last.queries, last.page))
        looks = f"{state.task.question.text}|{state.tokens if self.max_tokens is not None else ''}|{seen!r}"
        return blake2b(looks.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()

    def refused(self, action: Action | Rejected, events: tuple[Event, ...]) -> bool:
        """Whether the text was no legal action."""
        return type(action) is Rejected

    def scene(self, state: State) -> Scene:
        """See `scene.way`."""
        return way(self.corpus, state)

    def secrets(self, state: State) -> tuple[str, ...]:
        """Ids of gold pages that were not listed, and names on the way that neither pages nor the agent mentioned."""
        question = state.task.question
        facts = question.facts or ()
        names = [name for fact in facts for name in (fact.value, *fact.aliases) if question.answerable]
        names += question.answers if question.answerable else ()
        seen = [question.text, *state.notes, state.answer or ""]
        seen += [query for search in state.searches for query in search.queries]
        for doc in state.documents:
            seen += [self.corpus.page(doc).title, self.corpus.page(doc).text]
        said = "\n".join(seen).lower()
        hidden = [name for name in dict.fromkeys(names) if len(name) > 5 and name.lower() not in said]
        ids = [doc for fact in facts for doc in fact.docs if doc not in state.documents]
        return (*hidden, *dict.fromkeys(ids))

    def _search(self, state: State, queries: tuple[str, ...], page: int) -> tuple[State, tuple[Event, ...]]:
        if self._full(state):
            raise Illegal("The budget for documents is used up. Answer now.")
        try:
            rankings = self.retriever.search(queries, self.depth)
        except RetrieverFailed as failure:
            return state, (SearchFailed(str(failure)),)
        listing = Listing(self.library, state, self.max_documents, self.max_tokens)
        first = page * self.results
        rows = tuple([listing.add(hits[first : first + self.results]) for hits in rankings])
        ranks = best_ranks(state.task.question, rankings)
        new = listing.facts & ~state.facts
        event = Searched(queries, page, rows, ranks, len(listing.documents) - len(state.documents), new)
        after = state._replace(
            documents=tuple(listing.documents),
            parts=tuple(listing.parts),
            facts=state.facts | new,
            searches=(*state.searches, event),
            tokens=listing.tokens,
        )
        return after, (event,)

    def _open(self, state: State, document: int, part: int) -> tuple[State, tuple[Event, ...]]:
        self._check_listed(state, document)
        self._check_tokens(state)
        doc = state.documents[document - 1]
        count = len(self.library.parts(self.corpus.page(doc)))
        if not 1 <= part <= count:
            raise Illegal(f"Document {document} has {count} part{'s' if count > 1 else ''}, got part {part}.")
        bits = state.parts[document - 1]
        fresh = not bits >> (part - 1) & 1
        new = 0
        parts = state.parts
        if fresh:
            bits |= 1 << (part - 1)
            parts = (*parts[: document - 1], bits, *parts[document:])
            new = self.library.facts_in(state.task.question, doc, bits) & ~state.facts
        tokens = state.tokens + (0 if self.max_tokens is None else self.library.tokens(doc, part))
        after = state._replace(parts=parts, facts=state.facts | new, tokens=tokens)
        return after, (Opened(document, part, fresh, new),)

    def _find(self, state: State, document: int, words: str) -> tuple[State, tuple[Event, ...]]:
        self._check_listed(state, document)
        self._check_tokens(state)
        doc = state.documents[document - 1]
        places = self.library.passages(doc, words)
        new = self.library.facts_within(state.task.question, doc, places) & ~state.facts
        body = self.corpus.page(doc).text
        tokens = state.tokens + sum(token_count(body[start:end]) for start, end in places)
        shown = [(document, start, end) for start, end in places]
        passages = tuple(dict.fromkeys((*state.passages, *shown)))
        after = state._replace(facts=state.facts | new, passages=passages, tokens=tokens)
        return after, (Looked(document, places, new),)

    def _full(self, state: State) -> bool:
        return (self.max_documents is not None and len(state.documents) >= self.max_documents) or (
            self.max_tokens is not None and state.tokens >= self.max_tokens
        )

    def _check_listed(self, state: State, document: int) -> None:
        if not 1 <= document <= len(state.documents):
            known = f"1 to {len(state.documents)}" if state.documents else "none yet: search first"
            raise Illegal(f"Expected the number of a listed document ({known}), got {document}.")

    def _check_tokens(self, state: State) -> None:
        if self.max_tokens is not None and state.tokens >= self.max_tokens:
            raise Illegal("The budget for reading is used up. Answer now.")
