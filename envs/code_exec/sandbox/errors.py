"""Errors of this package: what is absent for good, and what has just broken."""

from __future__ import annotations

from ...core.errors import MissingComponent
from .results import Failure

__all__ = ["Broken", "SandboxUnavailable"]


class SandboxUnavailable(MissingComponent):
    """No sandbox can be had here; the message says how to get one."""


class Broken(Exception):
    """Inside this package: the infrastructure failed. Callers of a `Sandbox` get its `failure` as a value.

    Args:
        kind: as in `Failure`.
        reason: for a person.
    """

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.failure = Failure(kind, reason)
