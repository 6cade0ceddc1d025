"""The measurements of one environment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import gymnasium as gym

from ..envs.core.turn_env import TurnEnv
from ..terminal.environments import make_environment
from ..wrappers.moments import branch, restore
from ..wrappers.reward import scorer_of
from .clock import Repeated, Stopwatch, Timing, repeat
from .memory import MemoryReport, measure_memory
from .play import Policy, Script, play_scripts
from .vector import VectorReport, measure_vector

__all__ = ["EnvironmentReport", "Played", "measure_environment"]

_RESET_SEEDS = 1 << 40
"""Where the seeds of the timed resets begin: far from those of the episodes."""


@dataclass(frozen=True, slots=True)
class Played:
    """The episodes in which turns were timed with verdicts."""

    policy: Policy
    episodes: int
    turns: int
    success_rate: float
    mean_return: float


@dataclass(frozen=True, slots=True)
class EnvironmentReport:
    """All numbers of one id."""

    id: str
    options: Mapping[str, Any]
    played: Played
    make_ms: float
    first_reset_ms: float
    """Tables that are built once included."""
    reset: Timing
    turn: Timing
    """`env.step` as `gymnasium.make` gives it: rules, observation, info and verdicts."""
    turn_without_verdict: Timing
    """`env.unwrapped.step`."""
    verdict: Timing
    """The scorer alone: every verdict of a turn and their weighted sum."""
    snapshot_restore: Repeated
    """`env.unwrapped.snapshot()` and `.restore()`, mid-episode."""
    restore_observe: Repeated
    """`turnwise.restore(env, episode)` through all wrappers, with observation and info."""
    branch: Repeated
    """`turnwise.branch(env)`: a copy of the stack that shares game, tasks and values."""
    memory: MemoryReport
    vector: tuple[VectorReport, ...]


def measure_environment(
    env_id: str,
    options: Mapping[str, Any],
    *,
    policy: Policy,
    seconds: float,
    seed: int,
    vector: bool,
    executor: Executor,
) -> EnvironmentReport:
    """Measures one id with one set of options.

    Args:
        env_id: an id, or "module:id".
        options: options of the environment.
        policy: what is played; see `play_scripts`.
        seconds: wall time of each timed part.
        seed: first seed of the episodes.
        vector: whether to measure vector environments too.
        executor: another process, which plays the episodes beforehand.
    """
    scripts = play_scripts(env_id, options, policy=policy, seconds=2 * seconds, seed=seed, executor=executor)
    began = perf_counter()
    env, base = make_environment(env_id, options)
    made = perf_counter()
    env.reset(seed=_RESET_SEEDS)
    first_reset = perf_counter()
    reset = _time_resets(env, seconds / 2)
    played, turn, bare, verdict = _time_turns(env, base, scripts, policy, seconds)
    middle = scripts[0]
    env.reset(seed=middle.seed)
    for text in middle.texts[: len(middle.texts) // 2]:
        env.step(text)
    episode = base.snapshot()
    report = EnvironmentReport(
        id=env_id,
        options=dict(options),
        played=played,
        make_ms=(made - began) * 1e3,
        first_reset_ms=(first_reset - made) * 1e3,
        reset=reset,
        turn=turn,
        turn_without_verdict=bare,
        verdict=verdict,
        snapshot_restore=repeat(lambda: base.restore(base.snapshot()), seconds / 4),
        restore_observe=repeat(lambda: restore(env, episode), seconds / 4),
        branch=repeat(lambda: branch(env), seconds / 4),
        memory=measure_memory(env, scripts),
        vector=tuple(measure_vector(env_id, options, seconds=seconds / 2, seed=seed)) if vector else (),
    )
    env.close()
    return report


def _time_resets(env: gym.Env[str, str], seconds: float) -> Timing:
    watch, seed = Stopwatch(), _RESET_SEEDS
    while watch.total_s < seconds or watch.calls < 3:
        seed += 1
        watch(env.reset, seed=seed)
    return watch.timing()


def _time_turns(
    env: gym.Env[str, str], base: TurnEnv[Any, Any, Any], scripts: Sequence[Script], policy: Policy, seconds: float
) -> tuple[Played, Timing, Timing, Timing]:
    """Replays episodes, one with verdicts and one without in turn, until the time or the scripts are used up."""
    with_verdict, without, verdict = Stopwatch(), Stopwatch(), Stopwatch()
    scorer = scorer_of(env)
    successes, returns = 0, []
    for script, other in zip(scripts[::2], scripts[1::2], strict=False):
        env.reset(seed=script.seed)
        total = 0.0
        info: dict[str, Any] = {}
        for text in script.texts:
            _, reward, _, _, info = with_verdict(env.step, text)
            total += float(reward)
        successes += bool(info.get("success"))
        returns.append(total)
        base.reset(seed=other.seed)
        for text in other.texts:
            without(base.step, text)
            verdict(scorer, base.episode.turns[-1].transition)
        if with_verdict.total_s > seconds:
            break
    played = Played(policy, len(returns), with_verdict.calls, successes / len(returns), sum(returns) / len(returns))
    return played, with_verdict.timing(), without.timing(), verdict.timing()
