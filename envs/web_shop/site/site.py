"""The shop as a web site: from a request to a response, without any network."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from .html import headers

__all__ = ["COOKIE", "Request", "Response", "Site", "Visitor"]

COOKIE = "visit"
"""The cookie that holds a visit's token."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the site needs of an HTTP request."""

    method: str
    path: str
    token: str = ""
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Response:
    """What the site answers."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""


class Visitor(Protocol):
    """What the site asks of a visit."""

    @property
    def address(self) -> str:
        """The open page's, such as "/item/B09XYZ"."""
        ...

    def html(self) -> str:
        """The open page."""
        ...

    def search(self, words: str) -> None:
        """Submits the search form."""
        ...

    def use(self, element: str) -> None:
        """Follows the link or presses the button with that id; nothing where the open page has none."""
        ...

    def go_to(self, address: str) -> None:
        """Opens a page that was open before, by its address; nothing where it is unknown."""
        ...


class Site:
    """Visits by their tokens, and the handler of their requests. Thread-safe; a visit answers one request at a time.

    A visit is seen and used with its token alone, its elements only while the open page shows them, and a visit that
    is closed is forgotten.
    """

    def __init__(self) -> None:
        self._visits: dict[str, tuple[Visitor, threading.Lock]] = {}

    def __len__(self) -> int:
        """How many visits are open."""
        return len(self._visits)

    def open(self, token: str, visit: Visitor) -> None:
        """Opens a visit under a token that nobody can guess."""
        self._visits[token] = (visit, threading.Lock())

    def close(self, token: str) -> None:
        """Forgets a visit."""
        self._visits.pop(token, None)

    def respond(self, request: Request) -> Response:
        """The answer to one request."""
        found = self._visits.get(request.token)
        if found is None:
            return _plain(403, "This shop is open to its visitors only.")
        visit, lock = found
        with lock:
            return _answer(visit, request)


def _answer(visit: Visitor, request: Request) -> Response:
    path = request.path
    if request.method == "POST" and path == "/search":
        visit.search(request.form.get("words", ""))
        return _to(visit.address)
    if path.startswith("/go/"):
        visit.use(path.removeprefix("/go/"))
        return _to(visit.address)
    if request.method != "GET":
        return _plain(405, "This page can only be looked at.")
    if path != visit.address:
        visit.go_to(path)
    if path != visit.address:
        return _plain(404, "There is no such page.")
    return Response(200, headers(), visit.html().encode("utf-8", "replace"))


def _to(address: str) -> Response:
    return Response(303, (("Location", address), ("Cache-Control", "no-store")))


def _plain(status: int, text: str) -> Response:
    return Response(status, (("Content-Type", "text/plain; charset=utf-8"),), text.encode())
