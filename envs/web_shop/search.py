"""The shop's search: the suite's own BM25, or real Lucene, over the text that WebShop indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

from ..core.errors import UsageError
from ..retrieval import BM25
from .product import Product

__all__ = ["Engine", "Search", "index", "open_engine"]

Engine = Literal["bm25", "lucene"]
Search = Callable[[str, int], list[str]]
"""Words and how many -> asins, best first."""


def index(folder: Path, products: Iterable[Product]) -> None:
    """Writes the index of a catalogue."""


def open_engine(folder: Path, key: str, engine: Engine) -> Search:
    """The search of a catalogue.

    Args:
        folder: the catalogue's.
        key: the catalogue's key without the engine: an index of another catalogue is refused.
        engine: which one.
    """
    from .store import read_back

    if engine == "bm25":
        items = [(p.asin, p.document()) for p in read_back(folder)]
        found = BM25([a for a, _ in items], [t for _, t in items])
        return lambda words, count: [hit.doc_id for hit in found.search([words], count)[0]]
    raise UsageError(f'engine must be "bm25" or "lucene", got {engine!r}')
