"""The machine that turnwise runs on, as the components see it: programs, files and Python packages."""

import contextlib
import importlib
import importlib.metadata
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""Searched after PATH: a plain user's PATH on Debian lacks the folders where daemons are."""

GRACE = 10.0
"""Seconds that a program has between SIGTERM and SIGKILL; apt needs some to leave its database whole."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a program ended."""

    command: tuple[str, ...]
    code: int
    """Exit status; negative is the signal that ended it; 127 where it could not be started."""
    output: str
    """What it printed, standard output and error together."""
    timed_out: bool = False

    @property
    def ok(self) -> bool:
        """True if it ended by itself with status 0."""
        return self.code == 0 and not self.timed_out


class Daemon(Protocol):
    """A program left running in the background."""

    @property
    def pid(self) -> int:
        """Its process id."""

    def running(self) -> bool:
        """True until it ends."""


@runtime_checkable
class Machine(Protocol):
    """Everything that components need of the machine; tests give them one of their own."""

    @property
    def python(self) -> str:
        """The interpreter whose environment turnwise is installed in."""

    @property
    def python_version(self) -> tuple[int, int, int]:
        """Its version."""

    @property
    def is_root(self) -> bool:
        """True if this process may change the system."""

    def run(self, command: Sequence[str], *, timeout: float, on_line: Callable[[str], None] | None = None) -> Result:
        """Runs a program to its end, or ends it after `timeout` seconds."""

    def start(self, command: Sequence[str], *, log: Path) -> Daemon:
        """Starts a program that outlives this process, its output in `log`."""

    def pause(self, seconds: float) -> None:
        """Waits."""

    def find(self, program: str) -> str | None:
        """The path of a program, or None."""

    def read(self, path: str) -> str | None:
        """The first 64 KiB of a file as text, or None where there is no such file."""

    def exists(self, path: str) -> bool:
        """True if there is a file or folder."""

    def variable(self, name: str) -> str:
        """An environment variable, "" where it is not set."""

    def package(self, distribution: str) -> str | None:
        """The installed version of a Python package, or None."""


def machine_of(given: object) -> Machine:
    """The machine that a caller gave a command as click's `obj`; the real one where it gave none."""
    return given if isinstance(given, Machine) else LocalMachine()


class LocalMachine:
    """The real machine."""

    @property
    def python(self) -> str:
        """The running interpreter."""
        return sys.executable

    @property
    def python_version(self) -> tuple[int, int, int]:
        """Its version."""
        return sys.version_info[:3]

    @property
    def is_root(self) -> bool:
        """True for uid 0; never on Windows."""
        return hasattr(os, "geteuid") and os.geteuid() == 0

    def run(self, command: Sequence[str], *, timeout: float, on_line: Callable[[str], None] | None = None) -> Result:
        """Runs a program to its end, or ends it and its children after `timeout` seconds."""
        try:
            # A group of its own, so that a timeout takes the children too; not a session of its own,
            # because sudo remembers a password for the terminal.
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                process_group=0,
            )
        except OSError as error:
            return Result(tuple(command), 127, str(error))
        lines: list[str] = []
        # A thread, because a service that the program started may hold the pipe open for ever.
        reader = threading.Thread(target=_read, args=(process, lines, on_line), daemon=True)
        reader.start()
        timed_out = False
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            timed_out = True
        finally:
            _end_group(process)
        reader.join(2.0)
        code = -signal.SIGKILL if process.returncode is None else process.returncode
        return Result(tuple(command), code, "".join(lines), timed_out)

    def start(self, command: Sequence[str], *, log: Path) -> Daemon:
        """Starts a program in a session of its own; `log` is written anew."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as file:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                cwd="/",
                start_new_session=True,
            )
        return LocalDaemon(process)

    def pause(self, seconds: float) -> None:
        """Waits."""
        time.sleep(seconds)

    def find(self, program: str) -> str | None:
        """The path of a program on PATH or in the system's own folders, or None."""
        return shutil.which(program) or shutil.which(program, path=SYSTEM_PATH)

    def read(self, path: str) -> str | None:
        """The first 64 KiB of a file as text, or None where it can't be read."""
        try:
            with open(path, "rb") as file:
                return file.read(65536).decode("utf-8", errors="replace")
        except OSError:
            return None

    def exists(self, path: str) -> bool:
        """True if there is a file or folder."""
        return Path(path).exists()

    def variable(self, name: str) -> str:
        """An environment variable, "" where it is not set."""
        return os.environ.get(name, "")

    def package(self, distribution: str) -> str | None:
        """The installed version, seen also where it was installed a moment ago."""
        importlib.invalidate_caches()
        try:
            return importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:
            return None


class LocalDaemon:
    """A background process that this process started.

    Args:
        process: The process, leader of its own session.
    """

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def running(self) -> bool:
        """True until it ends."""
        return self._process.poll() is None

    def __del__(self) -> None:
        # A daemon is meant to outlive this object: no ResourceWarning about that.
        self._process.returncode = self._process.returncode or 0


def _read(process: "subprocess.Popen[str]", lines: list[str], on_line: Callable[[str], None] | None) -> None:
    assert process.stdout is not None
    with process.stdout as stream:
        for line in stream:
            lines.append(line)
            if on_line is not None:
                on_line(line.rstrip())


def _end_group(process: "subprocess.Popen[str]") -> None:
    """Ends a program that still runs, with all its children."""
    for wanted in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        try:
            os.killpg(process.pid, wanted)
        except PermissionError:
            # sudo runs as root, and so does what it started.
            kill = ("sudo", "-n", "kill", f"-{wanted.value}", "--", f"-{process.pid}")
            subprocess.run(kill, check=False, capture_output=True, timeout=GRACE)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
