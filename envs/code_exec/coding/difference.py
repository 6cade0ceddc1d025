"""Which lines two programs differ in."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache

__all__ = ["changed_lines", "same_program"]


def same_program(one: str, other: str) -> bool:
    """Whether two programs are equal but for empty lines and blanks at line ends."""
    return _lines(one) == _lines(other)


@lru_cache(maxsize=4096)
def changed_lines(before: str, after: str) -> tuple[int, ...]:
    """The lines of the first program that are changed or gone in the second, 1 for the first, ascending.

    Lines put in between count as a change of the line above them (line 1 where there is none). Blanks at line ends and
    empty lines do not matter.
    """
    old = [(number, line.rstrip()) for number, line in enumerate(before.split("\n"), 1) if line.strip()]
    new = _lines(after)
    lines = [line for _, line in old]
    changed: set[int] = set()
    for kind, start, end, _, _ in SequenceMatcher(None, lines, new, autojunk=False).get_opcodes():
        if kind == "insert":
            changed.add(old[start - 1][0] if start and old else 1)
        elif kind != "equal":
            changed.update(number for number, _ in old[start:end])
    return tuple(sorted(changed))


def _lines(source: str) -> list[str]:
    return [line.rstrip() for line in source.split("\n") if line.strip()]
