"""The site over HTTP on 127.0.0.1."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from .site import COOKIE, Request, Response

__all__ = ["Server"]

LONGEST_BODY = 1 << 22
"""Bytes of the longest form that is read."""


class Server:
    """A small HTTP server on 127.0.0.1, in threads of its own.

    Args:
        respond: the handler: `Site.respond`, or something around it.
        port: 0 takes any free one.
    """

    def __init__(self, respond: Callable[[Request], Response], port: int = 0) -> None:
        self.pid = os.getpid()
        handler = type("Handler", (_Handler,), {"respond": staticmethod(respond)})
        self._http = _Quiet(("127.0.0.1", port), handler)
        self.port: int = self._http.server_address[1]
        self._thread = threading.Thread(target=self._http.serve_forever, name="turnwise-shop", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stops serving."""
        if self.pid == os.getpid():
            self._http.shutdown()
        self.let_go()

    def let_go(self) -> None:
        """Closes the socket: all that a forked child may do to its parent's server."""
        self._http.socket.close()


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up in the middle is no news; anything else is a bug and is shown."""
        import sys

        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "turnwise"
    sys_version = ""
    respond: Callable[[Request], Response]

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        form = self._form()
        if form is None:
            self.close_connection = True
            response = Response(413, (), b"")
        else:
            request = Request(self.command, urlsplit(self.path).path, self._token(), form)
            response = self.respond(request)
        lines = [f"HTTP/1.1 {response.status} .", f"Content-Length: {len(response.body)}"]
        lines += [f"{name}: {value}" for name, value in response.headers]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + response.body)

    def _form(self) -> dict[str, str] | None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > LONGEST_BODY:
            return None
        body = self.rfile.read(int(length))
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
        return {name: values[0] for name, values in fields.items()}

    def _token(self) -> str:
        cookie = SimpleCookie()
        with contextlib.suppress(CookieError):
            cookie.load(self.headers.get("Cookie", ""))
        return cookie[COOKIE].value if COOKIE in cookie else ""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""
