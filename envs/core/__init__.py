"""The contract: games, episodes, the step loop and Gymnasium's face of it."""

from .codec import SCHEMA, episode_from_json, episode_to_json
from .episode import Episode, Limits, Origin, Turn, advance, begin, reseeded
from .errors import (
    AgentError,
    DataError,
    EpisodeError,
    Illegal,
    Malformed,
    MissingComponent,
    TaskError,
    TurnwiseError,
    UsageError,
)
from .game import End, Event, Game, Immutable, Rejected, TaskSource, Transition
from .rng import Stream, bucket, derive_seed
from .spaces import AnyText
from .turn_env import CommonOptions, TurnEnv

__all__ = [
    "SCHEMA",
    "episode_from_json",
    "episode_to_json",
    "AgentError",
    "AnyText",
    "CommonOptions",
    "DataError",
    "End",
    "Episode",
    "EpisodeError",
    "Event",
    "Game",
    "Illegal",
    "Immutable",
    "Limits",
    "Malformed",
    "MissingComponent",
    "Origin",
    "Rejected",
    "Stream",
    "TaskError",
    "TaskSource",
    "Transition",
    "Turn",
    "TurnEnv",
    "TurnwiseError",
    "UsageError",
    "advance",
    "begin",
    "bucket",
    "derive_seed",
    "reseeded",
]
