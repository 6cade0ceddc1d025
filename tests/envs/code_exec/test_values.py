"""Plain values: what is read, how it is written, what is the same."""

import pytest

from turnwise.envs.code_exec.values import canonical, read_literal, same
from turnwise.envs.core import Malformed


@pytest.mark.parametrize(
    "text",
    [
        "f(7)",
        "1 if True else 2",
        "__import__('os')",
        "x",
        "[x for x in (1, 2)]",
        "f'{1}'",
        "1 + 1",
        "...",
        "{1: [2, ...]}",
        "1e999",
        "nan",
        "",
        "1; 2",
        "'" + "a" * 5000 + "'",
        "[" * 150 + "]" * 150,
        "[" * 30 + "]" * 30,
        "-" * 3000 + "1",
        "{[]}",
        "\x00",
        "9" * 4000 + "0" * 400,
        "3+4j",
    ],
)
def test_what_is_no_plain_literal_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        read_literal(text)


@pytest.mark.parametrize(
    "value", [0, -7, True, None, 1.5, "a'b", b"x", [1, [2]], (1,), (), {3, 1}, set(), {"b": 1, "a": (2, None)}, {}]
)
def test_the_canonical_text_reads_as_the_value(value: object) -> None:
    text = canonical(value)
    assert same(read_literal(text), value)
    assert canonical(read_literal(text)) == text


def test_order_does_not_show_in_the_canonical_text() -> None:
    assert canonical({3, 1, 2}) == "{1, 2, 3}"
    assert canonical({"b": 1, "a": {2, 1}}) == canonical({"a": {1, 2}, "b": 1})


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1, 1, True),
        (1, True, False),
        (1, 1.0, False),
        (0, False, False),
        ([1], (1,), False),
        ([True], [1], False),
        ({1: "a"}, {True: "a"}, False),
        ({1, 2}, {2, 1}, True),
        ({1}, {True}, False),
        ("a", b"a", False),
        (0.1 + 0.2, 0.3, True),
        (0.1, 0.2, False),
        (-0.0, 0.0, True),
        ([1, [2.0]], [1, [2.0 + 1e-12]], True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ([1, 2], [1], False),
        (None, 0, False),
    ],
)
def test_values_are_compared_with_their_types(one: object, other: object, expected: bool) -> None:
    assert same(one, other) is expected
    assert same(other, one) is expected


def test_an_object_that_is_equal_to_everything_is_not_the_same() -> None:
    class Everything:
        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 1

    class Sly(int):
        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 1

    assert not same(Everything(), 3)
    assert not same(3, Everything())
    assert not same(Sly(5), 3)
    assert not same([Sly(5)], [3])
