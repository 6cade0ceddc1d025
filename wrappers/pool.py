"""Where the environments of a vector live: the interface, and the one in this process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import gymnasium as gym

__all__ = ["LocalPool", "Pool", "StepResult"]

StepResult = tuple[Any, float, bool, bool, dict[str, Any]]
"""(observation, reward, terminated, truncated, info) of one environment."""


class Pool(Protocol):
    """Where the environments live: in this process, or in others."""

    def reset(self, calls: Mapping[int, tuple[int | None, dict[str, Any] | None]]) -> dict[int, tuple[Any, Any]]:
        """Resets the named environments with (seed, options)."""
        ...

    def step(self, actions: Mapping[int, Any]) -> dict[int, StepResult]:
        """Steps the named environments; a finished one is reset at once where autoreset is on."""
        ...

    def call(self, name: str, arguments: Mapping[int, tuple[Any, ...]]) -> dict[int, Any]:
        """Calls a method of the named base environments (`snapshot`, `restore`, `observe`)."""
        ...

    def close(self) -> None:
        """Closes them all."""
        ...


class LocalPool:
    """Environments in this process.

    Args:
        makers: one maker an index.
        autoreset: reset a finished environment within the step that finished it.
        keys: the info keys to keep; None for all.
    """

    def __init__(
        self,
        makers: Mapping[int, Callable[[], gym.Env[Any, Any]]],
        *,
        autoreset: bool,
        keys: frozenset[str] | None = None,
    ) -> None:
        self.envs = {index: make() for index, make in makers.items()}
        self._autoreset = autoreset
        self._keys = keys

    def reset(self, calls: Mapping[int, tuple[int | None, dict[str, Any] | None]]) -> dict[int, tuple[Any, Any]]:
        """See `Pool`."""
        results = {}
        for index, (seed, options) in calls.items():
            observation, info = self.envs[index].reset(seed=seed, options=options)
            results[index] = observation, self._cut(info)
        return results

    def step(self, actions: Mapping[int, Any]) -> dict[int, StepResult]:
        """See `Pool`."""
        return {index: self._step(self.envs[index], action) for index, action in actions.items()}

    def call(self, name: str, arguments: Mapping[int, tuple[Any, ...]]) -> dict[int, Any]:
        """See `Pool`."""
        return {index: getattr(self.envs[index].unwrapped, name)(*given) for index, given in arguments.items()}

    def close(self) -> None:
        """See `Pool`."""
        for env in self.envs.values():
            env.close()

    def _step(self, env: gym.Env[Any, Any], action: Any) -> StepResult:
        observation, reward, terminated, truncated, info = env.step(action)
        info = self._cut(info)
        if self._autoreset and (terminated or truncated):
            final_observation, final_info = observation, info
            observation, info = env.reset()
            info = self._cut(info)
            info["final_obs"], info["final_info"] = final_observation, final_info
        return observation, float(reward), terminated, truncated, info

    def _cut(self, info: dict[str, Any]) -> dict[str, Any]:
        return info if self._keys is None else {key: value for key, value in info.items() if key in self._keys}
