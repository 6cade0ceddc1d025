"""Worker processes that play episodes; the parent alone writes.

A worker that dies is noticed, and workers end when the parent does, however it ends: a standard pool would wait for
ever in the first case or in the second.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from .plan import Job, Plan
from .runner import Played, Runner

__all__ = ["play_in_processes"]

_AHEAD = 2  # jobs a worker holds, so that it never waits for the parent's disk


def play_in_processes(plan: Plan, jobs: Iterable[Job], workers: int) -> Iterator[Played]:
    """The finished episodes as they come, from `workers` new processes.

    Raises:
        RuntimeError: a worker died; its own traceback is on standard error. What was yielded before is valid.
    """
    waiting = iter(jobs)
    with contextlib.ExitStack() as stack:
        crew = [stack.enter_context(_Worker(plan)) for _ in range(workers)]
        for _ in range(_AHEAD):
            for worker in crew:
                worker.give(next(waiting, None))
        while busy := {worker.pipe: worker for worker in crew if worker.given}:
            for pipe in wait(list(busy)):
                worker = busy[pipe]  # type: ignore[index] # wait() gives back what it was given
                played = worker.take()
                worker.give(next(waiting, None))
                yield played


class _Worker:
    """One process and the parent's end of its pipe."""

    def __init__(self, plan: Plan) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.given: list[Job] = []
        self._process: SpawnProcess = context.Process(target=_work, args=(theirs, plan), daemon=True)
        self._process.start()
        theirs.close()

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, *error: object) -> None:
        self.pipe.close()
        if self.given:
            self._process.terminate()
        self._process.join(timeout=5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()

    def give(self, job: Job | None) -> None:
        """Sends a job, if there is one."""
        if job is not None:
            self.given.append(job)
            with contextlib.suppress(BrokenPipeError):  # take() tells why
                self.pipe.send(job)

    def take(self) -> Played:
        """The next finished episode."""
        try:
            played: Played = self.pipe.recv()
        except (EOFError, ConnectionResetError) as error:
            self._process.join(timeout=5)
            raise RuntimeError(
                f"a worker process died with exit code {self._process.exitcode} while it played {self.given[0]}; "
                "finished episodes are kept"
            ) from error
        self.given.remove(played.job)
        return played


def _work(pipe: Connection, plan: Plan) -> None:
    """The life of a worker: play what comes until the parent closes the pipe or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, which closes the pipe
    with Runner(plan) as runner:
        while True:
            try:
                job = pipe.recv()
            except (EOFError, ConnectionResetError):
                return
            played = runner.run(job)
            try:
                pipe.send(played)
            except (BrokenPipeError, ConnectionResetError):
                return
