"""The one browser of a process: started when first asked for, sealed, and gone with the process."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import threading
from multiprocessing import util
from typing import TYPE_CHECKING, Any

from .executable import find_executable, launch_arguments, missing
from .failure import PageFailure
from .owner import Owner

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext

__all__ = ["VIEWPORT", "BrowserProcess", "the_browser"]

VIEWPORT = (1280, 720)
"""Width and height of every page in pixels."""

START_TIMEOUT = 60.0
STOP_TIMEOUT = 10.0


class BrowserProcess:
    """A running Chromium with the thread that owns it.

    Args:
        executable: a path or program; None finds one.
        host: the only name that it can reach.
        port: where that is on 127.0.0.1.

    Raises:
        MissingComponent: no Playwright, or no browser for it.
        PageFailure: it does not start; the message holds what it printed.
    """

    def __init__(self, executable: str | None, host: str, port: int) -> None:
        self.pid = os.getpid()
        self.owner = Owner()
        self._manager: Any = None
        self._answers = True
        try:
            self._browser: Browser = self.owner.call(self._start(executable, host, port), START_TIMEOUT)
        except BaseException:
            self.stop()
            raise

    @property
    def alive(self) -> bool:
        """Whether it runs, and in this process, as far as is known."""
        return self._answers and self.pid == os.getpid() and self._browser.is_connected()

    @property
    def version(self) -> str:
        """Chromium's version."""
        return self._browser.version

    @property
    def contexts(self) -> int:
        """How many contexts are open."""
        return len(self._browser.contexts)

    def check(self) -> None:
        """After a failure: tries it, since one whose driver was killed still seems connected."""
        try:
            self.owner.call(self._try(), STOP_TIMEOUT)
        except PageFailure:
            self._answers = False

    async def context(self) -> BrowserContext:
        """A new context: nothing in it is shared with another one. Its pages run no scripts of their own."""
        width, height = VIEWPORT
        return await self._browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=False,
            service_workers="block",
            accept_downloads=False,
            locale="en-US",
            timezone_id="UTC",
            color_scheme="light",
            reduced_motion="reduce",
        )

    def stop(self) -> None:
        """Closes the browser, its driver and the thread. Never raises; nothing is left running."""
        if self.pid == os.getpid():
            try:
                self.owner.call(self._stop(), STOP_TIMEOUT)
            except PageFailure:  # it hangs: the browser goes with its driver
                driver = _driver(self._manager)
                if driver is not None:
                    with contextlib.suppress(ProcessLookupError, PageFailure):
                        os.kill(driver.pid, signal.SIGKILL)
                        self.owner.call(driver.wait(), STOP_TIMEOUT)
            self.owner.stop()

    def disown(self) -> None:
        """In a forked child: lets go of the parent's browser without touching it."""
        # While a child holds the driver's standard input, the driver would outlive a parent that was killed.
        process = _driver(self._manager)
        pipe = process._transport.get_pipe_transport(0) if process is not None else None
        if pipe is not None:
            with contextlib.suppress(OSError):
                os.close(pipe.get_extra_info("pipe" if pipe.get_extra_info("pipe") else "socket").fileno())

    async def _start(self, executable: str | None, host: str, port: int) -> Browser:
        try:
            from playwright.async_api import Error, async_playwright
        except ImportError as error:
            raise missing("Playwright (pip install 'turnwise[web]')") from error
        path = find_executable(executable)
        self._manager = async_playwright()
        try:
            playwright = await self._manager.__aenter__()
            browser: Browser = await playwright.chromium.launch(
                executable_path=path,
                args=list(launch_arguments(host, port)),
                timeout=1000 * START_TIMEOUT,
                # the process, not the browser, decides what a signal means
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
            )
            return browser
        except Error as error:
            if path is None and "Executable doesn't exist" in error.message:
                raise missing("a Chromium that Playwright can drive, and there is none") from error
            raise PageFailure(f"the browser {path or 'of Playwright'} does not start: {error.message}") from error

    async def _try(self) -> None:
        from playwright.async_api import Error

        try:
            await (await self._browser.new_context()).close()
        except Error as error:
            raise PageFailure(error.message) from error

    async def _stop(self) -> None:
        if self._manager is not None:
            from playwright.async_api import Error

            with contextlib.suppress(Error, AttributeError):  # dead already, or never started
                await self._browser.close()
            await self._manager.__aexit__()


def _driver(manager: Any) -> Any:
    """Playwright's driver, an asyncio process; None where this version keeps it elsewhere."""
    for name in ("_client", "_connection"):
        process = getattr(getattr(getattr(manager, name, None), "_transport", None), "_proc", None)
        if process is not None:
            return process
    return None


_lock = threading.RLock()
_running: dict[tuple[str | None, str, int], BrowserProcess] = {}
_inherited: list[BrowserProcess] = []
"""A parent's browsers in a forked child: kept, since Python would kill the driver with its last reference."""


def the_browser(executable: str | None, host: str, port: int) -> BrowserProcess:
    """This process's browser, started if it does not run (any more).

    Raises:
        MissingComponent: see `BrowserProcess`.
        PageFailure: see `BrowserProcess`.
    """
    with _lock:
        key = (executable, host, port)
        browser = _running.get(key)
        if browser is None or not browser.alive:
            if browser is not None:
                browser.stop()
            browser = _running[key] = BrowserProcess(executable, host, port)
        return browser


def stop_all() -> None:
    """Stops every browser of this process."""
    with _lock:
        while _running:
            _running.popitem()[1].stop()


def _after_fork() -> None:
    global _lock
    _lock = threading.RLock()
    for browser in _running.values():
        browser.disown()
        _inherited.append(browser)
    _running.clear()


atexit.register(stop_all)
util.Finalize(None, stop_all, exitpriority=100)  # workers of multiprocessing run no atexit functions
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
