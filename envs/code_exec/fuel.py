"""Runs programs of our own in this process with a limit of steps: no clock, so the same program always ends alike.

For trusted programs alone (the library's references, their mutants, generated programs): a limit of steps is no
sandbox.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from ..core.game import Immutable

__all__ = ["STEPS", "Outcome", "TrustedProgram", "trusted"]

STEPS: Final = 20_000
"""Loop rounds and calls after which a program is stopped."""

_TICK: Final = "_turnwise_tick"


class _OutOfSteps(BaseException):
    """Past every `except Exception` of the program itself."""


@dataclass(frozen=True, slots=True)
class Outcome(Immutable):
    """How a call of a trusted program ended."""

    value: Any = None
    """What it returned."""
    error: str = ""
    """The name of the exception that it raised, or "out of steps"; empty where it returned."""


class TrustedProgram:
    """A program whose function can be called with a limit of steps.

    Raises:
        SyntaxError: the source is no Python.
    """

    def __init__(self, source: str, function: str) -> None:
        tree = ast.fix_missing_locations(_Ticking().visit(ast.parse(source)))
        self._left = 0
        self._space: dict[str, Any] = {_TICK: self._tick, "__name__": "trusted"}
        exec(compile(tree, "<trusted>", "exec"), self._space)
        self._function: Callable[..., Any] = self._space[function]

    def __call__(self, arguments: Sequence[Any], steps: int = STEPS) -> Outcome:
        """The outcome of one call; the arguments are copied, so that the program can't change them."""
        self._left = steps
        try:
            return Outcome(self._function(*copy.deepcopy(tuple(arguments))))
        except _OutOfSteps:
            return Outcome(error="out of steps")
        except Exception as error:  # whatever a mutant raises is its result
            return Outcome(error=type(error).__name__)

    def _tick(self) -> bool:
        self._left -= 1
        if self._left < 0:
            raise _OutOfSteps
        return True


@lru_cache(maxsize=2048)
def trusted(source: str, function: str) -> TrustedProgram:
    """The program of a source, compiled once."""
    return TrustedProgram(source, function)


class _Ticking(ast.NodeTransformer):
    """Counts each round of a loop or comprehension and each call of a function."""

    def visit_For(self, node: ast.For) -> ast.For:
        self._tick_in(node)
        return node

    def visit_While(self, node: ast.While) -> ast.While:
        self._tick_in(node)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self._tick_in(node)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        self.generic_visit(node)
        node.ifs.insert(0, _tick())
        return node

    def _tick_in(self, node: ast.For | ast.While | ast.FunctionDef) -> None:
        self.generic_visit(node)
        node.body.insert(0, ast.Expr(_tick()))


def _tick() -> ast.Call:
    return ast.Call(ast.Name(_TICK, ast.Load()), [], [])
