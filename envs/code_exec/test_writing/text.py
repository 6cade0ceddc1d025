"""How a test-writing task is shown, and how tests are written."""

from __future__ import annotations

import ast
import re
import warnings
from typing import Any, Final

from ...core.errors import Malformed
from ...core.game import Transition
from ..coding.text import numbered
from ..values import canonical, is_plain
from .state import Added, Finish, State, Task, Test

__all__ = ["RULES", "accepts", "describe", "key", "parse"]

RULES: Final = (
    "You write tests for a function that is right. Somebody has seeded faults into copies of it; a test notices a "
    "fault if the copy gives something else. One test a turn, with literals on both sides, for example: assert "
    "double(3) == 6. Write done when nothing is left to notice. After reasoning, put the test into "
    "<action>...</action>."
)
MAX_CHARACTERS: Final = 8_000
_TAG: Final = re.compile(r"<action>(.*?)</action>", re.IGNORECASE | re.DOTALL)
_LARGEST: Final = 100_000
_LONGEST: Final = 100


def parse(text: str, task: Task) -> Test | Finish:
    """The test in a reply. Nothing of it is run: both sides are read as literals.

    Raises:
        Malformed: no such assertion, several, or too large arguments.
    """
    if len(text) > MAX_CHARACTERS:
        raise Malformed(f"Expected a test of at most {MAX_CHARACTERS} characters, got {len(text)}.")
    blocks = {block.strip() for block in _TAG.findall(text)}
    if len(blocks) > 1:
        raise Malformed(f"Expected exactly one test, got {len(blocks)} different ones.")
    written = blocks.pop() if blocks else text.strip()
    if written.lower() == "done":
        return Finish()
    form = Malformed(f"Expected one test such as: assert {task.name}(...) == ..., with literals, or done.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            (statement,) = ast.parse(written).body
            test: Any = getattr(statement, "test", None) or getattr(statement, "value", None)
            call, operator, expected = test.left, test.ops[0], ast.literal_eval(test.comparators[0])
            arguments = tuple(ast.literal_eval(argument) for argument in call.args)
    except (SyntaxError, ValueError, AttributeError, TypeError, MemoryError, RecursionError):
        raise form from None
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    plain = type(operator) in (ast.Eq, ast.Is) and len(test.ops) == 1 and not call.keywords
    if name != task.name or not plain or not is_plain(arguments) or not is_plain(expected):
        raise form
    _check(arguments)
    return Test(task.name, canonical(arguments), canonical(expected))


def describe(state: State, last: Transition[State, Test | Finish] | None) -> str:
    """The function at the start; then what the last test found out, and what is left."""
    task = state.task
    if last is None:
        return f"{task.statement}\n\n{numbered(task.source)}\n\n{_left(state)}"
    event = next((event for event in last.events if isinstance(event, Added)), None)
    if event is None:
        return _left(state)
    if not event.holds:
        got = event.returned
        told = f"raises {got[1:]}" if got.startswith("!") else f"gives {got}"
        return f"The test does not hold: the function {told}. {_left(state)}"
    return f"The test holds and notices {len(event.noticed)} faults. {_left(state)}"


def key(state: State) -> str:
    """The function and the tests, without their order."""
    tests = "\n".join(sorted(test.text for test in state.tests))
    return f"{state.task.source}\n{tests}\n{'done' if state.finished else ''}"


def _left(state: State) -> str:
    task = state.task
    lines = [line for line in task.lines if line not in state.ran]
    missing = f"Lines that no test runs: {', '.join(map(str, lines))}." if lines else "Every line is run by some test."
    return f"{len(state.noticed)} of {len(task.mutants)} faults are noticed. {missing}"


def accepts(arguments: object) -> bool:
    """Whether arguments are small enough to be written in a test."""
    try:
        _check(arguments)
    except Malformed:
        return False
    return True


def _check(value: object) -> None:
    """Arguments must stay small, since the function runs on them."""
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise Malformed(f"Expected arguments with numbers up to {_LARGEST}.")
    if isinstance(value, str | bytes | list | tuple | set | dict):
        if len(value) > _LONGEST:
            raise Malformed(f"Expected arguments of at most {_LONGEST} items or characters each.")
        if not isinstance(value, str | bytes):
            for part in (*value.keys(), *value.values()) if isinstance(value, dict) else value:
                _check(part)
