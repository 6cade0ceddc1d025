"""Environments that break a law."""

import itertools
import time
from typing import Any

import numpy as np
from gymnasium import spaces

from turnwise.envs.core import Limits, TaskError

from .ladder import LadderEnv

COUNT = itertools.count()
"""Shared by all that does what it must not."""
SHARED: dict[str, Any] = {}
"""What instances must not share."""


class NanReward(LadderEnv):
    def step(self, action: str) -> Any:
        observation, _, *rest = super().step(action)
        return (observation, float("nan"), *rest)


class Seedless(LadderEnv):
    def reset(self, *, seed: int | None = None, options: Any = None) -> Any:
        return super().reset(seed=0, options=options)


class Outside(LadderEnv):
    """Counts its steps outside the episode."""

    steps = 0

    def step(self, action: str) -> Any:
        self.steps += 1
        observation, *rest = super().step(action)
        return (observation + "!" * (self.steps % 3), *rest)


class Trusting(LadderEnv):
    """Restores anything."""

    def restore(self, episode: Any, *, reseed: int | None = None) -> None:
        self._episode = episode


class Fixed(LadderEnv):
    """Ignores reseed."""

    def restore(self, episode: Any, *, reseed: int | None = None) -> None:
        super().restore(episode)


class Amnesiac(LadderEnv):
    """Forgets its generator when pickled."""

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_np_random": np.random.default_rng(next(COUNT))}


class Sharing(LadderEnv):
    def _info(self, episode: Any) -> dict[str, Any]:
        return {**super()._info(episode), "extra": SHARED}


class Widening(LadderEnv):
    def _info(self, episode: Any) -> dict[str, Any]:
        return {**super()._info(episode), "extra": 0 if not episode.turns else 0.5}


class Blank(LadderEnv):
    def _info(self, episode: Any) -> dict[str, Any]:
        return {**super()._info(episode), "extra": None}


class Reserved(LadderEnv):
    def _info(self, episode: Any) -> dict[str, Any]:
        return {**super()._info(episode), "episode": 1}


class Patient(LadderEnv):
    """One turn more than asked for."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.limits = Limits(*(None if n is None else n + 1 for n in (self.limits.max_turns, self.limits.max_rejected)))


class Endless(LadderEnv):
    """Goes on after the end."""

    def step(self, action: str) -> Any:
        if self.episode.end is not None:
            return (self.episode.observation, 0.0, True, False, self._info(self.episode))
        return super().step(action)


class Tipping(LadderEnv):
    def step(self, action: str) -> Any:
        observation, _, *rest = super().step(action)
        return (observation, 0.25, *rest)


class Growing(LadderEnv):
    """An array in info whose shape changes: Gymnasium can't merge it."""

    def _info(self, episode: Any) -> dict[str, Any]:
        return {**super()._info(episode), "extra": np.zeros(1 + len(episode.turns))}


class Plain(LadderEnv):
    """Gymnasium's own space of texts, whose shared memory silently gives garbage."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.observation_space = spaces.Text(300, charset="".join(map(chr, range(10, 127))))


class Crowded(LadderEnv):
    """What one instance does shows in another."""

    def step(self, action: str) -> Any:
        SHARED["last"], last = id(self), SHARED.get("last", id(self))
        observation, *rest = super().step(action)
        return (observation + ("" if last == id(self) else " You are not alone."), *rest)


class Undocumented(LadderEnv):
    """A ladder."""


class Untrue(LadderEnv):
    __doc__ = (LadderEnv.__doc__ or "").replace("of 5.", "of 7.")


class Lenient(LadderEnv):
    """Takes any address."""

    def reset(self, *, seed: int | None = None, options: Any = None) -> Any:
        try:
            return super().reset(seed=seed, options=options)
        except TaskError:
            return super().reset(seed=seed)


class Slow(LadderEnv):
    """Shows the clock."""

    def _info(self, episode: Any) -> dict[str, Any]:
        return {**super()._info(episode), "extra": time.perf_counter_ns()}
