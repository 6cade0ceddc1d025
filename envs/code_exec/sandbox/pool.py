"""Sandboxes started ahead, so that nobody waits for one: filled in the background, few starts at a time."""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
import time
from collections import deque
from collections.abc import Iterator

from .backend import Backend, Started
from .errors import Broken

__all__ = ["Pool", "empty_all", "pool_of"]

LARGEST = 8
"""Sandboxes that wait for their use, at most."""
_STARTS = threading.BoundedSemaphore(max(2, (os.cpu_count() or 1)))
"""Starts at the same time in this process: more make an engine slower, not faster."""
_WAIT = 120.0
"""Seconds to wait for a sandbox that is being started."""


class Pool:
    """Sandboxes of one backend; safe to use from many threads.

    The first taker waits for a start; from then on one is kept ready, and one more each time a taker had to wait.

    Args:
        backend: what starts them.
    """

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self._changed = threading.Condition()
        self._idle: deque[Started] = deque()
        self._out: dict[int, Started] = {}
        self._failures: deque[Broken] = deque()
        self._starting = 0
        self._waiting = 0
        self._wanted = 0
        self._closed = False

    def take(self) -> Started:
        """A sandbox that nobody has used.

        Raises:
            Broken: none can be had.
        """
        deadline = time.monotonic() + _WAIT
        while True:
            started = self._next(deadline)
            try:
                started.line.ask({"act": "ping"}, 10.0)
            except Broken:
                started.destroy()  # it went away while it waited
                continue
            with self._changed:
                self._out[id(started)] = started
            return started

    def give_back(self, started: Started) -> None:
        """Ends a sandbox: none is ever used by two takers."""
        with self._changed:
            self._out.pop(id(started), None)
        started.destroy()

    def prefill(self, count: int) -> None:
        """Keeps at least so many ready from now on."""
        with self._changed:
            self._wanted = max(self._wanted, min(count, LARGEST))
            self._fill()

    def ready(self) -> int:
        """How many wait for their use now."""
        return len(self._idle)

    def empty(self) -> None:
        """Ends those that wait for their use, and starts no more ahead until somebody takes one."""
        with self._changed:
            self._wanted = 0
            while self._starting:
                self._changed.wait(_WAIT)
            left = list(self._idle)
            self._idle.clear()
        for started in left:
            started.destroy()

    def close(self) -> None:
        """Ends all of them, those in use too."""
        with self._changed:
            self._closed = True
            left = [*self._idle, *self._out.values()]
            self._idle.clear()
            self._out.clear()
            self._changed.notify_all()
        threads = [threading.Thread(target=started.destroy, daemon=True) for started in left]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 30.0
        for thread in threads:
            thread.join(max(0.1, deadline - time.monotonic()))

    def _next(self, deadline: float) -> Started:
        with self._changed:
            if self._wanted and not self._idle:
                self._wanted = min(self._wanted + 1, LARGEST)
            self._waiting += 1
            try:
                self._fill()
                while not self._idle:
                    if self._failures:
                        raise self._failures.popleft()
                    if self._closed:
                        raise Broken("closed", "the pool of sandboxes is closed")
                    if not self._changed.wait(max(0.0, deadline - time.monotonic())):
                        raise Broken("timeout", f"no sandbox was ready within {_WAIT:.0f} s")
                return self._idle.popleft()
            finally:
                self._waiting -= 1
                self._wanted = max(self._wanted, 1)
                if not self._failures:
                    self._fill()

    def _fill(self) -> None:
        """Starts as many as are missing; called with the lock held."""
        missing = self._waiting + self._wanted - len(self._idle) - self._starting
        for _ in range(0 if self._closed else missing):
            self._starting += 1
            threading.Thread(target=self._start, name="turnwise-sandbox-start", daemon=True).start()

    def _start(self) -> None:
        started, failure = None, None
        try:
            with _STARTS:
                if not self._closed:
                    started = self.backend.start()
        except Broken as error:
            failure = error
        finally:
            with self._changed:
                self._starting -= 1
                keep = started is not None and not self._closed
                if keep and started is not None:
                    self._idle.append(started)
                    self._failures.clear()
                elif failure is not None and self._waiting > len(self._failures):
                    self._failures.append(failure)
                self._changed.notify_all()
            if started is not None and not keep:
                started.destroy()


_pools: dict[Backend, Pool] = {}
_lock = threading.Lock()
_process = os.getpid()


def pool_of(backend: Backend) -> Pool:
    """The pool that all users of an equal backend in this process share."""
    with _lock:
        pool = _pools.get(backend)
        if pool is None:
            pool = _pools[backend] = Pool(backend)
        return pool


def empty_all() -> None:
    """Empties every pool of this process: what is left then is in use."""
    with _lock:
        pools = list(_pools.values())
    for pool in pools:
        pool.empty()


def _close_all() -> None:
    with _lock:
        pools = list(_pools.values())
        _pools.clear()
    for pool in pools:
        pool.close()


def _forget() -> None:
    """In a fork's child: its parent's sandboxes are none of its business, but their lines must not stay open here."""
    global _lock, _STARTS
    _lock = threading.Lock()
    _STARTS = threading.BoundedSemaphore(max(2, (os.cpu_count() or 1)))
    for started in _every():
        with contextlib.suppress(OSError):
            started.line.close()
    _pools.clear()


def _every() -> Iterator[Started]:
    for pool in list(_pools.values()):
        yield from list(pool._idle)
        yield from list(pool._out.values())


atexit.register(_close_all)
os.register_at_fork(after_in_child=_forget)
