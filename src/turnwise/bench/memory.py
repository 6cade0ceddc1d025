"""What a live episode holds in memory."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gymnasium as gym

from ..envs.core.turn_env import TurnEnv
from ..wrappers.moments import branch
from .play import Script

__all__ = ["MemoryReport", "measure_memory"]

_EPISODES = 200


@dataclass(frozen=True, slots=True)
class MemoryReport:
    """Bytes that Python allocated for each of many episodes held at half their length."""

    episodes: int
    mean_turns: float
    """Turns taken when they were held."""
    env_bytes: float
    """An environment with its wrappers, generator and episode; game and tasks are shared by all."""
    episode_bytes: float
    """The episode alone: what a snapshot keeps alive."""


def measure_memory(env: gym.Env[str, str], scripts: Sequence[Script]) -> MemoryReport:
    """Holds up to 200 environments, then as many bare episodes, at half of the scripts' lengths."""
    chosen = scripts[:_EPISODES]
    halves = [(script.seed, script.texts[: len(script.texts) // 2]) for script in chosen]

    def envs() -> list[Any]:
        return [_play(branch(env), seed, texts) for seed, texts in halves]

    def episodes() -> list[Any]:
        return [_base(_play(env, seed, texts)).snapshot() for seed, texts in halves]

    envs()  # fills the caches that all episodes share: they are not what one more episode costs
    return MemoryReport(
        len(halves),
        sum(len(texts) for _, texts in halves) / len(halves),
        _bytes(envs) / len(halves),
        _bytes(episodes) / len(halves),
    )


def _play(env: gym.Env[str, str], seed: int, texts: Sequence[str]) -> gym.Env[str, str]:
    env.reset(seed=seed)
    for text in texts:
        env.step(text)
    return env


def _base(env: gym.Env[str, str]) -> TurnEnv[Any, Any, Any]:
    assert isinstance(env.unwrapped, TurnEnv)
    return env.unwrapped


def _bytes(make: Callable[[], list[Any]]) -> int:
    """Bytes that are still allocated while what was made is held."""
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        held = make()
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
        del held
    finally:
        tracemalloc.stop()
    return after - before
