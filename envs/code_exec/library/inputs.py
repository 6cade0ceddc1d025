"""Makers of random arguments: small values that cover the edges, drawn from an addressed stream."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...core.rng import Stream

__all__ = [
    "Maker",
    "arguments",
    "clocks",
    "dicts",
    "grids",
    "ints",
    "lists",
    "mapped",
    "one_of",
    "texts",
    "tuples",
    "words",
]

Maker = Callable[[Stream], Any]
"""Draws one value."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def ints(low: int, high: int) -> Maker:
    """Integers from `low` to `high`, both included; one in six is an end."""

    def make(rng: Stream) -> int:
        if rng.integers(6) == 0:
            return rng.choice((low, high))
        return rng.integers(low, high + 1)

    return make


def one_of(*values: Any) -> Maker:
    """One of the values; repeat one to see it more often."""
    return lambda rng: rng.choice(values)


def texts(alphabet: str, low: int = 0, high: int = 12) -> Maker:
    """Texts of `low` to `high` characters of an alphabet; repeat a character in it to see it more often."""
    return lambda rng: "".join(rng.choice(alphabet) for _ in range(rng.integers(low, high + 1)))


def words(low: int = 1, high: int = 4, *, count: tuple[int, int] = (1, 1), alphabet: str = _LETTERS) -> Maker:
    """`count` words of `low` to `high` letters with single blanks between them."""

    def make(rng: Stream) -> str:
        number = rng.integers(count[0], count[1] + 1)
        return " ".join(texts(alphabet, low, high)(rng) for _ in range(number))

    return make


def clocks(low: int = 0, high: int = 1439) -> Maker:
    """Times of a day such as "07:45", from minute `low` to minute `high`."""

    def make(rng: Stream) -> str:
        minute = ints(low, high)(rng)
        return f"{minute // 60:02d}:{minute % 60:02d}"

    return make


def lists(item: Maker, low: int = 0, high: int = 8) -> Maker:
    """Lists of `low` to `high` items; one in eight repeats its first item throughout."""

    def make(rng: Stream) -> list[Any]:
        length = rng.integers(low, high + 1)
        if length and rng.integers(8) == 0:
            return [item(rng)] * length
        return [item(rng) for _ in range(length)]

    return make


def tuples(*items: Maker) -> Maker:
    """Tuples with one value of each maker."""
    return lambda rng: tuple(item(rng) for item in items)


def dicts(key: Maker, value: Maker, low: int = 0, high: int = 6) -> Maker:
    """Dictionaries with up to `high` keys (fewer where keys are drawn twice)."""
    return lambda rng: {key(rng): value(rng) for _ in range(rng.integers(low, high + 1))}


def grids(cell: Maker, low: int = 1, high: int = 5, *, square: bool = False) -> Maker:
    """Lists of equally long rows, `low` to `high` of each; as many columns as rows where `square`."""

    def make(rng: Stream) -> list[list[Any]]:
        height = rng.integers(low, high + 1)
        width = height if square else rng.integers(low, high + 1)
        return [[cell(rng) for _ in range(width)] for _ in range(height)]

    return make


def mapped(item: Maker, change: Callable[[Any], Any]) -> Maker:
    """What `change` makes of a drawn value."""
    return lambda rng: change(item(rng))


def arguments(makers: Sequence[Maker], rng: Stream) -> tuple[Any, ...]:
    """One value of each maker: the arguments of a call."""
    return tuple(maker(rng) for maker in makers)
