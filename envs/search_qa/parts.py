"""Long documents in parts: where each begins and ends, and which of them state a fact."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["covering", "cut", "token_count"]

_WORD = re.compile(r"\S+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_SENTENCE_END = re.compile(r"[.!?][\"')\]]*$")


@lru_cache(maxsize=65_536)
def cut(text: str, words: int) -> tuple[tuple[int, int], ...]:
    """The parts of a text as [start, end): at most `words` words each.

    A part ends with a sentence where one ends in its second half. A text without words is one empty part.
    """
    places = [found.span() for found in _WORD.finditer(text)]
    if len(places) <= words:
        return ((0, len(text)),)
    parts, first = [], 0
    while first < len(places):
        last = min(first + words, len(places)) - 1
        if last < len(places) - 1:
            for place in range(last, first + words // 2, -1):
                if _SENTENCE_END.search(text, *places[place]):
                    last = place
                    break
        parts.append((places[first][0], places[last][1]))
        first = last + 1
    return tuple(parts)


def covering(parts: tuple[tuple[int, int], ...], span: tuple[int, int]) -> int:
    """Bits of the parts that one must see to have seen a span; the first alone where the span is not known, (0, 0)."""
    start, end = span
    bits = 0
    for place, (first, last) in enumerate(parts):
        if first < end and start < last:
            bits |= 1 << place
    return bits or 1


@lru_cache(maxsize=65_536)
def token_count(text: str) -> int:
    """Words and punctuation marks of a text: what budgets count. Models' tokenizers count in other ways."""
    return len(_TOKEN.findall(text))
