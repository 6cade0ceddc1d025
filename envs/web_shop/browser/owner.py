"""A thread with an event loop of its own, so that a browser can be driven from any thread and under asyncio."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from .failure import PageFailure

__all__ = ["Owner"]

X = TypeVar("X")


class Owner:
    """Runs coroutines in its own thread and waits for their results.

    Playwright's objects belong to the loop they were made in. A trainer's threads, or an event loop that is already
    running in the caller's thread (notebooks, asyncio programs), are of no concern to them here.
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(_quiet_about_the_driver)
        self._thread = threading.Thread(target=self._run, name="turnwise-browser", daemon=True)
        self._thread.start()

    def call(self, work: Coroutine[Any, Any, X], timeout: float) -> X:
        """The result of a coroutine; its exceptions come through.

        Args:
            work: to run in the owner's loop.
            timeout: seconds to wait; the work is cancelled then.

        Raises:
            PageFailure: no result within `timeout`.
        """
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(timeout)
        except TimeoutError as error:
            raise PageFailure(f"the browser gave no answer within {timeout:g} s") from error
        finally:
            future.cancel()  # also when the caller is interrupted; nothing where it is done

    def later(self, work: Coroutine[Any, Any, Any]) -> None:
        """Runs a coroutine and waits for nothing; nothing happens where the loop has ended."""
        try:
            asyncio.run_coroutine_threadsafe(work, self._loop)
        except RuntimeError:
            work.close()

    def stop(self) -> None:
        """Ends the loop and the thread."""
        with contextlib.suppress(RuntimeError):  # already closed
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()


def _quiet_about_the_driver(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A driver that was killed is told to every caller already; Playwright leaves one more future that nobody reads."""
    if "Connection closed while reading from the driver" not in str(context.get("exception")):
        loop.default_exception_handler(context)
