"""The nouns of a title, by a rule or by the user's own tagger; WebShop takes a spaCy model's."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Literal

from ..core.errors import MissingComponent

__all__ = ["Tagger", "nouns"]

Tagger = Literal["rule", "spacy"]

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W\d_]+)*")
_FUNCTION_WORDS = """
    a about above across after again against all almost alone along already also although always am among an and
    another any anyone anything are around as at back be became because become been before behind being below beside
    besides between beyond both bottom but by call can cannot could did do does doing done down due during each
    eight either eleven else elsewhere empty enough even ever every everyone everything everywhere except few
    fifteen fifty first five for former formerly forty four from front full further get give go had has have he
    hence her here hers herself him himself his how however hundred i if in indeed into is it its itself just keep
    last least less made make many may me might mine more most mostly move much must my myself name neither never
    nevertheless next nine no nobody none nor not nothing now nowhere of off often on once one only onto or other
    others otherwise our ours ourselves out over own part per perhaps please put quite rather really regarding same
    say see seem seemed seeming seems serious several she should show side since six sixty so some somehow someone
    something sometime sometimes somewhere still such take ten than that the their them themselves then thence there
    thereafter thereby therefore therein thereupon these they third this those though three through throughout thru
    thus to together too top toward towards twelve twenty two under unless until up upon us used using various very
    via was we well were what whatever when whence whenever where whereafter whereas whereby wherein whereupon
    wherever whether which while whither who whoever whole whom whose why will with within without would yet you
    your yours yourself yourselves
"""
_COMMON = frozenset(_FUNCTION_WORDS.split())


def nouns(title: str, tagger: Tagger = "rule") -> tuple[str, ...]:
    """The nouns of a title in lower case, repeats kept, in order.

    Args:
        title: a product's title.
        tagger: "rule" takes every word of letters alone that is no function word; "spacy" the nouns and proper nouns of
            `en_core_web_sm`, as WebShop does. The two disagree on the kind of product for some 3 to 7 % of pairs.

    Raises:
        MissingComponent: spaCy or its model is not installed.
    """
    return _ruled(title) if tagger == "rule" else _tagged(title)


@lru_cache(1 << 14)
def _ruled(title: str) -> tuple[str, ...]:
    words = [word.lower() for word in _WORD.findall(title) if word.isalpha()]
    return tuple([word for word in words if word not in _COMMON])


@lru_cache(1 << 14)
def _tagged(title: str) -> tuple[str, ...]:
    return tuple(_spacy()(title))


@cache
def _spacy() -> Callable[[str], list[str]]:
    try:
        model = importlib.import_module("spacy").load("en_core_web_sm")
    except (ImportError, OSError) as error:
        raise MissingComponent(
            'tagger="spacy" needs spaCy with its model: pip install spacy, then python -m spacy download en_core_web_sm'
        ) from error
    return lambda title: [token.text.lower() for token in model(title) if token.pos_ in ("NOUN", "PROPN")]
