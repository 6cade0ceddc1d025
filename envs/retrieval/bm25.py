"""The embedded search engine: BM25 that ranks as Lucene does, in NumPy alone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..core.errors import DataError, UsageError
from .analysis import ANALYSIS, analyze
from .documents import identified, paired
from .hits import Hit
from .index import from_blocks
from .inverting import Inverter
from .ranking import Ranking
from .store import Stored, build, load, load_or_build

__all__ = ["BM25"]


class BM25:
    """A search engine over documents in memory, or with `open`, `build` and `cached` on disk.

    It gives the documents that Lucene (Anserini's `SimpleSearcher`, `EnglishAnalyzer`, `BM25Similarity`) gives, in
    the same order. Objects are read-only: threads and forked processes share them.

    >>> pages = BM25(["a", "b"], ["The bakery sells bread.", "A lighthouse keeper lights the lamp."])
    >>> pages.search(["who keeps the lighthouses?"], k=3)
    [[Hit(doc_id='b', score=0.3551999032497406, rank=1)]]

    Args:
        ids: an id for each document, all different.
        texts: beside them.
        k1: how much a term's repetitions count. The papers' default.
        b: how much a document's length counts, 0 to 1.
        corpus: what identifies the documents; empty: their checksum.

    Raises:
        DataError: two documents have one id, or there are not as many ids as texts.
    """

    def __init__(
        self, ids: Iterable[str], texts: Iterable[str], *, k1: float = 0.9, b: float = 0.4, corpus: str = ""
    ) -> None:
        _check(k1, b)
        digest = hashlib.sha256()
        inverter = Inverter()
        blocks = list(inverter.blocks(identified(paired(ids, texts), digest)))
        index = from_blocks(blocks, inverter.vocabulary, lambda _, kind, length: np.empty(length, kind))
        self._set(Stored(index, Ranking(index, k1, b), corpus or digest.hexdigest(), k1, b), None)

    def _set(self, stored: Stored, path: Path | None) -> None:
        self._index, self._ranking, self._path = stored.index, stored.ranking, path
        self.k1, self.b, self.corpus = stored.k1, stored.b, stored.corpus
        facts = f"k1={self.k1:g} b={self.b:g} documents={len(self._index.ids)} corpus={self.corpus[:16]}"
        self.fingerprint = f"bm25 {ANALYSIS} {facts}"

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, corpus: str = "") -> BM25:
        """The engine of an index on disk, which is mapped, not read: a million documents are there at once.

        Args:
            path: the folder that `build` wrote.
            corpus: what the index must be tied to; empty: anything.

        Raises:
            StaleIndex: it is tied to another corpus, or was made by another version of the analysis.
            DataError: there is none, or it is damaged (postings are checked when a query first needs them).
        """
        engine = cls.__new__(cls)
        engine._set(load(Path(path), corpus=corpus), Path(path))
        return engine

    @classmethod
    def build(
        cls,
        path: str | os.PathLike[str],
        documents: Iterable[tuple[str, str]],
        *,
        corpus: str = "",
        k1: float = 0.9,
        b: float = 0.4,
    ) -> BM25:
        """Writes an index to disk and opens it.

        The folder is there in full or not at all. An interrupted build goes on where it stopped, as long as the
        documents come again in the same order.

        Args:
            path: a folder, replaced if it is there.
            documents: (id, text) of each, read once and never held all at once.
            corpus: what the index is tied to, as the fingerprint of a corpus; empty: the documents' checksum.
            k1: how much a term's repetitions count.
            b: how much a document's length counts, 0 to 1.

        Raises:
            DataError: two documents have one id, or they are other ones than an interrupted build had.
        """
        _check(k1, b)
        build(Path(path), documents, corpus=corpus, k1=k1, b=b)
        return cls.open(path)

    @classmethod
    def cached(
        cls,
        path: str | os.PathLike[str],
        documents: Iterable[tuple[str, str]],
        *,
        corpus: str,
        k1: float = 0.9,
        b: float = 0.4,
    ) -> BM25:
        """Opens the index of a corpus, and builds it first if it is absent, stale or damaged. Arguments as in `build`.

        Of several processes that ask at the same time one builds and the others wait.
        """
        _check(k1, b)
        engine = cls.__new__(cls)
        engine._set(load_or_build(Path(path), documents, corpus=corpus, k1=k1, b=b), Path(path))
        return engine

    def __reduce__(self) -> Any:
        """A pickled engine of an index on disk is its path; it is mapped again where it is loaded."""
        if self._path is None:
            return _remade, (type(self), Stored(self._index, self._ranking, self.corpus, self.k1, self.b))
        return _reopened, (type(self), self._path, self.corpus)

    def __len__(self) -> int:
        return len(self._index.ids)

    def __contains__(self, doc_id: str) -> bool:
        return self._index.ids.find(doc_id) >= 0

    def __repr__(self) -> str:
        return f"<{self.fingerprint}>"

    def search(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        """The best `k` documents of each query; equal scores by document id.

        Raises:
            UsageError: `k` is below 1, or `queries` is one text.
        """
        if k < 1 or isinstance(queries, str):
            raise UsageError(f"search takes a list of queries and k of 1 or more, got {queries!r} and {k!r}")
        return [self._hits(query, k) for query in queries]

    def places(self, query: str, k: int) -> list[int]:
        """The best `k` documents of a query as places in the order of all ids: `search` without ids and scores."""
        places: list[int] = self._ranking.best(analyze(query), k)[0].tolist()
        return places

    def _hits(self, query: str, k: int) -> list[Hit]:
        docs, scores = self._ranking.best(analyze(query), k)
        ids = map(self._index.ids.__getitem__, docs.tolist())
        return list(map(Hit, ids, scores.tolist(), range(1, k + 1)))

    def scores(self, query: str, doc_ids: Sequence[str]) -> tuple[float, ...]:
        """The score of each document under a query, 0 where they share no word.

        Raises:
            DataError: there is no such document.
        """
        every = self._ranking.every(analyze(query))
        return tuple([float(every[self._number(doc_id)]) for doc_id in doc_ids])

    def ranks(self, query: str, doc_ids: Sequence[str]) -> tuple[int, ...]:
        """The rank of each document among all that a query finds, from 1; 0 where they share no word.

        Raises:
            DataError: there is no such document.
        """
        every = self._ranking.every(analyze(query))
        found = []
        for doc_id in doc_ids:
            number = self._number(doc_id)
            score = every[number]
            better = np.count_nonzero(every > score) + np.count_nonzero(every[:number] == score)
            found.append(1 + int(better) if score > 0 else 0)
        return tuple(found)

    def _number(self, doc_id: str) -> int:
        number = self._index.ids.find(doc_id)
        if number < 0:
            raise DataError(f"{doc_id!r} is none of the {len(self)} documents")
        return number


def _check(k1: float, b: float) -> None:
    if not (k1 > 0 and 0 <= b <= 1):
        raise UsageError(f"k1 must be above 0 and b from 0 to 1, got {k1!r} and {b!r}")


def _reopened(kind: type[BM25], path: Path, corpus: str) -> BM25:
    return kind.open(path, corpus=corpus)


def _remade(kind: type[BM25], stored: Stored) -> BM25:
    engine = kind.__new__(kind)
    engine._set(stored, None)
    return engine
