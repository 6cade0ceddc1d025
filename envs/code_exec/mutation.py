"""Mutation operators: every small fault of one kind that a program's text allows, one line each."""

from __future__ import annotations

import ast
import copy
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..core.game import Immutable

__all__ = ["OPERATORS", "Mutant", "mutants"]

OPERATORS: Final = (
    "comparison",
    "arithmetic",
    "constant",
    "connective",
    "condition",
    "function",
    "argument",
    "assignment",
    "jump",
)


@dataclass(frozen=True, slots=True)
class Mutant(Immutable):
    """A program with one fault."""

    operator: str
    """One of `OPERATORS`."""
    line: int
    """The line that differs, 1 for the first."""
    source: str


def mutants(source: str, operators: tuple[str, ...] = OPERATORS) -> tuple[Mutant, ...]:
    """Every mutant of a program, in the order of its text; each differs in one line and parses as it should.

    Faults are made inside functions only, never in docstrings, decorators or annotations. A mutant may behave as the
    program itself: run tests to find out.

    Raises:
        SyntaxError: the source is no Python.
    """
    tree = ast.parse(source)
    lines = source.split("\n")
    tests = {part.test for part in ast.walk(tree) if isinstance(part, ast.If | ast.While | ast.IfExp)}
    tests |= {test for part in ast.walk(tree) if isinstance(part, ast.comprehension) for test in part.ifs}
    found: dict[str, Mutant] = {}
    for node in _inside(tree):
        for operator, changed in (*_changes(node), *_negated(node, node in tests)):
            text = _replaced(lines, node, changed) if operator in operators else None
            if text is not None and text != source:
                found.setdefault(text, Mutant(operator, node.lineno, text))
    return tuple(sorted(found.values(), key=lambda mutant: (mutant.line, OPERATORS.index(mutant.operator))))


_Located = ast.expr | ast.stmt


def _inside(tree: ast.Module) -> Iterator[_Located]:
    """The nodes of function bodies that stand on one line, without docstrings and annotations."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        waiting: list[ast.AST] = list(reversed(function.body))
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue  # walked as a function of its own
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                continue
            if isinstance(node, ast.JoinedStr):
                continue  # before Python 3.12 the places of what stands in an f-string are wrong
            if isinstance(node, ast.expr | ast.stmt):
                yield node
            skipped = node.annotation if isinstance(node, ast.AnnAssign) else None
            waiting += [child for child in ast.iter_child_nodes(node) if child is not skipped]


def _changes(node: _Located) -> Iterator[tuple[str, _Located]]:
    """(operator, the node as it should be) for each fault at a node."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for kind in _COMPARISONS.get(type(node.ops[0]), ()):
            yield "comparison", _with(node, ops=[kind()])
    elif isinstance(node, ast.BinOp):
        for other in _ARITHMETIC.get(type(node.op), ()):
            yield "arithmetic", _with(node, op=other())
    elif isinstance(node, ast.AugAssign):
        for other in _ARITHMETIC.get(type(node.op), ()):
            yield "assignment", _with(node, op=other())
    elif isinstance(node, ast.BoolOp):
        yield "connective", _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "connective", node.operand
    elif isinstance(node, ast.Constant):
        yield from (("constant", ast.Constant(value)) for value in _constants(node.value))
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS:
            yield "function", _with(node, func=ast.Name(_FUNCTIONS[node.func.id], ast.Load()))
        elif len(node.args) == 2 and not node.keywords:
            yield "argument", _with(node, args=node.args[::-1])
    elif isinstance(node, ast.IfExp):
        yield "condition", _with(node, body=node.orelse, orelse=node.body)
    elif isinstance(node, ast.Break):
        yield "jump", ast.Continue()
    elif isinstance(node, ast.Continue):
        yield "jump", ast.Break()


def _constants(value: object) -> tuple[int, ...]:
    if type(value) is bool:
        return (not value,)
    if type(value) is int:
        return (value + 1, value - 1) if value else (1,)
    return ()


def _negated(node: _Located, is_test: bool) -> Iterator[tuple[str, _Located]]:
    if is_test and isinstance(node, _BARE):
        yield "condition", ast.UnaryOp(ast.Not(), node)


_BARE: Final = (ast.Name, ast.Call, ast.Attribute, ast.Subscript)
"""Conditions that no other operator changes."""

_COMPARISONS: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_ARITHMETIC: Final[dict[type[ast.operator], tuple[type[ast.operator], ...]]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add,),
    ast.FloorDiv: (ast.Mod,),
    ast.Div: (ast.FloorDiv,),
    ast.Mod: (ast.FloorDiv,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitXor: (ast.BitOr,),
}
_FUNCTIONS: Final = {"min": "max", "max": "min", "any": "all", "all": "any", "sum": "len", "sorted": "list"}


def _with(node: _Located, **fields: object) -> _Located:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _replaced(lines: list[str], node: _Located, changed: _Located) -> str | None:
    """The program with a node's text replaced, or None where it doesn't stand on one line or reads differently then."""
    if node.end_lineno != node.lineno or node.end_col_offset is None:
        return None
    row = lines[node.lineno - 1].encode()
    text = ast.unparse(ast.fix_missing_locations(copy.deepcopy(changed)))
    before, after = row[: node.col_offset].decode(), row[node.end_col_offset :].decode()
    for written in (text, f"({text})"):
        whole = "\n".join([*lines[: node.lineno - 1], f"{before}{written}{after}", *lines[node.lineno :]])
        if _reads_as(whole, node, changed):
            return whole
    return None


def _reads_as(whole: str, node: _Located, changed: _Located) -> bool:
    """Whether the changed node stands at its place in the text (an operator may bind otherwise than meant)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(whole)
            compile(tree, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return False
    wanted = ast.dump(changed)
    for other in ast.walk(tree):
        if getattr(other, "lineno", 0) == node.lineno and type(other) is type(changed) and ast.dump(other) == wanted:
            return True
    return False
