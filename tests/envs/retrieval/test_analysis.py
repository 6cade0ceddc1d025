"""Lucene's English analysis. What is expected here was said by Lucene 9.9; test_lucene.py asks it for much more."""

import doctest

import pytest

from turnwise.envs.retrieval import STOP_WORDS, analysis, analyze, word_breaks
from turnwise.envs.retrieval.stemming import stem
from turnwise.envs.retrieval.word_breaks import tokenize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("?! -- ...", []),
        ("state_of_the-art", ["state_of_the", "art"]),
        ("_x_ __ _", ["_x_"]),
        ("1,200.50 and 1,x x,1", ["1,200.50", "and", "1", "x", "x", "1"]),
        ("3.14.15 a.b.c. x:y 1:2", ["3.14.15", "a.b.c", "x:y", "1", "2"]),
        ("O'Neil's dogs' 'quoted'", ["O'Neil's", "dogs", "quoted"]),
        ("caf\u00e9 re\u0301sume\u0301", ["caf\u00e9", "re\u0301sume\u0301"]),
        ("\u00bd 2\u00b2 x\u00b2", ["2", "x"]),
        ("東京タワーは高い", ["東", "京", "タワー", "は", "高", "い"]),
        ("한국어 단어", ["한국어", "단어"]),
        ("ภาษาไทย", ["ภาษาไทย"]),
        ("\u05d0\u05f4\u05d1 \u05d0' \u05d0\"\u05d1", ["\u05d0\u05f4\u05d1", "\u05d0'", '\u05d0"\u05d1']),
        ("I \u2764\ufe0f you \U0001f600\U0001f600", ["I", "\u2764\ufe0f", "you", "\U0001f600", "\U0001f600"]),
        (
            "\U0001f468\u200d\U0001f469\u200d\U0001f467 #\ufe0f\u20e3",
            ["\U0001f468\u200d\U0001f469\u200d\U0001f467", "#\ufe0f\u20e3"],
        ),
        ("\U0001f1eb\U0001f1f7\U0001f1e9\U0001f1ea", ["\U0001f1eb\U0001f1f7", "\U0001f1e9\U0001f1ea"]),
        ("soft\u00adhyphen zero\u200dwidth", ["soft\u00adhyphen", "zero\u200dwidth"]),
    ],
)
def test_words(text, words):
    assert tokenize(text) == words


def test_long_words_are_cut_as_in_lucene():
    assert [len(word) for word in tokenize("x" * 600 + " y")] == [255, 255, 90, 1]
    assert [len(word) for word in tokenize("x" * 254 + "." + "y" * 10)] == [254, 10]


@pytest.mark.parametrize(
    "text", ["_" * 50_000, "\u203f" * 50_000, "\u200d" * 50_000, "\u00e9" + "a'" * 25_000, "#" * 50_000 + "\u2764"]
)
def test_no_text_takes_the_square_of_its_length(text):
    assert sum(map(len, tokenize(text))) <= len(text)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("The keepers' lighthouse", ["keeper", "lighthous"]),
        ("John's JOHN\u2019S john\uff07s", ["john", "john", "john"]),
        (
            "\u0130stanbul STRASSE stra\u00dfe \u03a3\u039f\u03a6\u039f\u03a3",
            ["istanbul", "strass", "stra\u00dfe", "\u03c3\u03bf\u03c6\u03bf\u03c3"],
        ),
        ("generalizations of oscillators", ["gener", "oscil"]),
        ("possibly apology analogy", ["possibl", "apolog", "analog"]),
        ("is as us yes", ["us", "ye"]),
    ],
)
def test_terms(text, terms):
    assert analyze(text) == terms


def test_stop_words_are_lucenes():
    assert len(STOP_WORDS) == 33
    assert analyze(" ".join(STOP_WORDS).upper()) == []


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        *[
            ("caresses", "caress"),
            ("ponies", "poni"),
            ("ties", "ti"),
            ("cats", "cat"),
            ("feed", "feed"),
            ("agreed", "agre"),
        ],
        *[
            ("plastered", "plaster"),
            ("motoring", "motor"),
            ("sing", "sing"),
            ("conflated", "conflat"),
            ("hopping", "hop"),
        ],
        *[
            ("falling", "fall"),
            ("hissing", "hiss"),
            ("filing", "file"),
            ("happy", "happi"),
            ("sky", "sky"),
            ("by", "by"),
        ],
        *[("relational", "relat"), ("rational", "ration"), ("digitizer", "digit"), ("formaliti", "formal")],
        *[("triplicate", "triplic"), ("electrical", "electr"), ("goodness", "good"), ("revival", "reviv")],
        *[("adoption", "adopt"), ("probate", "probat"), ("rate", "rate"), ("cease", "ceas"), ("controll", "control")],
        *[("s", "s"), ("ss", "ss"), ("sss", "sss"), ("eed", "eed"), ("ing", "ing"), ("\U00010400s", "\U00010400")],
    ],
)
def test_stems(word, stemmed):
    assert stem(word) == stemmed


@pytest.mark.parametrize("module", [analysis, word_breaks])
def test_examples_in_the_documentation(module):
    assert doctest.testmod(module).attempted
    assert not doctest.testmod(module).failed
