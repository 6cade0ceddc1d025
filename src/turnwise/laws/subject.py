"""The environment under test: how to make it, and the episodes that the laws share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

import gymnasium as gym

from ..envs.catalog import CATALOG
from ..envs.core.episode import Episode
from ..envs.core.errors import UsageError
from ..envs.core.game import Game, TaskSource
from ..envs.core.rng import derive_seed
from ..envs.core.turn_env import TurnEnv
from ..verifiers import Oracle, Scoring, Verdict, load_scoring
from ..wrappers import ProcessReward, Scorer, scorer_of
from .playing import Run, play

__all__ = ["Make", "Subject"]

Make = str | Callable[..., gym.Env[Any, Any]]
"""An id, "module:id", or a callable that takes the options."""


class Subject:
    """An environment under test. Everything that costs time is made once and shared by the laws.

    Args:
        make: a registered id ("module:id" imports the module first), or a callable that takes the options as
            keywords and returns an environment built on `TurnEnv`.
        options: the options to make it with.
        tasks: how many tasks of the split to play.
        seed: other episodes for another seed.
        garbage: how many random texts the law `garbage` tries.
    """

    def __init__(
        self,
        make: Make,
        options: Mapping[str, Any] | None = None,
        *,
        tasks: int = 6,
        seed: int = 0,
        garbage: int = 300,
    ) -> None:
        if tasks < 1 or garbage < 0:
            raise UsageError(f"tasks must be at least 1 and garbage at least 0, got {tasks} and {garbage}")
        self.maker = make
        self.options = dict(options or {})
        self.tasks = tasks
        self.seed = seed
        self.garbage = garbage
        kind = getattr(make, "func", make)  # of a functools.partial
        self.id = make if isinstance(make, str) else getattr(kind, "__name__", type(make).__name__)
        self.dear = any(row.dear for row in CATALOG if row.id == make)
        """Whether a turn runs a container or a browser: laws that try very many turns try a few."""
        self.notes: list[str] = []
        """What the running law could not check, and why."""
        self._runs: dict[tuple[str, int], Run] = {}
        self._openings: dict[int, Episode[Any, Any]] = {}

    @property
    def label(self) -> str:
        """Id and options, for messages."""
        given = ", ".join(f"{name}={value!r}" for name, value in self.options.items())
        return f"{self.id} ({given})" if given else self.id

    def make(self, **more: Any) -> gym.Env[Any, Any]:
        """A fresh environment with its reward, with further or other options.

        Raises:
            UsageError: what was made is not built on `TurnEnv`.
        """
        options = {**self.options, **more}
        env = gym.make(self.maker, **options) if isinstance(self.maker, str) else self.maker(**options)
        if not isinstance(env.unwrapped, TurnEnv):
            raise UsageError(
                f"the laws are about environments built on TurnEnv, but {self.id} gives {type(env.unwrapped).__name__}"
            )
        return env if _pays(env) else ProcessReward(env)

    @cached_property
    def env(self) -> gym.Env[Any, Any]:
        """One environment for reading its configuration; laws that step make their own."""
        return self.make()

    @property
    def base(self) -> TurnEnv[Any, Any, Any]:
        """The bare environment of `env`."""
        base = self.env.unwrapped
        assert isinstance(base, TurnEnv)  # make() checked it
        return base

    @property
    def game(self) -> Game[Any, Any, Any]:
        """The rules."""
        return self.base.game

    @property
    def source(self) -> TaskSource[Any]:
        """Where the tasks come from."""
        return self.base.tasks

    @cached_property
    def scoring(self) -> Scoring:
        """All reward terms of the family."""
        return load_scoring(self.base.scoring)

    @cached_property
    def scorer(self) -> Scorer:
        """The scorer of the options."""
        return scorer_of(self.env)

    @property
    def oracle(self) -> Oracle | None:
        """The family's oracle, where it has one."""
        return self.scoring.oracle

    @property
    def indices(self) -> range:
        """The tasks of the split that are played: `tasks` of them, fewer where the split has fewer."""
        count = self.source.count(self.base.split)
        return range(self.tasks if count is None else min(self.tasks, count))

    @property
    def on_unit_scale(self) -> bool:
        """Whether the reward is the default one, about whose returns the laws make promises."""
        asked = self.base.reward_options
        return asked["scale"] == "unit" and asked["terms"] is None

    def run(self, policy: str, index: int) -> Run:
        """The episode of a policy on a task; the dynamics' seed is the same for every policy."""
        found = self._runs.get((policy, index))
        if found is None:
            seed = derive_seed(self.seed, "law", index) % (1 << 31)
            opening = self._opening(index, seed)
            found = play(self._player, opening, policy, seed=seed, label=self.label, oracle=self.oracle)
            self._runs[policy, index] = found
        return found

    @cached_property
    def _player(self) -> gym.Env[Any, Any]:
        return self.make()

    def _opening(self, index: int, seed: int) -> tuple[Any, dict[str, Any]]:
        """Puts the player at the start of a task; making a task may cost much, so that is done once."""
        if index not in self._openings:
            self._player.reset(seed=seed, options={"index": index})
            self._openings[index] = self._player.unwrapped.snapshot()  # type: ignore[attr-defined]
        return self._player.reset(options={"episode": self._openings[index]})

    def runs(self, *policies: str, tasks: int | None = None) -> Iterator[Run]:
        """The episodes of the policies on the first `tasks` tasks (default: all `indices`), task by task."""
        for index in self.indices[:tasks]:
            for policy in policies:
                yield self.run(policy, index)

    def outcome(self, run: Run) -> Verdict:
        """The verdict on the end of an episode."""
        verifier = self.scoring.terms["outcome"].verifier
        return verifier(run.episode.turns[-1].transition)

    def some(self, many: int, few: int) -> int:
        """How many things a law tries: `many`, or `few` where a turn is dear."""
        return few if self.dear else many

    def note(self, text: str) -> None:
        """Says that the running law left something out, and why."""
        if text not in self.notes:
            self.notes.append(text)


def _pays(env: gym.Env[Any, Any]) -> bool:
    layer: Any = env
    while isinstance(layer, gym.Wrapper):
        if isinstance(layer, ProcessReward):
            return True
        layer = layer.env
    return False
