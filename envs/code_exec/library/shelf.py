"""A shelf of problems: functions of ours with a statement, examples, and makers of random arguments."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from doctest import DocTestParser
from functools import lru_cache
from textwrap import dedent
from typing import Any, Literal, TypeVar

from ...core.errors import DataError
from ...core.rng import Stream
from .inputs import Maker, arguments

__all__ = ["Level", "Problem", "Shelf"]

F = TypeVar("F", bound=Callable[..., Any])

Level = Literal["easy", "medium", "hard"]


@dataclass(frozen=True)
class Problem:
    """One function to write: what it should do, and a reference that does it."""

    domain: str
    level: Level
    function: Callable[..., Any] = field(repr=False)
    """The reference itself, trusted: it is part of this library."""
    makers: tuple[Maker, ...] = field(repr=False)

    @property
    def name(self) -> str:
        """The function's name."""
        return self.function.__name__

    @property
    def signature(self) -> str:
        """The line that begins the function."""
        return _parts(self.function).signature

    @property
    def statement(self) -> str:
        """What the function should do, without the examples."""
        return _parts(self.function).statement

    @property
    def source(self) -> str:
        """The reference as a program of its own: its imports, and the function without its docstring."""
        return _parts(self.function).source

    @property
    def examples(self) -> tuple[tuple[tuple[Any, ...], Any], ...]:
        """(arguments, result) of each example in the docstring, written by hand."""
        return _parts(self.function).examples

    def arguments(self, rng: Stream) -> tuple[Any, ...]:
        """The arguments of one more call."""
        return arguments(self.makers, rng)


@dataclass(frozen=True)
class Shelf:
    """The problems of one domain. Each method is a decorator that puts the function on the shelf, with its makers."""

    domain: str
    problems: list[Problem] = field(default_factory=list)

    def easy(self, *makers: Maker) -> Callable[[F], F]:
        """A few steps without a trap."""
        return self._put("easy", makers)

    def medium(self, *makers: Maker) -> Callable[[F], F]:
        """A loop with state, or a rule with an exception."""
        return self._put("medium", makers)

    def hard(self, *makers: Maker) -> Callable[[F], F]:
        """Several rules that act on each other, or an algorithm."""
        return self._put("hard", makers)

    def _put(self, level: Level, makers: tuple[Maker, ...]) -> Callable[[F], F]:
        def put(function: F) -> F:
            self.problems.append(Problem(self.domain, level, function, makers))
            return function

        return put


@dataclass(frozen=True, slots=True)
class _Parts:
    signature: str
    statement: str
    source: str
    examples: tuple[tuple[tuple[Any, ...], Any], ...]


@lru_cache(maxsize=1024)
def _parts(function: Callable[..., Any]) -> _Parts:
    lines, tree = _module(function.__module__)
    node = next(part for part in tree.body if isinstance(part, ast.FunctionDef) and part.name == function.__name__)
    doc = inspect.cleandoc(ast.get_docstring(node, clean=False) or "")
    statement = doc.partition(">>>")[0].strip()
    body = node.body[1]  # what comes after the docstring
    head = lines[node.lineno - 1 : node.body[0].lineno - 1]
    code = [*head, *lines[body.lineno - 1 : node.end_lineno]]
    source = "\n".join([*_imports(tree, node), *code]) + "\n"
    return _Parts("\n".join(head).strip(), statement, dedent(source), _examples(function, doc))


@lru_cache(maxsize=64)
def _module(name: str) -> tuple[list[str], ast.Module]:
    text = inspect.getsource(sys.modules[name])
    return text.splitlines(), ast.parse(text)


def _imports(tree: ast.Module, node: ast.FunctionDef) -> list[str]:
    """The imports of the module that the function uses, and two blank lines where there are any."""
    used = {part.id for statement in node.body for part in ast.walk(statement) if isinstance(part, ast.Name)}
    found = []
    for part in tree.body:
        if isinstance(part, ast.Import):
            found += [f"import {alias.name}" for alias in part.names if alias.name in used]
        elif isinstance(part, ast.ImportFrom) and part.level == 0:
            names = [alias.name for alias in part.names if alias.name in used]
            found += [f"from {part.module} import {', '.join(names)}"] if names else []
    return [*found, "", ""] if found else []


def _examples(function: Callable[..., Any], doc: str) -> tuple[tuple[tuple[Any, ...], Any], ...]:
    found = []
    for example in DocTestParser().get_examples(doc):
        call = ast.parse(example.source.strip(), mode="eval").body
        if not isinstance(call, ast.Call) or getattr(call.func, "id", "") != function.__name__ or call.keywords:
            raise DataError(f"{function.__name__}: an example must be a plain call of it, got {example.source!r}")
        given = tuple(ast.literal_eval(argument) for argument in call.args)
        wanted = ast.literal_eval(example.want.strip()) if example.want else None
        found.append((given, wanted))
    return tuple(found)
