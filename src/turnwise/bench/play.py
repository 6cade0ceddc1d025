"""Episodes to replay: what a policy wrote, without what it saw.

They are played in another process than the one that is measured, so that the measured one meets every position for
the first time: no cache was filled by choosing the actions.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Literal, get_args

from ..envs.core.rng import Stream
from ..envs.core.turn_env import TurnEnv
from ..terminal.environments import make_environment
from ..verifiers.scoring import load_scoring

__all__ = ["POLICIES", "Policy", "Script", "play_scripts"]

Policy = Literal["random", "oracle", "mixed"]
POLICIES: tuple[Policy, ...] = get_args(Policy)

_LEAST = 4
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Script:
    """One episode to replay: `reset(seed)`, then one step a text."""

    seed: int
    texts: tuple[str, ...]


def play_scripts(
    env_id: str, options: Mapping[str, Any], *, policy: Policy, seconds: float, seed: int, executor: Executor
) -> tuple[Script, ...]:
    """Complete episodes of a policy, as many as it plays in the time, resets left out; 4 to 100,000.

    Args:
        env_id: an id, or "module:id".
        options: options of the environment.
        policy: "random" (legal actions), "oracle" (its first action), or "mixed" (either, half of the turns each).
        seconds: wall time of all turns; the resets may take nine times as much before it is cut.
        seed: addresses the policy's random numbers and the first episode.
        executor: where to play: an executor of another process.
    """
    return executor.submit(_play, env_id, dict(options), policy, seconds, seed).result()


def _play(env_id: str, options: dict[str, Any], policy: Policy, seconds: float, seed: int) -> tuple[Script, ...]:
    _, base = make_environment(env_id, options)
    base.action_space.seed(seed)
    scripts: list[Script] = []
    spent, began = 0.0, perf_counter()
    while len(scripts) < _LEAST or (spent < seconds and perf_counter() - began < 10 * seconds and len(scripts) < _MOST):
        script, took = _episode(base, policy, seed + len(scripts))
        scripts.append(script)
        spent += took
    base.close()
    return tuple(scripts)


def _episode(base: TurnEnv[Any, Any, Any], policy: Policy, seed: int) -> tuple[Script, float]:
    """An episode, and the seconds that its turns took."""
    rng, texts = Stream(seed, "bench", policy), []
    oracle = load_scoring(base.scoring).oracle
    _, info = base.reset(seed=seed)
    began = perf_counter()
    while base.episode.end is None:
        best: tuple[Any, ...] = ()
        if oracle is not None and (policy == "oracle" or (policy == "mixed" and rng.random() < 0.5)):
            best = oracle.actions(base.episode.state).actions
        texts.append(base.game.format(best[0]) if best else _random(base, info["legal"], rng))
        _, _, _, _, info = base.step(texts[-1])
    return Script(seed, tuple(texts)), perf_counter() - began


def _random(base: TurnEnv[Any, Any, Any], legal: tuple[str, ...], rng: Stream) -> str:
    """A random legal action, or a sample of the action space where none can be listed."""
    return rng.choice(legal) if legal else str(base.action_space.sample())
