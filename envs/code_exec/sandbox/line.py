"""The line to a sandbox's runner: frames over a socket, with a deadline on everything."""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from .errors import Broken
from .inside import MODULES
from .inside.frames import Frames, pack

__all__ = ["BOOT", "Line", "message"]

_HEADER = struct.Struct(">BxxxI")  # Docker's, before each piece of a container's output: which stream, how long
_TAIL = 2000  # characters of the runner's own standard error that are kept to explain its end

BOOT = """
import json, os, sys, types
def take(count):
    data = b""
    while len(data) < count:
        part = os.read(0, count - len(data))
        if not part: os._exit(0)
        data += part
    return data
modules, settings = json.loads(take(int.from_bytes(take(4), "big")))
package = types.ModuleType("inside"); package.__path__ = []; sys.modules["inside"] = package
codes = {}
for name, source in modules:
    code = compile(source, "<sandbox " + name + ">", "exec"); codes[name] = code
    module = types.ModuleType("inside." + name); module.__package__ = "inside"
    sys.modules["inside." + name] = module; setattr(package, name, module); exec(code, module.__dict__)
package.runner.main(settings, codes)
"""
"""What a sandbox's interpreter is started with: takes the runner from its standard input and becomes it."""


@cache
def _sources() -> tuple[tuple[str, str], ...]:
    folder = files(__package__).joinpath("inside")
    return tuple((name, folder.joinpath(f"{name}.py").read_text(encoding="utf-8")) for name in MODULES)


def _first_frame(settings: Mapping[str, Any]) -> bytes:
    """The runner's code and settings, as `BOOT` takes them."""
    return pack([_sources(), settings])


class Line:
    """A conversation with a runner; not to be used by two threads at once.

    Args:
        connection: a connected socket.
        multiplexed: whether what comes has Docker's headers.
        hang_up: closes whatever holds the socket besides.
    """

    def __init__(
        self, connection: socket.socket, *, multiplexed: bool, hang_up: Callable[[], None] = lambda: None
    ) -> None:
        connection.setblocking(False)
        self._socket = connection
        self._hang_up = hang_up
        self._multiplexed = multiplexed
        self._raw = bytearray()
        self._frames = Frames()
        self._number = 0
        self.words = ""
        """The end of what the runner printed to standard error: nothing unless it broke."""

    def hello(self, settings: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """Sends the runner and waits until it says that it is there.

        Raises:
            Broken: it does not.
        """
        deadline = time.monotonic() + seconds
        self._send(_first_frame(settings), deadline)
        return self._receive(deadline)

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The runner's answer to a request.

        Args:
            request: `act` and what it takes.
            seconds: how long to wait for the answer.

        Raises:
            Broken: no answer, or not to this request.
        """
        deadline = time.monotonic() + seconds
        self._number += 1
        self._send(pack({**request, "number": self._number}), deadline)
        answer = self._receive(deadline)
        if answer.get("number") != self._number:
            raise Broken("sandbox", f"the runner answered request {answer.get('number')} instead of {self._number}")
        return answer

    def close(self) -> None:
        """Hangs up: the runner ends, and with it everything in its sandbox."""
        self._socket.close()
        self._hang_up()

    def _send(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[self._socket.send(view) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)
            except OSError as error:
                raise Broken("sandbox", self._why(f"the sandbox has gone: {error}")) from error

    def _receive(self, deadline: float) -> dict[str, Any]:
        while True:
            try:
                body = self._frames.take()
            except ValueError as error:
                raise Broken("sandbox", self._why(str(error))) from error
            if body is not None:
                answer: dict[str, Any] = json.loads(body)
                return answer
            try:
                data = self._socket.recv(1 << 18)
            except BlockingIOError:
                self._wait(select.POLLIN, deadline)
                continue
            except OSError as error:
                raise Broken("sandbox", self._why(f"the sandbox has gone: {error}")) from error
            if not data:
                raise Broken("sandbox", self._why("the sandbox has gone: its line was closed"))
            self._take(data)

    def _take(self, data: bytes) -> None:
        if not self._multiplexed:
            self._frames.feed(data)
            return
        self._raw += data
        while len(self._raw) >= _HEADER.size:
            stream, length = _HEADER.unpack_from(self._raw)
            end = _HEADER.size + length
            if len(self._raw) < end:
                return
            piece = bytes(self._raw[_HEADER.size : end])
            del self._raw[:end]
            if stream == 1:
                self._frames.feed(piece)
            else:
                self.words = (self.words + piece.decode("utf-8", "replace"))[-_TAIL:]

    def _wait(self, what: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(self._socket, what)
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise Broken("timeout", self._why("the sandbox did not answer in time"))

    def _why(self, text: str) -> str:
        last = self.words.strip().splitlines()[-1:] if self.words.strip() else []
        return f"{text} ({last[0]})" if last else text


def message(data: Any) -> str:
    """A worker's message as the text that a request carries."""
    return json.dumps(data, separators=(",", ":"))
