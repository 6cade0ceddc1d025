"""Answers in a form in which they can be compared: SQuAD's, and numbers and dates whatever way they are written."""

from __future__ import annotations

import re
import string
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache

__all__ = ["normalize", "words"]

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLES = re.compile(r"\b(a|an|the)\b")


@lru_cache(maxsize=1 << 12)
def normalize(text: str, *, unicode: bool = False, numbers: bool = False, dates: bool = False) -> str:
    """A text as SQuAD's evaluator has it: lower case, no ASCII punctuation, no articles, single spaces.

    >>> normalize("The U.S.  Army!")
    'us army'
    >>> normalize("March 12th, 1921", dates=True) == normalize("12 March 1921", dates=True)
    True
    >>> normalize("twenty-one thousand", numbers=True) == normalize("21,000", numbers=True)
    True

    Args:
        text: any text.
        unicode: ours: compatible letters are one (NFKC), and punctuation beyond ASCII goes too.
        numbers: ours: numbers by their value. "1.5" is no longer "15", as it is for SQuAD.
        dates: ours: full dates and months of a year by what they say, as long as they name the month.
    """
    text = unicodedata.normalize("NFKC", text).lower() if unicode else text.lower()
    if dates:
        text = _MONTH_FIRST.sub(_date, _DAY_FIRST.sub(_date, _ISO.sub(_date, text)))
    if numbers:
        text = _in_digits(text)
    text = text.translate(_PUNCTUATION)
    if unicode:
        text = "".join([c for c in text if c.isascii() or not unicodedata.category(c).startswith("P")])
    return " ".join(_ARTICLES.sub(" ", text).split())


def words(text: str, *, unicode: bool = False, numbers: bool = False, dates: bool = False) -> list[str]:
    """The words of a normalized text."""
    return normalize(text, unicode=unicode, numbers=numbers, dates=dates).split()


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})\b"
_MONTH_FIRST = re.compile(rf"\b{_MONTH}(?:\s+{_DAY}\b)?\s*,?\s+(?:of\s+)?{_YEAR}")
_DAY_FIRST = re.compile(rf"\b(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}\s*,?\s+{_YEAR}")
_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])\b")


def _date(found: re.Match[str]) -> str:
    """Year, month and day as one word that is no number: 1921m03d12."""
    named = found["month"]
    month = _MONTHS.get(named) or int(named)
    day = f"d{int(found['day']):02}" if found["day"] else ""
    return f"{found['year']}m{month:02}{day}"


_ONES = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "  # noqa: SIM905
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ORDINALS = {
    word: number
    for number, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), 1
    )
}
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}

_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(list(_ONES)[1:10])}))?|{'|'.join(reversed(_ONES))})"
_HUNDREDS = rf"{_SMALL}(?:\s+hundred(?:\s+(?:and\s+)?{_SMALL})?)?"
_SCALE = rf"(?:{'|'.join(_SCALES)})"
_IN_WORDS = re.compile(rf"\b{_HUNDREDS}(?:[\s-]+{_SCALE}(?:,?\s+(?:and\s+)?{_HUNDREDS})?)*\b")
_DIGITS = re.compile(rf"(?<![\w.,])-?(\d{{1,3}}(?:,\d{{3}})+|\d+)(\.\d+)?(?![\w,]*\d)(?:[\s-]+({_SCALE})\b)?(?!\w)")
_ORDINAL = re.compile(rf"\b({'|'.join(_ORDINALS)})\b")


def _in_digits(text: str) -> str:
    text = _IN_WORDS.sub(lambda found: str(_value(found[0])), text)
    text = _DIGITS.sub(_digits, text)
    text = _ORDINAL.sub(lambda found: f"{_ORDINALS[found[0]]}{_ENDINGS.get(_ORDINALS[found[0]], 'th')}", text)
    return text.replace("%", " percent ")


def _value(spelled: str) -> int:
    whole = part = 0
    for word in re.split(r"[\s,-]+", spelled):
        if word in _SCALES:
            whole, part = whole + part * _SCALES[word], 0
        elif word == "hundred":
            part *= 100
        else:
            part += _ONES.get(word, 0) + _TENS.get(word, 0)
    return whole + part


def _digits(found: re.Match[str]) -> str:
    """A number in one way: no separators, no zeros at its ends, and a point and sign that are no punctuation."""
    try:
        value = Decimal(found[1].replace(",", "") + (found[2] or "")) * _SCALES.get(found[3] or "", 1)
    except InvalidOperation:
        return found[0]
    plain = f"{value:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return ("minus" if found[0].startswith("-") else "") + plain.replace(".", "point")
