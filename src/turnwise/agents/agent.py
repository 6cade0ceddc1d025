"""What an agent is, and where it sits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from ..envs.core.errors import TurnwiseError
from ..envs.core.rng import Stream
from ..envs.core.turn_env import TurnEnv
from ..verifiers.verdict import Oracle
from ..wrappers.reward import Scorer

__all__ = ["Agent", "Exchange", "NotMeasured", "Seat"]


class NotMeasured(TurnwiseError):
    """Infrastructure failed (an endpoint, not the agent): the episode counts as not measured, never as a zero."""


class Exchange(NamedTuple):
    """One turn as the agent saw it."""

    observation: str
    """What it was shown."""
    text: str
    """What it answered."""


class Agent(Protocol):
    """Plays one episode; a new one is made for each."""

    def act(self, observation: str, info: Mapping[str, Any], history: Sequence[Exchange], /) -> str:
        """The agent's next text.

        Args:
            observation: what it is shown now.
            info: as `reset` and `step` give it; an honest player reads only the public part.
            history: the earlier turns, oldest first.

        Raises:
            NotMeasured: it could not play, through no fault of its own.
        """
        ...


@dataclass(frozen=True, slots=True)
class Seat:
    """One episode as a built-in player sees it: everything that it may look at."""

    env: TurnEnv[Any, Any, Any]
    scorer: Scorer
    oracle: Oracle | None
    env_id: str
    agent: str
    """The agent's name, as on the command line."""
    split: str
    index: int
    seed: int
    expert: Callable[[Any], str] | None = None
    """What a good player who knows only what was shown would write in a state, where the family has one."""

    def stream(self, turn: int) -> Stream:
        """The agent's random numbers of one turn: no two agents, episodes or turns share any."""
        return Stream(self.seed, "agent", self.agent, self.env_id, self.split, self.index, turn)
