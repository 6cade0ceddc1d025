"""A sandbox to run programs in: everything is asked for here, and everything comes back as plain data."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from ...core.errors import UsageError
from ..files import Blob, File, check_path
from .errors import Broken
from .inside.plain import NotPlainError, decode, encode
from .limits import Limits
from .line import message
from .pool import Pool
from .results import Answer, Ended, Failure, NoAnswer, NotPlain, Raised, Ran, Returned, Usage

__all__ = ["Sandbox"]

_GRACE = 30.0
"""Seconds that a runner has for an answer beyond what a busy machine may make it wait: see the runner's own."""
_FILES_SECONDS = 30.0
"""For reading, writing and restoring files."""


class Sandbox:
    """One sandbox from a pool: its own, until it is closed, and then destroyed.

    A request gives its result, or a `Failure` where the sandbox itself failed; after a failure every further request
    fails too, and another sandbox has to be opened. After each request nothing runs in it but a session or a loaded
    module, which stand still: its files, and these two, are all that stays. Not for two threads at once.

    Args:
        pool: where it comes from.

    Raises:
        SandboxUnavailable: none can be had.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._started = pool.take()
        self._failure: Failure | None = None
        self._workers: set[str] = set()
        self.facts: dict[str, str] = dict(self._started.facts)
        """Which backend, image, Python and runtime: for records."""
        self.usage = Usage()
        """What the last request took."""

    @property
    def backend(self) -> str:
        """The backend's name."""
        return self._pool.backend.name

    @property
    def limits(self) -> Limits:
        """What programs may use."""
        return self._pool.backend.limits

    @property
    def session(self) -> bool:
        """Whether an interpreter session is alive in it."""
        return "session" in self._workers

    def run(
        self,
        source: str,
        *,
        stdin: str | bytes = "",
        arguments: tuple[str, ...] = (),
        fresh: bool = False,
        seconds: float | None = None,
    ) -> Ran | Failure:
        """Runs a script in a process of its own, in the workspace.

        Args:
            source: Python code, run as `__main__`.
            stdin: its standard input.
            arguments: `sys.argv[1:]`.
            fresh: a new interpreter, instead of a fork of one that stands ready (some 20 ms more).
            seconds: instead of the limits' own.
        """
        return self._script({"source": source, "arguments": list(arguments)}, stdin, seconds, fresh=fresh)

    def shell(self, command: str, *, stdin: str | bytes = "", seconds: float | None = None) -> Ran | Failure:
        """Runs a command by the sandbox's shell, in the workspace; only where it was opened with `shell=True`."""
        return self._script({"shell": command, "arguments": []}, stdin, seconds, fresh=False)

    def execute(self, source: str, *, seconds: float | None = None) -> Ran | Failure:
        """Runs a cell in the interpreter session, which is begun if there is none: names stay from cell to cell."""
        if not self.session:
            begun = self.start("session", {}, fresh=False, seconds=seconds)
            if begun.get("ended") != "exited" or "reply" not in begun:
                return self._ended(begun)
        answer = self.talk("session", {"source": source}, seconds)
        if "reply" not in answer:
            lost = self._ended(answer)
            return lost if isinstance(lost, Failure) else _replace_lost(lost)
        try:
            reply = json.loads(answer["reply"])
            status, value = int(reply["status"]), str(reply["value"])
        except (ValueError, KeyError, TypeError, RecursionError):
            self.end("session")
            return Ran(Ended.EXITED, 1, answer["out"], answer["err"], answer["cut"], session_lost=True)
        return Ran(Ended.EXITED, status, answer["out"], answer["err"], answer["cut"], value)

    def load(
        self,
        source: str,
        *,
        name: str = "solution",
        modules: tuple[tuple[str, str], ...] = (),
        fresh: bool = True,
        handles: bool = False,
        seconds: float | None = None,
    ) -> Ran | Failure:
        """Loads a module whose functions `call` then calls, in place of the one before.

        Args:
            source: Python code.
            name: the module's name.
            modules: (name, source) of modules that it may import.
            fresh: a new interpreter, instead of a fork of one that stands ready.
            handles: whether its objects may be used from outside (see `grade`).
            seconds: instead of the limits' own.
        """
        job = {"source": source, "name": name, "modules": [list(pair) for pair in modules], "handles": handles}
        answer = self.start("callee", job, fresh=fresh, seconds=seconds)
        if answer.get("reply") == '{"loaded":true}':
            return Ran(Ended.EXITED, 0, answer["out"], answer["err"], answer["cut"])
        if "reply" in answer:
            self.end("callee")
            return Ran(Ended.EXITED, 1, answer["out"], answer["err"], answer["cut"])
        ended = self._ended(answer)
        return Ran(Ended.EXITED, 1, ended.stdout, ended.stderr) if isinstance(ended, Ran) and ended.ok else ended

    def call(
        self, function: str, /, *arguments: Any, seconds: float | None = None, drain: bool = False, **keywords: Any
    ) -> Answer | Failure:
        """Calls a function of the loaded module.

        Args:
            function: its name, dotted for an attribute's.
            arguments: plain data.
            seconds: instead of the limits' own.
            drain: whether a generator is answered as the list of what it gives.
            keywords: plain data.

        Raises:
            UsageError: nothing is loaded, or the arguments are no plain data.
        """
        if self._failure is None and "callee" not in self._workers:
            raise UsageError("there is no loaded module to call; load one first (again, if it ended)")
        try:
            request = {"do": "call", "path": function, "with": encode(list(arguments)), "named": encode(keywords)}
        except NotPlainError as error:
            raise UsageError(f"arguments must be plain data: {error}") from error
        answer = self.talk("callee", {**request, "drain": drain}, seconds)
        if "reply" in answer:
            found = read_answer(answer["reply"])
            if isinstance(found, NoAnswer):
                self.end("callee")
            return found
        ended = self._ended(answer)
        return ended if isinstance(ended, Failure) else NoAnswer(ended.ended, ended.code)

    def write(self, path: str, content: str | bytes) -> Failure | None:
        """Writes a file of the workspace, with the folders above it.

        Raises:
            UsageError: the path leads out of the workspace, or something stands in its way.
        """
        data = content.encode() if isinstance(content, str) else content
        job = {"act": "write", "path": check_path(path), "data": base64.b64encode(data).decode()}
        answer = self._files(job)
        return answer if isinstance(answer, Failure) else None

    def read(self, path: str) -> bytes | Failure | None:
        """A file of the workspace, None where there is none.

        Raises:
            UsageError: it is no regular file, or the path leads out of the workspace.
        """
        answer = self._files({"act": "read", "path": check_path(path)})
        if answer is None or isinstance(answer, Failure):
            return answer
        return base64.b64decode(answer)

    def files(self, known: tuple[File, ...] = ()) -> tuple[File, ...] | Failure:
        """The whole workspace, by path, brought into one form (times, hard links, order in folders).

        Args:
            known: an earlier answer; contents that have not changed are shared with it.
        """
        blobs = {file.blob.digest: file.blob for file in known if file.blob is not None}
        found = self._files({"act": "list", "known": sorted(blobs)})
        if isinstance(found, Failure):
            return found
        entries = []
        for path, kind, mode, name, content in found:
            if kind != "file":
                entries.append(File(path, kind, mode, link=name))
                continue
            if name not in blobs:
                blobs[name] = Blob(name, base64.b64decode(content))
            entries.append(File(path, kind, mode, blobs[name]))
        return tuple(sorted(entries, key=lambda entry: entry.path))

    def restore(self, files: tuple[File, ...]) -> Failure | None:
        """Makes the workspace hold exactly these files."""
        entries = []
        for file in files:
            content = None if file.blob is None else base64.b64encode(file.blob.data).decode()
            entries.append([file.path, file.kind, file.mode, file.link, content])
        answer = self._files({"act": "restore", "entries": entries})
        return answer if isinstance(answer, Failure) else None

    def reset(self) -> Failure | None:
        """Ends everything that runs in it and empties the workspace."""
        self.end()
        answer = self._files({"act": "wipe", "workspace": True})
        return answer if isinstance(answer, Failure) else None

    def start(
        self, worker: str, job: Mapping[str, Any], *, fresh: bool = False, seconds: float | None = None
    ) -> dict[str, Any]:
        """Starts a worker: a program that stays and answers messages. What `execute` and `load` are built on.

        Args:
            worker: "session", "callee" or "judge".
            job: what the program is told first.
            fresh: a new interpreter.
            seconds: until its first message.

        Returns:
            The runner's answer, with `reply` where the worker sent a message; empty after a failure.
        """
        request = {"act": "start", "program": worker, "fresh": fresh, "job": job, "seeded": True, "worker": worker}
        answer = self._ask(request, seconds)
        self._note(worker, answer)
        return answer

    def talk(self, worker: str, data: Any, seconds: float | None = None) -> dict[str, Any]:
        """Sends a message to a worker and waits for the next one that it sends; as `start`."""
        answer = self._ask({"act": "talk", "message": message(data), "worker": worker}, seconds)
        self._note(worker, answer)
        return answer

    def end(self, worker: str | None = None) -> None:
        """Ends a worker, or all of them."""
        if self._workers and self._ask({"act": "stop", "worker": worker}, None):
            self._workers -= {worker} if worker is not None else set(self._workers)

    @property
    def failure(self) -> Failure | None:
        """What made it useless, None while it is good."""
        return self._failure

    def close(self) -> None:
        """Destroys it; may be called twice."""
        if self._failure is None or self._failure.kind != "closed":
            self._failure = Failure("closed", "this sandbox is closed; open another one")
            self._pool.give_back(self._started)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "_failure"):
            self.close()

    def _script(self, job: dict[str, Any], stdin: str | bytes, seconds: float | None, *, fresh: bool) -> Ran | Failure:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        request = {"act": "run", "program": "script", "fresh": fresh, "job": job, "seeded": True}
        answer = self._ask({**request, "stdin": base64.b64encode(data).decode()}, seconds)
        self._workers -= set(answer.get("lost", ()))
        return self._ended(answer)

    def _note(self, worker: str, answer: Mapping[str, Any]) -> None:
        if "reply" in answer:
            self._workers.add(worker)
        else:
            self._workers.discard(worker)

    def _files(self, job: dict[str, Any]) -> Any:
        answer = self._ask({"act": "run", "program": "files", "fresh": False, "job": job}, _FILES_SECONDS)
        if self._failure is not None:
            return self._failure
        reply = json.loads(answer["reply"]) if "reply" in answer else {"error": f"{answer['ended']}: {answer['err']}"}
        if "ok" in reply:
            return reply["ok"]
        if job["act"] not in ("read", "write"):
            return self._fail("files", f"{job['act']}: {reply['error']}") or self._failure
        if reply.get("number") == 28:
            raise UsageError(f"the workspace is full: {self.limits.disk_mb} MiB, {self.limits.files} files")
        raise UsageError(f"{job['act']} {job['path']!r}: {reply['error']}")

    def _ask(self, request: dict[str, Any], seconds: float | None) -> dict[str, Any]:
        """The runner's answer, or {} after a failure, which is kept."""
        if self._failure is not None:
            return {}
        wanted = self.limits.seconds if seconds is None else seconds
        began = time.monotonic()
        try:
            answer = self._started.line.ask({**request, "seconds": wanted}, max(60.0, 30 * wanted) + _GRACE)
        except Broken as error:
            why = self._started.why() if error.failure.kind == "sandbox" else ""
            return self._fail(error.failure.kind, f"{error.failure.reason}; {why}" if why else error.failure.reason)
        self.usage = Usage(answer.get("wall", 0.0), time.monotonic() - began, answer.get("left", 0))
        if "trouble" in answer:
            return self._fail("sandbox", answer["trouble"])
        if answer.get("clean") is False:
            return self._fail("sandbox", "processes or files could not be removed after a program")
        if answer.get("ended") == "starved":
            reason = f"a program did not get its {wanted} s of the machine in {answer['wall']:.0f} s"
            return self._fail("starved", reason)
        return answer

    def _fail(self, kind: str, reason: str) -> dict[str, Any]:
        """Keeps the failure, lets go of the sandbox, and gives the answer that there is then."""
        self._failure = Failure(kind, reason)
        self._pool.give_back(self._started)
        return {}

    def _ended(self, answer: dict[str, Any]) -> Ran | Failure:
        if self._failure is not None:
            return self._failure
        ended, code = Ended(answer["ended"]), answer["code"]
        if ended is Ended.EXITED and code < 0:
            ended = Ended.KILLED
        return Ran(ended, code, answer["out"], answer["err"], answer["cut"])


def read_answer(reply: str) -> Answer:
    """What a callee's message says; one that says nothing proper is no answer, and looks like a trick."""
    try:
        data = json.loads(reply)
        if "returned" in data:
            return Returned(decode(data["returned"]))
        if "raised" in data:
            kind, text, bases = data["raised"][:3]
            return Raised(str(kind), str(text), tuple(map(str, bases)))
        return NotPlain(str(data["not_plain"]), str(data["tamper"]))
    except NotPlainError as error:
        return NotPlain(str(error))
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        return NoAnswer(Ended.EXITED, 0, "it sent a message of its own in place of an answer")


def _replace_lost(ran: Ran) -> Ran:
    return Ran(ran.ended, ran.code, ran.stdout, ran.stderr, ran.cut, session_lost=True)
