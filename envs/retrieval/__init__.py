"""Search engines behind one interface: our own BM25, real Lucene, and servers over HTTP."""

from ..core.errors import RetrieverFailed, StaleIndex, UnknownDocument
from .analysis import ANALYSIS, STOP_WORDS, analyze
from .bm25 import BM25
from .hits import Hit, Retriever, ranks

__all__ = [
    "ANALYSIS",
    "BM25",
    "STOP_WORDS",
    "Hit",
    "Retriever",
    "RetrieverFailed",
    "StaleIndex",
    "UnknownDocument",
    "analyze",
    "ranks",
]
