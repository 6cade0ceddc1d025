"""Random numbers in arrays, addressed as `Stream`'s are: SplitMix64 in counter mode, the same for every NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...core.rng import derive_seed

__all__ = ["Words", "mixed", "permutation", "uniform", "words"]

Words = NDArray[np.uint64]

_GOLDEN = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


def words(count: int, *address: str | int) -> Words:
    """`count` independent 64-bit words at an address."""
    start = np.uint64(derive_seed(*address))
    z = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(_GOLDEN) + start
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def uniform(count: int, high: int | NDArray[Any], *address: str | int) -> NDArray[np.int64]:
    """`count` integers in [0, high), `high` one number or one an item (below 2**31: the bias is under 2**-32)."""
    top = words(count, *address) >> np.uint64(32)
    return ((top * np.asarray(high, dtype=np.uint64)) >> np.uint64(32)).astype(np.int64)


def permutation(count: int, *address: str | int) -> NDArray[np.int64]:
    """The numbers 0 to `count` - 1 in random order."""
    return np.argsort(words(count, *address), kind="stable")


def mixed(a: int, b: int) -> int:
    """One 64-bit word from two integers: for single draws on a page, where an array would cost more than the draw."""
    z = (a * _GOLDEN + b * 0xD1B54A32D192ED03 + 0x632BE59BD9B4E019) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)
