"""What agent and trainer see: rewards, views, moments of an episode, many episodes at once."""

from .moments import branch, restore, snapshot
from .reward import ProcessReward, RewardRecord, RewardSpec, Scorer, TermSpec, score_episode, scorer_of
from .vector import TurnVectorEnv, make_vec
from .views import ArrayObservation, DiscreteActions

__all__ = [
    "ArrayObservation",
    "DiscreteActions",
    "ProcessReward",
    "RewardRecord",
    "RewardSpec",
    "Scorer",
    "TermSpec",
    "TurnVectorEnv",
    "branch",
    "make_vec",
    "restore",
    "score_episode",
    "scorer_of",
    "snapshot",
]
