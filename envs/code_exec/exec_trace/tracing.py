"""Traces of calls: programs are rewritten to report each line before it runs.

Rewriting, not `sys.settrace`: line events of interpreters differ (comprehensions, since 3.12 inlined), and the same
rewritten program reports the same lines on all of them. A statement runs when its first line does; the head of a loop
runs before its first round and again after each; comprehensions and inner functions are part of their line.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from .recorder import OutOfEvents, Recorder, text_of

__all__ = ["EVENTS", "Run", "clean_lines", "traced", "traced_source"]

EVENTS: Final = 400
"""Lines that a recorded run has at most."""

_HOOK: Final = "_turnwise_line"


@dataclass(frozen=True, slots=True)
class Run:
    """A recorded call."""

    lines: tuple[int, ...]
    """Each line that ran, in order."""
    changes: tuple[dict[str, tuple[str, str]], ...]
    """For each of them {name: (type, canonical text or "?")} of the variables that its run changed."""
    output: str
    """What the call returned, as canonical text; "?" where it is no plain data, or the call raised."""
    error: str = ""
    """The name of the exception that it raised."""


def traced(source: str, function: str, arguments: Sequence[Any], events: int = EVENTS) -> Run | None:
    """The recorded call of a trusted program's function, None where it is longer than `events` lines."""
    recorder = Recorder(events)
    space: dict[str, Any] = {_HOOK: recorder, "__name__": "traced"}
    exec(compile(_rewritten(source, function), "<traced>", "exec"), space)
    try:
        returned, error = text_of(space[function](*copy.deepcopy(tuple(arguments)))), ""
    except OutOfEvents:
        return None
    except Exception as raised:  # whatever the program raises is what happened
        returned, error = "?", type(raised).__name__
    return Run(tuple(recorder.lines), tuple(recorder.changes), returned, error)


def traced_source(source: str, function: str) -> str:
    """The rewritten program as text, for running it elsewhere with a `Recorder` under the name it calls."""
    return ast.unparse(_rewritten(source, function))


def clean_lines(source: str, function: str) -> frozenset[int]:
    """The lines of a function about which every interpreter agrees: one statement, on one line, nothing inside it."""
    node = _function(ast.parse(source), function)
    starts: dict[int, int] = {}
    unclean: set[int] = set()
    for part in ast.walk(node):
        if part is node or not isinstance(part, ast.stmt):
            continue
        starts[part.lineno] = starts.get(part.lineno, 0) + 1
        head = _head(part)
        last = max([getattr(inner, "end_lineno", part.lineno) for expr in head for inner in ast.walk(expr)], default=0)
        if (
            isinstance(part, _OPAQUE)
            or last > part.lineno
            or any(isinstance(x, _INNER) for e in head for x in ast.walk(e))
        ):
            unclean.update(range(part.lineno, (part.end_lineno or part.lineno) + 1))
    return frozenset(line for line, count in starts.items() if count == 1 and line not in unclean)


_INNER: Final = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)
_OPAQUE: Final = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Try,
    ast.TryStar,
    ast.With,
    ast.Match,
    ast.Global,
    ast.Nonlocal,
)


def _head(node: ast.stmt) -> list[ast.expr]:
    """The expressions of a statement itself, without the statements inside it."""
    return [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]


def _function(tree: ast.Module, name: str) -> ast.FunctionDef:
    return next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)


def _rewritten(source: str, function: str) -> ast.Module:
    tree = ast.parse(source)
    node = _function(tree, function)
    node.decorator_list = []
    node.body = [*_block(node.body, 0), *_call("settle", [])]
    return ast.fix_missing_locations(tree)


def _block(body: list[ast.stmt], loop: int) -> list[ast.stmt]:
    """The statements, each with a report before it; `loop` is the head's line of the loop around them, or 0."""
    out: list[ast.stmt] = []
    for node in body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring: no line of its own
        out += [] if isinstance(node, ast.While) else _report(node.lineno)
        if isinstance(node, ast.Continue) and loop > 0:
            out += _report(loop)
        out.append(_inside(node, loop))
    return out or [ast.Pass()]


def _inside(node: ast.stmt, loop: int) -> ast.stmt:
    """A statement with reports in the blocks inside it."""
    if isinstance(node, ast.Return):
        node.value = _hook("returned", [node.value or ast.Constant(None)])
    elif isinstance(node, ast.If):
        node.body = _block(node.body, loop)
        node.orelse = _block(node.orelse, loop) if node.orelse else []
    elif isinstance(node, ast.For):
        node.body = [*_block(node.body, node.lineno), *_report(node.lineno)]
        node.orelse = _block(node.orelse, loop) if node.orelse else []
    elif isinstance(node, ast.While):
        node.test = ast.BoolOp(ast.Or(), [_line(node.lineno), node.test])
        node.body = _block(node.body, -1)
        node.orelse = _block(node.orelse, loop) if node.orelse else []
    elif isinstance(node, ast.With):
        node.body = _block(node.body, loop)
    elif isinstance(node, ast.Try):
        node.body, node.orelse = _block(node.body, loop), _block(node.orelse, loop) if node.orelse else []
        node.finalbody = _block(node.finalbody, loop) if node.finalbody else []
        for handler in node.handlers:
            handler.body = _block(handler.body, loop)
    return node


def _report(line: int) -> list[ast.stmt]:
    return [ast.Expr(_line(line))]


def _line(line: int) -> ast.Call:
    return ast.Call(ast.Name(_HOOK, ast.Load()), [ast.Constant(line), _locals()], [])


def _call(method: str, arguments: list[ast.expr]) -> list[ast.stmt]:
    return [ast.Expr(_hook(method, arguments))]


def _hook(method: str, arguments: list[ast.expr]) -> ast.Call:
    place = ast.Attribute(ast.Name(_HOOK, ast.Load()), method, ast.Load())
    return ast.Call(place, [*arguments, _locals()], [])


def _locals() -> ast.Call:
    return ast.Call(ast.Name("locals", ast.Load()), [], [])
