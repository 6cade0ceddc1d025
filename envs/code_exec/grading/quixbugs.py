"""QuixBugs: small programs with a fault in one line, with tests as JSON or as pytest files about graphs."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from .splitting import parsed
from .tasks import CallTest, CodeTask, CodeTest

__all__ = ["quixbugs"]

_NODE = """class Node:
    def __init__(self, value=None, successor=None, successors=[], predecessors=[],
                 incoming_nodes=[], outgoing_nodes=[]):
        self.value = value
        self.successor = successor
        self.successors = successors
        self.predecessors = predecessors
        self.incoming_nodes = incoming_nodes
        self.outgoing_nodes = outgoing_nodes
"""
"""The set's own class for graphs, in its module `node`."""


def quixbugs(row: Mapping[str, Any]) -> CodeTask:
    """A task to repair `buggy`.

    Expected values from JSON make no difference between lists and tuples, and generators count as lists, as in the
    set's own tests; so do the tolerance of `pytest.approx` and the inputs that they skip as too slow.
    """
    name, file = str(row["name"]), parsed(row["pytest_file"])
    if row["json_tests"] is not None:
        skipped, relative = list(_skipped(file)), _approximate(file)
        tests: tuple[CallTest | CodeTest, ...] = tuple(
            CallTest(
                f"test {number}",
                name,
                tuple(arguments),
                expected,
                tolerance=float(arguments[-1]) if relative else 0.0,
                sequences=True,
                drain=True,
            )
            for number, (arguments, expected) in enumerate(row["json_tests"], 1)
            if arguments not in skipped
        )
        setup, graphs = "", False
    else:
        names = [node.name for node in file.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test")]
        tests = tuple(CodeTest(each, f"{each}()") for each in names)
        setup, graphs = "\n".join(ast.unparse(node) for node in file.body if not _preamble(node)), True
    return CodeTask(
        name=f"QuixBugs/{name}",
        family="quixbugs",
        prompt=_docstring(row["buggy"]),
        entry=name,
        reference=row["correct"],
        tests=tests,
        setup=setup,
        modules=(("node", _NODE),) if graphs else (),
        names=(name,),
        handles=graphs and "Node(" in row["pytest_file"],
        faulty=row["buggy"],
        fault_lines=tuple(row.get("diff_lines_in_buggy") or ()),
    )


def _docstring(source: str) -> str:
    """The text behind the program that says what it should do."""
    texts = [
        node.value.value
        for node in parsed(source).body
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    ]
    return texts[-1].strip() if texts else ""


def _preamble(node: ast.stmt) -> bool:
    """Imports of pytest, of the loader and of the program, which the grader does in its own way."""
    if isinstance(node, ast.If):
        return "use_correct" in ast.unparse(node.test)
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    return "pytest" in names or (isinstance(node, ast.ImportFrom) and node.module == "load_testdata")


def _skipped(file: ast.Module) -> Iterator[Any]:
    """Inputs that a test file compares its input with where slow tests are not wanted."""
    for node in ast.walk(file):
        if isinstance(node, ast.If) and "run_slow" in ast.unparse(node.test):
            for part in ast.walk(node.test):
                if isinstance(part, ast.Compare) and isinstance(part.comparators[0], (ast.List, ast.Tuple)):
                    yield ast.literal_eval(part.comparators[0])


def _approximate(file: ast.Module) -> bool:
    """Whether results may be off by the last argument."""
    return any(
        isinstance(node, ast.Call)
        and ast.unparse(node.func) == "pytest.approx"
        and any(key.arg == "abs" and ast.unparse(key.value) == "input_data[-1]" for key in node.keywords)
        for node in ast.walk(file)
    )
