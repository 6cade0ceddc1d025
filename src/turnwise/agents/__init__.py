"""Who plays: built-in players and language models behind an endpoint, made by name."""

from .agent import Agent, Exchange, NotMeasured, Seat
from .endpoint_options import EndpointOptions
from .greedy import GreedyAgent
from .iterative import IterativeAgent
from .lineup import AGENTS, Lineup, canonical_name, needs_expert, needs_oracle, plays
from .model import ModelAgent
from .players import FALLBACK, ExpertAgent, NoisyOracleAgent, NoopAgent, OracleAgent, RandomAgent

__all__ = [
    "AGENTS",
    "FALLBACK",
    "Agent",
    "EndpointOptions",
    "Exchange",
    "ExpertAgent",
    "GreedyAgent",
    "IterativeAgent",
    "Lineup",
    "ModelAgent",
    "NoisyOracleAgent",
    "NoopAgent",
    "NotMeasured",
    "OracleAgent",
    "RandomAgent",
    "Seat",
    "canonical_name",
    "needs_expert",
    "needs_oracle",
    "plays",
]
