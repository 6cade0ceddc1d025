"""Environments in other processes, each process with a share of them and one message a step."""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import pickle
import traceback
from collections.abc import Callable, Mapping
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

import gymnasium as gym

from ..envs.core.errors import TurnwiseError
from .pool import LocalPool, StepResult

__all__ = ["WorkerError", "WorkerPool"]


class WorkerError(TurnwiseError, RuntimeError):
    """An environment failed in a worker process; the message holds the worker's traceback."""


class WorkerPool:
    """A `Pool` over spawned processes.

    The processes are no daemons, so environments may start children of their own; they end with `close`, and by
    themselves when this process is gone.

    Args:
        maker: makes one environment; picklable.
        num_envs: how many environments.
        workers: how many processes; environment `i` lives in process `i % workers`.
        autoreset: see `LocalPool`.
        keys: see `LocalPool`.
    """

    def __init__(
        self,
        maker: Callable[[], gym.Env[Any, Any]],
        num_envs: int,
        workers: int,
        *,
        autoreset: bool,
        keys: frozenset[str] | None = None,
    ) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipes: list[Connection] = []
        self._processes: list[multiprocessing.process.BaseProcess] = []
        for worker in range(workers):
            ours, theirs = context.Pipe()
            arguments = (theirs, pickle.dumps(maker), list(range(worker, num_envs, workers)), autoreset, keys)
            process = context.Process(target=_serve, args=arguments, name=f"turnwise-worker-{worker}")
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)
        # Registered after multiprocessing's own exit hook, so it runs before it: that one waits for processes that
        # are no daemons, and these would wait for us.
        self._at_exit = partial(_end, self._pipes, self._processes)
        atexit.register(self._at_exit)

    def reset(self, calls: Mapping[int, tuple[int | None, dict[str, Any] | None]]) -> dict[int, tuple[Any, Any]]:
        """See `Pool`."""
        return self._ask("reset", calls)

    def step(self, actions: Mapping[int, Any]) -> dict[int, StepResult]:
        """See `Pool`."""
        return self._ask("step", actions)

    def call(self, name: str, arguments: Mapping[int, tuple[Any, ...]]) -> dict[int, Any]:
        """See `Pool`."""
        return self._ask("call", arguments, name)

    def close(self) -> None:
        """Asks the processes to end, and ends those that don't within five seconds."""
        atexit.unregister(self._at_exit)
        self._at_exit()

    def _ask(self, method: str, payload: Mapping[int, Any], *head: str) -> dict[int, Any]:
        """Sends every worker its share and waits for all, so that a failure leaves none out of step."""
        count = len(self._pipes)
        shares: dict[int, dict[int, Any]] = {}
        for index, item in payload.items():
            shares.setdefault(index % count, {})[index] = item
        failure: BaseException | None = None
        asked = []
        for worker, share in shares.items():
            try:
                self._pipes[worker].send((method, (*head, share)))
                asked.append(worker)
            except OSError:
                failure = self._death(worker)
        results: dict[int, Any] = {}
        for worker in asked:
            try:
                ok, answer = self._pipes[worker].recv()
            except (EOFError, OSError):
                failure = self._death(worker)
                continue
            if ok:
                results.update(answer)
            else:
                failure = answer
        if failure is not None:
            raise failure
        return {index: results[index] for index in payload}

    def _death(self, worker: int) -> WorkerError:
        self._processes[worker].join(1)
        code = self._processes[worker].exitcode
        return WorkerError(f"worker {worker} died (exit code {code}); close this vector env and make a new one")


def _end(pipes: list[Connection], processes: list[multiprocessing.process.BaseProcess]) -> None:
    for pipe in pipes:
        with contextlib.suppress(OSError):  # already gone
            pipe.send(None)
        pipe.close()
    for process in processes:
        process.join(5)
        if process.is_alive():
            process.kill()
            process.join()
    pipes.clear()
    processes.clear()


def _serve(pipe: Connection, maker: bytes, indices: list[int], autoreset: bool, keys: frozenset[str] | None) -> None:
    pool: LocalPool | None = None
    with contextlib.suppress(EOFError, KeyboardInterrupt):  # the other side is gone, or the user stops us both
        while (message := pipe.recv()) is not None:
            method, arguments = message
            try:
                if pool is None:
                    make = pickle.loads(maker)
                    pool = LocalPool(dict.fromkeys(indices, make), autoreset=autoreset, keys=keys)
                answer = True, getattr(pool, method)(*arguments)
            except Exception as error:  # the edge between processes: whatever it is, the caller gets it
                answer = False, _portable(error)
            pipe.send(answer)
    if pool is not None:
        pool.close()


def _portable(error: Exception) -> Exception:
    """The error itself where it survives the pipe, else its traceback as text."""
    try:
        twin = pickle.loads(pickle.dumps(error))
    except (pickle.PickleError, TypeError, AttributeError):
        return WorkerError(traceback.format_exc())
    twin.add_note(f"in a worker process:\n{traceback.format_exc()}")
    return twin if isinstance(twin, Exception) else WorkerError(traceback.format_exc())
