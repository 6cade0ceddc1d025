"""Plain data as tagged JSON: exact builtin types only, so that nothing that crosses the border can act.

JSON's own null, booleans, strings, lists and integers stand for themselves; every other kind is an object with one key:
`f` float (hexadecimal), `i` big integer (hexadecimal), `c` complex, `b` bytes, `a` bytearray, `t` tuple, `s` set,
`z` frozenset, `d` dict (pairs), `r` range, `e` ellipsis, `y` a builtin type,
`x` a few types of the standard library by name, `h` a handle (an object that stays where it is).
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

MAX_DEPTH = 200
MAX_NODES = 3_000_000
_BIG = 1 << 62

Refer = Callable[[Any], Any]


class NotPlainError(ValueError):
    """A value that is no plain data.

    Args:
        message: what was wrong.
        value: the object.
    """

    def __init__(self, message: str, value: Any = None) -> None:
        super().__init__(message)
        self.value = value


def encode(value: Any, refer: Refer | None = None) -> Any:
    """The value as JSON data.

    Args:
        value: anything.
        refer: gives the body of a handle for an object that is not plain; without it such an object is an error.

    Raises:
        NotPlainError: not plain, deeper than 200 levels or with more than three million parts.
    """
    return _Encoder(refer).value(value, 0)


def decode(data: Any, resolve: Refer | None = None) -> Any:
    """A fresh value from what `encode` gave.

    Args:
        data: parsed JSON, not to be trusted.
        resolve: gives the object for the body of a handle; without it a handle is an error.

    Raises:
        NotPlainError: broken or too large.
    """
    try:
        return _Decoder(resolve).value(data, 0)
    except NotPlainError:
        raise
    except (TypeError, ValueError, KeyError, ArithmeticError, IndexError) as error:
        raise NotPlainError(f"broken data: {type(error).__name__}: {error}") from error


class _Encoder:
    def __init__(self, refer: Refer | None) -> None:
        self.refer = refer
        self.nodes = 0

    def value(self, item: Any, depth: int) -> Any:
        kind = type(item)
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise NotPlainError(f"deeper than {MAX_DEPTH} levels or more than {MAX_NODES} parts")
        if item is None or kind is bool:
            return item
        if kind is str:
            return str(item)
        if kind is int:
            return item if -_BIG < item < _BIG else {"i": hex(item)}
        if kind is list:
            return [self.value(part, depth + 1) for part in item]
        write = _WRITERS.get(kind)
        if write is not None:
            return write(self, item, depth + 1)
        name = item.__name__ if isinstance(item, type) else ""
        if name in _TYPES and _TYPES[name] is item:
            return {"y": name}
        parts = _standard(kind)
        if parts is not None:
            return {"x": [kind.__module__, kind.__qualname__, self.value(parts(item), depth + 1)]}
        if self.refer is not None:
            return {"h": self.refer(item)}
        raise NotPlainError(f"an object of type {kind.__name__!r}", item)

    def many(self, items: Any, depth: int) -> list[Any]:
        return [self.value(part, depth) for part in items]


class Match:
    """What a regular expression found, as data: true, with its groups."""

    def __init__(self, groups: tuple[Any, ...], names: dict[str, Any], spans: list[Any]) -> None:
        self._groups = groups
        self._names = names
        self._spans = spans

    def group(self, *which: Any) -> Any:
        """The text of one group or of several, as `re.Match.group`."""
        found = tuple(self._names[one] if type(one) is str else self._groups[one] for one in which or (0,))
        return found[0] if len(found) == 1 else found

    __getitem__ = group

    def groups(self) -> tuple[Any, ...]:
        """The texts of all groups but the whole."""
        return self._groups[1:]

    def groupdict(self) -> dict[str, Any]:
        """The texts of named groups."""
        return dict(self._names)

    def span(self, which: int = 0) -> Any:
        """Where a group begins and ends."""
        return self._spans[which]

    def start(self, which: int = 0) -> Any:
        """Where a group begins."""
        return self._spans[which][0]

    def end(self, which: int = 0) -> Any:
        """Where a group ends."""
        return self._spans[which][1]


def _match_parts(item: Any) -> list[Any]:
    spans = [item.span(number) for number in range(len(item.groups()) + 1)]
    return [(item.group(), *item.groups()), item.groupdict(), spans]


def _from_iso(kind: Any, text: str) -> Any:
    return kind.fromisoformat(text)


_STANDARD: dict[tuple[str, str], tuple[Callable[[Any], Any], Callable[[type, Any], Any]]] = {
    # its parts as plain data; the object from them on the other side, where the type is its own
    ("collections", "defaultdict"): (dict, lambda kind, parts: dict(parts)),  # equal to a dict; its factory stays
    ("collections", "Counter"): (dict, lambda kind, parts: kind(dict(parts))),
    ("collections", "OrderedDict"): (lambda item: list(item.items()), lambda kind, parts: kind(parts)),
    ("collections", "deque"): (list, lambda kind, parts: kind(list(parts))),
    ("fractions", "Fraction"): (lambda item: (item.numerator, item.denominator), lambda kind, parts: kind(*parts)),
    ("decimal", "Decimal"): (str, lambda kind, parts: kind(str(parts))),
    ("datetime", "date"): (lambda item: item.isoformat(), _from_iso),
    ("datetime", "time"): (lambda item: item.isoformat(), _from_iso),
    ("datetime", "datetime"): (lambda item: item.isoformat(), _from_iso),
    ("datetime", "timedelta"): (
        lambda item: (item.days, item.seconds, item.microseconds),
        lambda kind, parts: kind(*parts),
    ),
    ("re", "Match"): (_match_parts, lambda kind, parts: Match(*parts)),
}
_TYPES = {kind.__name__: kind for kind in (bool, int, float, complex, str, bytes, list, tuple, set, dict, type(None))}


def _standard(kind: type) -> Callable[[Any], Any] | None:
    """How to take an object of a known type of the standard library apart."""
    known = _STANDARD.get((kind.__module__, kind.__qualname__))
    module = sys.modules.get(kind.__module__)
    return known[0] if known is not None and getattr(module, kind.__qualname__, None) is kind else None


def _made(body: Any, value: Callable[[Any], Any]) -> Any:
    """An object of a known type from its parts."""
    module, name, parts = body
    make = _STANDARD[module, name][1]
    return make(getattr(importlib.import_module(module), name), value(parts))


_WRITERS: dict[type, Callable[[_Encoder, Any, int], Any]] = {
    float: lambda self, item, depth: {"f": item.hex()},
    complex: lambda self, item, depth: {"c": [item.real.hex(), item.imag.hex()]},
    bytes: lambda self, item, depth: {"b": item.hex()},
    bytearray: lambda self, item, depth: {"a": item.hex()},
    tuple: lambda self, item, depth: {"t": self.many(item, depth)},
    set: lambda self, item, depth: {"s": self.many(item, depth)},
    frozenset: lambda self, item, depth: {"z": self.many(item, depth)},
    dict: lambda self, item, depth: {"d": [self.many(pair, depth) for pair in item.items()]},
    range: lambda self, item, depth: {"r": [self.value(part, depth) for part in (item.start, item.stop, item.step)]},
    type(Ellipsis): lambda self, item, depth: {"e": None},
}


class _Decoder:
    def __init__(self, resolve: Refer | None) -> None:
        self.resolve = resolve
        self.nodes = 0

    def value(self, data: Any, depth: int) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise NotPlainError(f"deeper than {MAX_DEPTH} levels or more than {MAX_NODES} parts")
        kind = type(data)
        if data is None or kind in (bool, str, int):
            return data
        if kind is list:
            return [self.value(part, depth + 1) for part in data]
        if kind is not dict or len(data) != 1:
            raise NotPlainError(f"expected one tag, got {kind.__name__}")
        ((tag, body),) = data.items()
        if tag == "h" and self.resolve is not None:
            return self.resolve(body)
        read = _READERS.get(tag)
        if read is None:
            raise NotPlainError(f"unknown tag {tag!r}")
        return read(self, body, depth + 1)

    def many(self, items: Any, depth: int) -> list[Any]:
        if type(items) is not list:
            raise NotPlainError("expected a list of parts")
        return [self.value(part, depth) for part in items]


_READERS: dict[str, Callable[[_Decoder, Any, int], Any]] = {
    "f": lambda self, body, depth: float.fromhex(body),
    "i": lambda self, body, depth: int(body, 16),
    "c": lambda self, body, depth: complex(float.fromhex(body[0]), float.fromhex(body[1])),
    "b": lambda self, body, depth: bytes.fromhex(body),
    "a": lambda self, body, depth: bytearray.fromhex(body),
    "t": lambda self, body, depth: tuple(self.many(body, depth)),
    "s": lambda self, body, depth: set(self.many(body, depth)),
    "z": lambda self, body, depth: frozenset(self.many(body, depth)),
    "d": lambda self, body, depth: dict(self.many(pair, depth) for pair in body),
    "r": lambda self, body, depth: range(*self.many(body, depth)),
    "e": lambda self, body, depth: Ellipsis,
    "y": lambda self, body, depth: _TYPES[body],
    "x": lambda self, body, depth: _made(body, lambda parts: self.value(parts, depth)),
}
