"""One way to open any search engine over a corpus, with what it returns compared with what the corpus has."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from ..core.errors import UnknownDocument, UsageError
from .analysis import ANALYSIS
from .bm25 import BM25
from .hits import Hit, Retriever

__all__ = ["Collection", "Document", "Known", "cache_folder", "open_retriever"]

_IN_MEMORY = 2000
"""Documents that are indexed in a fifth of a second: no cache is made for them."""
_SHOWN = 20_000
"""Documents from which on the build of an index shows its progress."""


class Document(Protocol):
    """What an engine needs of a page."""

    @property
    def doc_id(self) -> str:
        """The id that a hit names."""

    @property
    def contents(self) -> str:
        """The text that is indexed."""


class Collection(Protocol):
    """What an engine needs of a corpus; `search_qa.Corpus` is one."""

    @property
    def fingerprint(self) -> str:
        """Another text for the least change of a page."""

    def __len__(self) -> int: ...

    def __contains__(self, doc_id: object, /) -> bool: ...

    def pages(self) -> Iterator[Document]:
        """Every page, in an order that is always the same."""


class Known:
    """An engine whose hits are pages of a corpus, for sure.

    Args:
        retriever: any engine.
        collection: the corpus.
    """

    def __init__(self, retriever: Retriever, collection: Collection) -> None:
        self.retriever, self.collection = retriever, collection

    @property
    def fingerprint(self) -> str:
        """The engine's, and the corpus it is compared with."""
        return f"{self.retriever.fingerprint} corpus={self.collection.fingerprint[:16]}"

    def __repr__(self) -> str:
        return f"<{self.fingerprint}>"

    def search(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        """See `Retriever.search`.

        Raises:
            UnknownDocument: a hit is no page of the corpus.
            RetrieverFailed: the engine could not answer.
        """
        found = self.retriever.search(queries, k)
        for query, hits in zip(queries, found, strict=True):
            for hit in hits:
                if hit.doc_id not in self.collection:
                    raise UnknownDocument(
                        f"{self.retriever.fingerprint} returned {hit.doc_id!r} for {query!r:.80}, which is none of the "
                        f"corpus's {len(self.collection)} pages; its index must be made from this corpus"
                    )
        return found


def open_retriever(
    retriever: str | Retriever,
    collection: Collection,
    *,
    cache: bool | str | os.PathLike[str] = True,
    k1: float = 0.9,
    b: float = 0.4,
) -> Retriever:
    """A search engine over a corpus.

    Args:
        retriever: "bm25", the embedded engine; "lucene", the real one; the address of a retrieval server, as in
            "http://127.0.0.1:8000/retrieve"; or an engine of your own.
        collection: the corpus, whose pages are read once if an index has to be built.
        cache: where an index is kept: True, the user's cache folder (`TURNWISE_CACHE` or the system's); a folder;
            or False, nowhere. Small ones are made in memory in any case.
        k1: how much a term's repetitions count, for engines of ours.
        b: how much a document's length counts, for engines of ours.

    Raises:
        UsageError: there is no such engine.
        MissingComponent: Lucene is not installed.
        DataError: the corpus has two pages with one id.
    """
    if not isinstance(retriever, str):
        return retriever if isinstance(retriever, Known) else Known(retriever, collection)
    if retriever.startswith(("http://", "https://")):
        from .client import HTTPRetriever

        return Known(HTTPRetriever(retriever), collection)
    if retriever == "lucene":
        from .lucene import Lucene

        place = _place("lucene", collection, cache)
        if place is None:
            raise UsageError("Lucene's index needs a folder: cache must be True or a path, got False")
        return Lucene.cached(place, _stream(collection), corpus=collection.fingerprint, k1=k1, b=b)
    if retriever != "bm25":
        raise UsageError(
            "retriever must be 'bm25', 'lucene', the http:// address of a server or an object with search(), "
            f"got {retriever!r}"
        )
    place = _place(f"bm25 {ANALYSIS} {k1:g} {b:g}", collection, cache if len(collection) > _IN_MEMORY else False)
    if place is None:
        documents = list(_stream(collection))
        ids, texts = [doc_id for doc_id, _ in documents], [text for _, text in documents]
        return BM25(ids, texts, corpus=collection.fingerprint, k1=k1, b=b)
    return BM25.cached(place, _stream(collection), corpus=collection.fingerprint, k1=k1, b=b)


def cache_folder() -> Path:
    """Where indexes are kept: `TURNWISE_CACHE`, or turnwise in the user's cache folder."""
    own = os.environ.get("TURNWISE_CACHE")
    if own:
        return Path(own) / "retrieval"
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "turnwise" / "retrieval"


def _place(kind: str, collection: Collection, cache: bool | str | os.PathLike[str]) -> Path | None:
    if cache is False:
        return None
    if cache is not True:
        return Path(cache)
    return cache_folder() / hashlib.sha256(f"{kind} {collection.fingerprint}".encode()).hexdigest()[:24]


def _stream(collection: Collection) -> Iterator[tuple[str, str]]:
    """(id, text) of each page; a person at a terminal sees how far it is."""
    pages = collection.pages()
    if len(collection) > _SHOWN and sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import track

        pages = iter(track(pages, "Indexing pages", len(collection), console=Console(stderr=True), transient=True))
    for page in pages:
        yield page.doc_id, page.contents
