"""Reads public sets of programming tasks from their own files, whichever of the known formats it is."""

from __future__ import annotations

import ast
import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...core.errors import DataError
from .exercism import exercism
from .quixbugs import quixbugs
from .splitting import body_of_check, defined_names, free_names, parsed, split
from .tasks import CallTest, CodeTask, CodeTest

__all__ = ["load_tasks"]

Row = Mapping[str, Any]


def load_tasks(path: str | Path) -> tuple[CodeTask, ...]:
    """The tasks of a file: HumanEval, MBPP, sanitized MBPP, CRUXEval, QuixBugs or Exercism, by its own fields.

    Args:
        path: JSON lines, or one JSON list; `.gz` as well.

    Raises:
        DataError: another format, or a broken row; says where.
    """
    place = Path(path)
    rows = _rows(place)
    fields = set(rows[0])
    for needed, read in _FORMATS:
        if needed <= fields:
            return tuple(_read(read, row, place, number) for number, row in enumerate(rows, 1))
    known = "; ".join(", ".join(sorted(needed)) for needed, _ in _FORMATS)
    raise DataError(f"{place}: no known format has the fields {sorted(fields)}; known ones have: {known}")


def _rows(place: Path) -> Sequence[Row]:
    try:
        data = place.read_bytes()
        text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise DataError(f"{place} can't be read: {error}") from error
    parts = [text] if text.lstrip().startswith("[") else [line for line in text.splitlines() if line.strip()]
    rows: list[Row] = []
    for number, part in enumerate(parts, 1):
        try:
            found = json.loads(part)
        except ValueError as error:
            raise DataError(f"{place}, line {number}: no JSON: {error}") from error
        rows += found if isinstance(found, list) else [found]
    if not rows or not all(isinstance(row, dict) for row in rows):
        raise DataError(f"{place}: expected rows that are JSON objects, got {'none' if not rows else 'something else'}")
    return rows


def _read(read: Callable[[Row], CodeTask], row: Row, place: Path, number: int) -> CodeTask:
    try:
        return read(row)
    except (KeyError, TypeError, ValueError, SyntaxError, AttributeError) as error:
        raise DataError(f"{place}, row {number}: {type(error).__name__}: {error}") from error


def _humaneval(row: Row) -> CodeTask:
    """`check(candidate)`, its assertions one by one; helpers of the prompt are the grader's own copies."""
    entry, tree = row["entry_point"], parsed(row["test"])
    body = body_of_check(tree, "check")
    around = [part for part in tree.body if not (isinstance(part, ast.FunctionDef) and part.name == "check")]
    # The prompt ends in a docstring, which is a whole function: it gives the helpers that tests call.
    setup = f"{row['prompt']}\n" + "\n".join(map(ast.unparse, around))
    if body is None:
        tests: tuple[CallTest | CodeTest, ...] = (CodeTest("check", f"{row['test']}\ncheck(candidate)"),)
    else:
        tests, _ = split(body, {"candidate"}, called=entry)
    return CodeTask(
        name=str(row["task_id"]),
        family="humaneval",
        prompt=row["prompt"],
        entry=entry,
        reference=row["prompt"] + row["canonical_solution"],
        tests=tests,
        setup=setup,
        names=("candidate",),
    )


def _mbpp(row: Row) -> CodeTask:
    """Assertions, each a test; the text that comes with them is the task."""
    sanitized = "prompt" in row
    before = "\n".join(row.get("test_imports", ())) if sanitized else row.get("test_setup_code", "")
    statements = [parsed(text) for text in (*row["test_list"], *row.get("challenge_test_list", ()))]
    code = row["code"].replace("\r\n", "\n")
    program = parsed(code).body
    defined = [node.name for node in program if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    used = free_names("\n".join(map(ast.unparse, statements)), defined_names(before))
    functions = tuple(name for name in used if name in defined) or used
    tests, _ = split([part for tree in statements for part in tree.body], functions)
    imports = (ast.Import, ast.ImportFrom)
    return CodeTask(
        name=f"MBPP/{row['task_id']}",
        family="mbpp_sanitized" if sanitized else "mbpp",
        prompt=row["prompt"] if sanitized else row["text"],
        entry=functions[0] if functions else "",
        reference=f"{before}\n{code}" if before else code,
        tests=tests,
        # Some tests use what only the reference imports; a submission's own imports never count for them.
        setup="\n".join([before, *(ast.unparse(node) for node in program if isinstance(node, imports))]),
        names=functions,
    )


def _cruxeval(row: Row) -> CodeTask:
    """`f(input) == output`; an input that is no literal is worked out beside the program's own copy, with the tests."""
    code, statement = row["code"], parsed(f"f({row['input']})").body[0]
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Call)
    call = statement.value
    try:
        arguments = tuple(ast.literal_eval(argument) for argument in call.args)
        keywords = tuple((str(part.arg), ast.literal_eval(part.value)) for part in call.keywords)
        tests: tuple[CallTest | CodeTest, ...] = (
            CallTest("test 1", "f", arguments, ast.literal_eval(row["output"]), keywords),
        )
    except ValueError:
        tests = (CodeTest("test 1", f"assert f({row['input']}) == {row['output']}"),)
    functions = any(isinstance(node, ast.Lambda) for node in ast.walk(call))
    return CodeTask(
        name=str(row["id"]),
        family="cruxeval",
        prompt=code,
        entry="f",
        reference=code,
        tests=tests,
        setup=code,
        names=("f",),
        handles=functions,
    )


_FORMATS: tuple[tuple[set[str], Callable[[Row], CodeTask]], ...] = (
    ({"task_id", "prompt", "entry_point", "canonical_solution", "test"}, _humaneval),
    ({"task_id", "code", "test_list"}, _mbpp),
    ({"id", "code", "input", "output"}, _cruxeval),
    ({"name", "buggy", "correct", "json_tests"}, quixbugs),
    ({"slug", "tests", "example"}, exercism),
)
