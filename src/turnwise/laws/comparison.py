"""Exact comparison of what environments return, and of what two returned values share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from .law import LawBroken

__all__ = ["brief", "difference", "is_plain", "mutable_parts", "require_equal"]


def brief(value: Any, limit: int = 160) -> str:
    """The `repr` of a value, cut in the middle to about `limit` characters; cheap for a text of a megabyte."""
    text = repr(value if not isinstance(value, str) or len(value) <= limit else value[:limit] + value[-limit:])
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]} ... {text[-half:]}"


def difference(expected: Any, got: Any, place: str = "") -> str:
    """Where and how two values differ, empty where they are equal to the bit and of the same types."""
    if _same(expected, got):
        return ""
    if type(expected) is not type(got):
        return _said(place, f"expected {brief(expected)} ({_kind(expected)}), got {brief(got)} ({_kind(got)})")
    if isinstance(expected, dict):
        return _keys(expected, got, place) or _first(expected, ((k, expected[k], got[k]) for k in expected), place)
    if isinstance(expected, (tuple, list)):
        if len(expected) != len(got):
            return _said(place, f"expected {len(expected)} items, got {len(got)}: {brief(expected)} and {brief(got)}")
        return _first(expected, ((i, a, b) for i, (a, b) in enumerate(zip(expected, got, strict=True))), place)
    return _said(place, f"expected {brief(expected)}, got {brief(got)}")


def is_plain(items: Iterable[Any]) -> bool:
    """Whether all items are texts: equal ones are the same then, and there is nothing inside to look at."""
    return set(map(type, items)) <= {str}


def require_equal(where: str, expected: Any, got: Any) -> None:
    """Raises unless two values are equal to the bit.

    Raises:
        LawBroken: with the first place where they differ.
    """
    if found := difference(expected, got):
        raise LawBroken(f"{where}: {found}")


def mutable_parts(value: Any) -> Iterator[tuple[int, str]]:
    """(identity, path) of every dict, list, set and array in a value, through tuples and named tuples."""
    yield from _mutable(value, "info")


def _mutable(value: Any, path: str) -> Iterator[tuple[int, str]]:
    if isinstance(value, (dict, list, set, bytearray, np.ndarray)):
        yield id(value), path
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _mutable(part, f"{path}[{key!r}]")
    elif isinstance(value, (tuple, list)) and not is_plain(value):
        names = getattr(value, "_fields", None)
        for number, part in enumerate(value):
            yield from _mutable(part, f"{path}.{names[number]}" if names else f"{path}[{number}]")


def _said(place: str, text: str) -> str:
    return f"at {place.lstrip('.')}, {text}" if place else text


def _keys(expected: Mapping[Any, Any], got: Mapping[Any, Any], place: str) -> str:
    if list(expected) == list(got):
        return ""
    return _said(place, f"expected the keys {brief(list(expected))}, got {brief(list(got))}")


def _same(expected: Any, got: Any) -> bool:
    """Whether two values are equal to the bit and of the same types; `difference` without the words, for speed."""
    kind = type(expected)
    if expected is got:
        return True
    if kind is not type(got):
        return False
    if kind is dict:
        return list(expected) == list(got) and all(map(_same, expected.values(), got.values()))
    if issubclass(kind, (tuple, list)):
        return len(expected) == len(got) and all(map(_same, expected, got))
    if kind is np.ndarray:
        return expected.dtype == got.dtype and expected.shape == got.shape and np.array_equal(expected, got)
    return bool(expected == got) or (kind is float and expected != expected and got != got)


def _first(whole: Any, parts: Iterator[tuple[Any, Any, Any]], place: str) -> str:
    names = getattr(whole, "_fields", None)
    for key, expected, got in parts:
        found = difference(expected, got, f"{place}.{names[key]}" if names else f"{place}[{key!r}]")
        if found:
            return found
    return ""


def _kind(value: Any) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")
