import pytest

from turnwise.envs.core.errors import Malformed
from turnwise.envs.core.parsing import MAX_ACTION_CHARACTERS, action_text, integers, words


@pytest.mark.parametrize(
    ("reply", "action"),
    [
        ("up", "up"),
        ("  up \n", "up"),
        ("I think <action> up </action> is best", "up"),
        ("first <ACTION>up</ACTION>, yes <action>up</action>", "up"),
        (r"so \boxed{place 1 2 3}", "place 1 2 3"),
        ("my move: [1 2 3]", "1 2 3"),
        ("<action>[1 2 3]</action>", "[1 2 3]"),
        ("a [note] then <action>down</action>", "down"),
        ("x < y", "x < y"),
    ],
)
def test_the_one_action_is_found(reply: str, action: str) -> None:
    assert action_text(reply) == action


@pytest.mark.parametrize(
    "reply",
    ["", " \n\t", "<action></action>", "<action>up</action><action>down</action>", "[1] or [2]", r"\boxed{a}\boxed{b}"],
)
def test_no_action_or_several_are_refused(reply: str) -> None:
    with pytest.raises(Malformed):
        action_text(reply)


def test_long_texts_are_not_read() -> None:
    with pytest.raises(Malformed, match="at most"):
        action_text("<action>" * MAX_ACTION_CHARACTERS)


def test_words_are_cut_at_blanks_commas_and_parentheses() -> None:
    assert words("Place (3, 4) 7;") == ["place", "3", "4", "7"]
    with pytest.raises(Malformed):
        words("(,)")


@pytest.mark.parametrize("token", ["0", "10", "x", "1_0", "\uff11", "\u00b2", "-1", "1.0", "9" * 5000, ""])
def test_only_plain_numbers_in_range_are_numbers(token: str) -> None:
    with pytest.raises(Malformed, match="from 1 to 9"):
        integers([token], low=1, high=9, what="The cell")


def test_numbers_are_read() -> None:
    assert integers(["1", "09"], low=1, high=9, what="The cell") == [1, 9]
