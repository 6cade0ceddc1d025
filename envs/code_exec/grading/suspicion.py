"""What in a submission's text looks like an attempt on its grader: reported, and never a reason for a verdict."""

from __future__ import annotations

import ast

from .splitting import parsed

__all__ = ["suspicious"]

_NAMES = {
    "_getframe": "walks the interpreter's frames",
    "currentframe": "walks the interpreter's frames",
    "f_back": "walks the interpreter's frames",
    "f_locals": "walks the interpreter's frames",
    "tb_frame": "walks the interpreter's frames",
    "co_consts": "reads constants of code",
    "get_objects": "searches the garbage collector's objects",
    "get_referrers": "searches the garbage collector's objects",
    "settrace": "sets a trace function",
    "setprofile": "sets a trace function",
    "_exit": "ends its process at once",
    "ctypes": "reaches below the interpreter",
    "__subclasses__": "searches all classes",
    "sys_modules": "changes loaded modules",
    "excepthook": "changes how errors are told",
}
_ALWAYS = ("__eq__", "__ne__", "__bool__", "__len__", "__lt__", "__contains__")
_LIMIT = 200_000  # characters of a text that is looked at


def suspicious(source: str) -> tuple[str, ...]:
    """Reasons to look at a text again, each once; empty for most."""
    try:
        tree = parsed(source[:_LIMIT])
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    found = {reason: None for node in ast.walk(tree) for reason in _reasons(node)}
    return tuple(found)


def _reasons(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Attribute) and node.attr in _NAMES:
        return [_NAMES[node.attr]]
    if isinstance(node, ast.Name) and node.id in _NAMES:
        return [_NAMES[node.id]]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
        return [_NAMES[name] for name in names if name in _NAMES]
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("/proc/"):
        return ["reads /proc"]
    if isinstance(node, ast.FunctionDef) and node.name in _ALWAYS and _constant(node):
        return [f"defines {node.name} with a constant answer"]
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "sys.modules" and isinstance(node.ctx, ast.Store):
        return ["changes loaded modules"]
    return []


def _constant(function: ast.FunctionDef) -> bool:
    body = [part for part in function.body if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))]
    return len(body) == 1 and isinstance(body[0], ast.Return) and isinstance(body[0].value, ast.Constant)
