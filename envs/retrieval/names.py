"""Many texts in two arrays, so that a million ids in a file cost nothing until one is read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Names"]

_FEW = 1 << 17
"""Texts that are all unpacked when one is read."""


class Names:
    """Ascending texts, read one at a time.

    Args:
        blob: all of them in UTF-8, one after the other.
        ends: where each ends in it.
    """

    __slots__ = ("_texts", "blob", "ends")

    def __init__(self, blob: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        self.blob, self.ends = blob, ends
        self._texts: list[str] | None = None

    @classmethod
    def of(cls, texts: Sequence[str]) -> Names:
        """Packs texts, which must ascend."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)))
        return cls(np.frombuffer(b"".join(encoded), np.uint8), ends)

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: int) -> str:
        if self._texts is None and len(self) <= _FEW:
            self._texts = [self._unpacked(one) for one in range(len(self))]
        return self._texts[number] if self._texts is not None else self._unpacked(number)

    def _unpacked(self, number: int) -> str:
        start = self.ends.item(number - 1) if number else 0
        return str(self.blob[start : self.ends.item(number)].data, "utf-8", "surrogatepass")

    def find(self, text: str) -> int:
        """The number of a text, -1 if it is not there."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self[middle] < text:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self[low] == text else -1
