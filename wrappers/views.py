"""Other views of the same environment: numbered actions with a mask, and arrays. They keep configuration only."""

from __future__ import annotations

from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium import spaces
from gymnasium.utils import RecordConstructorArgs
from numpy.typing import NDArray

from ..envs.core.errors import UsageError
from ..envs.core.turn_env import TurnEnv

__all__ = ["ArrayObservation", "DiscreteActions"]

# Gymnasium types Wrapper.env by the outer types, so a wrapper that changes a type needs Any there.
_View = gym.Wrapper[Any, Any, Any, Any]


def _turn_env(env: gym.Env[Any, Any], view: str) -> TurnEnv[Any, Any, Any]:
    base = env.unwrapped
    if not isinstance(base, TurnEnv):
        raise UsageError(f"{view} needs an environment built on TurnEnv, got {type(base).__name__}")
    return base


class DiscreteActions(_View, RecordConstructorArgs):
    """Actions as numbers. Each is sent on as its text, so both views give the same transitions.

    Where the game has finitely many actions, number `i` is always the i-th of `game.actions`; else (give `n`) it is
    the i-th entry of the current `info["legal"]`. A number without a legal action is a rejected turn, never an error.

    Adds to info: `action_mask`, int8 of shape (n,), 1 where the number is a legal action.

    Args:
        env: an environment built on `TurnEnv`.
        n: size of the menu; only for games without a fixed list of actions.

    Raises:
        UsageError: the game lists no actions and `n` is missing, or `n` is given for a fixed list.
    """

    def __init__(self, env: gym.Env[Any, Any], n: int | None = None) -> None:
        RecordConstructorArgs.__init__(self, n=n)
        gym.Wrapper.__init__(self, env)
        self._base = _turn_env(env, "DiscreteActions")
        game = self._base.game
        self._texts = tuple(game.format(action) for action in game.actions)
        self._numbers = {text: number for number, text in enumerate(self._texts)}
        if self._texts and n is not None:
            raise UsageError(f"this game has a fixed list of {len(self._texts)} actions; leave n out")
        if not self._texts and (n is None or n < 1):
            raise UsageError(f"this game has no fixed list of actions: give the size n >= 1 of the menu, got {n!r}")
        self.n = len(self._texts) or int(n or 0)
        self.action_space = spaces.Discrete(self.n)

    def text(self, number: int) -> str:
        """The text that a number is sent on as, in the current state."""
        if not 0 <= number < self.n:
            return f"action {number} is not in the menu of {self.n}"
        if self._texts:
            return self._texts[number]
        legal = self._legal()
        return legal[number] if number < len(legal) else f"menu entry {number} is empty"

    def action_masks(self) -> NDArray[np.bool_]:
        """Which numbers are legal now, bool (n,): the method that sb3-contrib's MaskablePPO asks for."""
        mask = np.zeros(self.n, np.bool_)
        legal = self._legal()
        if self._texts:
            mask[[self._numbers[text] for text in legal]] = True
        else:
            mask[: len(legal)] = True
        return mask

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """As the environment's own, with the mask."""
        observation, info = self.env.reset(seed=seed, options=options)
        info["action_mask"] = self.action_masks().astype(np.int8)
        return observation, info

    def step(self, action: int) -> tuple[Any, Any, bool, bool, dict[str, Any]]:
        """One turn with a numbered action."""
        observation, reward, terminated, truncated, info = self.env.step(self.text(int(action)))
        info["action_mask"] = self.action_masks().astype(np.int8)
        return observation, reward, terminated, truncated, info

    def _legal(self) -> tuple[str, ...]:
        episode, game = self._base.episode, self._base.game
        if episode.end == "terminated":
            return ()
        return game.legal_texts(episode.state)


class ArrayObservation(_View, RecordConstructorArgs):
    """Observations as the game's array; the text moves to `info["text"]`.

    Args:
        env: an environment built on `TurnEnv` whose game has a numeric view.

    Raises:
        UsageError: the game has none.
    """

    def __init__(self, env: gym.Env[Any, Any]) -> None:
        RecordConstructorArgs.__init__(self)
        gym.Wrapper.__init__(self, env)
        self._base = _turn_env(env, "ArrayObservation")
        space = self._base.game.space
        if space is None:
            raise UsageError(f"{type(self._base.game).__name__} has no numeric view")
        self.observation_space = space

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[Any], dict[str, Any]]:
        """As the environment's own, with an array."""
        text, info = self.env.reset(seed=seed, options=options)
        return self._array(text, info), info

    def step(self, action: Any) -> tuple[NDArray[Any], Any, bool, bool, dict[str, Any]]:
        """One turn, with an array."""
        text, reward, terminated, truncated, info = self.env.step(action)
        return self._array(text, info), reward, terminated, truncated, info

    def _array(self, text: Any, info: dict[str, Any]) -> NDArray[Any]:
        info["text"] = text
        return self._base.game.array(self._base.episode.state)
