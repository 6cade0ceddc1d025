"""The shop's search: the suite's own BM25, or real Lucene, over the text that WebShop indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

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


def open_engine(folder: Path, key: str, engine: Engine) -> Search:
    """The search of a catalogue.

    Args:
        folder: the catalogue's.
        key: the catalogue's key: an index of another catalogue is refused.
        engine: which one.

    Raises:
        UsageError: there is no such engine.
        StaleIndex: the index belongs to another catalogue.
    """
    if engine == "bm25":
        return BM25.open(folder / "index", corpus=key).places
    raise UsageError(f'engine must be "bm25" or "lucene", got {engine!r}')
