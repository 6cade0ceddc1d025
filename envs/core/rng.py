"""Random numbers that are addressed, not consumed: the same address gives the same numbers for ever.

`Stream(seed, "dynamics", turn)` needs no state to be saved, two of them can't disturb each other, and nothing
is computed until the first draw. The numbers are 64-bit words of BLAKE2b in counter mode over the address, so
they depend on no version of Python or NumPy (ours).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from struct import Struct
from typing import TypeVar

import numpy as np

__all__ = ["Stream", "bucket", "derive_seed"]

X = TypeVar("X")

_WORD = 1 << 64
_UNPACK = Struct("<8Q").unpack
_TO_UNIT = 2.0**-53


def bucket(text: str, count: int) -> int:
    """A number in [0, count) that depends on `text` alone: decides which split a content belongs to."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little") % count


def derive_seed(*address: str | int) -> int:
    """A seed in [0, 2**63) that depends on the address alone."""
    return Stream(0, *address).integers(1 << 63)


class Stream:
    """The random numbers at one address.

    Args:
        seed: any integer.
        *address: strings and integers; different addresses give independent streams, and `1` and `"1"` differ.
    """

    __slots__ = ("_address", "_counter", "_words")

    def __init__(self, seed: int, *address: str | int) -> None:
        self._address: tuple[str | int, ...] = (seed, *address)
        self._words: list[int] | None = None
        self._counter = 0

    def __repr__(self) -> str:
        return f"Stream{self._address!r}"

    def child(self, *address: str | int) -> Stream:
        """The stream at a longer address; independent of what was drawn here."""
        return Stream(*self._address, *address)  # type: ignore[arg-type]

    def word(self) -> int:
        """The next 64-bit word, in [0, 2**64)."""
        words = self._words
        if not words:
            words = self._words = list(_UNPACK(blake2b(f"{self._counter}|{self._address!r}".encode()).digest()))
            self._counter += 1
        return words.pop()

    def random(self) -> float:
        """A float in [0, 1) with 53 random bits."""
        return (self.word() >> 11) * _TO_UNIT

    def integers(self, low: int, high: int | None = None) -> int:
        """An integer in [0, low), or in [low, high); every value equally likely.

        Raises:
            ValueError: the range is empty or wider than 2**64.
        """
        start, width = (0, low) if high is None else (low, high - low)
        if not 0 < width <= _WORD:
            raise ValueError(f"the range must hold 1 to 2**64 integers, got [{start}, {start + width})")
        fair = _WORD - _WORD % width  # words above this would favor the low values
        while (drawn := self.word()) >= fair:
            pass
        return start + drawn % width

    def choice(self, items: Sequence[X]) -> X:
        """One item of a non-empty sequence, each equally likely."""
        width = len(items)
        if not width:
            raise ValueError("there must be an item to choose")
        fair = _WORD - _WORD % width
        while (drawn := self.word()) >= fair:
            pass
        return items[drawn % width]

    def permutation(self, items: Iterable[X]) -> list[X]:
        """A shuffled copy (Fisher-Yates)."""
        shuffled = list(items)
        for i in range(len(shuffled) - 1, 0, -1):
            j = self.integers(i + 1)
            shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
        return shuffled

    def sample(self, items: Sequence[X], k: int) -> list[X]:
        """`k` items at different positions, in random order.

        Raises:
            ValueError: fewer than `k` items.
        """
        if not 0 <= k <= len(items):
            raise ValueError(f"k must be 0 to {len(items)}, got {k}")
        pool = list(items)
        for i in range(k):
            j = self.integers(i, len(pool))
            pool[i], pool[j] = pool[j], pool[i]
        return pool[:k]

    def weighted(self, items: Sequence[X], weights: Sequence[float]) -> X:
        """One item, with probability proportional to its weight (>= 0, not all 0)."""
        if len(items) != len(weights) or not items:
            raise ValueError(f"expected one weight an item, got {len(weights)} for {len(items)} items")
        mark = self.random() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            mark -= weight
            if mark < 0:
                return item
        return next(item for item, weight in zip(reversed(items), reversed(weights), strict=True) if weight > 0)

    def generator(self) -> np.random.Generator:
        """A NumPy generator seeded from this address, for arrays (about 15 microseconds to make)."""
        return np.random.Generator(np.random.PCG64(self.word()))
