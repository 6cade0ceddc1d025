"""Plays what a plan asks for and a run does not have yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from .plan import Job
from .runner import Played, Runner
from .store import RunStore
from .workers import play_in_processes

__all__ = ["Progress", "evaluate"]

Progress = Callable[[Played], None]
"""Told about each episode after it was stored."""


def evaluate(store: RunStore, jobs: Sequence[Job], *, workers: int = 1, on_played: Progress | None = None) -> int:
    """Plays the jobs that the run has not finished and stores each; returns how many it played.

    The numbers do not depend on `workers`. Stop it as you like: a second call goes on where it stopped.

    Args:
        store: the open run.
        jobs: what the run shall hold in the end.
        workers: processes that play; 1 plays in this one.
        on_played: told about each episode after it was stored.

    Raises:
        RuntimeError: a worker process died.
    """
    left = [job for job in jobs if not store.is_finished(job)]
    for played in _play(store, left, min(workers, len(left))):
        store.append(played.job, played.line, measured=not played.problem)
        if on_played is not None:
            on_played(played)
    return len(left)


def _play(store: RunStore, jobs: Sequence[Job], workers: int) -> Iterator[Played]:
    if workers > 1:
        yield from play_in_processes(store.plan, jobs, workers)
        return
    with Runner(store.plan) as runner:
        for job in jobs:
            yield runner.run(job)
