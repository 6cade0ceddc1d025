"""From documents to postings: texts are read once, in blocks of a bounded size, and sorted by term."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .analysis import term_of
from .word_breaks import tokenize

__all__ = ["Block", "Inverter"]

_BLOCK_TOKENS = 1 << 22


@dataclass(frozen=True, slots=True)
class Block:
    """Postings of consecutive documents, sorted by term and document."""

    term: NDArray[np.int32]
    doc: NDArray[np.int32]
    """In order of reading, from 0 over all blocks."""
    count: NDArray[np.int32]
    """How often the term is in the document."""
    lengths: NDArray[np.int32]
    """Terms of each document of the block."""
    ids: tuple[str, ...]
    vocabulary: tuple[str, ...]
    """The terms that came up first in this block; their numbers go on from the block before."""


@dataclass
class Inverter:
    """Numbers the terms of a stream of documents and cuts it into blocks."""

    vocabulary: dict[str, int] = field(default_factory=dict)
    documents: int = 0

    def blocks(self, documents: Iterable[tuple[str, str]]) -> Iterator[Block]:
        """Each block as soon as it is full, the rest at the end.

        Args:
            documents: (id, text) of each.
        """
        numbers = _Numbers(self.vocabulary)
        tokens, lengths, ids = array("i"), array("i"), list[str]()
        known = len(self.vocabulary)
        for doc_id, text in documents:
            before = len(tokens)
            tokens.extend(map(numbers.__getitem__, tokenize(text)))
            lengths.append(len(tokens) - before)
            ids.append(doc_id)
            if len(tokens) >= _BLOCK_TOKENS:
                yield self._block(tokens, lengths, ids, known)
                tokens, lengths, ids = array("i"), array("i"), []
                known = len(self.vocabulary)
        if ids:
            yield self._block(tokens, lengths, ids, known)

    def _block(self, tokens: array[int], lengths: array[int], ids: list[str], known: int) -> Block:
        flat = np.frombuffer(tokens, np.int32) if len(tokens) else np.zeros(0, np.int32)
        doc = np.repeat(np.arange(len(ids), dtype=np.int64), np.frombuffer(lengths, np.int32))
        kept = flat >= 0
        flat, doc = flat[kept], doc[kept]
        keys, counts = np.unique(flat.astype(np.int64) << 32 | doc, return_counts=True)
        first = self.documents
        self.documents += len(ids)
        return Block(
            term=(keys >> 32).astype(np.int32),
            doc=(keys & 0xFFFFFFFF).astype(np.int32) + np.int32(first),
            count=counts.astype(np.int32),
            lengths=np.bincount(doc, minlength=len(ids)).astype(np.int32),
            ids=tuple(ids),
            vocabulary=tuple(self.vocabulary)[known:] if known else tuple(self.vocabulary),
        )


class _Numbers(dict[str, int]):
    """The number of each word's term, -1 for a word that is left out."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def __missing__(self, word: str) -> int:
        if len(self) >= 1 << 21:
            self.clear()
        term = term_of(word)
        number = self[word] = self._vocabulary.setdefault(term, len(self._vocabulary)) if term else -1
        return number
