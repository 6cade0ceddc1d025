"""Serves the shop to people on 127.0.0.1."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from itertools import count

from ..envs.web_shop.site.server import Server
from ..envs.web_shop.site.site import COOKIE, Request, Response, Site
from .guest import Guest

__all__ = ["ShopServer"]

MOST_GUESTS = 32
"""Visits that are kept; with one more, the one that was not used for longest ends."""


class ShopServer:
    """A shop that anyone on this machine can open: each browser has a visit of its own.

    Args:
        make_guest: a new visit, given its number from 0.
        port: 0 takes any free one.
    """

    def __init__(self, make_guest: Callable[[int], Guest], port: int = 0) -> None:
        self._make_guest = make_guest
        self._site = Site()
        self._guests: OrderedDict[str, Guest] = OrderedDict()
        self._numbers = count()
        self._lock = threading.Lock()
        self._server = Server(self.respond, port)

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://127.0.0.1:{self._server.port}/"

    def respond(self, request: Request) -> Response:
        """The site's answer; whoever has no visit yet is given one."""
        with self._lock:
            guest = self._guests.get(request.token)
            if guest is None:
                return self._welcome()
            self._guests.move_to_end(request.token)
            if request.method == "POST" and request.path == "/new":
                guest.restart(next(self._numbers))
                return _to(guest.address)
        return self._site.respond(request)

    def close(self) -> None:
        """Stops serving."""
        self._server.close()

    def _welcome(self) -> Response:
        token, guest = secrets.token_urlsafe(32), self._make_guest(next(self._numbers))
        self._guests[token] = guest
        self._site.open(token, guest)
        while len(self._guests) > MOST_GUESTS:
            self._site.close(self._guests.popitem(last=False)[0])
        cookie = ("Set-Cookie", f"{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/")
        answer = _to(guest.address)
        return Response(answer.status, (*answer.headers, cookie))


def _to(address: str) -> Response:
    return Response(303, (("Location", address), ("Cache-Control", "no-store")))
