"""Lucene's English analysis: words by Unicode's rules, possessive off, lower case, stop words out, Porter's stems."""

from __future__ import annotations

from .stemming import stem
from .word_breaks import tokenize

__all__ = ["ANALYSIS", "STOP_WORDS", "analyze", "term_of"]

ANALYSIS = "lucene-english-1"
"""Stands in every fingerprint and cached index; a new number where a text's terms change."""

STOP_WORDS = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such "  # noqa: SIM905
    "that the their then there these they this to was will with".split()
)
"""Lucene's 33."""

_APOSTROPHES = "'\u2019\uff07"
_REMEMBERED = 1 << 20


def analyze(text: str) -> list[str]:
    """The terms of a text, in order, as Lucene's `EnglishAnalyzer` (Anserini's default) gives them.

    >>> analyze("Who wrote the lighthouse keeper's 1,200 diaries?")
    ['who', 'wrote', 'lighthous', 'keeper', '1,200', 'diari']
    """
    return [term for term in map(_terms.__getitem__, tokenize(text)) if term]


class _Terms(dict[str, str]):
    """The term of each word met so far, "" for one that is left out."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        term = self[word] = term_of(word)
        return term


_terms = _Terms()


def term_of(word: str) -> str:
    """What is indexed for a word that `tokenize` found, "" for a stop word."""
    if len(word) > 1 and word[-1] in "sS" and word[-2] in _APOSTROPHES:
        word = word[:-2]
    # One letter at a time, as Java does: no final sigma, and one letter for the dotted capital I.
    lower = word.lower() if word.isascii() else "".join(["i" if c == "\u0130" else c.lower() for c in word])
    return "" if lower in STOP_WORDS or not lower else stem(lower)
