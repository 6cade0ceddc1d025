"""What a law is, and how one says that it is broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .subject import Subject

__all__ = ["Law", "LawBroken", "require"]


class LawBroken(AssertionError):
    """An environment breaks a law. The message says where, what was expected and what came."""


@dataclass(frozen=True, slots=True)
class Law:
    """A check that holds for every environment.

    Args:
        name: in kebab-case.
        description: one sentence.
        check: returns where the law holds.
        once: checked on an id alone, not again on its variants, since it depends on none of their options.

    The check raises `LawBroken` where the law does not hold.
    """

    name: str
    description: str
    check: Callable[[Subject], None]
    once: bool = False

    @classmethod
    def of(cls, check: Callable[[Subject], None], *, once: bool = False) -> Law:
        """The law that a function checks: its name with hyphens, the first line of its docstring."""
        description = (check.__doc__ or "").strip().partition("\n")[0]
        return cls(check.__name__.replace("_", "-"), description, check, once)


def require(holds: bool, where: str, expected: object, got: object) -> None:
    """Raises unless `holds`.

    Raises:
        LawBroken: "where: expected ..., got ...".
    """
    if not holds:
        raise LawBroken(f"{where}: expected {expected}, got {got}")
