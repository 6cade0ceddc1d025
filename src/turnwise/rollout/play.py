"""One episode from the first observation to the end, with the verdict of every turn."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gymnasium as gym

from ..agents.agent import Agent, Exchange, NotMeasured
from ..envs.core.episode import Episode
from ..envs.core.rng import derive_seed
from ..envs.core.turn_env import TurnEnv
from ..verifiers.scoring import Kind, Scoring, load_scoring
from ..verifiers.verdict import Label, Verdict, Verifier
from ..wrappers.reward import RewardRecord, Scorer, scorer_of
from .plan import split_of

__all__ = ["Judge", "Rollout", "TurnScore", "run_episode"]


@dataclass(frozen=True, slots=True)
class TurnScore:
    """The reward of one turn, and what was said about the decision."""

    total: float
    """The reward."""
    terms: Mapping[str, float]
    label: str
    """The label of the process verdict; of the outcome where the family has none."""
    reason: str
    score: float | None
    """The score of the process verdict, None where it judged nothing."""
    components: Mapping[str, float]
    """Of the process verdict: `optimal` is 1.0 where the action was in the oracle's set."""
    rejected: bool
    recoverable: bool
    degraded: bool
    outcome: str
    """The reason of the outcome's verdict, at the end of the episode; else empty."""
    unmeasured: tuple[str, ...]
    """Terms that could not be judged."""


@dataclass(frozen=True, slots=True)
class Rollout:
    """One episode and its scores."""

    episode: Episode[Any, Any]
    turns: tuple[TurnScore, ...]
    success: bool
    problem: str = ""
    """Why the episode is not measured; empty where it is. Its numbers count nowhere then."""

    @property
    def total(self) -> float:
        """The return: the sum of the rewards."""
        return sum(turn.total for turn in self.turns)


class Judge:
    """Says of a turn what the reports show: the reward and the process verdict.

    The process verdict is that of the family's term `oracle`, else of the first process term of the reward, else of
    the family's first process term.

    Args:
        env: a `TurnEnv` under any wrappers.
    """

    def __init__(self, env: gym.Env[Any, Any]) -> None:
        self.scorer: Scorer = scorer_of(env)
        self.scoring: Scoring = load_scoring(env.unwrapped.scoring)  # type: ignore[attr-defined] # scorer_of checked it
        self._verifier = _process_verifier(self.scoring, self.scorer)
        terms = self.scorer.terms.items()
        self._shared = next((name for name, term in terms if term.verifier == self._verifier), "")

    def __call__(self, record: RewardRecord, transition: Any) -> TurnScore:
        """The score of a turn whose reward is known."""
        outcome = record.verdicts.get("outcome")
        ended = "" if outcome is None or outcome.label is Label.PENDING else outcome.reason
        verdict = self._verdict(record, transition)
        measured = verdict.measured
        return TurnScore(
            total=record.total,
            terms=dict(record.terms),
            label=verdict.label.value,
            reason=verdict.reason,
            score=verdict.score if measured else None,
            components=dict(verdict.components) if measured else {},
            rejected=transition.rejected,
            recoverable=verdict.recoverable,
            degraded=verdict.degraded,
            outcome=ended,
            unmeasured=record.unmeasured,
        )

    def _verdict(self, record: RewardRecord, transition: Any) -> Verdict:
        if self._shared:
            return record.verdicts[self._shared]
        if self._verifier is not None:
            return self._verifier(transition)
        return record.verdicts.get("outcome") or Verdict(None, Label.PENDING, "No verifier judges this turn.")


def run_episode(
    env: gym.Env[str, str], agent: Agent, *, split: str, index: int, seed: int, judge: Judge | None = None
) -> Rollout:
    """One episode of a task, played to its end.

    An agent that raises `NotMeasured`, or a turn that no verifier could judge, makes it not measured. Any other
    exception is a bug and propagates.

    Args:
        env: as `gymnasium.make` gives it.
        agent: made for this episode.
        split: split of the task, or "held-out".
        index: the task's number in its split.
        seed: seeds the dynamics, together with the task's address, so that all agents meet the same luck.
        judge: made from `env` unless handed in (it is the same for every episode of an environment).
    """
    judge = judge or Judge(env)
    base: TurnEnv[Any, Any, Any] = env.unwrapped  # type: ignore[assignment] # Judge checked it
    env_id = env.spec.id if env.spec is not None else type(base).__name__
    split = split_of(base.tasks, split)
    dynamics = derive_seed(seed, "eval", env_id, split, index)
    observation, info = env.reset(seed=dynamics, options={"split": split, "index": index})
    history: list[Exchange] = []
    scores: list[TurnScore] = []
    problem = ""
    over = False
    while not over and not problem:
        try:
            text = agent.act(observation, info, history)
        except NotMeasured as failure:
            problem = str(failure)
            break
        history.append(Exchange(observation, text))
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*could not be judged")  # it is in the record
            observation, _, terminated, truncated, info = env.step(text)
        scores.append(judge(info["reward"], base.episode.turns[-1].transition))
        over = terminated or truncated
        if scores[-1].unmeasured:
            problem = f"turn {len(scores)}: {', '.join(scores[-1].unmeasured)} could not be judged"
    return Rollout(base.episode, tuple(scores), bool(info["success"]) and not problem, problem)


def _process_verifier(scoring: Scoring, scorer: Scorer) -> Verifier | None:
    if "oracle" in scoring.terms:
        return scoring.terms["oracle"].verifier
    terms = [*scorer.terms.values(), *scoring.terms.values()]
    return next((term.verifier for term in terms if term.kind is Kind.PROCESS), None)
