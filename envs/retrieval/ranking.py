"""BM25 as Lucene computes it, step by step in its precision, over an index; the best `k` without scoring everything."""

from __future__ import annotations

import threading
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import DataError
from .index import LENGTHS, Index

__all__ = ["Ranking"]

_FEW = 1 << 12
"""A list of postings that is short: leaving it out costs more than it saves."""
_ALL_OF_IT = 1 << 15
"""Postings of all terms that are scored without looking for a shorter way."""
_SLACK = 1 - 1e-6
"""Sums in double precision may be this little below what they are as a float."""

Documents = NDArray[np.intp]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of a query, with its postings."""

    weight: np.float32
    bound: float
    """The most that it adds to any document."""
    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


class Ranking:
    """Scores of an index's documents.

    Args:
        index: the documents.
        k1: how much a term's repetitions count.
        b: how much a document's length counts, 0 to 1.
        peaks: of each term, the largest of what `saturation` gives; computed if absent.
    """

    def __init__(self, index: Index, k1: float, b: float, peaks: NDArray[np.float32] | None = None) -> None:
        self._index = index
        self._divisors = self.divisors(index, k1, b)
        self._docs, self._codes = index.docs.view(np.ndarray), index.codes.view(np.ndarray)
        self.peaks = self._largest() if peaks is None else peaks
        frequencies = np.diff(index.starts)
        rarity = np.log(1 + (index.documents - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)
        self._weights, self._bounds = rarity, (rarity - rarity / self.peaks).astype(np.float64)
        self._checked = bytearray(len(self.peaks))
        self._local = threading.local()

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_local"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._local = threading.local()

    @staticmethod
    def divisors(index: Index, k1: float, b: float) -> NDArray[np.float32]:
        """1 + count / (k1 (1 - b + b length / average)) for each pair of count and length, in Lucene's steps."""
        single = np.float32
        average = single(index.tokens / index.documents) if index.documents else single(1)
        lengths = LENGTHS[index.pair_lengths].astype(single)
        norms = single(1) / (single(k1) * ((single(1) - single(b)) + single(b) * lengths / average))
        return single(1) + index.pair_counts.astype(single) * norms

    def _largest(self) -> NDArray[np.float32]:
        starts = self._index.starts
        peaks = np.ones(len(starts) - 1, np.float32)
        step = 1 << 22
        for first in range(0, len(self._docs), step):
            values = self._divisors.take(self._codes[first : first + step])
            low = int(np.searchsorted(starts, first, side="right")) - 1
            high = int(np.searchsorted(starts, first + len(values), side="left"))
            edges = np.maximum(starts[low:high] - first, 0)
            peaks[low:high] = np.maximum(peaks[low:high], np.maximum.reduceat(values, edges))
        return peaks

    def best(self, terms: Sequence[str], k: int) -> tuple[Documents, NDArray[np.float32]]:
        """Numbers and scores of the `k` best documents, best first, equal ones by number.

        Args:
            terms: analyzed words of the query, with repetitions.
            k: how many at most.
        """
        query = self._query(terms)
        if not query:
            return np.zeros(0, np.intp), np.zeros(0, np.float32)
        postings = sum(map(len, query))
        if postings <= _ALL_OF_IT and len(self._index.ids) <= 4 * postings + _FEW:
            docs, scores = self._all(query, k)
        else:
            docs, scores = self._pruned(query, k)
        return _top(docs, scores.astype(np.float32), k)

    def every(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """The score of each document, 0 where it has none of the terms."""
        sums = np.zeros(len(self._index.ids))
        for term in self._query(terms):
            self._add(term, sums)
        return sums.astype(np.float32)

    def _query(self, terms: Sequence[str]) -> list[_Term]:
        index, single = self._index, np.float32
        found = []
        for word, times in Counter(terms).items():
            number = index.vocabulary.get(word)
            if number is None:
                continue
            start, end = index.starts.item(number), index.starts.item(number + 1)
            if index.checks is not None and not self._checked[number]:
                self._check(number, start, end)
            weight, bound = self._weights[number], self._bounds.item(number)
            if times > 1:
                weight = single(times) * weight
                bound = float(weight - weight / self.peaks[number])
            found.append(_Term(weight, bound, start, end))
        found.sort(key=lambda term: -term.bound)
        return found

    def _check(self, number: int, start: int, end: int) -> None:
        """Compares a term's postings with their checksum, once in the life of the process."""
        assert self._index.checks is not None
        if (
            zlib.crc32(self._codes[start:end].data, zlib.crc32(self._docs[start:end].data))
            != self._index.checks[number]
        ):
            raise DataError("the index is damaged: the checksum of a term's postings is wrong; build it anew")
        self._checked[number] = 1

    def _sums(self) -> Scores:
        """An array of zeros for the calling thread, one entry a document."""
        sums: Scores | None = getattr(self._local, "sums", None)
        if sums is None:
            sums = self._local.sums = np.zeros(len(self._index.ids))
        return sums

    def _parts(self, weight: np.float32, codes: NDArray[Any]) -> Scores:
        """What a term adds to the documents with these codes."""
        if len(codes) > len(self._divisors):
            return (weight - weight / self._divisors).astype(np.float64).take(codes)
        return (weight - weight / self._divisors.take(codes)).astype(np.float64)

    def _add(self, term: _Term, sums: Scores) -> Documents:
        docs = self._docs[term.start : term.end].astype(np.intp)
        np.add.at(sums, docs, self._parts(term.weight, self._codes[term.start : term.end]))
        return docs

    def _look_up(self, term: _Term, docs: Documents) -> Scores:
        """What a term adds to each of some documents."""
        postings = self._docs[term.start : term.end]
        places = np.searchsorted(postings, docs.astype(np.int32))
        places[places == len(postings)] = 0
        there = postings.take(places) == docs
        parts = np.zeros(len(docs))
        parts[there] = self._parts(term.weight, self._codes.take(places[there] + term.start))
        return parts

    def _all(self, query: list[_Term], k: int) -> tuple[Documents, Scores]:
        """The best among all documents with any of the terms, each scored in full."""
        docs = np.concatenate([self._docs[term.start : term.end] for term in query])
        codes = np.concatenate([self._codes[term.start : term.end] for term in query])
        weights = np.repeat(np.array([term.weight for term in query]), [len(term) for term in query])
        parts = weights - weights / self._divisors.take(codes)
        sums: Scores = np.bincount(docs, parts, len(self._index.ids)).astype(np.float64, copy=False)
        end = 0
        for term in query:  # the rarest lists that hold k documents together set the floor
            end += len(term)
            if end >= k:
                break
        first = _distinct([docs[:end]]) if end > len(query[0]) else docs[:end]
        floor = _kth(sums.take(first), k) * _SLACK
        found = np.flatnonzero(sums >= floor) if floor > 0 else np.flatnonzero(sums)
        return found, sums.take(found)

    def _pruned(self, query: list[_Term], k: int) -> tuple[Documents, Scores]:
        """The best, from lists that are read in full only while a document that is in none of them could be among them.

        Terms come by the most they can add. As soon as the `k` best found so far beat what all the remaining terms add
        together, only documents that are already seen can win, and those are looked up in the remaining lists.
        """
        sums = self._sums()
        touched: list[Documents] = []
        try:
            return self._best_of(query, k, sums, touched)
        finally:
            _clear(sums, touched)

    def _best_of(self, query: list[_Term], k: int, sums: Scores, touched: list[Documents]) -> tuple[Documents, Scores]:
        rest = np.cumsum([0.0, *[term.bound for term in reversed(query)]])[::-1].tolist()
        some, full = np.zeros(0, np.intp), np.zeros(0)
        floor, done = 0.0, 0
        for done, term in enumerate(query):
            if floor > rest[done]:
                break
            touched.append(self._add(term, sums))
            if done + 1 < len(query) and len(query[done + 1]) > _FEW:
                some, full = self._in_full(query[done + 1 :], k, sums, touched, (some, full))
                floor = _kth(full, k) * _SLACK
        else:
            done = len(query)
        docs = _distinct([docs[sums.take(docs) + rest[done] >= floor] for docs in touched])
        scores = sums.take(docs)
        for number in range(done, len(query)):
            scores += self._look_up(query[number], docs)
            kept = scores + rest[number + 1] >= floor
            docs, scores = docs[kept], scores[kept]
        return docs, scores

    def _in_full(
        self,
        remaining: list[_Term],
        k: int,
        sums: Scores,
        touched: list[Documents],
        known: tuple[Documents, Scores],
    ) -> tuple[Documents, Scores]:
        """Documents with their full scores: those known, and the most promising ones of the lists read since.

        A document that a list made more promising is in that list, so the newest one is enough after the first.
        """
        lists = touched[-1:] if len(known[0]) else touched
        most = 2 * k + 32
        promising = []
        for docs in lists:
            if len(docs) > most:
                docs = docs[np.argpartition(sums.take(docs), -most)[-most:]]
            promising.append(docs)
        fresh = np.setdiff1d(_distinct(promising), known[0], assume_unique=True)
        scores = sums.take(fresh)
        for term in remaining:
            scores += self._look_up(term, fresh)
        return np.concatenate([known[0], fresh]), np.concatenate([known[1], scores])


def _distinct(lists: list[Documents]) -> Documents:
    """The documents of several lists, ascending, each once."""
    docs = np.sort(np.concatenate(lists))
    first = np.ones(len(docs), bool)
    np.not_equal(docs[1:], docs[:-1], out=first[1:])
    return docs[first]


def _clear(sums: Scores, touched: list[Documents]) -> None:
    if 4 * sum(map(len, touched)) > len(sums):
        sums.fill(0)
    else:
        for docs in touched:
            sums[docs] = 0


def _kth(scores: Scores, k: int) -> float:
    """The k-th best, 0 if there are fewer."""
    return float(np.partition(scores, -k)[-k]) if len(scores) >= k else 0.0


def _top(docs: Documents, scores: NDArray[np.float32], k: int) -> tuple[Documents, NDArray[np.float32]]:
    if len(docs) > 4 * k:
        kept = scores >= np.partition(scores, -k)[-k]
        docs, scores = docs[kept], scores[kept]
    order = np.lexsort((docs, -scores))[:k]
    return docs[order], scores[order]
