"""Functions to write: our own problems, each with a reference, examples and makers of arguments."""

from __future__ import annotations

import importlib
from functools import cache

from ...core.errors import UsageError
from .shelf import Level, Problem, Shelf

__all__ = ["DOMAINS", "Level", "Problem", "Shelf", "problem", "problems"]

DOMAINS = ("text", "lists", "numbers", "records", "grids", "clocks", "money", "codes", "planning", "parsing")
"""The shelves, each a module of this package."""


@cache
def problems() -> tuple[Problem, ...]:
    """Every problem, shelf by shelf."""
    shelves = [importlib.import_module(f".{domain}", __name__).shelf for domain in DOMAINS]
    return tuple([found for shelf in shelves for found in shelf.problems])


@cache
def problem(name: str) -> Problem:
    """The problem of a name.

    Raises:
        UsageError: there is none.
    """
    for found in problems():
        if found.name == name:
            return found
    raise UsageError(f"no problem is named {name!r}; turnwise.envs.code_exec.library.problems() lists them")
