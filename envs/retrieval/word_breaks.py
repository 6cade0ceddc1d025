"""Words of a text as Lucene's standard tokenizer finds them, by Unicode's word-break rules (UAX 29, UTS 51)."""

from __future__ import annotations

import re
from functools import cache

from .characters import CHARACTERS

__all__ = ["tokenize"]

_LONGEST = 255
"""Lucene cuts longer words."""
_BETWEEN_LETTERS = ".'\u2018\u2019\u2024\ufe52\uff07\uff0e:\u00b7\u0387\u05f4\u2027\ufe13\ufe55\uff1a"
_BETWEEN_DIGITS = ".'\u2018\u2019\u2024\ufe52\uff07\uff0e,;\u037e\u0589\u060c\u060d\u066c\u07f8\u2044"
_BETWEEN_DIGITS += "\ufe10\ufe14\ufe50\ufe54\uff0c\uff1b"


def tokenize(text: str) -> list[str]:
    """The words of a text, in order, as they are written.

    >>> tokenize("Don't pay 1,200.50 for state_of-the-art 東京 ラーメン :)")
    ["Don't", 'pay', '1,200.50', 'for', 'state_of', 'the', 'art', '東', '京', 'ラーメン']
    """
    pattern = _pattern(0x7F) if text.isascii() else _pattern(0xFFFF if max(text) <= "\uffff" else 0x10FFFF)
    words = pattern.findall(text)
    if len(text) > _LONGEST and max(map(len, words), default=0) > _LONGEST:
        return [part for word in words for part in _cut(pattern, word)]
    return words


def _cut(pattern: re.Pattern[str], word: str) -> list[str]:
    """A word in parts that Lucene's buffer holds, each read as if the text ended with the buffer."""
    parts = []
    position = 0
    while found := pattern.search(word, position, position + _LONGEST):
        parts.append(found[0])
        position = found.end()
    return parts


@cache
def _pattern(last: int) -> re.Pattern[str]:
    """The grammar for texts without characters beyond `last`: fewer of them make it faster."""

    def some(*kinds: str, also: str = "") -> str:
        """The inside of a character class."""
        ranges = [edges.split("-") for kind in kinds for edges in CHARACTERS[kind].split()]
        inside = [(int(edges[0], 16), min(int(edges[-1], 16), last)) for edges in ranges]
        inside += [(ord(character), ord(character)) for character in also]
        return "".join([f"\\U{low:08x}-\\U{high:08x}" for low, high in inside if low <= last])

    marks = some("extend", "modifier", "complex_mark")
    more = f"[{marks}]*+" if marks else ""

    def run(kind: str) -> str:
        """One or more of a kind, each with its marks."""
        return f"[{kind}][{kind}{marks}]*+"

    joined = run(some("joiner"))
    between_letters = f"[{some(also=_BETWEEN_LETTERS)}]{more}"
    between_digits = f"[{some(also=_BETWEEN_DIGITS)}]{more}"
    letters, digits = run(some("letter", "hebrew")), run(some("numeric"))
    core = [
        f"{letters}(?:(?:{joined}|{between_letters}){letters})*+",
        f"{digits}(?:(?:{joined}|{between_digits}){digits})*+",
    ]
    rest = []
    if hebrew := some("hebrew"):
        core.append(_quoted(hebrew, some("letter"), marks, some(also=_BETWEEN_LETTERS.replace("'", ""))))
    word = f"(?:{'|'.join(core)})++"
    if katakana := some("katakana"):
        word = f"(?:{run(katakana)}(?:{joined}{run(katakana)})*+|{word})"
    if emoji := some("emoji"):
        rest.append(_pictures(emoji, marks, last))
    if complex_context := some("complex", "complex_mark"):
        rest.append(run(complex_context))
    if single := some("single"):
        rest.append(f"[{single}]{more}")
    # A run of joiners is tried once, from its first: else a page of them would take the square of its length.
    leading = f"(?:(?<![{some('joiner')}]){joined})?"
    return re.compile("|".join([f"{leading}{word}(?:{joined}{word})*+(?:{joined})?+", *rest]))


def _quoted(hebrew: str, letters: str, marks: str, between: str) -> str:
    """A quotation mark after a Hebrew letter, or two around one, unless another such mark joined that letter on."""
    joined = f"(?<![{letters}{hebrew}{marks}][{between}][{hebrew}])(?<![{letters}{marks}]'[{hebrew}])"
    joined += f'(?<![{hebrew}{marks}]"[{hebrew}])'
    behind = f"(?:(?<=[{hebrew}]){joined}|(?<=[{hebrew}][{marks}])|(?<=[{hebrew}][{marks}][{marks}]))"
    return f"{behind}(?:'[{marks}]*+|\"[{marks}]*+[{hebrew}][{marks}]*+)"


def _pictures(emoji: str, marks: str, last: int) -> str:
    """Pictures with their modifiers, joined ones, tagged ones, key caps and flags."""
    picture = f"[{emoji}\U0001f3fb-\U0001f3ff]"
    plain = f"(?:(?![\ufe0e\ufe0f]|\u200d{picture})[{marks}])*"
    one = f"(?:(?<!\u200d)\u200d++)?[{emoji}]{plain}\ufe0f?"
    keys = f"[#*]{plain}\ufe0f?\u20e3{plain}"
    if last < 0x1F1E6:
        return f"{one}(?:\u200d{one})*|{keys}"
    one = f"(?:{one}|[\U0001f3fb-\U0001f3ff]{plain})"
    flags = f"[\U0001f1e6-\U0001f1ff][{marks}]*[\U0001f1e6-\U0001f1ff][{marks}]*"
    return f"{flags}|{one}(?:[\U000e0020-\U000e007e]+\U000e007f|(?:\u200d{one})*)|{keys}"
