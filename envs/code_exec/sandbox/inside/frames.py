"""Frames: JSON after its length in four bytes, over pipes and sockets."""

from __future__ import annotations

import json
import os
import struct
from typing import Any

LARGEST = 512 << 20
"""Bytes of the longest frame."""
_LENGTH = struct.Struct(">I")


def pack(message: Any) -> bytes:
    """The frame of a message."""
    return pack_bytes(json.dumps(message, separators=(",", ":")).encode())


def pack_bytes(body: bytes) -> bytes:
    """The frame around a body that is JSON already."""
    return _LENGTH.pack(len(body)) + body


class Frames:
    """Takes bytes as they come and gives whole frames.

    Args:
        largest: longest body in bytes.
    """

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        self._buffer = bytearray()

    def feed(self, data: bytes) -> None:
        """Adds bytes that arrived."""
        self._buffer += data

    def take(self) -> bytes | None:
        """The body of the next frame, None while it is not whole.

        Raises:
            ValueError: it is longer than allowed.
        """
        if len(self._buffer) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._buffer)
        if length > self._largest:
            raise ValueError(f"a frame of {length} bytes; at most {self._largest} are allowed")
        end = _LENGTH.size + length
        if len(self._buffer) < end:
            return None
        body = bytes(self._buffer[_LENGTH.size : end])
        del self._buffer[:end]
        return body


class Channel:
    """A blocking, two-way line of frames over one descriptor.

    Args:
        descriptor: a connected socket.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._frames = Frames()

    def send(self, message: Any) -> None:
        """Sends a message, whole."""
        view = memoryview(pack(message))
        while view:
            view = view[os.write(self._descriptor, view) :]

    def receive(self) -> Any:
        """The next message; ends the process where the other side has gone."""
        while True:
            body = self._frames.take()
            if body is not None:
                return json.loads(body)
            data = os.read(self._descriptor, 65536)
            if not data:
                os._exit(0)
            self._frames.feed(data)

    def ask(self, message: Any) -> Any:
        """Sends a message and waits for the one that answers it."""
        self.send(message)
        return self.receive()
