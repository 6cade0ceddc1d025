"""Readers shared by the games: find the one action in what an agent wrote, and cut it into words."""

from __future__ import annotations

import re

from .errors import Malformed

__all__ = ["MAX_ACTION_CHARACTERS", "action_text", "integers", "words"]

MAX_ACTION_CHARACTERS = 20_000
"""Longer texts are not read: no action is that long, and patterns should never meet a megabyte of garbage."""

_TAG = re.compile(r"<(/?)action>", re.IGNORECASE)
_BOXED = re.compile(r"\\boxed\{([^{}]*)\}")
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_SEPARATORS = re.compile(r"[\s,;()]+")


def action_text(text: str) -> str:
    r"""The one action in a reply: inside `<action>...</action>`, else `\boxed{...}`, else `[...]`, else all of it.

    Reasoning around the block is ignored. The same block twice is one action; different blocks are refused,
    so that listing every answer is no way to find the right one.

    Raises:
        Malformed: too long, empty, or several different blocks.
    """
    if len(text) > MAX_ACTION_CHARACTERS:
        raise Malformed(f"Expected an action of at most {MAX_ACTION_CHARACTERS} characters, got {len(text)}.")
    if "<" in text or "\\" in text or "[" in text:
        for find in (_tagged, _BOXED.findall, _BRACKETS.findall):
            blocks = {block.strip(): None for block in find(text)}
            if len(blocks) > 1:
                raise Malformed(f"Expected exactly one action, got {len(blocks)} different ones.")
            if blocks:
                text = next(iter(blocks))
                break
    text = text.strip()
    if not text:
        raise Malformed("Expected an action, got an empty text.")
    return text


def _tagged(text: str) -> list[str]:
    """What stands between tags; one pass, so that a thousand unclosed tags cost no more than one."""
    blocks, start = [], -1
    for tag in _TAG.finditer(text):
        if not tag[1]:
            start = tag.end() if start < 0 else start
        elif start >= 0:
            blocks.append(text[start : tag.start()])
            start = -1
    return blocks


def words(text: str) -> list[str]:
    """The words of the one action in a reply, in lower case; blanks, commas and parentheses separate them."""
    found = [word for word in _SEPARATORS.split(action_text(text).lower()) if word]
    if not found:
        raise Malformed("Expected an action, got only separators.")
    return found


def integers(tokens: list[str], *, low: int, high: int, what: str) -> list[int]:
    """The tokens as integers from `low` to `high`.

    Raises:
        Malformed: a token is no plain ASCII integer, or out of range.
    """
    numbers = []
    for token in tokens:
        # int() alone would take other scripts' digits, "1_0" and numbers of four thousand digits
        if not (token.isascii() and token.isdigit() and len(token) <= 9) or not low <= int(token) <= high:
            raise Malformed(f"{what} must be a number from {low} to {high}, got {token[:20]!r}.")
        numbers.append(int(token))
    return numbers
