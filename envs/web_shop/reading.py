"""From what an agent wrote to what it means: WebShop's own reading, and a friendlier one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..core.parsing import MAX_ACTION_CHARACTERS
from .state import Click, Nothing, Search

__all__ = ["FORM", "THOUGHT", "read_exactly", "read_kindly", "readable", "squeezed", "write"]

FORM = "Write search[words] or click[text of a button, product or option]."
THOUGHT = "OK."
"""What `think[...]` is answered with, as in ReAct."""

_FORM = re.compile(r"(.+)\[(.+)\]")
_TAGS = re.compile(r"<action>(.*?)</action>", re.IGNORECASE | re.DOTALL)
_WHOLE = re.compile(r"(search|click|think)\s*\[(.*)\]", re.IGNORECASE | re.DOTALL)
_INSIDE = re.compile(r"\b(search|click)\[([^\[\]\n]*)\]", re.IGNORECASE)


def read_exactly(text: str) -> Search | Click | Nothing:
    """What the real environment makes of a text: a name, and the argument between its last brackets.

    Any text is taken. The argument is put in lower case; another name than `search` and `click` means nothing.
    """
    found = _FORM.match(text[:MAX_ACTION_CHARACTERS])
    if found is not None:
        name, argument = found[1], found[2].lower()
        if name == "search":
            return Search(argument)
        if name == "click":
            return Click(argument)
    return Nothing(text[:200], "It is no search[...] and no click[...].")


def read_kindly(text: str, clicks: Mapping[str, str]) -> Search | Click | Nothing:
    """The one action in a reply: in `<action>` tags, the whole text, or the only `search[...]` or `click[...]` in it.

    Names in any case, blanks around. Several different actions are none, so that listing every answer finds nothing.

    Args:
        text: what the agent wrote.
        clicks: what can be clicked now, in lower case with single blanks -> the exact text.
    """
    if len(text) > MAX_ACTION_CHARACTERS:
        return Nothing(text[:200], f"An action has at most {MAX_ACTION_CHARACTERS} characters, not {len(text)}.")
    body = text.strip()
    if "<" in body:
        tagged = {block.strip() for block in _TAGS.findall(body)}
        if len(tagged) > 1:
            return Nothing(text[:200], f"Expected exactly one action, got {len(tagged)} different ones.")
        body = tagged.pop() if tagged else body
    whole = _WHOLE.fullmatch(body)
    if whole is not None:
        name, argument = whole[1].lower(), squeezed(whole[2])
        if name == "click" and argument in clicks:
            return Click(clicks[argument])
        if "[" not in argument and "]" not in argument:
            return _meant(name, argument, text)
    inside = {(found[1].lower(), squeezed(found[2])) for found in _INSIDE.finditer(body)}
    if len(inside) == 1:
        name, argument = inside.pop()
        return _meant(name, clicks.get(argument, argument) if name == "click" else argument, text)
    if inside:
        return Nothing(text[:200], f"Expected exactly one action, got {len(inside)} different ones.")
    return Nothing(text[:200], f"That is no action. {FORM}")


def squeezed(argument: str) -> str:
    """In lower case, with single blanks."""
    return " ".join(argument.lower().split())


def _meant(name: str, argument: str, text: str) -> Search | Click | Nothing:
    if name == "think":
        return Nothing(text[:200], THOUGHT)
    if not argument:
        return Nothing(text[:200], f"There is nothing in the brackets. {FORM}")
    return Search(argument) if name == "search" else Click(argument)


def write(action: Search | Click | Nothing) -> str:
    """The text of an action."""
    if type(action) is Search:
        return f"search[{action.words}]"
    if type(action) is Click:
        return f"click[{action.text}]"
    return action.text  # type: ignore[union-attr]


def readable(texts: tuple[str, ...]) -> Iterator[str]:
    """Those of the listed clicks that `read_exactly` reads as such: it stumbles over "[" and line breaks inside."""
    for text in texts:
        inside = text[6:-1]
        if "[" not in inside and "\n" not in inside and inside:
            yield text
