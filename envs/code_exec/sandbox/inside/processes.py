"""The other processes of a sandbox, as process 1 sees them: what they use, and their end."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import time
from collections.abc import Iterator
from typing import NamedTuple

_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Used(NamedTuple):
    """What all processes but the runner use."""

    cpu: float
    """Seconds of processor time, those of processes that ended included."""
    memory: int
    """Bytes of memory that is theirs; pages shared after a fork count once where that can be seen."""
    alive: int
    """Processes alive."""


def alone() -> bool:
    """Whether this is process 1, so that every process there is belongs to the sandbox."""
    return os.getpid() == 1


def others(*spared: int) -> Iterator[int]:
    """The ids of the sandbox's processes, without the runner and the spared ones."""
    own = os.getpid()
    numbers = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    for number in numbers if own == 1 else _descendants(own, numbers):
        if number != own and number not in spared:
            yield number


def used(enough: int) -> Used:
    """What the other processes use now.

    Args:
        enough: bytes of memory below which a rough count does.
    """
    reaped = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu, rough, pids = reaped.ru_utime + reaped.ru_stime, 0, []
    for pid in others():
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = _read(pid, "stat").rpartition(b")")[2].split()
            cpu += (int(fields[11]) + int(fields[12])) / _TICK
            rough += int(_read(pid, "statm").split()[1]) * _PAGE
            pids.append(pid)
    return Used(cpu, rough if rough <= enough else sum(map(_own_memory, pids)), len(pids))


def waited(pid: int) -> float:
    """Seconds that a process's first thread was ready to run and had no core: the machine's fault, not its own."""
    try:
        return int(_read(pid, "schedstat").split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0  # gVisor has no such file


def end_all(*spared: int) -> bool:
    """Kills every other process but the spared ones; False where some would not go.

    With nobody spared it is one call of the kernel, which no process that keeps forking can outrun.
    """
    for attempt in range(200):
        left = list(others(*spared))
        if all(map(_ended, left)):
            return True
        if spared or not alone():
            for pid in left:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
        else:
            with contextlib.suppress(OSError):
                os.kill(-1, signal.SIGKILL)
        for pid in left:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        time.sleep(0.0002 * attempt)
    return False


def _ended(pid: int) -> bool:
    """Whether a process is dead already: nothing but its status may be left, which only its own parent can take."""
    try:
        fields = _read(pid, "stat").rpartition(b")")[2].split()
    except OSError:
        return True
    return fields[0] in (b"Z", b"X") and int(fields[1]) != os.getpid()


def _descendants(root: int, numbers: list[int]) -> set[int]:
    """Where the runner is not process 1 (no isolation): what it started, and what that started."""
    parents = {}
    for number in numbers:
        with contextlib.suppress(OSError, ValueError, IndexError):
            parents[number] = int(_read(number, "stat").rpartition(b")")[2].split()[1])
    found, before = {root}, 0
    while len(found) > before:
        before = len(found)
        found |= {number for number, parent in parents.items() if parent in found}
    return found - {root}


def _own_memory(pid: int) -> int:
    """Bytes of a process, of shared pages its share; all that is resident where it hides itself."""
    with contextlib.suppress(OSError, ValueError):
        for line in _read(pid, "smaps_rollup").splitlines():
            if line.startswith(b"Pss:"):
                return int(line.split()[1]) * 1024
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(_read(pid, "statm").split()[1]) * _PAGE
    return 0


def _read(pid: int, name: str) -> bytes:
    with open(f"/proc/{pid}/{name}", "rb", buffering=0) as file:
        return file.read(4096)
