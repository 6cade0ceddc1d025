"""What agent and trainer see: rewards, views, moments of an episode, many episodes at once."""

from typing import TYPE_CHECKING, Any

from .moments import branch, restore, snapshot
from .reward import ProcessReward, RewardRecord, RewardSpec, Scorer, TermSpec, score_episode, scorer_of
from .vector import TurnVectorEnv, make_vec
from .views import ArrayObservation, DiscreteActions

if TYPE_CHECKING:
    from .pages import PageObservation

__all__ = [
    "ArrayObservation",
    "DiscreteActions",
    "PageObservation",
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


def __getattr__(name: str) -> Any:
    """Loads the view of pages when it is asked for: it brings the whole shop with it."""
    if name == "PageObservation":
        from .pages import PageObservation

        return PageObservation
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
