"""Code environments on a machine without any sandbox, where only the built-in agents' own programs run."""

from __future__ import annotations

import os
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from ..envs.catalog import CATALOG

__all__ = ["allow_plain_processes"]


def allow_plain_processes(ids: Sequence[str], notes: Console) -> None:
    """Lets code environments run plain processes where neither Docker nor bubblewrap is there, and says so.

    For evaluations in which no model plays, on tasks of our own: what runs then is the library's own code.

    Args:
        ids: what is evaluated; empty for the whole catalog.
        notes: where it is said.
    """
    dear = {row.id for row in CATALOG if row.family == "code_exec" and row.dear}
    if ids and not dear & set(ids):
        return
    from ..envs.code_exec.benches import UNPROTECTED
    from ..envs.code_exec.sandbox import SandboxUnavailable
    from ..envs.code_exec.sandbox.opening import pool_for

    try:
        pool_for("auto")
    except SandboxUnavailable:
        os.environ[UNPROTECTED] = "1"
        text = (
            "No sandbox here: programs of the built-in agents, which are the library's own, run as plain processes "
            "(backend 'subprocess'). `turnwise setup` brings a sandbox; a model is never let in without one."
        )
        notes.print(Text(text, style="bold yellow"), soft_wrap=True)
