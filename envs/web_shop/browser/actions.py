"""The calls of BrowserGym's convention: how they are written and read."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from .state import Call

__all__ = ["CALLS", "KEYS", "LONGEST_SCROLL", "read_call", "typable", "write_call"]

LONGEST_SCROLL = 100_000
"""Pixels of one scroll at the most."""

_ARROWS = ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight")
_EDITING = ("Enter", "Tab", "Shift+Tab", "Escape", "Backspace", "Delete", "Space", "Control+a", "Control+A")
KEYS = frozenset((*_EDITING, *_ARROWS, "Home", "End", "PageUp", "PageDown"))
"""Keys for `press` besides single printable characters: those that act on the page, none that act on the browser."""

CALLS: dict[str, str] = {
    "click": "click('12')",
    "fill": "fill('9', 'words')",
    "clear": "clear('9')",
    "press": "press('9', 'Enter')",
    "select_option": "select_option('15', 'red')",
    "focus": "focus('9')",
    "hover": "hover('12')",
    "scroll": "scroll(0, 400)",
    "go_back": "go_back()",
    "go_forward": "go_forward()",
    "noop": "noop()",
}
"""Each call with an example."""

_LOOKS_LIKE_ONE = re.compile(r"\s*[a-z_]+\s*\(.*\)\s*", re.DOTALL)
_FENCE = re.compile(r"```(?:python)?\s*(.*?)\s*```", re.DOTALL)
_TAG = re.compile(r"<action>\s*(.*?)\s*</action>", re.DOTALL | re.IGNORECASE)
_DEEP = 8
"""Brackets in a call at the most: Python's parser fails on very deep ones."""
_COUNTS = {"go_back": 0, "go_forward": 0, "noop": 0, "fill": 2, "press": 2, "select_option": 2, "scroll": 2}


def read_call(text: str) -> Call | str | None:
    """The one call in a reply: in `<action>` tags or a fenced block, or the whole text.

    Returns:
        The call; a sentence where it is a call that can't be made; None where the text is none at all.
    """
    for pattern in (_TAG, _FENCE):
        blocks = set(pattern.findall(text))
        if len(blocks) == 1:
            text = blocks.pop()
    if not _LOOKS_LIKE_ONE.fullmatch(text):
        return None
    return _read(text.strip())


def write_call(call: Call) -> str:
    """The canonical text of a call."""
    if call.name == "scroll":
        return f"scroll({call.dx}, {call.dy})"
    given = (call.element, call.text)[: _COUNTS.get(call.name, 1)]
    return f"{call.name}({', '.join(map(repr, given))})"


def _read(text: str) -> Call | str | None:
    """Reads Python calls with plain arguments, without running anything."""
    if any(text.count(bracket) > _DEEP for bracket in "([{"):
        return None
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    calls = [node.value for node in body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]
    if not calls or len(calls) != len(body):
        return None
    if len(calls) > 1:
        return f"Expected exactly one action, got {len(calls)} of them."
    name = calls[0].func.id if isinstance(calls[0].func, ast.Name) else ""
    if name not in CALLS:
        return f"There is no action of that name. There are {', '.join(CALLS.values())}."
    try:
        arguments = [ast.literal_eval(node) for node in calls[0].args]
    except (ValueError, TypeError, MemoryError, RecursionError):
        arguments = [None]
    return _checked(name, arguments) if not calls[0].keywords else f"Expected {CALLS[name]}."


def _checked(name: str, arguments: Sequence[object]) -> Call | str:
    if name == "noop":  # theirs takes milliseconds to wait; there is nothing to wait for here
        return Call(name) if len(arguments) <= 1 else f"Expected {CALLS[name]}."
    if len(arguments) != _COUNTS.get(name, 1):
        return f"Expected {CALLS[name]}."
    if name == "scroll":
        pixels = [_pixels(value) for value in arguments]
        return f"Expected {CALLS[name]}." if None in pixels else Call(name, dx=pixels[0] or 0, dy=pixels[1] or 0)
    texts = [value for value in arguments if typable(value)]
    if len(texts) != len(arguments):
        return f"Expected {CALLS[name]}."
    element, text = (*map(str, texts), "", "")[:2]
    if name == "press" and text not in KEYS and not (len(text) == 1 and text.isprintable()):
        return f"Keys are single characters and {', '.join(sorted(KEYS))}."
    return Call(name, element, text)


def typable(value: object) -> bool:
    """Whether it is a text that can be sent to a page: lone surrogates can't."""
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)


def _pixels(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LONGEST_SCROLL:
        return None
    return int(value)
