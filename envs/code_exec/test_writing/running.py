"""Runs a test on the function and its mutants: programs of the library, on arguments that are read as literals.

No text of an agent is run. Arguments are kept small, and every run has a limit of steps.
"""

from __future__ import annotations

from functools import lru_cache

from ..exec_trace.tracing import traced
from ..fuel import trusted
from ..values import canonical, is_plain, read_literal, same
from .state import Added, Task, Test

__all__ = ["added", "outcome"]

_STEPS = 5_000
_EVENTS = 3_000


def added(task: Task, test: Test) -> Added:
    """What a test finds out."""
    return _added(task.source, task.mutants, task.name, test)


@lru_cache(maxsize=8192)
def _added(source: str, mutants: tuple[str, ...], name: str, test: Test) -> Added:
    returned = outcome(source, name, test.arguments)
    if returned.startswith("!") or not same(read_literal(returned), read_literal(test.expected)):
        return Added(False, returned, (), ())
    noticed = [number for number, mutant in enumerate(mutants) if _differs(mutant, name, test.arguments, returned)]
    run = traced(source, name, read_literal(test.arguments), _EVENTS)
    return Added(True, returned, tuple(noticed), tuple(sorted(set(run.lines))) if run is not None else ())


def outcome(source: str, name: str, arguments: str) -> str:
    """What a call gives, as canonical text; "!" and a name where it raises or does not end."""
    result = trusted(source, name)(read_literal(arguments), _STEPS)
    if result.error:
        return f"!{result.error}"
    return canonical(result.value) if is_plain(result.value) else "!not plain"


def _differs(source: str, name: str, arguments: str, returned: str) -> bool:
    got = outcome(source, name, arguments)
    return got != returned and (got.startswith("!") or not same(read_literal(got), read_literal(returned)))
