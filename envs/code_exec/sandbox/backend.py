"""What a backend is: something that can start sandboxes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from .limits import Limits
from .line import Line

__all__ = ["ENVIRONMENT", "Backend", "Started", "settings"]

ENVIRONMENT = {
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYTHONSAFEPATH": "1",
    "MALLOC_ARENA_MAX": "2",
}
"""Everything that a program in a sandbox finds in its environment: nothing of ours, and the same in every run."""


@dataclass(slots=True)
class Started:
    """A sandbox that said hello."""

    line: Line
    facts: dict[str, str]
    destroy: Callable[[], None]
    """Ends it, with everything in it; may be called twice, never raises, and takes seconds at most."""
    why: Callable[[], str] = field(default=lambda: "")
    """What the engine says about its end, "" where nothing."""


class Backend(Protocol):
    """A way to have sandboxes. Compared by value, so that equal ones share a pool."""

    @property
    def name(self) -> str:
        """What `open_sandbox` calls it."""

    @property
    def limits(self) -> Limits:
        """What programs may use."""

    def check(self) -> None:
        """Makes sure that sandboxes can be had here; may build an image.

        Raises:
            SandboxUnavailable: they can't; says how to get them.
        """

    def count(self) -> int:
        """How many sandboxes of this process exist, as the engine or the kernel sees it."""

    def start(self) -> Started:
        """A new sandbox.

        Raises:
            Broken: the infrastructure failed.
        """


def settings(limits: Limits, *, workspace: str = "/work", **more: Any) -> Mapping[str, Any]:
    """What a runner is told about its sandbox."""
    return {
        "limits": {
            "memory_mb": int(limits.memory_mb),
            "processes": int(limits.processes),
            "disk_mb": int(limits.disk_mb),
            "output_kb": int(limits.output_kb),
        },
        "workspace": workspace,
        "scratch": ["/tmp", "/dev/shm"],
        "mounts": [],
        "own_user": False,
        "filter": True,
        **more,
    }
