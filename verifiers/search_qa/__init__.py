"""How good an answer and the search that led to it were."""

from .metrics import answers_match, cover_match, exact_match, token_f1
from .normalization import normalize
from .published import (
    HotpotScores,
    MuSiQueInstance,
    MuSiQueScores,
    Support,
    hotpot_answer,
    hotpot_scores,
    musique_scores,
    musique_support,
    support,
)

__all__ = [
    "HotpotScores",
    "MuSiQueInstance",
    "MuSiQueScores",
    "Support",
    "answers_match",
    "cover_match",
    "exact_match",
    "hotpot_answer",
    "hotpot_scores",
    "musique_scores",
    "musique_support",
    "normalize",
    "support",
    "token_f1",
]
