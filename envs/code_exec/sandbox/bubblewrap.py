"""Sandboxes by bubblewrap: namespaces of the kernel without an engine, for machines that have none.

The same runner speaks the same protocol in a root file system made of this machine's own Python. Process 1 mounts its
own file systems in memory, since bubblewrap's have no limit on the number of files, and then gives up every right.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import socket
import subprocess
import tarfile
import tempfile
import threading
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from .backend import ENVIRONMENT, Started, settings
from .errors import Broken, SandboxUnavailable
from .host_python import host_python
from .limits import Limits
from .line import BOOT, Line
from .owner import children_named

__all__ = ["BubblewrapBackend"]

_HELLO = 30.0
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class BubblewrapBackend:
    """Sandboxes by the program `bwrap`.

    Attributes:
        limits: what programs may use; `cpus` is not enforced, processor time is.
        shell: whether there has to be a shell.
    """

    limits: Limits
    shell: bool = False

    @property
    def name(self) -> str:
        """What `open_sandbox` calls it."""
        return "bubblewrap"

    def check(self) -> None:
        """Finds the program, unpacks the root file system and starts a sandbox.

        Raises:
            SandboxUnavailable: it is missing, or the kernel does not let it work.
        """
        if shutil.which("bwrap") is None:
            raise SandboxUnavailable("there is no bubblewrap here: turnwise setup bubblewrap")
        try:
            self.start().destroy()
        except Broken as error:
            raise SandboxUnavailable(f"bubblewrap does not work here: {error.failure.reason}") from error

    def start(self) -> Started:
        """A new sandbox whose runner said hello.

        Raises:
            Broken: it can't be made.
        """
        program = shutil.which("bwrap")
        if program is None:
            raise Broken("engine", "bubblewrap is not installed any more")
        try:
            root = _root(tools=self.shell)
            ours, theirs = socket.socketpair()
            with theirs, tempfile.TemporaryFile() as words:
                process = subprocess.Popen(
                    [program, *_arguments(root), "/usr/local/bin/python3", "-s", "-c", BOOT],
                    stdin=theirs.fileno(),
                    stdout=theirs.fileno(),
                    stderr=words,
                    cwd="/",
                    env=ENVIRONMENT,
                    start_new_session=True,
                    **_another_user(),
                )
                return self._greet(process, ours, words.fileno())
        except OSError as error:
            raise Broken("disk" if error.errno == 28 else "start", f"bubblewrap can't start: {error}") from error

    def count(self) -> int:
        """How many of bubblewrap's processes this process has."""
        return children_named("bwrap")

    def _greet(self, process: subprocess.Popen[bytes], ours: socket.socket, words: int) -> Started:
        line, end = Line(ours, multiplexed=False), _Ending(process)
        options = f"size={int(self.limits.disk_mb)}m,nr_inodes={int(self.limits.files)},mode=0700"
        mounts = [["/work", options], ["/tmp", options], ["/dev/shm", f"{options},size=16m"]]
        try:
            hello = line.hello(settings(self.limits, mounts=mounts, own_user=True), _HELLO)
            if hello["unfiltered"]:
                raise Broken("start", f"the kernel takes no filter of system calls: {hello['unfiltered']}")
        except Broken as error:
            line.close()
            end()
            said = os.pread(words, 2000, 0).decode("utf-8", "replace").strip()
            raise Broken("start", f"{error.failure.reason}; bubblewrap: {said or 'nothing said'}") from error
        except BaseException:
            line.close()
            end()
            raise
        facts = {
            "backend": self.name,
            "image": f"host-python:{host_python(tools=self.shell).tag}",
            "python": hello["python"],
            "runtime": "bubblewrap",
            "user": str(hello["user"]),
            "filter": "on",
        }

        def destroy() -> None:
            line.close()
            end()

        return Started(line, facts, destroy, end.why)


class _Ending:
    """Ends a sandbox's processes once: all of them are in the namespace that its first one holds up.

    Args:
        process: bubblewrap's own process, outside.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._owner = os.getpid()

    def __call__(self) -> None:
        if self._owner != os.getpid():  # a fork's child leaves its parent's sandboxes alone
            self._process.returncode = 0
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)  # the runner ends with its line
            return
        with contextlib.suppress(OSError):
            os.killpg(self._process.pid, 9)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5.0)

    def why(self) -> str:
        """How bubblewrap ended."""
        code = self._process.poll()
        return "bubblewrap still runs" if code is None else f"bubblewrap ended with {code}"


def _arguments(root: Path) -> list[str]:
    """Everything of its own, everything read-only; rights only for process 1, to mount, until it drops them."""
    namespaces = ["user", "pid", "net", "ipc", "uts"]
    arguments = [f"--unshare-{name}" for name in namespaces] + ["--unshare-cgroup-try"]
    arguments += ["--as-pid-1", "--new-session", "--clearenv", "--hostname", "sandbox"]
    arguments += ["--uid", "65534", "--gid", "65534", "--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN"]
    for name, value in ENVIRONMENT.items():
        arguments += ["--setenv", name, value]
    arguments += ["--ro-bind", str(root), "/", "--proc", "/proc"]
    # Not --dev: for its terminals it makes one more user namespace, in which process 1 could mount nothing.
    arguments += ["--tmpfs", "/dev", "--dir", "/dev/shm"]
    for device in ("null", "zero", "full", "random", "urandom"):
        arguments += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    for number, link in enumerate(("stdin", "stdout", "stderr")):
        arguments += ["--symlink", f"/proc/self/fd/{number}", f"/dev/{link}"]
    return [*arguments, "--symlink", "/proc/self/fd", "/dev/fd", "--remount-ro", "/dev", "--chdir", "/"]


def _another_user() -> dict[str, Any]:
    """For root: a user that nobody is, so that even outside its namespaces a sandbox's processes are nobody's."""
    if os.geteuid() != 0:
        return {}
    user = random.SystemRandom().randrange(1 << 30, 1 << 31)
    return {"user": user, "group": user, "extra_groups": []}


def _root(*, tools: bool) -> Path:
    """The folder with the root file system; unpacked once a machine.

    Raises:
        OSError: it can't be written.
    """
    name = f"{host_python(tools=tools).tag}{'-tools' if tools else ''}"
    folder = _cache() / name
    with _lock:
        if folder.is_dir():
            return folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            fresh = Path(scratch) / name
            with tarfile.open(fileobj=BytesIO(host_python(tools=tools).archive())) as archive:
                archive.extractall(fresh, filter="data")
            fresh.chmod(0o755)
            with contextlib.suppress(OSError):  # another process was faster
                fresh.rename(folder)
        return folder


def _cache() -> Path:
    if os.geteuid() == 0:
        return Path("/var/cache/turnwise/sandbox")
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "turnwise" / "sandbox"
