"""Turns a second of many environments at once, in this process and over others."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import Any

from ..envs.core.rng import Stream
from ..wrappers.vector import TurnVectorEnv, make_vec

__all__ = ["VectorReport", "measure_vector"]

_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class VectorReport:
    """Turns a second of one vector environment, verdicts and resets of finished episodes included."""

    envs: int
    workers: int
    """Processes besides this one; 0: all in this process."""
    info_keys: tuple[str, ...] | None
    """The info keys that were kept; None: all."""
    turns: int
    median_per_second: float
    best_per_second: float
    """Over five rounds of wall time."""
    cpu_share: float
    """Processor time of this process in a second of wall time: far below 1 without workers, the machine was busy."""


def measure_vector(env_id: str, options: Mapping[str, Any], *, seconds: float, seed: int) -> Iterator[VectorReport]:
    """Reports for 1, 8 and 64 environments in this process, and 64 over one process a processor.

    Actions are random legal ones, chosen while the clock stands.

    Args:
        env_id: an id.
        options: options of the environment.
        seconds: wall time for each report.
        seed: seed of the first reset.
    """
    processes = max(2, os.cpu_count() or 1)
    plans: list[tuple[int, int, tuple[str, ...] | None]] = [
        (1, 0, None),
        (8, 0, None),
        (64, 0, None),
        (64, processes, None),
        (64, processes, ("legal",)),
    ]
    for envs, workers, keys in plans:
        vec = make_vec(env_id, envs, workers=workers, infos="list", info_keys=keys, **options)
        try:
            rates, turns, share = _drive(vec, seconds, Stream(seed, "bench", envs, workers), seed)
        finally:
            vec.close()
        yield VectorReport(envs, workers, keys, turns, statistics.median(rates), max(rates), share)


def _drive(vec: TurnVectorEnv, seconds: float, rng: Stream, seed: int) -> tuple[list[float], int, float]:
    """Turns a second of each round, the turns of all, and this process's share of a processor meanwhile."""
    vec.single_action_space.seed(seed)
    _, infos = vec.reset(seed=seed)
    rates: list[float] = []
    turns, wall, cpu = 0, 0.0, 0.0
    for _ in range(_ROUNDS):
        spent, steps = 0.0, 0
        while spent < seconds / _ROUNDS:
            actions = [_choose(vec, info["legal"], rng) for info in infos]
            used, began = process_time(), perf_counter()
            _, _, _, _, infos = vec.step(actions)
            spent += perf_counter() - began
            cpu += process_time() - used
            steps += 1
        rates.append(steps * vec.num_envs / spent)
        turns += steps * vec.num_envs
        wall += spent
    return rates, turns, cpu / wall


def _choose(vec: TurnVectorEnv, legal: tuple[str, ...], rng: Stream) -> str:
    return rng.choice(legal) if legal else str(vec.single_action_space.sample())
