"""The search engine of an environment: one object for all environments of a process over the same pages."""

from __future__ import annotations

from ..retrieval import Retriever, open_retriever
from .corpus import Corpus

__all__ = ["Engine", "engine"]

Engine = str | Retriever
"""A name, an address, or the engine itself."""

_KEPT = 4
_open: dict[tuple[str, str], Retriever] = {}
"""Engines by name and pages, the latest last. They are read-only, and opening one takes longer than an episode."""


def engine(spec: Engine, corpus: Corpus) -> Retriever:
    """The search engine that is meant, over the pages of a corpus.

    Raises:
        UsageError: there is no engine of that name.
        MissingComponent: it is not installed.
    """
    if not isinstance(spec, str):
        return open_retriever(spec, corpus)
    key = (spec, corpus.fingerprint)
    found = _open.pop(key, None)
    if found is None:
        found = open_retriever(spec, corpus)
    _open[key] = found
    while len(_open) > _KEPT:
        del _open[next(iter(_open))]
    return found
