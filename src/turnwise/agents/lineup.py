"""The table of agents: from a name on the command line to a player in its seat."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ..envs.core.errors import UsageError
from ..envs.core.turn_env import TurnEnv
from .agent import Agent, Seat
from .endpoint_options import EndpointOptions
from .greedy import GreedyAgent
from .model import ModelAgent
from .players import ExpertAgent, NoisyOracleAgent, NoopAgent, OracleAgent, RandomAgent

if TYPE_CHECKING:
    from .endpoint import ChatEndpoint

__all__ = ["AGENTS", "Lineup", "canonical_name", "needs_expert", "needs_oracle", "plays"]

_NOISE = 0.2

AGENTS = {
    "random": "each listed action with the same probability",
    "greedy": "the listed action whose verdict is best, looking one turn ahead",
    "oracle": "the first of the oracle's best actions: the ceiling",
    "noisy-oracle": f"the oracle, but random with probability {_NOISE}; noisy-oracle:0.5 for another",
    "expert": "a good player who knows only what was shown, where the family has one",
    "iterative": "searches, follows names from page to page and answers, without a model (search environments)",
    "noop": "nothing at all: the floor",
    "model": "a language model behind an endpoint (--model), or model:NAME",
}
"""What can be asked for, with what each does."""


def canonical_name(name: str, model: str = "") -> str:
    """The name under which an agent is recorded: `model` becomes `model:NAME`.

    Raises:
        UsageError: no such agent, or an argument that it does not take.
    """
    kind, colon, argument = name.partition(":")
    if kind not in AGENTS:
        raise UsageError(f"no agent is named {name!r}; there are {', '.join(AGENTS)}")
    if kind == "model":
        if not (argument or model):
            raise UsageError("the agent 'model' needs the name of a model: pass --model NAME")
        return f"model:{argument or model}"
    if kind == "noisy-oracle":
        _noise(argument if colon else str(_NOISE))
    elif colon:
        raise UsageError(f"the agent {kind!r} takes no argument, got {name!r}")
    return name


def plays(name: str, env: TurnEnv[Any, Any, Any]) -> bool:
    """Whether the agent knows what to do in an environment: some are made for one family."""
    if name != "iterative":
        return True
    from ..envs.search_qa.rules import SearchQA  # with all that a search engine needs

    return isinstance(env.game, SearchQA)


def needs_oracle(name: str) -> bool:
    """Whether the agent can play only where there is an oracle."""
    return name.partition(":")[0] in ("oracle", "noisy-oracle")


def needs_expert(name: str) -> bool:
    """Whether the agent can play only where there is an expert."""
    return name == "expert"


class Lineup:
    """Makes agents; a context manager, since models share one open endpoint.

    Args:
        endpoint: how to reach models; None where none plays.
        api_key: for the endpoint.
    """

    def __init__(self, endpoint: EndpointOptions | None = None, api_key: str = "") -> None:
        self._endpoint = None if endpoint is None else _connected(endpoint, api_key)

    def __enter__(self) -> Lineup:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._endpoint is not None:
            self._endpoint.__exit__(kind, error, trace)

    def make(self, seat: Seat) -> Agent:
        """The agent that the seat names, for its one episode.

        Raises:
            UsageError: no such agent, or it can't play there.
        """
        kind, _, argument = canonical_name(seat.agent).partition(":")
        return _MAKERS[kind](argument, seat, self)

    def model(self, name: str) -> ModelAgent:
        """A model of the endpoint.

        Raises:
            UsageError: there is no endpoint.
        """
        if self._endpoint is None:
            raise UsageError(f"the agent 'model:{name}' needs an endpoint; pass EndpointOptions")
        return ModelAgent(self._endpoint, name)


def _connected(options: EndpointOptions, api_key: str) -> ChatEndpoint:
    from .endpoint import ChatEndpoint  # the HTTP client takes longer to import than most runs take

    return ChatEndpoint(options, api_key)


def _iterative(seat: Seat) -> Agent:
    from .iterative import IterativeAgent

    return IterativeAgent(seat)


def _noise(argument: str) -> float:
    try:
        noise = float(argument)
    except ValueError:
        noise = -1.0
    if not 0.0 <= noise <= 1.0:
        raise UsageError(f"the noise of noisy-oracle must be 0 to 1, as in noisy-oracle:0.5, got {argument!r}")
    return noise


_MAKERS: dict[str, Callable[[str, Seat, Lineup], Agent]] = {
    "random": lambda argument, seat, lineup: RandomAgent(seat),
    "greedy": lambda argument, seat, lineup: GreedyAgent(seat),
    "oracle": lambda argument, seat, lineup: OracleAgent(seat),
    "noisy-oracle": lambda argument, seat, lineup: NoisyOracleAgent(seat, _noise(argument) if argument else _NOISE),
    "expert": lambda argument, seat, lineup: ExpertAgent(seat),
    "iterative": lambda argument, seat, lineup: _iterative(seat),
    "noop": lambda argument, seat, lineup: NoopAgent(),
    "model": lambda argument, seat, lineup: lineup.model(argument),
}
