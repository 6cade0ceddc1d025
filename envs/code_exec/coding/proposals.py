"""Changes that anyone could propose who sees the program and the public tests, and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from ...core.rng import Stream
from ..mutation import mutants
from .state import SOLUTION, Command, Task, Verb
from .text import syntax_error

__all__ = ["proposals"]

_EDITS: Final = 10


@lru_cache(maxsize=4096)
def proposals(task: Task, source: str) -> Sequence[Command]:
    """`test` and `submit`; for a repair some one-line edits, else programs that answer with a constant."""
    made = _edits(source) if task.repair else _constants(task)
    return (Command(Verb.TEST), Command(Verb.SUBMIT), *made)


def _edits(source: str) -> list[Command]:
    """Single edits of the program as it is, drawn by its text."""
    if syntax_error(source):
        return []
    found = mutants(source)
    drawn = Stream(0, "proposals", source).sample(found, min(_EDITS, len(found)))
    edits = [
        Command(
            Verb.EDIT, SOLUTION, mutant.line, mutant.line, mutant.source.split("\n")[mutant.line - 1].rstrip() + "\n"
        )
        for mutant in drawn
    ]
    return list(dict.fromkeys(edits))


def _constants(task: Task) -> list[Command]:
    """Programs that give back what one public test wants, or the first argument."""
    head = next((line for line in task.start.split("\n") if line.startswith("def ")), "")
    if not head:
        return []
    wanted = dict.fromkeys(test.rpartition(" == ")[2] for test in task.public if " == " in test)
    bodies = [text for text in wanted if _is_literal(text)][:3]
    parameter = head.partition("(")[2].partition(":")[0].partition(")")[0].partition(",")[0].strip()
    bodies += [parameter] if parameter.isidentifier() else []
    return [Command(Verb.WRITE, SOLUTION, text=f"{head}\n    return {body}\n") for body in bodies]


def _is_literal(text: str) -> bool:
    try:
        ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return False
    return True
