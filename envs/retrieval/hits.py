"""What a retriever is: queries in, ranked documents out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

__all__ = ["Hit", "Retriever", "ranks"]


class Hit(NamedTuple):
    """A document that a query found."""

    doc_id: str
    score: float
    """The engine's own score; larger is better, and only comparable within one query."""
    rank: int
    """From 1."""


@runtime_checkable
class Retriever(Protocol):
    """A search engine over a fixed collection of documents.

    Calls from several threads are safe and give what calls from one would. The order is deterministic: equal scores
    are ordered by document id.
    """

    @property
    def fingerprint(self) -> str:
        """Engine, analysis, parameters and collection in one line: what two runs must share to be comparable."""

    def search(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        """The best `k` documents of each query, best first; fewer where fewer match, none for a query without words.

        Raises:
            RetrieverFailed: the engine could not answer, which says nothing about the query.
        """


def ranks(hits: Iterable[Hit], doc_ids: Iterable[str]) -> tuple[int, ...]:
    """The rank of each document among the hits, 0 for one that is not there."""
    found = {hit.doc_id: hit.rank for hit in hits}
    return tuple([found.get(doc_id, 0) for doc_id in doc_ids])
