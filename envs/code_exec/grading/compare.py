"""Whether an answer is right: both sides are plain data that nobody else can touch."""

from __future__ import annotations

import math
from typing import Any

__all__ = ["matches", "same"]


def matches(expected: Any, answer: Any, *, tolerance: float = 0.0, sequences: bool = False) -> bool:
    """Whether the answer equals what was expected, by Python's `==`.

    Args:
        expected: plain data.
        answer: plain data.
        tolerance: how far a number may be off, absolutely; with one, also a millionth of it.
        sequences: whether lists and tuples are alike.
    """
    if tolerance or sequences:
        return _close(expected, answer, tolerance, sequences)
    return bool(expected == answer)


def same(expected: Any, answer: Any) -> bool:
    """Whether the answer is the expected value and of the same type, all the way down; NaN is the same as NaN."""
    if type(expected) is not type(answer):
        return False
    if isinstance(expected, float):
        return expected == answer or (math.isnan(expected) and math.isnan(answer))
    if isinstance(expected, (list, tuple)):
        return len(expected) == len(answer) and all(map(same, expected, answer))
    if isinstance(expected, dict):
        typed = {(type(key), key): value for key, value in answer.items()}
        return len(expected) == len(answer) and all(
            (type(key), key) in typed and same(value, typed[type(key), key]) for key, value in expected.items()
        )
    if isinstance(expected, (set, frozenset)):
        return {(type(part), part) for part in expected} == {(type(part), part) for part in answer}
    return bool(expected == answer)


def _close(expected: Any, answer: Any, tolerance: float, sequences: bool) -> bool:
    numbers = (int, float)
    if isinstance(expected, numbers) and isinstance(answer, numbers):
        allowed = max(tolerance, 1e-6 * abs(expected)) if tolerance else 0.0
        return bool(expected == answer) or bool(abs(expected - answer) <= allowed)
    if isinstance(expected, (list, tuple)) and isinstance(answer, (list, tuple)):
        alike = sequences or type(expected) is type(answer)
        return (
            alike
            and len(expected) == len(answer)
            and all(_close(one, other, tolerance, sequences) for one, other in zip(expected, answer, strict=True))
        )
    if isinstance(expected, dict) and isinstance(answer, dict):
        return expected.keys() == answer.keys() and all(
            _close(value, answer[key], tolerance, sequences) for key, value in expected.items()
        )
    return bool(expected == answer)
