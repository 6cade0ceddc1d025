"""What agent and trainer see: rewards and views."""

from .reward import ProcessReward, RewardRecord, RewardSpec, Scorer, TermSpec, score_episode, scorer_of

__all__ = ["ProcessReward", "RewardRecord", "RewardSpec", "Scorer", "TermSpec", "score_episode", "scorer_of"]
