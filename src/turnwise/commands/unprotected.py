"""Code environments on a machine without any sandbox, where only the built-in agents' own programs run."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from ..envs.catalog import CATALOG

__all__ = ["plain_processes"]


@contextmanager
def plain_processes(ids: Sequence[str], notes: Console) -> Iterator[None]:
    """Lets code environments run plain processes where neither Docker nor bubblewrap is there, and says so.

    For evaluations in which no model plays, on tasks of our own: what runs then is the library's own code. When the
    evaluation is over, so is the permission.

    Args:
        ids: what is evaluated; empty for the whole catalog.
        notes: where it is said.
    """
    dear = {row.id for row in CATALOG if row.family == "code_exec" and row.dear}
    if (ids and not dear & set(ids)) or _has_sandbox():
        yield
        return
    from ..envs.code_exec.benches import UNPROTECTED

    text = (
        "No sandbox here: programs of the built-in agents, which are the library's own, run as plain processes "
        "(backend 'subprocess'). `turnwise setup` brings a sandbox; a model is never let in without one."
    )
    notes.print(Text(text, style="bold yellow"), soft_wrap=True)
    before = os.environ.get(UNPROTECTED)
    os.environ[UNPROTECTED] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[UNPROTECTED]
        else:
            os.environ[UNPROTECTED] = before


def _has_sandbox() -> bool:
    from ..envs.code_exec.sandbox import SandboxUnavailable
    from ..envs.code_exec.sandbox.opening import pool_for

    try:
        pool_for("auto")
    except SandboxUnavailable:
        return False
    return True
