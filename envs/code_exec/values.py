"""Plain values: read from what an agent wrote as a literal, written in one canonical way, compared type by type."""

from __future__ import annotations

import ast
import math
import re
import warnings
from typing import Any, Final

from ..core.errors import Malformed

__all__ = ["MAX_LITERAL", "canonical", "is_plain", "read_literal", "same"]

MAX_LITERAL: Final = 4000
"""Characters of the longest literal that is read."""

_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})").fullmatch
_DEEPEST: Final = 20
_PLAIN: Final = frozenset({bool, int, str, bytes, type(None)})
_SAMENESS: Final = 1e-9


def read_literal(text: str) -> Any:
    """The value of a literal: numbers, texts, bytes, True, False, None, and lists, tuples, sets and dicts of these.

    Nothing is run or looked up.

    Raises:
        Malformed: it is no such literal, too long, nested too deeply, or an infinite or undefined number.
    """
    text = text.strip()
    if _INTEGER(text) is not None:
        return int(text)
    if len(text) > MAX_LITERAL:
        raise Malformed(f"Expected a literal of at most {MAX_LITERAL} characters, got {len(text)}.")
    try:
        with warnings.catch_warnings():  # about odd escapes: the agent's matter, never ours
            warnings.simplefilter("ignore")
            value = ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        raise Malformed(f"Expected a Python literal such as 3, 'ab' or [1, 2], got {_shown(text)}.") from None
    if not is_plain(value):
        raise Malformed(f"Expected plain finite data, at most {_DEEPEST} levels deep, got {_shown(text)}.")
    return value


def is_plain(value: Any, depth: int = _DEEPEST) -> bool:
    """Whether a value consists of exact built-in types alone, with finite numbers, and is not nested too deeply."""
    kind = type(value)
    if kind in _PLAIN:
        return True
    if kind is float:
        return math.isfinite(value)
    if depth == 0:
        return False
    if kind in (list, tuple, set):
        return all(is_plain(part, depth - 1) for part in value)
    if kind is dict:
        return all(is_plain(key, depth - 1) and is_plain(part, depth - 1) for key, part in value.items())
    return False


def canonical(value: Any) -> str:
    """The one text of a plain value: as `repr` writes it, with the members of sets and the keys of dicts sorted."""
    kind = type(value)
    if kind is list:
        return f"[{', '.join(map(canonical, value))}]"
    if kind is tuple:
        return f"({canonical(value[0])},)" if len(value) == 1 else f"({', '.join(map(canonical, value))})"
    if kind is set:
        return f"{{{', '.join(sorted(map(canonical, value)))}}}" if value else "set()"
    if kind is dict:
        return f"{{{', '.join(sorted(f'{canonical(key)}: {canonical(part)}' for key, part in value.items()))}}}"
    return repr(value)


def same(one: Any, other: Any) -> bool:
    """Whether two plain values are equal with all their types: 1, 1.0 and True differ, and so do [1] and (1,).

    Floats may differ by a billionth; the order of sets and dicts does not matter.
    """
    kind = type(one)
    if kind is not type(other):
        return False
    if kind is float:
        return math.isclose(one, other, rel_tol=_SAMENESS, abs_tol=_SAMENESS)
    if kind in (list, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if kind is set:
        return len(one) == len(other) and all(map(same, _sorted(one), _sorted(other)))
    if kind is dict:
        left, right = _sorted(one.items()), _sorted(other.items())
        return len(one) == len(other) and all(map(same, left, right))
    return bool(one == other)


def _sorted(parts: Any) -> list[Any]:
    return sorted(parts, key=canonical)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:60] + " ...")
