"""Runs every attack and every hack against a backend and says how each was contained, or that it was not."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import tempfile
import textwrap
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..grading import Grader
from ..sandbox import Failure, Limits, Ran, Sandbox
from ..sandbox.errors import Broken
from ..sandbox.opening import BackendName, pool_for
from ..sandbox.pool import Pool, empty_all
from .attacks import ANY, ATTACKS, Attack
from .hacks import HACKS, HONEST, TARGETS, Hack

__all__ = ["Finding", "check"]

LIMITS = Limits(seconds=1.0, memory_mb=256, processes=32, disk_mb=32, files=2048, output_kb=16)
"""Small, so that an attack shows soon what it can do."""

_AFTERMATH = """
import os, resource
own = os.getpid()
others = [n for n in os.listdir('/proc') if n.isdigit() and int(n) not in (1, own)]
left = [os.path.join(f, n) for f in ('/tmp', '/dev/shm', '.') for n in os.listdir(f)]
print('alone' if not others else others, 'empty' if not left else left[:5], 6 * 7)
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one attack or hack."""

    name: str
    kind: str
    """"resources", "stay", "escape", "runner", "hack" or "cleanup"."""
    contained: bool
    how: str
    """How it was contained, or what got through."""
    seconds: float


def check(
    backend: BackendName,
    *,
    attacks: Iterable[Attack] = ATTACKS,
    hacks: Iterable[Hack] = HACKS,
    image: str | None = None,
    runtime: str | None = None,
) -> Iterator[Finding]:
    """Tries a backend, one finding after another; it is safe only if every one of them is contained.

    Args:
        backend: "docker", "bubblewrap" or "auto"; plain processes are no sandbox, and no attack is run in them.
        attacks: programs against the sandbox.
        hacks: submissions against the grader.
        image: as for `open_sandbox`.
        runtime: as for `open_sandbox`.

    Raises:
        SandboxUnavailable: the backend can't be had here.
        UsageError: "subprocess".
    """
    pool = pool_for(backend, limits=LIMITS, image=image, runtime=runtime)
    empty_all()  # a count is of the whole process: no other pool may be starting one meanwhile
    before = pool.backend.count()
    with _Canaries() as canaries:
        yield from _attacked(pool, [*attacks, *canaries.attacks()], canaries)
    grader = Grader(backend, limits=LIMITS, image=image, runtime=runtime)
    yield from _hacked(grader, hacks)
    began = time.monotonic()
    grader.close()
    empty_all()
    left = pool.backend.count() - before
    yield Finding(
        "sandboxes are gone when they are closed",
        "cleanup",
        left <= 0,
        "none is left" if left <= 0 else f"{left} are left",
        time.monotonic() - began,
    )


def _attacked(pool: Pool, attacks: Iterable[Attack], canaries: _Canaries) -> Iterator[Finding]:
    box: Sandbox | None = None
    for attack in attacks:
        began = time.monotonic()
        try:
            if box is None or box.failure is not None:
                box = Sandbox(pool)
            contained, how = _judged(attack, box, canaries)
        except Broken as error:
            contained, how = False, f"no sandbox any more: {error.failure.reason}"
        yield Finding(attack.name, attack.kind, contained, how, time.monotonic() - began)
    if box is not None:
        box.close()


def _judged(attack: Attack, box: Sandbox, canaries: _Canaries) -> tuple[bool, str]:
    result = box.run(attack.program)
    if isinstance(result, Failure):
        return False, f"the sandbox failed: {result.reason}"
    how = _how(result)
    if "ESCAPED" in result.stdout + result.stderr:
        return False, f"got through: {how}"
    if result.ended not in attack.ends:
        return False, f"ended otherwise than it should: {how}"
    if canaries.touched():
        return False, "reached something outside the sandbox"
    for fresh in (False, True):  # in the workspace that the attack has left
        after = box.run("print(6 * 7)", fresh=fresh)
        if isinstance(after, Failure) or after.stdout != "42\n":
            return False, f"{how}; the next run did not work: {after}"
    if (failed := box.reset()) is not None:
        return False, f"{how}; what it left can't be removed: {failed.reason}"
    after = box.run(_AFTERMATH)
    if isinstance(after, Failure) or after.stdout != "alone empty 42\n":
        return False, f"{how}; something is left: {after}"
    return True, how


def _how(result: Ran) -> str:
    """How a run ended, in a few words."""
    lines = [line for line in (result.stdout + "\n" + result.stderr).splitlines() if line.strip()]
    words = {
        "timeout": "killed at its time limit",
        "memory": "killed at its memory limit",
        "output": "killed for its output",
        "killed": f"died of signal {-result.code}",
        "exited": f"exit status {result.code}",
    }[result.ended.value]
    told = [line for line in lines if "ESCAPED" in line] or lines
    said = "; ".join(line.strip()[:60] for line in told[-2:] if len(line) < 500)
    return f"{words}: {said}" if said else words


def _hacked(grader: Grader, hacks: Iterable[Hack]) -> Iterator[Finding]:
    for target in TARGETS:
        began = time.monotonic()
        honest = grader.grade(target, HONEST)
        how = "passes, as it should" if honest.passed else f"did not pass: {honest.failure or honest.results}"
        yield Finding(f"an honest submission ({target.name})", "hack", honest.passed, how, time.monotonic() - began)
        for hack in hacks:
            began = time.monotonic()
            report = grader.grade(target, hack.program)
            first = report.results[0]
            how = f"{first.outcome}: {first.detail}"[:150] + ("; reported as a trick" if report.tamper else "")
            contained = report.measured and not any(result.passed for result in report.results)
            if not report.measured:
                how = f"could not be measured: {report.failure}"
            elif not contained:
                how = "passed a test"
            elif hack.tamper and not report.tamper:
                contained, how = False, f"failed, but was not reported as a trick ({how})"
            yield Finding(f"{hack.name} ({target.name})", "hack", contained, how, time.monotonic() - began)


class _Canaries:
    """Things of this machine that a sandbox must not reach: a file, a TCP port, an abstract socket."""

    def __enter__(self) -> _Canaries:
        self._secret = secrets.token_hex(8)
        self._stack = contextlib.ExitStack()
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="turnwise-canary-"))
        os.chmod(folder, 0o755)
        self._file = os.path.join(folder, "secret")
        with open(self._file, "w", encoding="ascii") as file:
            file.write(self._secret)
        os.chmod(self._file, 0o666)
        self._port = self._stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        self._abstract = self._stack.enter_context(socket.socket(socket.AF_UNIX))
        self._abstract.bind(f"\0turnwise-{self._secret}")
        self._abstract.listen()
        for listener in (self._port, self._abstract):
            listener.setblocking(False)
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def attacks(self) -> tuple[Attack, ...]:
        """Programs that try to reach them."""
        tries = {
            "reads and writes a file of this machine": f"print('ESCAPED', open({self._file!r}, 'r+').read())",
            "connects to a port of this machine": f"socket.create_connection({self._port.getsockname()!r}, 1)",
            "connects to a local socket of this machine": (
                f"socket.socket(socket.AF_UNIX).connect({chr(0)!r} + 'turnwise-{self._secret}')"
            ),
        }
        template = """
            import socket
            try:
                {}
                print('ESCAPED')
            except OSError as error:
                print(error)
        """
        return tuple(Attack(name, textwrap.dedent(template).format(call), ANY) for name, call in tries.items())

    def touched(self) -> bool:
        """Whether something reached one."""
        with open(self._file, encoding="ascii") as file:
            if file.read() != self._secret:
                return True
        for listener in (self._port, self._abstract):
            with contextlib.suppress(BlockingIOError):
                listener.accept()[0].close()
                return True
        return False
