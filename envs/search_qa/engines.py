"""The search engine of an environment: one object for all environments of a process over the same pages."""

from __future__ import annotations

from ..core.errors import UsageError
from ..retrieval import BM25, Retriever
from .corpus import Corpus

__all__ = ["Engine", "engine"]

Engine = str | Retriever
"""A name, or the engine itself."""

_KEPT = 4
_open: dict[tuple[str, str], Retriever] = {}
"""Engines by name and pages, the latest last. They are read-only, and making one takes longer than an episode."""


def engine(spec: Engine, corpus: Corpus) -> Retriever:
    """The search engine that is meant, over the pages of a corpus.

    Raises:
        UsageError: there is no engine of that name.
    """
    if not isinstance(spec, str):
        return spec
    if spec != "bm25":
        raise UsageError(f"retriever must be 'bm25' or an object with search(queries, k), got {spec!r}")
    key = (spec, corpus.fingerprint)
    found = _open.pop(key, None)
    if found is None:
        found = BM25((page.doc_id for page in corpus.pages()), (page.contents for page in corpus.pages()))
    _open[key] = found
    while len(_open) > _KEPT:
        del _open[next(iter(_open))]
    return found
