"""Simple players: random, silent, and those that ask the oracle."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..envs.core.errors import UsageError
from ..verifiers.verdict import Oracle
from .agent import Exchange, Seat

__all__ = ["FALLBACK", "ExpertAgent", "NoisyOracleAgent", "NoopAgent", "OracleAgent", "RandomAgent"]

FALLBACK = "look"
"""What a player says where no action can be listed."""


@dataclass(frozen=True, slots=True)
class NoopAgent:
    """Says nothing: every turn is rejected. The floor that no reward may lift."""

    def act(self, observation: str, info: Mapping[str, Any], history: Sequence[Exchange], /) -> str:
        """An empty text."""
        return ""


@dataclass(frozen=True, slots=True)
class RandomAgent:
    """Takes each listed action with the same probability."""

    seat: Seat

    def act(self, observation: str, info: Mapping[str, Any], history: Sequence[Exchange], /) -> str:
        """One of `info["legal"]`, or `FALLBACK` where there is none."""
        legal: tuple[str, ...] = info["legal"]
        return self.seat.stream(len(history)).choice(legal) if legal else FALLBACK


@dataclass(frozen=True, slots=True)
class OracleAgent:
    """Takes the first of the oracle's best actions. It sees the whole state: the ceiling, not a fair player.

    Where the oracle knows none (the position is lost, or its budget ran out, which warns), it takes the first
    listed action.

    Raises:
        UsageError: the environment has no oracle.
    """

    seat: Seat

    def __post_init__(self) -> None:
        _oracle_of(self.seat)

    def act(self, observation: str, info: Mapping[str, Any], history: Sequence[Exchange], /) -> str:
        """The text of the action."""
        found = _oracle_of(self.seat).actions(info["privileged"]["state"])
        if found.actions:
            return self.seat.env.game.format(found.actions[0])
        if not found.exact:
            warnings.warn(
                f"{self.seat.env_id}: the oracle ran out of budget and knows no action; {self.seat.agent!r} takes the "
                "first listed one",
                stacklevel=2,
            )
        legal: tuple[str, ...] = info["legal"]
        return legal[0] if legal else FALLBACK


@dataclass(frozen=True, slots=True)
class NoisyOracleAgent:
    """The oracle's player, whose hand slips: with probability `noise` it plays like `RandomAgent`.

    Raises:
        UsageError: the environment has no oracle, or `noise` is no probability.
    """

    seat: Seat
    noise: float = 0.2

    def __post_init__(self) -> None:
        if not 0.0 <= self.noise <= 1.0:
            raise UsageError(f"the noise of noisy-oracle must be 0 to 1, got {self.noise!r}")
        _oracle_of(self.seat)

    def act(self, observation: str, info: Mapping[str, Any], history: Sequence[Exchange], /) -> str:
        """The text of the action."""
        slips = self.seat.stream(len(history)).child("slip").random() < self.noise
        player = RandomAgent(self.seat) if slips else OracleAgent(self.seat)
        return player.act(observation, info, history)


@dataclass(frozen=True, slots=True)
class ExpertAgent:
    """A good player who knows only what it was shown: a fair one, unlike `OracleAgent`.

    Raises:
        UsageError: the environment has no expert.
    """

    seat: Seat

    def __post_init__(self) -> None:
        if self.seat.expert is None:
            raise UsageError(f"{self.seat.env_id} has no expert; leave out the agent {self.seat.agent!r}")

    def act(self, observation: str, info: Mapping[str, Any], history: Sequence[Exchange], /) -> str:
        """What it would write; it reads what was shown from the state, and nothing else."""
        expert = self.seat.expert
        assert expert is not None  # checked above
        return expert(info["privileged"]["state"])


def _oracle_of(seat: Seat) -> Oracle:
    if seat.oracle is None:
        raise UsageError(f"{seat.env_id} has no oracle; leave out the agent {seat.agent!r}")
    return seat.oracle
