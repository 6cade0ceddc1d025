"""The suites that are compared, behind one small interface: begin an episode, choose, step."""

from __future__ import annotations

import contextlib
import io
import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import gymnasium as gym

import turnwise  # registers the ids
from turnwise.bench import Script

__all__ = ["Contestant", "Gem", "OutOfScripts", "TextArena", "Turnwise"]

Chooser = Callable[[Any, random.Random], str]


class OutOfScripts(Exception):
    """Every prepared episode was played once; playing one twice would be served from caches."""


class Contestant(ABC):
    """One environment of one suite. `begin` and `step` are timed, `prepare` and `choose` are not."""

    name: str

    def prepare(self) -> None:  # noqa: B027 - nothing to prepare for most
        """What is not part of beginning an episode."""

    @abstractmethod
    def begin(self, seed: int) -> None:
        """A new episode, first observation included."""

    @abstractmethod
    def choose(self) -> str:
        """The next action."""

    @abstractmethod
    def step(self, action: str) -> bool:
        """One step, observation included; whether the episode has ended."""

    def moves(self) -> int:
        """Marks or moves that the last step made on the board."""
        return 1


class Turnwise(Contestant):
    """An environment of ours as `gymnasium.make` gives it: rules, observation, legal actions, verdicts and reward.

    Args:
        env_id: the id.
        options: its options.
        scripts: episodes to play, each once; they were chosen in another process. Empty: for `begin` alone.
    """

    def __init__(self, env_id: str, options: Mapping[str, Any], scripts: Sequence[Script] = ()) -> None:
        self.name = f"turnwise {turnwise.__version__} {env_id} {dict(options) or ''}".strip()
        self._env = gym.make(env_id, **options)
        self._scripts: Iterator[Script] = iter(scripts)
        self._scripted = bool(scripts)
        self._script: Script | None = None
        self._texts: Iterator[str] = iter(())

    def prepare(self) -> None:
        """Takes the next script."""
        if not self._scripted:
            return
        self._script = next(self._scripts, None)
        if self._script is None:
            raise OutOfScripts
        self._texts = iter(self._script.texts)

    def begin(self, seed: int) -> None:
        """`env.reset(seed)`, with the script's seed where there is one."""
        self._env.reset(seed=seed if self._script is None else self._script.seed)

    def choose(self) -> str:
        """The script's next text."""
        return next(self._texts)

    def step(self, action: str) -> bool:
        """`env.step`."""
        _, _, terminated, truncated, _ = self._env.step(action)
        return terminated or truncated

    def moves(self) -> int:
        """The events of the last turn: in tic-tac-toe, the agent's mark and the opponent's."""
        return max(1, len(self._env.unwrapped.episode.turns[-1].transition.events))  # type: ignore[attr-defined]


class TextArena(Contestant):
    """An environment of TextArena, without any reward but the game's result.

    A new one is made for every episode, within the timed part: the default observation wrapper of 0.7.4 keeps its
    history across `reset`, so a reused environment shows earlier episodes and gets slower with each.

    Args:
        env_id: the id.
        players: how many; the caller moves for all of them.
        choose: picks an action from the environment inside.
    """

    def __init__(self, env_id: str, players: int, choose: Chooser) -> None:
        import textarena

        self.name = f"textarena {env_id}"
        self._suite, self._env_id, self._players, self._choose = textarena, env_id, players, choose
        self._rng = random.Random(0)
        self._env: Any = None

    def begin(self, seed: int) -> None:
        """`make`, `reset` and the first observation."""
        random.seed(seed)  # it draws from the global generator
        with contextlib.redirect_stdout(io.StringIO()):
            self._env = self._suite.make(self._env_id)
            self._env.reset(num_players=self._players, seed=seed)
            self._env.get_observation()

    def choose(self) -> str:
        """The chooser's pick from the innermost environment."""
        inner = self._env
        while hasattr(inner, "env"):
            inner = inner.env
        return self._choose(inner, self._rng)

    def step(self, action: str) -> bool:
        """`step`, and the observation that the next player needs."""
        done, _ = self._env.step(action)
        if not done:
            self._env.get_observation()
        return bool(done)


class Gem(Contestant):
    """An environment of GEM.

    Args:
        env_id: the id.
        choose: picks an action from the environment.
    """

    def __init__(self, env_id: str, choose: Chooser) -> None:
        import gem

        self.name = f"gem {env_id}"
        self._choose, self._rng = choose, random.Random(0)
        with contextlib.redirect_stdout(io.StringIO()):
            self._env = gem.make(env_id)

    def begin(self, seed: int) -> None:
        """`reset`."""
        self._env.reset(seed=seed)

    def choose(self) -> str:
        """The chooser's pick."""
        return self._choose(self._env, self._rng)

    def step(self, action: str) -> bool:
        """`step`."""
        _, _, terminated, truncated, _ = self._env.step(action)
        return bool(terminated or truncated)
