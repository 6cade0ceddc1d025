"""Verdicts become rewards, in this one place: a sum of named, weighted terms with its full record."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import gymnasium as gym
from gymnasium.utils import RecordConstructorArgs

from ..envs.core.episode import Episode
from ..envs.core.errors import UsageError
from ..envs.core.game import Transition
from ..envs.core.turn_env import TurnEnv
from ..verifiers.scoring import Kind, PerTurn, Scoring, Term, load_scoring
from ..verifiers.verdict import Label, Verdict, Verifier

__all__ = ["ProcessReward", "RewardRecord", "RewardSpec", "Scorer", "TermSpec", "scorer_of", "score_episode"]


class RewardRecord(NamedTuple):
    """Why a reward is what it is: `total == sum(terms.values())`."""

    total: float
    terms: Mapping[str, float]
    """Weighted value of each term; 0.0 where its verdict has no score (`pending`, or see `unmeasured`)."""
    verdicts: Mapping[str, Verdict]
    """The verdict behind each term."""
    weights: Mapping[str, float]
    unmeasured: tuple[str, ...] = ()
    """Terms that could not be judged, `pending` ones aside: their 0.0 is no measurement."""


@dataclass(frozen=True, slots=True)
class TermSpec:
    """What a term pays at the least and at the most in one turn, weight included."""

    name: str
    kind: Kind
    weight: float
    low: float
    high: float
    description: str


@dataclass(frozen=True, slots=True)
class RewardSpec:
    """The reward of one turn: its terms and its bounds."""

    terms: tuple[TermSpec, ...]
    scale: str

    @property
    def low(self) -> float:
        """The smallest reward of one turn."""
        return sum(term.low for term in self.terms)

    @property
    def high(self) -> float:
        """The largest reward of one turn."""
        return sum(term.high for term in self.terms)


class Scorer:
    """Scores transitions by weighted terms; holds configuration only.

    Args:
        terms: the terms, by name.
        weights: their weights, by name.
        scale: the name of the scale, for reports.
        strict: raise on a turn that could not be judged instead of warning.
    """

    def __init__(
        self,
        terms: Mapping[str, Term],
        weights: Mapping[str, float],
        *,
        scale: str = "",
        strict: bool = False,
    ) -> None:
        self.terms = {name: terms[name] for name in weights}
        self.weights = dict(weights)
        self.scale = scale
        self.strict = strict
        plan: list[tuple[Verifier, list[tuple[str, str, float]]]] = []
        for name, term in self.terms.items():
            uses = next((uses for verifier, uses in plan if verifier == term.verifier), None)
            if uses is None:
                plan.append((term.verifier, uses := []))
            uses.append((name, term.component, self.weights[name]))
        self._plan = tuple((verifier.__call__, tuple(uses)) for verifier, uses in plan)  # bound once: quicker to call
        self._zeros = dict.fromkeys(self.weights, 0.0)

    @property
    def spec(self) -> RewardSpec:
        """Terms with bounds."""
        specs = []
        for name, term in self.terms.items():
            ends = sorted((self.weights[name] * term.low, self.weights[name] * term.high))
            specs.append(TermSpec(name, term.kind, self.weights[name], ends[0], ends[1], term.description))
        return RewardSpec(tuple(specs), self.scale)

    def empty(self) -> RewardRecord:
        """The record before the first turn: every term 0.0."""
        return RewardRecord(0.0, self._zeros.copy(), {}, self.weights.copy())

    def __call__(self, t: Transition[Any, Any]) -> RewardRecord:
        """The reward of one turn, with its record. Pure."""
        terms = self._zeros.copy()
        verdicts: dict[str, Verdict] = {}
        unmeasured: tuple[str, ...] = ()
        for judge, uses in self._plan:
            verdict = judge(t)
            score, label, _, components, _, _, measured, degraded, _, _ = verdict
            for name, component, weight in uses:
                verdicts[name] = verdict
                if score is not None and measured:
                    terms[name] = weight * (components[component] if component else score) + 0.0  # no negative zero
                elif label is not Label.PENDING or degraded or not measured:
                    unmeasured = (*unmeasured, name)
        if unmeasured:
            self._complain(unmeasured, verdicts[unmeasured[0]], t)
        fields = (sum(terms.values()), terms, verdicts, self.weights.copy(), unmeasured)
        return tuple.__new__(RewardRecord, fields)  # half of the time of a call: made every turn

    def __deepcopy__(self, memo: object) -> Scorer:
        """The same object: it holds configuration only."""
        return self

    def _complain(self, names: tuple[str, ...], verdict: Verdict, t: Transition[Any, Any]) -> None:
        message = f"turn {t.turn}: {', '.join(names)} could not be judged ({verdict.reason})"
        if self.strict:
            raise RuntimeError(message)
        warnings.warn(f"{message}; the reward holds 0.0 for it and info['measured'] is False", stacklevel=4)


def scorer_of(
    env: gym.Env[Any, Any],
    *,
    scale: str | None = None,
    terms: Mapping[str, float | Term] | None = None,
    strict: bool = False,
) -> Scorer:
    """The scorer that an environment's own options ask for, or that the arguments do.

    Args:
        env: a `TurnEnv` under any wrappers.
        scale: one of the family's scales ("unit" ...).
        terms: {name: weight} of the family's terms; a `Term` in place of a weight adds one of your own, weight 1.
        strict: raise on a turn that could not be judged.

    Raises:
        UsageError: not one of our environments, or unknown names.
    """
    base = env.unwrapped
    if not isinstance(base, TurnEnv):
        raise UsageError(f"expected an environment built on TurnEnv, got {type(base).__name__}")
    scoring: Scoring = load_scoring(base.scoring)
    scale = base.reward_options["scale"] if scale is None else scale
    wanted: Mapping[str, Any] | None = base.reward_options["terms"] if terms is None else terms
    own = {name: term for name, term in (wanted or {}).items() if isinstance(term, Term)}
    known: Mapping[str, float | PerTurn] | None = wanted
    if wanted is not None:
        known = {name: weight for name, weight in wanted.items() if name not in own}
    weights = scoring.weights(scale, known, base.limits.max_turns)
    return Scorer({**scoring.terms, **own}, {**weights, **dict.fromkeys(own, 1.0)}, scale=scale, strict=strict)


def score_episode(episode: Episode[Any, Any], scorer: Scorer) -> list[RewardRecord]:
    """The record of every turn of a recorded episode: the numbers that `ProcessReward` gave, or other terms'."""
    return [scorer(turn.transition) for turn in episode.turns]


