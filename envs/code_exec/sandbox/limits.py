"""What a program in a sandbox may use."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ...core.errors import UsageError
from ...core.game import Immutable

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits(Immutable):
    """Limits of a sandbox. All are positive.

    Time is charged without what a program waited for a core, so that a busy machine makes none late, and with the
    processor time of all that it started.
    """

    seconds: float = 5.0
    """Of one run, cell or call."""
    memory_mb: int = 512
    """MiB of all processes together."""
    processes: int = 64
    """Processes and threads at the same time."""
    disk_mb: int = 64
    """MiB of the workspace, of /tmp, and of one file."""
    files: int = 4096
    """Files and folders in the workspace, and in /tmp."""
    output_kb: int = 64
    """KiB that are kept of standard output, and of standard error."""
    cpus: float = 1.0
    """Cores at the same time, where the backend can tell (Docker)."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
                raise UsageError(f"{field.name} must be a positive number, got {value!r}")
