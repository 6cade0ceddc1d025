"""An interpreter that stays: cells run one after another in the same namespace."""

from __future__ import annotations

import ast
import sys
from typing import Any

from .script import exit_status, new_module, remember, show


def main(job: dict[str, Any], channel: Any) -> None:
    """Runs the cells that come over the channel, each as {"source"}; answers each with {"status", "value"}."""
    sys.argv = [""]
    namespace = new_module("__main__", "<session>").__dict__
    number = 0
    message = channel.ask({"ready": True})
    while True:
        number += 1
        message = channel.ask(_cell(message["source"], f"<cell {number}>", namespace))


def _cell(source: str, file: str, namespace: dict[str, Any]) -> dict[str, Any]:
    remember(source, file)
    status, value = 0, ""
    try:
        tree = ast.parse(source, file)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, file, "exec"), namespace)
        if isinstance(last, ast.Expr):
            result = eval(compile(ast.Expression(last.value), file, "eval"), namespace)
            value = "" if result is None else str(repr(result))
    except SystemExit as error:
        status = exit_status(error)
    except BaseException as error:  # a session outlives what its cells raise
        show(error)
        status = 1
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return {"status": status, "value": value}
