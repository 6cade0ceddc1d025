"""Texts that no one would call an action, and texts that nearly are one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from ..envs.core.episode import Episode
from ..envs.core.game import Game
from ..envs.core.rng import Stream

__all__ = ["garbage_texts", "hostile_texts"]

_SCRIPTS = (
    (0x20, 0x7F),  # ASCII
    (0xA0, 0x250),  # Latin with accents
    (0x300, 0x370),  # combining marks
    (0x370, 0x530),  # Greek, Cyrillic
    (0x590, 0x700),  # Hebrew, Arabic: right to left, and digits that int() would take
    (0x900, 0xA00),  # Devanagari, Bengali
    (0x2000, 0x2070),  # invisible blanks, joiners, overrides of direction
    (0x3040, 0x3100),  # Japanese
    (0x4E00, 0x9FFF),  # Chinese
    (0xAC00, 0xD7A0),  # Korean
    (0xD800, 0xE000),  # lone surrogates
    (0xE000, 0xF000),  # private use
    (0xFF00, 0xFFF0),  # full-width forms
    (0x1D7C0, 0x1D800),  # mathematical digits
    (0x1F300, 0x1F700),  # emoji
    (0x00, 0x20),  # control characters
)

_MEGABYTE = 1_000_000


@cache
def hostile_texts() -> tuple[str, ...]:
    """Fixed texts that have broken parsers before; among them megabytes and unclosed brackets."""
    long = ("a", "1", " ", "[", "\n", "<action>", "\\boxed{", "\u0661", "\U0001f600", "\x00", "mark 1, ")
    return (
        "",
        " \t\r\n\x0b\x0c\u2028\u3000",
        "\x00",
        "\ud800\udfff\ud83d",
        "\u202e\u200b\ufeff",
        *(unit * (_MEGABYTE // len(unit)) for unit in long),
        *(unit * (19_000 // len(unit)) for unit in long),  # just short enough to be read
        "9" * 5000,  # int() refuses more than 4300 digits
        "-" + "9" * 400,
        "1e999",
        "nan",
        "-0",
        "1_0",
        "\u0661",
        "[]",
        "[[]]",
        "<action></action>",
        "<action>",
        "</action><action>",
        "\\boxed{}",
        "\\boxed{{}}",
        '{"action": "',
        '{"action": null}',
        "[" * 500 + "]" * 500,
        "{0} %s %n ${x} {{x}} $(x) `x`",
        "__import__('os').system('true')",
        "'; drop table actions; --",
        "None",
        "\\u0000 \\x00 \\",
    )


def garbage_texts(rng: Stream, game: Game[Any, Any, Any], episode: Episode[Any, Any]) -> str:
    """One random text of a random kind, for a moment of an episode."""
    legal = [game.format(action) for action in list(game.legal(episode.state))[:50]] or ["pass"]
    return rng.choice(_KINDS)(rng, legal, episode)


def _noise(rng: Stream, legal: list[str], episode: Episode[Any, Any]) -> str:
    return "".join(chr(rng.integers(*rng.choice(_SCRIPTS))) for _ in range(rng.integers(1, 60)))


def _one_script(rng: Stream, legal: list[str], episode: Episode[Any, Any]) -> str:
    script = rng.choice(_SCRIPTS)
    return "".join(chr(rng.integers(*script)) for _ in range(rng.integers(1, 30)))


def _near_miss(rng: Stream, legal: list[str], episode: Episode[Any, Any]) -> str:
    """A legal action with one to three characters inserted, deleted, doubled or replaced."""
    text = rng.choice(legal)
    for _ in range(rng.integers(1, 4)):
        place = rng.integers(len(text) + 1)
        other = (
            chr(rng.integers(*rng.choice(_SCRIPTS))) if rng.random() < 0.3 else rng.choice(" 0123456789-,.()[]<>\"'xA")
        )
        text = rng.choice(
            (
                text[:place] + other + text[place:],
                text[:place] + text[place + 1 :],
                text[:place] + other + text[place + 1 :],
            )
        )
    return text


def _wrong_numbers(rng: Stream, legal: list[str], episode: Episode[Any, Any]) -> str:
    numbers = ("-1", "0", "1", "10", "99", "1.5", "1e3", "0x1", "007", "\u0663", "\uff11", "one", "9" * 30)
    words = rng.choice(legal).split()
    return " ".join(rng.choice(numbers) if any(c.isdigit() for c in word) else word for word in words)


def _several(rng: Stream, legal: list[str], episode: Episode[Any, Any]) -> str:
    chosen = [rng.choice(legal) for _ in range(rng.integers(2, 5))]
    frames = ("<action>{}</action>", "\\boxed{{{}}}", "[{}]", "{}", "{};", "{} and then", "<action>{}")
    return "\n".join(rng.choice(frames).format(text) for text in chosen)


def _cut_prompt(rng: Stream, legal: list[str], episode: Episode[Any, Any]) -> str:
    prompt = episode.opening + "\n" + episode.observation
    start = rng.integers(len(prompt))
    return prompt[start : start + rng.integers(1, 400)]


def _json(rng: Stream, legal: list[str], episode: Episode[Any, Any]) -> str:
    frames = ('{{"action": "{}"}}', '{{"name": "act", "arguments": {{"text": "{}"}}}}', '["{}"]', '"{}"', "act({})")
    return rng.choice(frames).format(rng.choice(legal))


def _other_case(rng: Stream, legal: list[str], episode: Episode[Any, Any]) -> str:
    text = rng.choice(legal)
    return rng.choice((text.upper(), text.title(), text.swapcase(), text[::-1], f"  {text}\n"))


def _bare_words(rng: Stream, legal: list[str], episode: Episode[Any, Any]) -> str:
    """Words of legal actions in any order and number."""
    words = [word for text in legal for word in text.split()] or ["?"]
    return " ".join(rng.choice(words) for _ in range(rng.integers(1, 8)))


_KINDS: tuple[Callable[[Stream, list[str], Episode[Any, Any]], str], ...] = (
    _noise,
    _one_script,
    _near_miss,
    _near_miss,
    _wrong_numbers,
    _several,
    _cut_prompt,
    _json,
    _other_case,
    _bare_words,
)
