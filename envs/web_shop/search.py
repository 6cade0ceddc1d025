"""The shop's search: the suite's own BM25, or real Lucene, over the text that WebShop indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ..core.errors import UsageError
from ..retrieval import BM25
from .product import Product

__all__ = ["Engine", "Search", "open_engine", "write_index"]

Engine = Literal["bm25", "lucene"]
Search = Callable[[str, int], list[int]]
"""Words and how many -> places of the products in the order of all asins, best first."""


def write_index(folder: Path, key: str, products: Iterable[Product]) -> None:
    """Writes the index of a catalogue, tied to its key.

    Args:
        folder: the catalogue's.
        key: the catalogue's key, which depends on every product.
        products: all of them.
    """
    documents = ((product.asin, product.document()) for product in products)
    BM25.build(folder / "index", documents, corpus=key)


def open_engine(folder: Path, key: str, engine: Engine, asins: Any, products: Iterable[Product]) -> Search:
    """The search of a catalogue.

    Args:
        folder: the catalogue's.
        key: the catalogue's key: an index of another catalogue is refused.
        engine: which one. Lucene's index is written when it is first asked for.
        asins: all asins, in order.
        products: all products, for an index that has to be written.

    Raises:
        UsageError: there is no such engine.
        MissingComponent: Lucene or its Java is not installed.
        StaleIndex: the index belongs to another catalogue.
    """
    if engine == "bm25":
        return BM25.open(folder / "index", corpus=key).places
    if engine == "lucene":
        return _lucene(folder / "lucene", key, asins, products)
    raise UsageError(f'engine must be "bm25" or "lucene", got {engine!r}')


def _lucene(folder: Path, key: str, asins: Any, products: Iterable[Product]) -> Search:
    from ..retrieval.lucene import Lucene  # Java's bridge is an extra

    if folder.is_dir():
        engine = Lucene(folder, corpus=key)
    else:
        engine = Lucene.build(folder, ((product.asin, product.document()) for product in products), corpus=key)

    def search(words: str, count: int) -> list[int]:
        ids = [hit.doc_id for hit in engine.search([words], count)[0]]
        places: list[int] = np.searchsorted(asins, np.array(ids, asins.dtype)).tolist()
        return places

    return search
