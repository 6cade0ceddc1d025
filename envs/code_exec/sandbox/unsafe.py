"""Plain processes of this machine, without isolation: only where somebody asks for it in so many words."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import warnings
from dataclasses import dataclass

from .backend import ENVIRONMENT, Started, settings
from .errors import Broken
from .limits import Limits
from .line import BOOT, Line
from .owner import children_named

__all__ = ["SubprocessBackend", "UnsafeSandboxWarning"]


class UnsafeSandboxWarning(UserWarning):
    """Code runs without isolation."""


@dataclass(frozen=True, slots=True)
class SubprocessBackend:
    """Processes with limits, and nothing else between them and this machine's files and network.

    The rules of grading hold here too, since they rest on separate processes; nothing else does.

    Attributes:
        limits: what programs may use.
        shell: has no effect: the machine's own shell is there.
    """

    limits: Limits
    shell: bool = False

    @property
    def name(self) -> str:
        """What `open_sandbox` calls it."""
        return "subprocess"

    def check(self) -> None:
        """Warns."""
        warnings.warn(
            "unsafe_subprocess=True: code runs as this user, on this machine, WITHOUT ISOLATION. It can read and "
            "delete your files and use the network. Run only code that you would run yourself.",
            UnsafeSandboxWarning,
            stacklevel=4,
        )

    def count(self) -> int:
        """How many processes named like this interpreter's own this process has."""
        return children_named(os.path.basename(os.path.realpath(sys.executable)))

    def start(self) -> Started:
        """A runner as a plain process, with a folder for a workspace.

        Raises:
            Broken: it can't be started.
        """
        try:
            folder = tempfile.mkdtemp(prefix="turnwise-unsafe-")
            ours, theirs = socket.socketpair()
            with theirs:
                process = subprocess.Popen(
                    [sys.executable, "-s", "-c", BOOT],
                    stdin=theirs.fileno(),
                    stdout=theirs.fileno(),
                    stderr=subprocess.DEVNULL,
                    cwd="/",
                    env={**ENVIRONMENT, "HOME": folder},
                    start_new_session=True,
                )
        except OSError as error:
            raise Broken("start", f"no process can be started: {error}") from error
        line, owner = Line(ours, multiplexed=False), os.getpid()

        def destroy() -> None:
            line.close()
            if owner != os.getpid():
                process.returncode = 0
                return
            try:
                process.wait(2.0)
            except subprocess.TimeoutExpired:
                process.kill()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(5.0)
            shutil.rmtree(folder, ignore_errors=True)

        try:
            hello = line.hello(settings(self.limits, workspace=folder, scratch=[]), 30.0)
        except BaseException:
            destroy()
            raise
        facts = {
            "backend": self.name,
            "image": "none: this machine",
            "python": hello["python"],
            "runtime": "UNSAFE",
            "user": str(hello["user"]),
            "filter": hello["unfiltered"] or "on",
        }
        return Started(line, facts, destroy)
