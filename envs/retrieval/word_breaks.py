"""Words of a text by Unicode's word-break rules, as Lucene's standard tokenizer finds them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

__all__ = ["tokenize"]

_ASCII = re.compile(r"_*[^\W_]+(?:(?:_+|(?<=[^\W\d_])[:.'](?=[^\W\d_])|(?<=\d)[,;.'](?=\d))[^\W_]+)*_*", re.ASCII)


def tokenize(text: str) -> list[str]:
    """The words of a text, in order."""
    return _ASCII.findall(text) if text.isascii() else _full().findall(text)


@cache
def _full() -> re.Pattern[str]:
    start = "[^\\W" + _characters("No") + "\u2e80-\u309f\u3400-\u9fff\uf900-\ufaff]"
    inside = "(?:" + start + "|[" + _characters("Mn", "Mc", "Me", "Cf") + "])"
    letter = "[^\\W\\d_]"
    return re.compile(
        f"[\u2e80-\u309f\u3400-\u9fff\uf900-\ufaff]|{start}{inside}*(?:(?:(?<={letter})[:.'\u2019\u2018\u00b7](?={letter})"
        f"|(?<=\\d)[,;.'\u2019\u2018](?=\\d)){start}{inside}*)*"
    )


def _characters(*categories: str) -> str:
    return "".join([re.escape(chr(c)) for c in range(0x80, 0x10000) if unicodedata.category(chr(c)) in categories])
