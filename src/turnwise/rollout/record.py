"""A finished episode as one line of JSON, and back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import gymnasium as gym

from ..envs.core.codec import episode_from_json, episode_to_json
from ..envs.core.episode import Episode
from ..envs.core.errors import DataError
from ..envs.core.game import Game
from ..envs.core.scene import Scene
from ..envs.core.turn_env import TurnEnv
from .plan import SCHEMA, Job, Plan
from .play import Rollout, TurnScore

__all__ = ["Record", "encode", "record_from_json", "record_to_json"]

_TURN = tuple(field.name for field in dataclasses.fields(TurnScore))


@dataclass(frozen=True, slots=True)
class Record:
    """A stored episode. The texts are at hand; the `Episode` itself is built when asked for."""

    job: Job
    split: str
    seed: int
    options: Mapping[str, Any]
    turns: tuple[TurnScore, ...]
    success: bool
    total: float
    """The return."""
    ended: str
    """"terminated", "truncated", or empty where it was given up."""
    problem: str
    """Why it is not measured; empty where it is."""
    data: Mapping[str, Any]
    """The episode as `episode_to_json` wrote it."""

    @property
    def measured(self) -> bool:
        """Whether its numbers count."""
        return not self.problem

    @property
    def episode(self) -> Episode[Any, Any]:
        """The episode as a value; its environment is made to know the game's types.

        Raises:
            DataError: it is broken, or of another game.
        """
        return episode_from_json(self.data, self._game.types)

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """What a replay draws: the state before the first turn and after each; empty where the game draws nothing.

        Raises:
            DataError: as `episode`.
        """
        game = self._game
        if type(game).scene is Game.scene:
            return ()
        episode = self.episode
        transitions = [turn.transition for turn in episode.turns]
        states = [transitions[0].before if transitions else episode.state, *[t.after for t in transitions]]
        drawn = [game.scene(state) for state in states]
        return tuple([scene for scene in drawn if scene is not None]) if None not in drawn else ()

    @property
    def _game(self) -> Game[Any, Any, Any]:
        return _game_of(self.job.env_id, json.dumps(dict(self.options), sort_keys=True))


def record_to_json(plan: Plan, job: Job, rollout: Rollout, types: Iterable[type]) -> dict[str, Any]:
    """A finished episode as JSON data, its key first."""
    episode = rollout.episode
    return {
        "schema": SCHEMA,
        "key": {
            "env": job.env_id,
            "options": dict(plan.options),
            "agent": job.agent,
            "split": plan.split,
            "index": job.index,
            "seed": plan.seed,
        },
        "summary": {
            "success": rollout.success,
            "return": rollout.total,
            "turns": len(episode.turns),
            "ended": episode.end or "",
            "measured": not rollout.problem,
            "problem": rollout.problem,
        },
        "rewards": [{name: getattr(turn, name) for name in _TURN} for turn in rollout.turns],
        "episode": episode_to_json(episode, types),
    }


def encode(record: Mapping[str, Any]) -> bytes:
    """A record as one line of ASCII, newline included: whatever an agent wrote, half a surrogate pair too."""
    return json.dumps(record, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"


def record_from_json(data: Any) -> Record:
    """The record that `record_to_json` wrote.

    Raises:
        DataError: another schema, or a broken record.
    """
    schema = data.get("schema") if isinstance(data, dict) else type(data).__name__
    if schema != SCHEMA:
        raise DataError(f"expected an episode of schema {SCHEMA!r}, got {schema!r}")
    try:
        key, summary = data["key"], data["summary"]
        return Record(
            job=Job(key["env"], key["agent"], key["index"]),
            split=key["split"],
            seed=key["seed"],
            options=key["options"],
            turns=tuple(_turn(turn) for turn in data["rewards"]),
            success=summary["success"],
            total=summary["return"],
            ended=summary["ended"],
            problem=summary["problem"],
            data=data["episode"],
        )
    except (KeyError, TypeError) as error:
        raise DataError(f"the record of an episode is broken: {type(error).__name__}: {error}") from error


def _turn(data: Mapping[str, Any]) -> TurnScore:
    return TurnScore(**{**data, "unmeasured": tuple(data["unmeasured"])})


@lru_cache(maxsize=64)
def _game_of(env_id: str, options: str) -> Game[Any, Any, Any]:
    env = gym.make(env_id, **json.loads(options))
    base = env.unwrapped
    if not isinstance(base, TurnEnv):
        raise DataError(f"{env_id!r} is no turnwise environment: expected a TurnEnv, got {type(base).__name__}")
    game = base.game
    env.close()
    return game
