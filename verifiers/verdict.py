"""What a verifier says about one turn, and the sets of good actions behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from ..envs.core.game import Immutable, Transition

__all__ = ["Label", "Oracle", "OracleSet", "Verdict", "Verifier", "pending"]

A = TypeVar("A")


class Label(StrEnum):
    """What kind of turn it was. The sign of the score agrees with it."""

    SOLVED = "solved"
    OPTIMAL = "optimal"
    PROGRESS = "progress"
    NEUTRAL = "neutral"
    SETBACK = "setback"
    FATAL = "fatal"
    REJECTED = "rejected"
    FAILED = "failed"
    PENDING = "pending"


# label -> the signs that its score may have
_SIGNS: dict[Label, tuple[int, ...]] = {
    **dict.fromkeys((Label.SOLVED, Label.OPTIMAL, Label.PROGRESS), (1,)),
    Label.NEUTRAL: (0,),
    **dict.fromkeys((Label.SETBACK, Label.FATAL, Label.REJECTED), (-1,)),
    Label.FAILED: (-1, 0),
    Label.PENDING: (),
}


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


@dataclass(frozen=True, slots=True)
class Verdict(Immutable):
    """A judgment of one turn, with its reason.

    Raises:
        ValueError: score and label disagree, or a potential is out of [0, 1].
    """

    score: float | None
    """Quality of the decision, in [-1, 1] unless the verifier's `bounds` say otherwise. None: not judged."""
    label: Label
    reason: str
    """A sentence for a person, with the numbers in it."""
    components: Mapping[str, float] = field(default_factory=dict)
    """Named parts, the same names at every turn."""
    potential: tuple[float, float] | None = None
    """Closeness to the goal before and after, in [0, 1]; `after` equals the next turn's `before`."""
    recoverable: bool = True
    """Whether the goal can still be reached."""
    measured: bool = True
    """False: infrastructure failed, and this is no judgment of the agent."""
    degraded: bool = False
    """True: the oracle was out of budget, and this is not exact."""
    feedback: str = ""
    """What the agent may be told, without giving the answer away."""
    oracle: OracleSet[Any] | None = None

    def __post_init__(self) -> None:
        score = self.score
        if score is not None and (score > 0) - (score < 0) not in _SIGNS[self.label]:
            raise ValueError(f"label {self.label.value!r} does not agree with score {score}: {self.reason}")
        if self.potential is not None:
            before, after = self.potential
            if not (0.0 <= before <= 1.0 and 0.0 <= after <= 1.0):
                raise ValueError(f"potentials must be in [0, 1], got {self.potential}: {self.reason}")


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
    return Verdict(None, Label.PENDING, reason, {} if components is None else components)
