"""The results of a search being listed: numbers for new documents, what their first parts state, where budgets end."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.errors import UnknownDocument
from ..retrieval import Hit
from .library import Library
from .state import State

__all__ = ["Listing"]


class Listing:
    """Lists the results of a search after those of a state; used within one turn.

    Args:
        library: the pages.
        state: before the search.
        max_documents: documents that an episode may list.
        max_tokens: words and marks that it may show; the last part may go beyond it.
    """

    def __init__(self, library: Library, state: State, max_documents: int | None, max_tokens: int | None) -> None:
        self._library, self._question = library, state.task.question
        self._max_documents, self._max_tokens = max_documents, max_tokens
        self._numbers = {doc: place for place, doc in enumerate(state.documents, 1)}
        self.documents, self.parts = list(state.documents), list(state.parts)
        self.tokens, self.facts = state.tokens, 0

    def add(self, hits: Sequence[Hit]) -> tuple[int, ...]:
        """Lists the results of one query, as far as the budgets reach; their numbers.

        Raises:
            UnknownDocument: the search engine named a page that the corpus does not have.
        """
        row = []
        for hit in hits:
            doc = hit.doc_id
            number = self._numbers.get(doc) or self._listed(doc)
            if not number or (self._max_tokens is not None and self.tokens >= self._max_tokens):
                break
            row.append(number)
            if self._max_tokens is not None:
                self.tokens += self._library.tokens(doc, 1)
            if not self.parts[number - 1] & 1:
                self.parts[number - 1] |= 1
                self.facts |= self._library.facts_in(self._question, doc, self.parts[number - 1])
        return tuple(row)

    def _listed(self, doc: str) -> int:
        """The number of a new document, 0 where the budget is used up."""
        if self._max_documents is not None and len(self.documents) >= self._max_documents:
            return 0
        if self._max_tokens is not None and self.tokens >= self._max_tokens:
            return 0
        if doc not in self._library.corpus:
            raise UnknownDocument(f"the search engine named {doc!r}, which is none of the corpus's pages")
        self.documents.append(doc)
        self.parts.append(0)
        self._numbers[doc] = len(self.documents)
        return len(self.documents)