class ProcessReward(gym.Wrapper[str, str, str, str], RecordConstructorArgs):
    """Pays each turn the weighted sum of its terms. `gymnasium.make` attaches it to every id.

    Adds to info: `reward_terms` {name: float}, `reward` (the `RewardRecord`), `success` (task done) and `measured`
    (False: a term could not be judged). A record's verdicts are privileged: their reasons and sets name the answer, and
    `Verdict.feedback` alone is made for the agent.

    Args:
        env: a `TurnEnv` under wrappers that keep the turns one to one.
        scale: see `scorer_of`; default: the option that the environment was made with.
        terms: see `scorer_of`.
        strict: see `scorer_of`.
    """

    def __init__(
        self,
        env: gym.Env[str, str],
        scale: str | None = None,
        terms: Mapping[str, float | Term] | None = None,
        strict: bool = False,
    ) -> None:
        RecordConstructorArgs.__init__(self, scale=scale, terms=terms, strict=strict)
        gym.Wrapper.__init__(self, env)
        self.scorer = scorer_of(env, scale=scale, terms=terms, strict=strict)
        self._base: TurnEnv[Any, Any, Any] = env.unwrapped  # type: ignore[assignment] # scorer_of checked it
        self._outcome = load_scoring(self._base.scoring).terms.get("outcome")

    @property
    def reward_spec(self) -> RewardSpec:
        """The terms of this environment's reward, with bounds."""
        return self.scorer.spec

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
        """As the environment's own; the reward keys of info are there with zeros."""
        observation, info = self.env.reset(seed=seed, options=options)
        self._annotate(info, self.scorer.empty(), None)
        return observation, info

    def step(self, action: str) -> tuple[str, float, bool, bool, dict[str, Any]]:
        """One turn, with its reward."""
        observation, paid, terminated, truncated, info = self.env.step(action)
        transition = self._base.episode.turns[-1].transition
        record = self.scorer(transition)
        self._annotate(info, record, transition)
        return observation, float(paid) + record.total, terminated, truncated, info

    def _annotate(self, info: dict[str, Any], record: RewardRecord, t: Transition[Any, Any] | None) -> None:
        info["reward_terms"] = {**record.terms}
        info["reward"] = record
        info["success"] = t is not None and t.end is not None and self._succeeded(record, t)
        info["measured"] = not record.unmeasured

    def _succeeded(self, record: RewardRecord, t: Transition[Any, Any]) -> bool:
        """Whether the episode that ended here was a success, on scales without an outcome term too."""
        verdict = record.verdicts.get("outcome")
        if verdict is None:
            if self._outcome is None:
                return False
            verdict = self._outcome.verifier(t)
        return verdict.components.get("success", 0.0) > 0.0

    def __deepcopy__(self, memo: dict[int, Any]) -> ProcessReward:
        """A branch: its own environment, the same configuration."""
        twin = copy.copy(self)
        memo[id(self)] = twin
        twin.env = copy.deepcopy(self.env, memo)
        twin._base = twin.env.unwrapped  # type: ignore[assignment] # a copy of a TurnEnv
        return twin
