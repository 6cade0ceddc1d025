"""Records a run of a function line by line. Needs nothing of the library, so that its text can run in a sandbox too."""

from __future__ import annotations

from typing import Any


class Recorder:
    """Called before each line with the local variables; keeps the line and what changed, up to a number of events.

    Values are kept as texts, only for plain data of exact types and of at most 200 characters; others are "?".
    """

    def __init__(self, most: int) -> None:
        self.left = most
        self.lines: list[int] = []  # each line that ran, in order
        self.changes: list[
            dict[str, tuple[str, str]]
        ] = []  # for each of them {name: (type, text)} of what its run changed
        self._known: dict[str, tuple[str, str]] = {}

    def __call__(self, line: int, names: dict[str, Any]) -> bool:
        """A line is about to run. Always False, so that it can stand in a condition."""
        self.left -= 1
        if self.left < 0:
            raise OutOfEvents
        self.settle(names)
        self.lines.append(line)
        self.changes.append({})
        return False

    def settle(self, names: dict[str, Any]) -> None:
        """What the last line changed is known now."""
        for name, value in names.items():
            seen = (type(value).__name__, text_of(value))
            if self._known.get(name) != seen:
                self._known[name] = seen
                if self.changes:
                    self.changes[-1][name] = seen

    def returned(self, value: Any, names: dict[str, Any]) -> Any:
        """The function is about to return; the value goes on."""
        self.settle(names)
        return value


class OutOfEvents(BaseException):
    """The run was longer than what is recorded; past every `except Exception` of the program itself."""


def text_of(value: Any, depth: int = 12, most: int = 200) -> str:
    """The canonical text of a plain value, "?" for any other."""
    text = _text(value, depth)
    return text if text is not None and len(text) <= most else "?"


def _text(value: Any, depth: int) -> str | None:
    kind = type(value)
    if kind in (bool, int, bytes, type(None)) or (kind is str and len(value) <= 200):
        return repr(value)
    if kind is float:
        return repr(value) if value - value == 0 else None
    if depth == 0 or kind not in (list, tuple, set, dict) or len(value) > 200:
        return None
    if kind is dict:
        keys, values = _texts(value, depth - 1), _texts(value.values(), depth - 1)
        if keys is None or values is None:
            return None
        return f"{{{', '.join(sorted(f'{key}: {part}' for key, part in zip(keys, values, strict=True)))}}}"
    parts = _texts(value, depth - 1)
    if parts is None:
        return None
    if kind is list:
        return f"[{', '.join(parts)}]"
    if kind is set:
        return f"{{{', '.join(sorted(parts))}}}" if parts else "set()"
    return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"


def _texts(values: Any, depth: int) -> list[str] | None:
    found = []
    for value in values:
        text = _text(value, depth)
        if text is None:
            return None
        found.append(text)
    return found
