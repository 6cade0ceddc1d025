"""How a family is scored: its named terms, their weights on each scale, and its oracle."""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..envs.core.errors import UsageError
from ..envs.core.game import Transition
from .verdict import Label, Oracle, Verdict, Verifier, pending

__all__ = ["Kind", "OutcomeVerifier", "PerTurn", "Scoring", "Term", "load_scoring"]


class Kind(StrEnum):
    """What a reward term rewards."""

    OUTCOME = "outcome"
    PROCESS = "process"
    FORMAT = "format"
    COST = "cost"
    SHAPING = "shaping"


@dataclass(frozen=True, slots=True)
class PerTurn:
    """A weight that is shared out over the turns: `value / max_turns` for each, so the sum never exceeds `value`."""

    value: float


@dataclass(frozen=True, slots=True)
class Term:
    """One named term of a reward: a verdict's score, or one of its components.

    Args:
        verifier: judges the turn; terms with an equal verifier share one verdict a turn.
        kind: what it rewards.
        component: the component to pay; empty for the score.
        low: the smallest value, before the weight.
        high: the largest value, before the weight.
        description: one sentence for reports.
    """

    verifier: Verifier
    kind: Kind
    component: str = ""
    low: float = -1.0
    high: float = 1.0
    description: str = ""


@dataclass(frozen=True, slots=True)
class Scoring:
    """All that is known about scoring one family.

    Args:
        terms: every named term that may be asked for; one of them is named "outcome".
        scales: scale name -> {term: weight}; "unit" is the default.
        oracle: knows the best actions, for built-in players and tools.
        guarantee: start state -> the return on the unit scale that best play surely reaches, None where chance
            decides.
        expert: state -> what a good player who knows only what was shown would write, in every state: the agent
            "expert", and a target of imitation learning.
    """

    terms: Mapping[str, Term]
    scales: Mapping[str, Mapping[str, float | PerTurn]]
    oracle: Oracle | None = None
    guarantee: Callable[[Any], float | None] | None = None
    expert: Callable[[Any], str] | None = None

    def __post_init__(self) -> None:
        if "unit" not in self.scales:
            raise UsageError(f'a scoring needs a scale named "unit", got {list(self.scales)}')
        for scale, weights in self.scales.items():
            self._check(weights, f"scale {scale!r}")

    def weights(
        self, scale: str, terms: Mapping[str, float | PerTurn] | None, max_turns: int | None
    ) -> dict[str, float]:
        """The weight of each term: those of the scale, or the given ones.

        Raises:
            UsageError: unknown scale or term, or a shared-out weight without a turn limit.
        """
        if terms is None:
            if scale not in self.scales:
                raise UsageError(f"scale must be one of {list(self.scales)}, got {scale!r}")
            terms = self.scales[scale]
        self._check(terms, "terms")
        return {name: _resolve(name, weight, max_turns) for name, weight in terms.items()}

    def _check(self, terms: Mapping[str, float | PerTurn], where: str) -> None:
        if unknown := [name for name in terms if name not in self.terms]:
            raise UsageError(f"{where}: no reward term is named {unknown[0]!r}; there are {list(self.terms)}")


def _resolve(name: str, weight: float | PerTurn, max_turns: int | None) -> float:
    if not isinstance(weight, PerTurn):
        return float(weight)
    if max_turns is None:
        raise UsageError(
            f"the weight of term {name!r} is shared out over the turns, but max_turns is None: set max_turns, or "
            f"pass terms={{{name!r}: ...}} with plain numbers"
        )
    return weight.value / max_turns


def load_scoring(scoring: Any) -> Scoring:
    """The `Scoring` behind a "module:name" string, or the object itself.

    Raises:
        UsageError: there is none.
    """
    if isinstance(scoring, str):
        module, _, name = scoring.partition(":")
        scoring = getattr(importlib.import_module(module), name, None)
    if not isinstance(scoring, Scoring):
        raise UsageError(
            f"expected a Scoring or its 'module:name', got {scoring!r}; set the class attribute `scoring` of the "
            "environment"
        )
    return scoring


_WAITING, _GOES_ON = pending().label, pending().reason


class OutcomeVerifier(ABC):
    """Judges the end of an episode, however it came: by the rules or by the turn limit.

    Components: `success`, 1.0 where the task was done, else 0.0.
    """

    @abstractmethod
    def result(self, t: Transition[Any, Any]) -> tuple[float, bool, str]:
        """Score in [-1, 1], whether the task was done, and the reason, for a transition that ended an episode."""

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict: `pending` until the end."""
        if t.end is None:
            # `pending()` with a component, without the checks: made every turn
            fields = (None, _WAITING, _GOES_ON, {"success": 0.0}, None, True, True, False, "", None)
            return tuple.__new__(Verdict, fields)
        score, success, reason = self.result(t)
        label = Label.SOLVED if score > 0 else Label.NEUTRAL if success and score == 0 else Label.FAILED
        parts = {"success": 1.0 if success else 0.0}
        return Verdict(score, label, reason, parts, None, success, True, False, reason)
