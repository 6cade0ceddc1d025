"""Gymnasium environments for language agents with an exact, explained reward on every turn."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .registration import register, register_all

if TYPE_CHECKING:
    from .wrappers import branch, make_vec, restore, score_episode, snapshot

__all__ = ["__version__", "branch", "make_vec", "register", "restore", "score_episode", "snapshot"]

__version__ = "0.1.0"

register_all()


def __getattr__(name: str) -> Any:
    """The public functions of the wrappers, imported when first asked for."""
    if name in __all__:
        return getattr(importlib.import_module(".wrappers", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
