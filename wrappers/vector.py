"""Many episodes at once: any subset steps, no action is thrown away, infos stay readable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Literal

import gymnasium as gym
import numpy as np
from gymnasium import spaces
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space, concatenate, create_empty_array
from numpy.typing import NDArray

from ..envs.core.episode import Episode
from ..envs.core.errors import EpisodeError, UsageError
from .pool import LocalPool, Pool
from .workers import WorkerPool

__all__ = ["TurnVectorEnv", "make_vec"]

Wrap = Callable[[gym.Env[Any, Any]], gym.Env[Any, Any]]


class TurnVectorEnv(VectorEnv[Any, Any, NDArray[Any]]):
    """A vector environment that steps any subset of its environments.

    `step` takes one action an environment, or a mapping of index to action. It returns full-width results: where an
    environment was not stepped, its observation is the last one, its reward 0.0 and its flags False; which were
    stepped is in `infos["stepped"]` (bool array), or, with infos as a list, an empty dict stands for the others.

    With autoreset a finished environment is reset within the same step (Gymnasium's SAME_STEP): the observation is
    the new episode's first, the old one's last is in `final_obs` and `final_info`, and no action is thrown away.
    Without it (DISABLED), reset it with `reset(options={"reset_mask": mask})` before stepping it again.

    Args:
        pool: where the environments are.
        num_envs: how many there are.
        env: a sample environment, for spaces and spec.
        infos: "dict" merges infos as Gymnasium does; "list" keeps a list of dicts.
        autoreset: see above.
    """

    def __init__(
        self,
        pool: Pool,
        num_envs: int,
        env: gym.Env[Any, Any],
        *,
        infos: Literal["dict", "list"] = "dict",
        autoreset: bool = True,
    ) -> None:
        self.num_envs = num_envs
        self.spec = env.spec
        self.render_mode = env.render_mode
        self.metadata = {
            **env.metadata,
            "autoreset_mode": AutoresetMode.SAME_STEP if autoreset else AutoresetMode.DISABLED,
        }
        self.single_observation_space: gym.Space[Any] = env.observation_space
        self.single_action_space: gym.Space[Any] = env.action_space
        self.observation_space = batch_space(env.observation_space, num_envs)
        self.action_space = batch_space(env.action_space, num_envs)
        self._pool = pool
        self._infos = infos
        self._autoreset = autoreset
        self._observations: list[Any] = [None] * num_envs
        self._over = [True] * num_envs  # no episode yet, or an ended one

    def reset(
        self,
        *,
        seed: int | Sequence[int | None] | None = None,
        options: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    ) -> tuple[Any, Any]:
        """Begins episodes.

        Args:
            seed: an integer (environment `i` gets `seed + i`, as in Gymnasium) or one for each.
            options: reset options for all, or one mapping for each; `reset_mask` (bool array) resets only some.
        """
        per_env = self._options(options)
        mask = None
        for given in per_env:  # the same mask stands in each where one mapping was given for all
            mask = given.pop("reset_mask", mask)
        seeds = [None if seed is None else seed + i for i in range(self.num_envs)] if not _many(seed) else list(seed)  # type: ignore[operator,arg-type]
        if len(seeds) != self.num_envs:
            raise UsageError(f"expected one seed for each of {self.num_envs} environments, got {len(seeds)}")
        chosen = range(self.num_envs) if mask is None else np.flatnonzero(mask).tolist()
        results = self._pool.reset({i: (seeds[i], per_env[i] or None) for i in chosen})
        return self._began(results)

    def step(
        self, actions: Mapping[int, Any] | Sequence[Any] | NDArray[Any]
    ) -> tuple[Any, NDArray[Any], NDArray[Any], NDArray[Any], Any]:
        """Steps the environments that have an action. See the class."""
        chosen = self._chosen(actions)
        rewards = np.zeros(self.num_envs, np.float64)
        terminations, truncations = np.zeros(self.num_envs, np.bool_), np.zeros(self.num_envs, np.bool_)
        infos: dict[int, dict[str, Any]] = {}
        for index, result in self._pool.step(chosen).items():
            self._observations[index], rewards[index], terminations[index], truncations[index], infos[index] = result
            self._over[index] = not self._autoreset and (result[2] or result[3])
        return self._batched(), rewards, terminations, truncations, self._merged(infos)

    def snapshot(self, indices: Sequence[int] | None = None) -> dict[int, Episode[Any, Any]]:
        """The episodes of the named environments (all by default), by index."""
        return self._pool.call("snapshot", dict.fromkeys(range(self.num_envs) if indices is None else indices, ()))

    def restore(self, episodes: Mapping[int, Episode[Any, Any]]) -> tuple[Any, Any]:
        """Puts episodes back, by index; returns (observations, infos) as `reset` does."""
        began = self._began(self._pool.reset({i: (None, {"episode": episode}) for i, episode in episodes.items()}))
        for index, episode in episodes.items():
            self._over[index] = episode.end is not None
        return began

    def close_extras(self, **kwargs: Any) -> None:
        """Closes the environments and ends their processes."""
        self._pool.close()

    def _options(self, options: Any) -> list[dict[str, Any]]:
        if options is None or isinstance(options, Mapping):
            return [dict(options or {}) for _ in range(self.num_envs)]
        if len(options) != self.num_envs:
            raise UsageError(f"expected options for each of {self.num_envs} environments, got {len(options)}")
        return [dict(given) for given in options]

    def _chosen(self, actions: Any) -> dict[int, Any]:
        if not isinstance(actions, Mapping):
            if isinstance(actions, str) or len(actions) != self.num_envs:
                raise UsageError(
                    f"expected {self.num_envs} actions, or a mapping of index to action for some, got {actions!r:.80}"
                )
            actions = dict(enumerate(actions))
        if wrong := [index for index in actions if index not in range(self.num_envs)]:
            raise UsageError(f"environment indices are 0 to {self.num_envs - 1}, got {wrong[0]!r}")
        # all checks come before the first step: a refused call must not have stepped some of them
        for index, action in actions.items():
            if not self.single_action_space.contains(action):
                raise TypeError(f"environment {index}: {action!r:.80} is not in {self.single_action_space}")
            if self._over[index]:
                raise EpisodeError(f"environment {index} has no running episode; reset it before stepping it")
        return {int(index): action for index, action in actions.items()}

    def _began(self, results: Mapping[int, tuple[Any, Any]]) -> tuple[Any, Any]:
        for index, (observation, _) in results.items():
            self._observations[index] = observation
            self._over[index] = False
        return self._batched(), self._merged({index: info for index, (_, info) in results.items()})

    def _batched(self) -> Any:
        if isinstance(self.single_observation_space, spaces.Text):
            return tuple(self._observations)
        out = create_empty_array(self.single_observation_space, self.num_envs)
        return concatenate(self.single_observation_space, self._observations, out)  # type: ignore[arg-type]

    def _merged(self, infos: Mapping[int, dict[str, Any]]) -> Any:
        if self._infos == "list":
            return [infos.get(index, {}) for index in range(self.num_envs)]
        merged: dict[str, Any] = {}
        for index, info in infos.items():
            merged = self._add_info(merged, info, index)
        stepped = np.zeros(self.num_envs, np.bool_)
        stepped[list(infos)] = True
        merged["stepped"] = stepped
        return merged


def make_vec(
    id: str,
    num_envs: int = 1,
    *,
    workers: int = 0,
    infos: Literal["dict", "list"] = "dict",
    autoreset: bool = True,
    wrappers: Sequence[Wrap] = (),
    info_keys: Sequence[str] | None = None,
    **options: Any,
) -> TurnVectorEnv:
    """Many environments of one id.

    Args:
        id: a registered id.
        num_envs: how many.
        workers: processes to share them out over; 0 keeps them all in this one, which is best for cheap games.
        infos: "dict" (as Gymnasium merges them) or "list" (a list of dicts).
        autoreset: see `TurnVectorEnv`.
        wrappers: applied to each environment in order; picklable where there are workers.
        info_keys: the info keys to keep, None for all; fewer are cheaper to send between processes.
        **options: options of the environment.

    Raises:
        UsageError: fewer than one environment, or fewer than zero workers.
    """
    if num_envs < 1 or workers < 0:
        raise UsageError(f"expected num_envs >= 1 and workers >= 0, got {num_envs} and {workers}")
    maker = partial(_make, id, options, tuple(wrappers))
    keys = None if info_keys is None else frozenset(info_keys)
    sample = maker()
    try:
        pool: Pool
        if workers:
            pool = WorkerPool(maker, num_envs, min(workers, num_envs), autoreset=autoreset, keys=keys)
        else:
            pool = LocalPool(dict.fromkeys(range(num_envs), maker), autoreset=autoreset, keys=keys)
        return TurnVectorEnv(pool, num_envs, sample, infos=infos, autoreset=autoreset)
    finally:
        sample.close()


def _make(id: str, options: dict[str, Any], wrappers: tuple[Wrap, ...]) -> gym.Env[Any, Any]:
    env: gym.Env[Any, Any] = gym.make(id, **options)
    for wrap in wrappers:
        env = wrap(env)
    return env


def _many(seed: Any) -> bool:
    return isinstance(seed, Sequence | np.ndarray)
