"""When two texts count as the same: WebShop's fuzzy way, and a strict one."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

__all__ = ["COLORS", "alike", "alike_option", "plain", "token_set_ratio"]

_COLOR_WORDS = """
    alabaster apricot aqua ash asphalt azure banana beige black blue blush bordeaux bronze brown burgundy camel camo
    caramel champagne charcoal cheetah chestnut chocolate christmas coffee cognac copper coral cranberry cream
    crystal dark denim eggplant elephant espresso fuchsia gold granite grape graphite grass gray green grey heather
    indigo ivory ivy khaki lavender lemon leopard light lilac lime magenta maroon mauve merlot midnight mint mocha
    multicolor mushroom mustard natural navy nude olive orange peach pewter pink plum purple rainbow red rose royal
    rust sand sapphire seashell silver skull slate steel stone stonewash sunflower tan taupe teal tiger turquoise
    violet walnut wheat white wine yellow
"""
COLORS = tuple(_COLOR_WORDS.split())
"""WebShop's colors in its order: the first that occurs in an option's value stands for the whole value."""

_THRESHOLD = 85
_ENOUGH = 0.855
"""The smallest ratio that rounds to more than 85."""
_REMOVED = dict.fromkeys(range(128, 256))
_NO_WORD = re.compile(r"\W")
_BLANKS = re.compile(r"\s*[|/]\s*|\s+")


def _tokens(text: str) -> frozenset[str]:
    """The words as thefuzz sees them: Latin letters with accents go, everything but letters and digits is a gap."""
    return frozenset(_NO_WORD.sub(" ", text.translate(_REMOVED)).lower().split())


def _pairs(first: str, second: str) -> list[tuple[str, str]]:
    """The three pairs of texts that thefuzz compares; empty where one has no words."""
    one, two = _tokens(first), _tokens(second)
    if not one or not two:
        return []
    shared = " ".join(sorted(one & two))
    left = f"{shared} {' '.join(sorted(one - two))}".strip()
    right = f"{shared} {' '.join(sorted(two - one))}".strip()
    return [(shared, left), (shared, right), (left, right)]


def token_set_ratio(first: object, second: object) -> int:
    """Thefuzz 0.19's `token_set_ratio` on difflib, 0 to 100. What is no string is compared as its text."""
    ratios = [_ratio(left, right) for left, right in _pairs(str(first), str(second))]
    return max(ratios, default=0)


def _ratio(left: str, right: str) -> int:
    if left == right:
        return 100
    return round(100 * SequenceMatcher(None, left, right).ratio()) if left and right else 0


@lru_cache(1 << 16)
def alike(first: str, second: str) -> bool:
    """Whether `token_set_ratio` is above 85, without computing it where lengths or letters rule it out."""
    for left, right in _pairs(first, second):
        if left == right:
            return True
        if not left or not right or 2 * min(len(left), len(right)) < _ENOUGH * (len(left) + len(right)):
            continue
        matcher = SequenceMatcher(None, left, right)
        if matcher.quick_ratio() >= _ENOUGH and round(100 * matcher.ratio()) > _THRESHOLD:
            return True
    return False


def _color(value: str | tuple[str, str]) -> str:
    """The color in a value, else the value. In a (name, value) pair a color must be the whole name or value."""
    return next((color for color in COLORS if color in value), str(value))


_color_of = lru_cache(1 << 14)(_color)


def alike_option(bought: str, wanted: str | tuple[str, str]) -> bool:
    """Whether WebShop takes a bought value for a wanted one.

    Args:
        bought: the chosen value.
        wanted: a value, or a (name, value) pair, which WebShop compares as the text of a Python tuple.
    """
    return alike(_color_of(bought), _color_of(wanted))


@lru_cache(1 << 16)
def plain(text: str) -> str:
    """Case, blanks, and "/" against "|" made equal: texts that only differ in these are the same value."""
    return _BLANKS.sub(lambda gap: "|" if gap[0].strip() else " ", text.strip()).casefold()
