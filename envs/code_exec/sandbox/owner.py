"""Who a container belongs to: marked on it, so that those of owners that are gone can be told and removed."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

__all__ = ["LABEL", "children_named", "is_dead", "mark"]

LABEL = "turnwise.sandbox.owner"


def mark() -> str:
    """This process: machine, boot, process namespace, process id and the time when it began."""
    return _mark(os.getpid())


@lru_cache(maxsize=4)
def _mark(pid: int) -> str:
    return f"{_machine()}:{_boot()}:{_namespace()}:{pid}:{_began(pid)}"


def is_dead(owner: str) -> bool:
    """Whether the process of a mark is gone for certain: on another machine or in another namespace nobody can say."""
    machine, boot, namespace, pid, began = (*owner.split(":"), "", "", "", "", "")[:5]
    if machine != _machine() or not pid.isdigit():
        return False
    if boot != _boot():
        return True
    return namespace == _namespace() and _began(int(pid)) != began


def children_named(name: str) -> int:
    """How many children of this process run a program of that name."""
    own, found = str(os.getpid()), 0
    for entry in Path("/proc").iterdir():
        head, _, rest = _text(f"/proc/{entry.name}/stat").rpartition(")") if entry.name.isdigit() else ("", "", "")
        found += head.partition("(")[2] == name and rest.split()[1] == own
    return found


def _machine() -> str:
    return _text("/etc/machine-id") or os.uname().nodename.replace(":", "_")


def _boot() -> str:
    return _text("/proc/sys/kernel/random/boot_id")


def _namespace() -> str:
    try:
        return str(os.stat("/proc/self/ns/pid").st_ino)
    except OSError:
        return ""


def _began(pid: int) -> str:
    """Clock ticks from boot to a process's start, "" where there is no such process."""
    return _text(f"/proc/{pid}/stat").rpartition(")")[2].split()[19:20][0] if _text(f"/proc/{pid}/stat") else ""


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
