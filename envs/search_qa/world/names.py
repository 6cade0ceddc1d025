"""Names of things: made-up words, unique in a world and different in every other."""

from __future__ import annotations

from .numbers import mixed

__all__ = ["Naming"]

_CONSONANTS = "bcdfghjklmnprtvz"
_VOWELS = "aeiou"
_SYLLABLES = tuple(consonant + vowel for consonant in _CONSONANTS for vowel in _VOWELS)
_CODAS = ("", "n", "r", "k", "m", "t", "nd", "lm")
_BASE = len(_SYLLABLES)
_COUNT = _BASE**3 * len(_CODAS)


class Naming:
    """A bijection from numbers to made-up words, another one for every seed.

    Args:
        seed: the world's.
    """

    def __init__(self, seed: int) -> None:
        # 4,096,000 = 2**15 * 5**3, so any multiplier that ends in 1, 3, 7 or 9 gives a bijection
        self._factor = mixed(seed, 1) % (_COUNT // 10) * 10 + 3
        self._shift = mixed(seed, 2) % _COUNT

    def word(self, number: int) -> str:
        """The word of a number in [0, 4,096,000); different numbers have different words."""
        code = (number * self._factor + self._shift) % _COUNT
        code, coda = divmod(code, len(_CODAS))
        code, last = divmod(code, _BASE)
        first, middle = divmod(code, _BASE)
        return (_SYLLABLES[first] + _SYLLABLES[middle] + _SYLLABLES[last] + _CODAS[coda]).capitalize()

    def given(self, number: int) -> str:
        """A given name: one of 6,400, each of two syllables, so never one of `word`'s."""
        first, last = divmod((number * 3121 + self._shift) % (_BASE * _BASE), _BASE)
        return (_SYLLABLES[first] + _SYLLABLES[last]).capitalize()
