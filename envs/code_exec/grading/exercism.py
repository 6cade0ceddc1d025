"""Exercism's Python track: exercises with unittest files and an example solution."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from .splitting import parsed
from .tasks import CodeTask, CodeTest

__all__ = ["exercism"]


def exercism(row: Mapping[str, Any]) -> CodeTask:
    """A task whose tests are the methods of its test files; they may use the submission's classes by handle."""
    stubs = row["stub"] or {}
    files = {_stem(path): source for path, source in row["tests"].items()}
    tests = tuple(
        CodeTest(f"{name}.{case}.{method}", "") for name, source in files.items() for case, method in _methods(source)
    )
    module = next((_stem(path) for path in stubs if path.endswith(".py")), row["slug"].replace("-", "_"))
    examples = {_stem(path): source for path, source in row["example"].items() if path.endswith(".py")}
    main = next((name for name in ("example", "exemplar") if name in examples), next(iter(examples)))
    beside = {**{_stem(path): source for path, source in (row.get("editor") or {}).items() if path.endswith(".py")}}
    return CodeTask(
        name=f"Exercism/{row['slug']}",
        family="exercism",
        prompt=f"{row['instructions']}\n\n{next(iter(stubs.values()), '')}".strip(),
        entry="",
        reference=examples[main],
        tests=tests,
        module=module,
        modules=tuple((name, source) for name, source in beside.items() if name not in files),
        unittests=tuple(files.items()),
        handles=True,
    )


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".py")


def _methods(source: str) -> Iterator[tuple[str, str]]:
    """Test classes and their methods, without those that are skipped in every run."""
    for node in parsed(source).body:
        if isinstance(node, ast.ClassDef) and not _skips(node):
            for part in node.body:
                if isinstance(part, ast.FunctionDef) and part.name.startswith("test") and not _skips(part):
                    yield node.name, part.name


def _skips(node: ast.ClassDef | ast.FunctionDef) -> bool:
    return any("unittest.skip" in ast.unparse(decorator) for decorator in node.decorator_list)
