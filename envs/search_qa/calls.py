"""Actions as a verb and its argument, whatever the style they are written in."""

from __future__ import annotations

import re

from ..core.errors import Malformed
from .state import Action, Answer, Find, More, Note, Open, Search

__all__ = ["MOST_WORDS", "VERBS", "action", "call", "tidy"]

VERBS = ("search", "more", "open", "find", "note", "answer")
MOST_WORDS = {"search": 32, "find": 8, "note": 64, "answer": 32}
"""Words of an argument; long ones only pay where matching is by parts."""

_OPEN = re.compile(r"(\d{1,6})(?:\s*,?\s*(?:part\s*)?(\d{1,6}))?")
_FIND = re.compile(r"(\d{1,6})\s*[,:]?\s+(.+)")


def action(verb: str, argument: str, *, batch: int) -> Action:
    """The action of a call.

    Args:
        verb: one of `VERBS`.
        argument: queries with `|` between them, "3 part 2", "3 words to find", or free text.
        batch: how many queries a search may hold.

    Raises:
        Malformed: the argument does not fit the verb; says what would.
    """
    argument = tidy(argument)
    if verb == "search":
        return Search(_queries(argument, batch))
    if verb == "more":
        if argument:
            raise Malformed('"more" takes nothing else.')
        return More()
    if verb == "open":
        found = _OPEN.fullmatch(argument) if argument.isascii() else None
        if found is None:
            raise Malformed('"open" takes the number of a listed document, and a part: "3" or "3 part 2".')
        return Open(int(found[1]), int(found[2] or 1))
    if verb == "find":
        found = _FIND.fullmatch(argument)
        if found is None or not found[1].isascii():
            raise Malformed('"find" takes the number of a listed document and words: "3 harbor".')
        return Find(int(found[1]), _short("find", found[2]))
    return (Note if verb == "note" else Answer)(_short(verb, argument))


def call(action: Action) -> tuple[str, str]:
    """The verb and argument of an action; `action` reads them back."""
    match action:
        case Search(queries):
            return "search", " | ".join(queries)
        case More():
            return "more", ""
        case Open(document, part):
            return "open", str(document) if part == 1 else f"{document} part {part}"
        case Find(document, words):
            return "find", f"{document} {words}"
        case Note(text):
            return "note", text
        case Answer(text):
            return "answer", text


def tidy(text: str) -> str:
    """The text in one line without spare blanks.

    Raises:
        Malformed: it holds halves of characters, which no search engine can take.
    """
    text = " ".join(text.split())
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Malformed("Expected readable text, got halves of characters.") from None
    return text


def _queries(argument: str, batch: int) -> tuple[str, ...]:
    queries = tuple(dict.fromkeys(query for part in argument.split("|") if (query := part.strip())))
    if not queries:
        raise Malformed('"search" takes the words to search for.')
    if len(queries) > batch:
        raise Malformed(f"A search holds at most {batch} queries, got {len(queries)}.")
    for query in queries:
        _short("search", query)
    return queries


def _short(verb: str, text: str) -> str:
    count = len(text.split())
    if not count:
        raise Malformed(f'"{verb}" takes a text.')
    if count > MOST_WORDS[verb]:
        what = "a query" if verb == "search" else f'"{verb}"'
        raise Malformed(f"Expected at most {MOST_WORDS[verb]} words in {what}, got {count}.")
    return text
