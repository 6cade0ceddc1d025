"""What a verifier says about one turn, and the sets of good actions behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, NamedTuple, Protocol, TypeVar, runtime_checkable

from ..envs.core.game import Immutable, Transition

__all__ = ["Label", "Oracle", "OracleSet", "Verdict", "Verifier", "pending"]

A = TypeVar("A")


class Label(StrEnum):
    """What kind of turn it was. The sign of the score agrees with it."""

    signs: tuple[int, ...]
    """The signs that a score may have under this label."""

    def __new__(cls, value: str, *signs: int) -> Label:
        """A member with its signs."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.signs = signs
        return member

    SOLVED = "solved", 1
    OPTIMAL = "optimal", 1
    PROGRESS = "progress", 1
    NEUTRAL = "neutral", 0
    SETBACK = "setback", -1
    FATAL = "fatal", -1
    REJECTED = "rejected", -1
    FAILED = "failed", -1, 0
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class OracleSet(Immutable, Generic[A]):
    """The actions that an oracle holds best in a state.

    An empty set with `exact=True` means that no action helps any more (lost, or over).
    """

    actions: tuple[A, ...]
    value: Mapping[A, float] | None = None
    """The oracle's value of actions (all legal ones or the best alone), higher is better."""
    exact: bool = True
    """False: the oracle ran out of budget, and the set may be wrong or incomplete."""
    informative: bool = True
    """False: every legal action is in the set, so agreement says nothing."""
    budget_used: int = 0
    """In the oracle's own unit (nodes, boards ...)."""
    distance: int | None = None
    """Fewest turns to the goal, where the oracle knows it."""


class _VerdictFields(NamedTuple):
    score: float | None
    label: Label
    reason: str
    components: Mapping[str, float]
    potential: tuple[float, float] | None
    recoverable: bool
    measured: bool
    degraded: bool
    feedback: str
    oracle: OracleSet[Any] | None


class Verdict(_VerdictFields):
    """A judgment of one turn, with its reason.

    Args:
        score: quality of the decision, in [-1, 1] unless the verifier's `bounds` say otherwise; None: not judged.
        label: what kind of turn it was.
        reason: a sentence for a person, with the numbers in it.
        components: named parts, the same names at every turn.
        potential: closeness to the goal before and after, in [0, 1]; `after` equals the next turn's `before`.
        recoverable: whether the goal can still be reached.
        measured: False where infrastructure failed: this is no judgment of the agent.
        degraded: True where the oracle was out of budget, and this is not exact.
        feedback: what the agent may be told, without giving the answer away.
        oracle: the set of best actions behind it (privileged).

    Raises:
        ValueError: score and label disagree, or a potential is out of [0, 1].
    """

    __slots__ = ()

    def __new__(
        cls,
        score: float | None,
        label: Label,
        reason: str,
        components: Mapping[str, float] | None = None,
        potential: tuple[float, float] | None = None,
        recoverable: bool = True,
        measured: bool = True,
        degraded: bool = False,
        feedback: str = "",
        oracle: OracleSet[Any] | None = None,
    ) -> Verdict:
        """Checks and makes it."""
        if score is not None and (score > 0) - (score < 0) not in label.signs:
            raise ValueError(f"label {label.value!r} does not agree with score {score}: {reason}")
        if potential is not None:
            start, end = potential
            if not (0.0 <= start <= 1.0 and 0.0 <= end <= 1.0):
                raise ValueError(f"potentials must be in [0, 1], got {potential}: {reason}")
        if components is None:
            components = {}
        return tuple.__new__(
            cls,
            (score, label, reason, components, potential, recoverable, measured, degraded, feedback, oracle),
        )

    def __deepcopy__(self, memo: object) -> Verdict:
        return self


class Verifier(Protocol):
    """A pure function of a transition; a frozen dataclass of options, so that it pickles and compares."""

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        ...


@runtime_checkable
class Oracle(Protocol):
    """Knows the best actions in a state. Sees everything, so its answers are privileged."""

    def actions(self, state: Any, /) -> OracleSet[Any]:
        """The best actions in a state."""
        ...


def pending(reason: str = "The episode goes on.", components: Mapping[str, float] | None = None) -> Verdict:
    """The verdict of a verifier that judges only the end, before the end: no score, which is not zero."""
    return Verdict(None, Label.PENDING, reason, components)
