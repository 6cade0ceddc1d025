"""Process 1 of a sandbox: takes requests as frames, has children do them, and keeps the place clean.

It never runs or parses anything of a submission itself: children's messages are handed on as they came. It ignores
every signal, is closed to other processes, and ends when its line does, and with it everything in the sandbox: a
sandbox never outlives whoever opened it.

A job's time is charged without the time it waited for a core, so that a busy machine makes no program late; a job
that gets no core for long is ended as `starved`, which is nobody's fault but the machine's.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import gc
import json
import os
import select
import signal
import socket
import sys
import time
from typing import Any

from . import child, confine, processes
from .frames import Frames, pack, pack_bytes

_FLOOD = 16 << 20  # bytes of output after which a job is ended
_PATIENCE = 30.0  # times its limit that a job may take on a machine that is busy, besides the next
_LEAST_PATIENCE = 60.0  # seconds
_LOOK = 0.02  # seconds between two looks at what a job uses
_REPLY = 32 << 20  # bytes of the longest message of a child


class _Job:
    """A child at work: its descriptors, what it printed and said, what it is yet to be told."""

    def __init__(self, pid: int, wires: tuple[int, int, int, int], given: bytes, told: bytes, longest: int) -> None:
        self.pid = pid
        self.stdin, self.output, self.error, self.line = wires
        self.given = given  # for its standard input
        self.told = told  # for its channel
        self.open = {self.output, self.error, self.line, self.stdin}
        self.frames = Frames(longest)
        self.printed: dict[int, bytearray] = {self.output: bytearray(), self.error: bytearray()}
        self.flood = 0  # bytes printed
        self.heard = 0  # bytes said
        self.status = 0

    def feed(self) -> None:
        """Writes what its standard input and its channel take; closes the input when all is said."""
        if self.stdin in self.open:
            self.given = _push(self.stdin, self.given)
            if not self.given:
                self.close(self.stdin)
        if self.told and self.line in self.open:
            self.told = _push(self.line, self.told)

    def take(self, descriptor: int, most: int) -> None:
        """Reads what has come; keeps at most so much of what is printed."""
        try:
            data = os.read(descriptor, 1 << 18)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.close(descriptor)
        elif descriptor == self.line:
            self.heard += len(data)
            self.frames.feed(data)
        else:
            kept = self.printed[descriptor]
            self.flood += len(data)
            kept += data[: max(0, most + 1 - len(kept))]

    def drain(self, most: int) -> None:
        """Reads what is left of a job that has ended."""
        while self.flood <= 2 * _FLOOD:
            before = self.flood, len(self.open), self.heard
            for descriptor in tuple(self.open - {self.stdin}):
                self.take(descriptor, most)
            if before == (self.flood, len(self.open), self.heard):
                break

    def close(self, *descriptors: int) -> None:
        """Closes descriptors that are still open; all of them if none is named."""
        for descriptor in descriptors or tuple(self.open):
            self.open.remove(descriptor)
            os.close(descriptor)


class Runner:
    """Serves requests until the line ends.

    Args:
        settings: limits and places of this sandbox.
        modules: the code of each of these modules by name.
        lines: descriptors of requests and answers.
    """

    def __init__(self, settings: dict[str, Any], modules: dict[str, Any], lines: tuple[int, int]) -> None:
        self.settings = settings
        self.most = settings["limits"]["output_kb"] << 10
        self.requests, self.answers = lines
        self.bundles = {program: child.bundle(program, modules) for program in child.NEEDED}
        self.workers: dict[str, _Job] = {}
        self.frames = Frames()
        self.children, wake = os.pipe()  # a byte comes whenever a child ends
        for descriptor in (self.children, wake):
            os.set_blocking(descriptor, False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        self.acts = {"run": self.run, "start": self.start, "talk": self.talk, "stop": self.stop, "ping": self.ping}

    def serve(self) -> None:
        """Takes one request after another; every answer carries the request's number."""
        while True:
            body = self.frames.take()
            if body is None:
                self.frames.feed(self._read())
                continue
            request = json.loads(body)
            answer = self.acts[request["act"]](request)
            answer["number"] = request["number"]
            self._write(pack(answer))

    def ping(self, request: dict[str, Any]) -> dict[str, Any]:
        """Says that the runner is there."""
        return {}

    def run(self, request: dict[str, Any]) -> dict[str, Any]:
        """Runs a program to its end; kills whatever it left behind, and empties the scratch folders."""
        began = time.monotonic()
        spared = [worker.pid for worker in self.workers.values()]
        try:
            job = self._start(request)
        except OSError as error:
            return {"trouble": f"no process could be made: {error}"}
        answer = self._follow(job, request, until_reply=request["program"] == "files")
        answer["left"] = len(list(processes.others(job.pid, *spared)))
        answer["clean"] = self._end(job, spared)
        answer.update(self._printed(job), code=_exit_code(job.status), wall=time.monotonic() - began)
        answer["lost"] = [name for name, worker in self.workers.items() if self._gone(worker.pid)]
        for name in answer["lost"]:
            self._bury(name)
        return answer

    def start(self, request: dict[str, Any]) -> dict[str, Any]:
        """Starts a worker, a child that stays, in place of the one of its kind; answers with its first message."""
        self.stop(request)
        try:
            self.workers[request["worker"]] = self._start(request)
        except OSError as error:
            return {"trouble": f"no process could be made: {error}"}
        return self._converse(request)

    def talk(self, request: dict[str, Any]) -> dict[str, Any]:
        """Hands a message to the worker and answers with the next one that it sends."""
        worker = self.workers.get(request["worker"])
        if worker is None:
            return {"ended": "exited", "code": 0, "out": "", "err": "", "cut": False, "wall": 0.0}
        worker.told += pack_bytes(request["message"].encode())
        with contextlib.suppress(OSError):
            os.kill(worker.pid, signal.SIGCONT)
        return self._converse(request)

    def stop(self, request: dict[str, Any]) -> dict[str, Any]:
        """Ends a worker, or all of them, and everything that is not a worker."""
        wanted = request.get("worker")
        for name in [name for name in self.workers if wanted in (None, name)]:
            self._bury(name)
        return {"clean": processes.end_all(*(worker.pid for worker in self.workers.values()))}

    def _bury(self, name: str) -> bool:
        """Ends a worker and sees it off; False where something of it would not go."""
        worker = self.workers.pop(name)
        return self._end(worker, [other.pid for other in self.workers.values()])

    def _converse(self, request: dict[str, Any]) -> dict[str, Any]:
        """Waits for the worker's next message; between two of them it stands still, and nothing else is there."""
        worker, began = self.workers[request["worker"]], time.monotonic()
        answer = self._follow(worker, request, until_reply=True)
        if "reply" in answer:
            with contextlib.suppress(OSError):
                os.kill(worker.pid, signal.SIGSTOP)
            spared = [each.pid for each in self.workers.values()]
            answer["left"] = len(list(processes.others(*spared)))
            if answer["left"]:
                answer["clean"] = processes.end_all(*spared)
        else:
            answer["clean"] = self._bury(request["worker"])
            answer["code"] = _exit_code(worker.status)
        answer.update(self._printed(worker), wall=time.monotonic() - began)
        return answer

    def _start(self, request: dict[str, Any]) -> _Job:
        """A child with its wires; the job itself goes over the channel."""
        inner, outer = socket.socketpair()
        source, output, error = os.pipe(), os.pipe(), os.pipe()
        theirs = (source[0], output[1], error[1], inner.fileno())
        try:
            pid = self._fork(request, theirs)
        except OSError:
            for descriptor in (source[1], output[0], error[0]):
                os.close(descriptor)
            outer.close()
            raise
        finally:
            inner.close()
            for descriptor in theirs[:3]:
                os.close(descriptor)
        ours = (source[1], output[0], error[0], outer.detach())
        for descriptor in ours:
            os.set_blocking(descriptor, False)
        payload = dict(request["job"], seeded=request.get("seeded", False))
        longest = _REPLY
        if request["program"] == "files":
            payload["scratch"] = self.settings["scratch"]
            longest += self.settings["limits"]["disk_mb"] << 21  # a whole workspace
        told = (self.bundles[request["program"]] if request["fresh"] else b"") + pack(payload)
        return _Job(pid, ours, base64.b64decode(request.get("stdin", "")), told, longest)

    def _fork(self, request: dict[str, Any], wires: tuple[int, int, int, int]) -> int:
        for attempt in range(3):
            try:
                return child.start(self.settings, request["program"], wires, fresh=request["fresh"])
            except OSError:
                # Whatever is left of a job before: a process that the kernel is still taking apart.
                if attempt == 2:
                    raise
                time.sleep(0.05)
        raise AssertionError

    def _follow(self, job: _Job, request: dict[str, Any], *, until_reply: bool) -> dict[str, Any]:
        """Watches a job until it ends, has replied, or has used up what it may; `ended` tells which."""
        memory, seconds = self.settings["limits"]["memory_mb"] << 20, request["seconds"]
        began, waited, spent = time.monotonic(), processes.waited(job.pid), self._spent(job)
        look = began + _LOOK
        while True:
            self._exchange(job, max(0.0, look - time.monotonic()))
            reply = self._reply(job)
            if reply is not None and until_reply:
                return {"reply": reply, "ended": "exited", "code": 0}
            if job.flood > _FLOOD:
                return {"ended": "output"}
            if self._gone(job.pid):
                job.drain(self.most)
                reply = self._reply(job)
                return {"reply": reply, "ended": "exited", "code": 0} if reply and until_reply else {"ended": "exited"}
            now = time.monotonic()
            if now < look:
                continue
            look = now + _LOOK
            use = processes.used(memory)
            if use.memory > memory:
                return {"ended": "memory"}
            if now - began - (processes.waited(job.pid) - waited) >= seconds or use.cpu - spent >= seconds:
                return {"ended": "timeout"}
            if now - began >= max(_LEAST_PATIENCE, _PATIENCE * seconds):
                return {"ended": "starved"}

    def _spent(self, job: _Job) -> float:
        """Seconds of processor time that all children have used when a request begins."""
        times = os.times()
        spent = times.children_user + times.children_system
        for known in {job.pid, *(worker.pid for worker in self.workers.values())}:
            with contextlib.suppress(OSError):
                spent += time.clock_gettime((~known << 3) | 2)  # the processor clock of another process
        return spent

    def _exchange(self, job: _Job, seconds: float) -> None:
        """Moves bytes, waiting for them for a while: what the job prints and says, and what it is told."""
        job.feed()
        poll = select.poll()
        for descriptor in job.open:
            reading = 0 if descriptor == job.stdin else select.POLLIN
            writing = descriptor == job.stdin or (descriptor == job.line and bool(job.told))
            poll.register(descriptor, reading | (select.POLLOUT if writing else 0))
        poll.register(self.requests, 0)  # its end only
        poll.register(self.children, select.POLLIN)
        for descriptor, what in poll.poll(seconds * 1000):
            if descriptor == self.requests:
                os._exit(0)
            elif descriptor == self.children:
                os.read(self.children, 4096)
            elif descriptor == job.stdin:
                if what & ~select.POLLOUT:
                    job.close(descriptor)
            elif what & ~select.POLLOUT:
                job.take(descriptor, self.most)

    def _reply(self, job: _Job) -> str | None:
        try:
            body = job.frames.take()
        except ValueError:
            job.flood = _FLOOD + 1
            return None
        return None if body is None else body.decode("utf-8", "replace")

    def _gone(self, pid: int) -> bool:
        """Whether a child has ended, without taking leave of it."""
        try:
            return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        except ChildProcessError:
            return True

    def _end(self, job: _Job, spared: list[int]) -> bool:
        """Kills and buries a job with all that it started, and reads what is left in its pipes."""
        if not self._gone(job.pid):
            os.kill(job.pid, signal.SIGKILL)
        job.status = os.waitpid(job.pid, 0)[1]
        clean = processes.end_all(*spared)
        job.drain(self.most)
        job.close()
        return self._empty_scratch() and clean

    def _empty_scratch(self) -> bool:
        """Empties the folders that are no part of the workspace, by a child if there is anything in them."""
        if not any(os.listdir(folder) for folder in self.settings["scratch"]):
            return True
        wipe = {"program": "files", "fresh": False, "seconds": 10.0, "job": {"act": "wipe", "workspace": False}}
        try:
            job = self._start(wipe)
        except OSError:
            return False
        answer = self._follow(job, wipe, until_reply=True)
        with contextlib.suppress(OSError):
            os.kill(job.pid, signal.SIGKILL)
        os.waitpid(job.pid, 0)
        job.close()
        return '"ok"' in answer.get("reply", "")

    def _printed(self, job: _Job) -> dict[str, Any]:
        """What the job has printed since the last answer."""
        cut, texts = False, []
        for descriptor in (job.output, job.error):
            kept = job.printed[descriptor]
            cut = cut or len(kept) > self.most
            texts.append(bytes(kept[: self.most]).decode("utf-8", "replace"))
            kept.clear()
        job.flood = 0
        return {"out": texts[0], "err": texts[1], "cut": cut}

    def _read(self) -> bytes:
        data = os.read(self.requests, 1 << 18)
        if not data:
            os._exit(0)
        return data

    def _write(self, frame: bytes) -> None:
        view = memoryview(frame)
        while view:
            view = view[os.write(self.answers, view) :]


