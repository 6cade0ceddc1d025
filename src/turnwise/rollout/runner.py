"""Plays the episodes of a plan one at a time, in whichever process."""

from __future__ import annotations

import os
from types import TracebackType
from typing import NamedTuple

import gymnasium as gym

from ..agents.agent import Seat
from ..agents.lineup import Lineup
from ..envs.core.turn_env import TurnEnv
from .plan import Job, Plan
from .play import Judge, run_episode
from .record import encode, record_to_json

__all__ = ["Played", "Runner"]


class Played(NamedTuple):
    """A finished episode, ready to be stored."""

    job: Job
    line: bytes
    """Its record."""
    problem: str
    """Why it is not measured; empty where it is."""


class Runner:
    """Makes environments and agents as the plan says and keeps the environments; a context manager.

    The key of the endpoint is read from the variable OPENAI_API_KEY and goes nowhere else.

    Args:
        plan: what is played.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._lineup = Lineup(plan.endpoint, os.environ.get("OPENAI_API_KEY", "").strip() if plan.endpoint else "")
        self._envs: dict[str, tuple[gym.Env[str, str], Judge]] = {}

    def __enter__(self) -> Runner:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lineup.__exit__(kind, error, trace)
        for env, _ in self._envs.values():
            env.close()

    def run(self, job: Job) -> Played:
        """Plays one episode to its end.

        Raises:
            UsageError: the environment or the agent can't be made.
        """
        plan, (env, judge) = self._plan, self._env(job.env_id)
        base: TurnEnv[object, object, object] = env.unwrapped  # type: ignore[assignment] # Judge checked it
        scoring, where = judge.scoring, (job.env_id, job.agent, plan.split, job.index, plan.seed)
        seat = Seat(base, judge.scorer, scoring.oracle, *where, scoring.expert)
        agent = self._lineup.make(seat)
        rollout = run_episode(env, agent, split=plan.split, index=job.index, seed=plan.seed, judge=judge)
        return Played(job, encode(record_to_json(plan, job, rollout, base.game.types)), rollout.problem)

    def _env(self, env_id: str) -> tuple[gym.Env[str, str], Judge]:
        known = self._envs.get(env_id)
        if known is None:
            env: gym.Env[str, str] = gym.make(env_id, **self._plan.options)
            known = self._envs[env_id] = env, Judge(env)
        return known
