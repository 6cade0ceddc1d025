"""The inverted index: arrays sorted by term, whether they stand in memory or in mapped files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import DataError
from .inverting import Block
from .names import Names

__all__ = ["LENGTHS", "Allocate", "Index", "from_blocks"]

Allocate = Callable[[str, Any, int], NDArray[Any]]
"""Name, type and length of an array to be filled."""

_CHUNK = 1 << 22


def _four_bits(code: int) -> int:
    """What Lucene's small float with a mantissa of four bits stands for."""
    mantissa, shift = code & 7, (code >> 3) - 1
    return mantissa if shift == -1 else (mantissa | 8) << shift


LENGTHS = np.array([code if code < 24 else 24 + _four_bits(code - 24) for code in range(256)], np.int64)
"""Lengths that Lucene tells apart: it keeps a document's in one byte and rounds down."""


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Which documents hold which terms, how often. Documents are numbered in the order of their ids."""

    ids: Names
    vocabulary: Mapping[str, int]
    """The number of each term."""
    starts: NDArray[np.int64]
    """Where the postings of each term start; one more entry says where the last ones end."""
    docs: NDArray[np.int32]
    """The documents of each term, ascending."""
    codes: NDArray[np.unsignedinteger[Any]]
    """Beside `docs`: which pair of count and length."""
    pair_counts: NDArray[np.int32]
    """How often the term is in the document."""
    pair_lengths: NDArray[np.uint8]
    """The document's length, as an index of `LENGTHS`."""
    tokens: int
    """Terms in all documents together."""
    documents: int
    """Documents that have any term: what Lucene counts."""
    checks: NDArray[np.uint32] | None = None
    """A checksum of each term's postings, where they stand in a file."""


def from_blocks(blocks: Sequence[Block], vocabulary: Mapping[str, int], allocate: Allocate) -> Index:
    """Merges blocks, which are read twice, into an index.

    Args:
        blocks: all of a collection, in order.
        vocabulary: the terms' numbers, as the blocks have them.
        allocate: makes the two arrays of postings, which are the large ones.

    Raises:
        DataError: two documents have one id.
    """
    ids, ranks = _ordered([doc_id for block in blocks for doc_id in block.ids])
    frequencies = np.zeros(len(vocabulary), np.int64)
    pairs = np.zeros(0, np.int64)
    tokens = documents = 0
    first = 0
    for block in blocks:
        frequencies += np.bincount(block.term, minlength=len(vocabulary))
        pairs = np.union1d(pairs, _pairs(block, first))
        tokens += int(block.lengths.sum())
        documents += int((block.lengths > 0).sum())
        first += len(block.ids)
    starts = np.zeros(len(vocabulary) + 1, np.int64)
    np.cumsum(frequencies, out=starts[1:])
    docs = allocate("docs", np.int32, int(starts[-1]))
    codes = allocate("codes", np.uint16 if len(pairs) <= 1 << 16 else np.uint32, int(starts[-1]))
    free = starts[:-1].copy()
    first = 0
    for block in blocks:
        here = np.bincount(block.term, minlength=len(vocabulary))
        before = np.cumsum(here) - here
        place = np.arange(len(block.term)) + np.repeat(free - before, here)
        docs[place] = block.doc if ranks is None else ranks[block.doc]
        codes[place] = np.searchsorted(pairs, _pairs(block, first))
        free += here
        first += len(block.ids)
    if ranks is not None:
        _sort_each(starts, docs, codes)
    return Index(
        ids=ids,
        vocabulary=vocabulary,
        starts=starts,
        docs=docs,
        codes=codes,
        pair_counts=(pairs >> 8).astype(np.int32),
        pair_lengths=(pairs & 0xFF).astype(np.uint8),
        tokens=tokens,
        documents=documents,
    )


def _ordered(ids: list[str]) -> tuple[Names, NDArray[np.int32] | None]:
    """The ids in order, and each document's place among them, None where they came in order."""
    if all(map(str.__lt__, ids, ids[1:])):
        return Names.of(ids), None
    order = sorted(range(len(ids)), key=ids.__getitem__)
    ascending = [ids[number] for number in order]
    for one, other in pairwise(ascending):
        if one == other:
            raise DataError(f"each document must have an id of its own, but two have {one!r}")
    ranks = np.empty(len(ids), np.int32)
    ranks[order] = np.arange(len(ids), dtype=np.int32)
    return Names.of(ascending), ranks


def _pairs(block: Block, first: int) -> NDArray[np.int64]:
    """Count and length of each posting of a block as one number."""
    lengths = np.searchsorted(LENGTHS, block.lengths, side="right") - 1
    return block.count.astype(np.int64) << 8 | lengths[block.doc - first]


def _sort_each(starts: NDArray[np.int64], docs: NDArray[Any], codes: NDArray[Any]) -> None:
    """Sorts each term's postings by document, several terms at a time."""
    term = 0
    while term < len(starts) - 1:
        stop = max(term + 1, int(np.searchsorted(starts, starts[term] + _CHUNK, side="right")) - 1)
        start, end = int(starts[term]), int(starts[stop])
        numbers = np.repeat(np.arange(stop - term, dtype=np.int64), np.diff(starts[term : stop + 1]))
        order = np.argsort(numbers << 32 | docs[start:end])
        docs[start:end], codes[start:end] = docs[start:end][order], codes[start:end][order]
        term = stop