def _push(descriptor: int, data: bytes) -> bytes:
    """Writes what goes in without waiting; gives what is left, nothing where nobody reads any more."""
    try:
        return data[os.write(descriptor, data) :] if data else data
    except BlockingIOError:
        return data
    except OSError:
        return b""


def _exit_code(status: int) -> int:
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def main(settings: dict[str, Any], modules: dict[str, Any]) -> None:
    """Locks this process up, says hello and serves."""
    for number in range(1, signal.NSIG):
        if number not in (signal.SIGCHLD, signal.SIGKILL, signal.SIGSTOP):
            with contextlib.suppress(OSError, ValueError):
                signal.signal(number, signal.SIG_IGN)
    for path, options in settings["mounts"]:
        confine.mount_tmpfs(path, options)
    confine.set_dumpable(False)
    confine.drop_privileges()
    unfiltered = confine.filter_calls() if settings["filter"] else "not asked for"
    lines = fcntl.fcntl(0, fcntl.F_DUPFD_CLOEXEC, 10), fcntl.fcntl(1, fcntl.F_DUPFD_CLOEXEC, 10)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 3):
        os.dup2(nothing, descriptor)
    runner = Runner(settings, modules, lines)
    gc.collect()
    gc.freeze()  # so that forked children do not copy every page when they collect
    hello = {
        "number": 0,
        "python": "{}.{}.{}".format(*sys.version_info[:3]),
        "user": os.getuid(),
        "pid": os.getpid(),
        "unfiltered": unfiltered,
    }
    runner._write(pack(hello))
    runner.serve()
