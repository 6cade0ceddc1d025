"""Pages that are open for states: a cache, since any state can open its page again."""

from __future__ import annotations

import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from ..rules import WebShop
from ..site.server import Server
from ..site.site import COOKIE, Site
from ..site.visit import Visit
from .failure import PageFailure
from .process import BrowserProcess, the_browser
from .state import BrowserState
from .tab import Tab

__all__ = ["HOST", "Live", "Lives", "the_site"]

HOST = "shop.test"
"""What the shop is called in the browser; no name server knows it, and its pages look the same everywhere."""

X = TypeVar("X")


@dataclass(slots=True)
class Live:
    """An open page with the visit behind it."""

    tab: Tab
    visit: Visit
    site: Site
    token: str

    def run(self, work: Callable[[Tab], Any], patience: float) -> Any:
        """What a coroutine of the tab gives.

        Raises:
            PageFailure: the browser, the page or the server failed.
        """
        return _guarded(self.tab.browser, work(self.tab), patience)


class Lives:
    """The open pages of one game. Thread-safe, and never shared with a forked child.

    Args:
        shop: the rules behind the pages.
        view: what a look reads: "text", "axtree" or "dom".
        executable: the browser, None to find one.
        timeout: seconds for anything that a page does.
        most: pages that are kept open; with one more the one that was not used for longest is closed.
    """

    def __init__(self, shop: WebShop, view: str, executable: str | None, timeout: float, most: int) -> None:
        self._shop, self._view, self._executable = shop, view, executable
        self._timeout, self._most = timeout, most
        self._pages: OrderedDict[int, tuple[BrowserState, Live]] = OrderedDict()
        self._lock, self._pid, self._count = threading.Lock(), os.getpid(), 0

    def __len__(self) -> int:
        """How many pages are kept open."""
        return len(self._pages)

    def __del__(self) -> None:
        for _, live in self._pages.values():
            self.drop(live)

    @property
    def patience(self) -> float:
        """Seconds after which a page that does not even time out is given up."""
        return 2 * self._timeout + 10

    def open(self, state: BrowserState) -> Live:
        """A page that shows a state. A browser that died is started again, once.

        Raises:
            MissingComponent: no browser.
            PageFailure: it does not work.
        """
        browser = self._browser()
        try:
            return self._open(state, browser)
        except PageFailure:
            browser.check()
            return self._open(state, self._browser())

    def take(self, state: BrowserState) -> Live | None:
        """The page that is open for a state, out of the cache; None where there is none."""
        with self._lock:
            self._forget_parents()
            for number in reversed(self._pages):
                if self._pages[number][0] == state:
                    return self._pages.pop(number)[1]
        return None

    def keep(self, state: BrowserState, live: Live) -> None:
        """Puts a page into the cache, at the state that it shows."""
        with self._lock:
            self._forget_parents()
            self._count += 1
            self._pages[self._count] = (state, live)
            old = [self._pages.popitem(last=False)[1][1] for _ in range(len(self._pages) - self._most)]
        for page in old:
            self.drop(page)

    def move(self, before: BrowserState, after: BrowserState) -> None:
        """Says that the page that is open for a state shows another one as well, which it is kept for from now on."""
        live = self.take(before)
        if live is not None:
            self.keep(after, live)

    def drop(self, live: Live) -> None:
        """Closes a page for good; waits for nothing."""
        live.site.close(live.token)
        if live.tab.browser.alive:
            live.tab.browser.owner.later(_quietly(live.tab))

    def _browser(self) -> BrowserProcess:
        return the_browser(self._executable, HOST, the_site()[1].port)

    def _open(self, state: BrowserState, browser: BrowserProcess) -> Live:
        site, _ = the_site()
        token, visit = secrets.token_urlsafe(32), Visit(self._shop, state.shop, state.said)
        site.open(token, visit)
        live = Live(Tab(browser, f"http://{HOST}", (COOKIE, token), self._view, self._timeout), visit, site, token)
        try:
            live.run(lambda tab: _reopen(tab, visit.address, state), self.patience)
        except BaseException:
            self.drop(live)
            raise
        return live

    def _forget_parents(self) -> None:
        """In a forked child: the parent's pages are the parent's."""
        if self._pid != os.getpid():
            self._pages.clear()
            self._pid = os.getpid()


async def _reopen(tab: Tab, address: str, state: BrowserState) -> None:
    await tab.open(address)
    await tab.put_back(state.look)


async def _quietly(tab: Tab) -> None:
    from playwright.async_api import Error

    try:
        await tab.close()
    except Error:
        return  # gone already


def _guarded(browser: BrowserProcess, work: Any, patience: float) -> Any:
    from playwright.async_api import Error

    try:
        return browser.owner.call(work, patience)
    except Error as error:
        raise PageFailure(error.message.strip().partition("\n")[0]) from error


_lock = threading.Lock()
_sites: dict[int, tuple[Site, Server]] = {}


def the_site() -> tuple[Site, Server]:
    """This process's site and its server, started when first asked for."""
    with _lock:
        found = _sites.get(os.getpid())
        if found is None:
            site = Site()
            found = _sites[os.getpid()] = (site, Server(site.respond))
        return found


def _after_fork() -> None:
    global _lock
    _lock = threading.Lock()
    for _, server in _sites.values():
        server.let_go()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
