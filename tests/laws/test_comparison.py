"""What the laws call equal: to the bit, of the same types, and with a message that says where."""

from typing import Any

import numpy as np
import pytest

from turnwise.laws.comparison import brief, difference, mutable_parts


@pytest.mark.parametrize(
    ("expected", "got", "said"),
    [
        (1, 1.0, "(int)"),
        (True, 1, "(bool)"),
        ({"a": 1}, {"a": 2}, "at ['a'], expected 1, got 2"),
        ({"a": 1}, {"b": 1}, "the keys"),
        ((1, (2, 3)), (1, (2, 4)), "at [1][1], expected 3, got 4"),
        (("a",), ("a", "b"), "expected 1 items, got 2"),
        (np.zeros(2), np.zeros(2, np.float32), "array"),
        (np.zeros(2), np.ones(2), "array"),
        (("x", 0.5), ("x", float("nan")), "at [1], expected 0.5, got nan"),
    ],
)
def test_different_values_are_told_apart_with_their_place(expected: Any, got: Any, said: str) -> None:
    assert said in difference(expected, got)


@pytest.mark.parametrize("value", [float("nan"), (1, float("nan")), {"a": [np.arange(3)]}, ("a", "b"), None], ids=str)
def test_equal_values_have_no_difference(value: Any) -> None:
    copied = {"a": [np.arange(3)]} if isinstance(value, dict) else value
    assert difference(value, copied) == ""


def test_mutable_parts_are_found_inside_tuples_and_dicts() -> None:
    value = {"a": ({"b": 1},), "c": "text", "d": [1]}
    assert [path for _, path in mutable_parts(value)] == ["info", "info['a'][0]", "info['d']"]


def test_a_long_value_is_shown_in_part() -> None:
    assert len(brief("x" * 10**6)) < 200
