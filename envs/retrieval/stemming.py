"""Porter's stemmer as Lucene has it, with its author's two later departures (`bli` for `abli`, and `logi`)."""

from __future__ import annotations

import re

__all__ = ["stem"]

# Suffix and replacement, by the letter before the last (step 2) or the last (step 3): as the algorithm switches.
# The first suffix that fits decides, whether or not what is left of the word is long enough to be replaced.
_STEP_2 = {
    "a": (("ational", "ate"), ("tional", "tion")),
    "c": (("enci", "ence"), ("anci", "ance")),
    "e": (("izer", "ize"),),
    "l": (("bli", "ble"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous")),
    "o": (("ization", "ize"), ("ation", "ate"), ("ator", "ate")),
    "s": (("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous")),
    "t": (("aliti", "al"), ("iviti", "ive"), ("biliti", "ble")),
    "g": (("logi", "log"),),
}
_STEP_3 = {
    "e": (("icate", "ic"), ("ative", ""), ("alize", "al")),
    "i": (("iciti", "ic"),),
    "l": (("ical", "ic"), ("ful", "")),
    "s": (("ness", ""),),
}
_STEP_4 = {
    "a": ("al",),
    "c": ("ance", "ence"),
    "e": ("er",),
    "i": ("ic",),
    "l": ("able", "ible"),
    "n": ("ant", "ement", "ment", "ent"),
    "o": ("ion", "ou"),
    "s": ("ism",),
    "t": ("ate", "iti"),
    "u": ("ous",),
    "v": ("ive",),
    "z": ("ize",),
}


def stem(word: str) -> str:
    """The stem of a lower-cased word; words of one or two letters are left alone.

    Lucene counts in UTF-16 units, so a letter beyond the basic plane is two: surrogates stand for it here.
    """
    if max(word) > "\uffff":
        halves = word.encode("utf-16-le", "surrogatepass")
        units = "".join([chr(low | high << 8) for low, high in zip(halves[::2], halves[1::2], strict=True)])
        return stem(units).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    if len(word) <= 2:
        return word
    word = _plural_and_past(word)
    if word[-1] == "y" and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    if len(word) > 1:
        word = _replaced(word, _STEP_2.get(word[-2], ()))
        word = _replaced(word, _STEP_3.get(word[-1], ()))
    if len(word) > 1:
        word = _shortened(word, _STEP_4.get(word[-2], ()))
    return _tidied(word)


def _plural_and_past(word: str) -> str:
    if word[-1] == "s":
        if word.endswith(("sses", "ies")):
            word = word[:-2]
        elif word[-2] != "s":
            word = word[:-1]
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    rest = word[:-2] if word.endswith("ed") else word[:-3] if word.endswith("ing") else ""
    if not _has_vowel(rest):
        return word
    if rest.endswith(("at", "bl", "iz")):
        return rest + "e"
    if _ends_double(rest):
        return rest if rest[-1] in "lsz" else rest[:-1]
    return rest + "e" if _measure(rest) == 1 and _ends_short(rest) else rest


def _replaced(word: str, table: tuple[tuple[str, str], ...]) -> str:
    for suffix, replacement in table:
        if word.endswith(suffix):
            rest = word[: -len(suffix)]
            return rest + replacement if _measure(rest) > 0 else word
    return word


def _shortened(word: str, suffixes: tuple[str, ...]) -> str:
    for suffix in suffixes:
        if word.endswith(suffix):
            rest = word[: -len(suffix)]
            if suffix == "ion" and not rest.endswith(("s", "t")):
                continue
            return rest if _measure(rest) > 1 else word
    return word


def _tidied(word: str) -> str:
    if word[-1] == "e":
        rest = word[:-1]
        measure = _measure(rest)
        if measure > 1 or (measure == 1 and not _ends_short(rest)):
            word = rest
    if word[-1:] == "l" and _ends_double(word) and _measure(word[:-1]) > 1:
        word = word[:-1]
    return word


# "y" is a consonant at the start and after a vowel, a vowel after a consonant; anything else but aeiou a consonant.
_VOWELS = frozenset("aeiou")
_MEASURE = re.compile("vc")


def _shape(word: str) -> str:
    """One letter for each of the word's: v for a vowel, c for a consonant."""
    shape = ""
    last = "v"
    for letter in word:
        last = "v" if letter in _VOWELS or (letter == "y" and shape and last == "c") else "c"
        shape += last
    return shape


def _measure(word: str) -> int:
    """Porter's m: how often a vowel is followed by a consonant."""
    return len(_MEASURE.findall(_shape(word)))


def _has_vowel(word: str) -> bool:
    return "v" in _shape(word)


def _ends_double(word: str) -> bool:
    return len(word) > 1 and word[-1] == word[-2] and _shape(word)[-1] == "c"


def _ends_short(word: str) -> bool:
    """Consonant, vowel, consonant, and the last is none of w, x, y."""
    return _shape(word)[-3:] == "cvc" and word[-1] not in "wxy"
