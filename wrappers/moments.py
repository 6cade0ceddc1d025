"""Moments of an episode: hold one, go back to it, branch from it, through any stack of wrappers."""

from __future__ import annotations

import copy
from typing import Any, TypeVar

import gymnasium as gym

from ..envs.core.episode import Episode
from ..envs.core.errors import UsageError
from ..envs.core.turn_env import TurnEnv

__all__ = ["branch", "restore", "snapshot"]

E = TypeVar("E", bound=gym.Env[Any, Any])


def snapshot(env: gym.Env[Any, Any]) -> Episode[Any, Any]:
    """The episode so far as a value; it pickles, and restores in any environment made in the same way.

    Raises:
        EpisodeError: `reset` has not been called.
        UsageError: not one of our environments.
    """
    base = env.unwrapped
    if not isinstance(base, TurnEnv):
        raise UsageError(f"expected an environment built on TurnEnv, got {type(base).__name__}")
    return base.snapshot()


def restore(
    env: gym.Env[Any, Any], episode: Episode[Any, Any], *, reseed: int | None = None
) -> tuple[Any, dict[str, Any]]:
    """Puts a snapshot back and returns (observation, info) of that moment, as the outermost wrapper shows it.

    Every wrapper's `reset` runs, so wrappers that count for themselves (Gymnasium's TimeLimit and
    RecordEpisodeStatistics) count from here; ours keep nothing and are restored with the episode.
    `env.unwrapped.restore(episode)` is the same without the observation, in well under a microsecond.

    Args:
        env: made in the same way as the snapshot's environment.
        episode: the snapshot.
        reseed: where given, what is drawn from here on differs: other futures of the same moment.

    Raises:
        UsageError: a snapshot of another game; nothing is changed then.
    """
    return env.reset(options={"episode": episode, "reseed": reseed})


def branch(env: E) -> E:
    """A second environment at the same moment, stepping one never changes the other.

    Copies the stack of wrappers with whatever they count; game, tasks and the episode's values are shared.
    """
    return copy.deepcopy(env)
