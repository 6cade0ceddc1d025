"""Takes test code apart: what is `f(literals) == literal` needs to be run by nobody, the rest is split by statement."""

from __future__ import annotations

import ast
import builtins
import warnings
from collections.abc import Collection, Iterable
from typing import Any

from .tasks import CallTest, CodeTest

__all__ = ["body_of_check", "defined_names", "free_names", "parsed", "split"]


def parsed(source: str) -> ast.Module:
    """The syntax tree of somebody else's text, without the warnings that are its author's business.

    Raises:
        SyntaxError: it is no Python.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def split(
    statements: Iterable[ast.stmt], functions: Collection[str], *, called: str | None = None
) -> tuple[tuple[CallTest | CodeTest, ...], bool]:
    """The tests in a list of statements, one a statement that asserts anything.

    Args:
        statements: from a test's body, in order.
        functions: names that stand for the submission's functions.
        called: the name of the function in the submission, where the statements call it something else.

    Returns:
        The tests, and whether they depend on one another: then each is code, and what only prepares goes before the
        test that follows it.
    """
    kept = [part for part in statements if not _is_text(part)]
    simple = [_call(part, functions) for part in kept]
    if all(isinstance(part, ast.Assert) for part in kept):
        tests: list[CallTest | CodeTest] = []
        for number, (part, call) in enumerate(zip(kept, simple, strict=True), 1):
            name = f"test {number}"
            if call is None:
                tests.append(CodeTest(name, ast.unparse(part)))
            else:
                function, arguments, expected = call
                tests.append(CallTest(name, called or function, arguments, expected))
        return tuple(tests), False
    return _by_statement(kept), True


def body_of_check(tree: ast.Module, name: str) -> list[ast.stmt] | None:
    """The statements of a function that only tests, None where running them one by one would mean something else."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            inner = [part for statement in node.body for part in ast.walk(statement)]
            bound = (ast.Return, ast.Yield, ast.YieldFrom, ast.Nonlocal, ast.Global)
            return None if any(isinstance(part, bound) for part in inner) else node.body
    return None


def defined_names(source: str) -> set[str]:
    """Names that a text defines at its top."""
    found: set[str] = set()
    for node in parsed(source).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def free_names(source: str, defined: Collection[str]) -> tuple[str, ...]:
    """Names that a text uses and neither defines nor finds in Python, in order of first use."""
    tree = parsed(source)
    own = set(defined) | set(dir(builtins)) | {"__name__", "__file__"}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
            own.add(node.name)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            own.add(node.id)
        elif isinstance(node, ast.arg):
            own.add(node.arg)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            own |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ExceptHandler) and node.name:
            own.add(node.name)
    used = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    return tuple(dict.fromkeys(name for name in used if name not in own))


def _by_statement(statements: list[ast.stmt]) -> tuple[CodeTest, ...]:
    """Each asserting statement is a test; what stands before it and asserts nothing goes with it."""
    tests: list[CodeTest] = []
    before: list[ast.stmt] = []
    for part in statements:
        before.append(part)
        if any(isinstance(node, ast.Assert) for node in ast.walk(part)):
            tests.append(CodeTest(f"test {len(tests) + 1}", "\n".join(map(ast.unparse, before))))
            before = []
    if before and tests:
        last = tests.pop()
        tests.append(CodeTest(last.name, "\n".join([last.source, *map(ast.unparse, before)])))
    elif before:
        tests.append(CodeTest("test 1", "\n".join(map(ast.unparse, before))))
    return tuple(tests)


def _call(statement: ast.stmt, functions: Collection[str]) -> tuple[str, tuple[Any, ...], Any] | None:
    """The parts of `assert f(literals) == literal` (or the same the other way round), None for anything else."""
    if not isinstance(statement, ast.Assert) or not isinstance(statement.test, ast.Compare):
        return None
    test = statement.test
    if len(test.ops) != 1 or not isinstance(test.ops[0], ast.Eq):
        return None
    for call, expected in ((test.left, test.comparators[0]), (test.comparators[0], test.left)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in functions:
            if call.keywords:
                return None
            try:
                arguments = tuple(ast.literal_eval(argument) for argument in call.args)
                return call.func.id, arguments, ast.literal_eval(expected)
            except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                return None
    return None


def _is_text(statement: ast.stmt) -> bool:
    """A docstring, a `pass`, or an assertion that always holds (HumanEval has `assert True, "..."`)."""
    if isinstance(statement, ast.Pass):
        return True
    if isinstance(statement, ast.Assert) and isinstance(statement.test, ast.Constant):
        return bool(statement.test.value)
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
