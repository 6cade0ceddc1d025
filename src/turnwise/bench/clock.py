"""Clocks: single calls timed by wall and processor time, and statistics that outlive a busy machine."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from time import perf_counter, perf_counter_ns, thread_time_ns
from typing import ParamSpec, TypeVar

__all__ = ["Repeated", "Stopwatch", "Timing", "repeat"]

P = ParamSpec("P")
X = TypeVar("X")

_BLOCKS = 5


@dataclass(frozen=True, slots=True)
class Timing:
    """What many calls took, each timed alone."""

    calls: int
    per_second: float
    """Calls a second of wall time: the median over five blocks of calls, so that one disturbed block does not count."""
    per_cpu_second: float
    """Calls a second of this thread's processor time, the clock's own cost taken off; other processes don't count."""
    mean_us: float
    median_us: float
    p99_us: float
    max_us: float


@dataclass(frozen=True, slots=True)
class Repeated:
    """What one call took in rounds of many calls, for calls too short to be timed alone."""

    rounds: int
    min_us: float
    median_us: float


class Stopwatch:
    """Times single calls. The arguments are made before the clock starts."""

    def __init__(self) -> None:
        self._wall: list[int] = []
        self._cpu: list[int] = []
        self.total_s = 0.0
        """Wall time of all calls, seconds."""

    def __call__(self, function: Callable[P, X], *args: P.args, **kwargs: P.kwargs) -> X:
        """What the function returns; the time it took is kept."""
        # Reading processor time is a system call: it stands outside of the wall clock's part.
        cpu = thread_time_ns()
        began = perf_counter_ns()
        result = function(*args, **kwargs)
        ended = perf_counter_ns()
        self._cpu.append(thread_time_ns() - cpu)
        self._wall.append(ended - began)
        self.total_s += (ended - began) / 1e9
        return result

    @property
    def calls(self) -> int:
        """How many calls were timed."""
        return len(self._wall)

    def timing(self) -> Timing:
        """The statistics.

        Raises:
            ValueError: nothing was timed.
        """
        if not self._wall:
            raise ValueError("nothing was timed; call the stopwatch at least once")
        wall, ordered = self._wall, sorted(self._wall)
        cpu = max(sum(self._cpu) - _clock_cost_ns() * len(self._cpu), len(self._cpu))  # at least 1 ns a call
        return Timing(
            calls=len(wall),
            per_second=statistics.median(1e9 * len(block) / max(sum(block), 1) for block in _blocks(wall)),
            per_cpu_second=1e9 * len(wall) / cpu,
            mean_us=statistics.fmean(wall) / 1e3,
            median_us=statistics.median(wall) / 1e3,
            p99_us=ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))] / 1e3,
            max_us=ordered[-1] / 1e3,
        )


def repeat(call: Callable[[], object], seconds: float, *, rounds: int = 9) -> Repeated:
    """What one call takes, from rounds of as many calls as fill the time.

    Args:
        call: what to time; called thousands of times.
        seconds: wall time for all rounds.
        rounds: how many rounds.
    """
    calls, took = 1, 0.0
    while took < seconds / rounds / 2:  # doubles until a round is long enough
        calls *= 2
        took = _round(call, calls)
    each = sorted(_round(call, calls) / calls * 1e6 for _ in range(rounds))
    return Repeated(rounds, each[0], statistics.median(each))


def _round(call: Callable[[], object], calls: int) -> float:
    began = perf_counter()
    for _ in range(calls):
        call()
    return perf_counter() - began


def _blocks(samples: Sequence[int]) -> list[Sequence[int]]:
    size = max(1, len(samples) // _BLOCKS)
    starts = range(0, size * min(_BLOCKS, len(samples)), size)
    return [samples[start : start + size] for start in starts]


@cache
def _clock_cost_ns() -> float:
    """Processor time that a stopwatch reads for a call that does nothing."""
    watch = Stopwatch()
    for _ in range(2000):
        watch(int)
    return statistics.median(watch._cpu)
