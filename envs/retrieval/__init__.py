"""Search engines behind one interface: our own BM25, real Lucene, and servers over HTTP."""

from ..core.errors import RetrieverFailed, StaleIndex, UnknownDocument
from .analysis import ANALYSIS, STOP_WORDS, analyze
from .bm25 import BM25
from .hits import Hit, Retriever, ranks
from .opening import Collection, Document, Known, cache_folder, open_retriever

__all__ = [
    "ANALYSIS",
    "BM25",
    "Collection",
    "Document",
    "STOP_WORDS",
    "Hit",
    "Known",
    "Retriever",
    "RetrieverFailed",
    "StaleIndex",
    "UnknownDocument",
    "analyze",
    "cache_folder",
    "open_retriever",
    "ranks",
]
