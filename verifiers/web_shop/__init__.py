"""How good a turn in a shop was, and what a purchase is worth by WebShop's rule and by the strict one."""

from __future__ import annotations

from typing import Any

from ...envs.web_shop.appraisal import Rule
from ...envs.web_shop.nouns import Tagger
from ...envs.web_shop.shopper import shopper
from ...envs.web_shop.state import State
from ..scoring import Kind, PerTurn, Scoring, Term
from .insight import Insight, OptionState, insight
from .oracle import Standing, WebShopOracle, standing
from .outcome import AgentBoardProgress, PurchaseOutcome, SpaSubReward, WebShopScore
from .reward import purchase_reward, strict_reward, webshop_reward

__all__ = [
    "SCORING",
    "STRICT_RULE",
    "STRICT_SPACY",
    "WEBSHOP_RULE",
    "WEBSHOP_SPACY",
    "AgentBoardProgress",
    "Insight",
    "OptionState",
    "PurchaseOutcome",
    "SpaSubReward",
    "Standing",
    "WebShopOracle",
    "WebShopScore",
    "insight",
    "purchase_reward",
    "scoring",
    "standing",
    "strict_reward",
    "webshop_reward",
]

_IGNORED = PerTurn(-0.01)
"""Small: a better purchase must pay more than a worse one whatever happened on the way."""


def scoring(rule: Rule = "strict", tagger: Tagger = "rule") -> Scoring:
    """The terms and scales by one reward rule and one tagger."""
    oracle = WebShopOracle(rule, tagger)

    def part(name: str, low: float, high: float, description: str, kind: Kind = Kind.PROCESS) -> Term:
        return Term(oracle, kind, name, low, high, description)

    def guarantee(state: State) -> float | None:
        """1.5, where full marks can be had within the turns; else nothing is promised."""
        start: Any = standing(state, rule, tagger)
        return 1.5 if start.exact and start.value >= 1.0 - 1e-9 else None

    terms = {
        "outcome": Term(PurchaseOutcome(rule, tagger), Kind.OUTCOME, "", 0.0, 1.0, "the reward of the purchase"),
        "progress": part("progress", -1.0, 1.0, "change of the closeness to the best purchase"),
        "rejected": part("rejected", 0.0, 1.0, "the turn did nothing", Kind.FORMAT),
        "achievable": part("achievable", -1.0, 1.0, "change of the best reward within the turns left"),
        "regret": part("regret", 0.0, 1.0, "the reward that the turn gave away"),
        "optimal": part("optimal", 0.0, 1.0, "the action begins a shortest way to the best purchase"),
        "repeated": part("repeated", 0.0, 1.0, "the same search, product or option again", Kind.COST),
        "useless": part("useless", 0.0, 1.0, "carried out, but the purchase is no nearer", Kind.COST),
        "oracle": Term(oracle, Kind.PROCESS, description="the oracle's score of the turn"),
        "webshop": Term(WebShopScore(tagger), Kind.OUTCOME, "", 0.0, 1.0, "WebShop's own score, on the turn that buys"),
        "agentboard": Term(AgentBoardProgress(tagger), Kind.PROCESS, "", 0.0, 1.0, "change of AgentBoard's rate"),
        "spa": Term(SpaSubReward(tagger), Kind.PROCESS, "", 0.0, 1.0, "SPA-RL's sub-reward of the page"),
    }
    return Scoring(
        terms=terms,
        scales={
            "unit": {"outcome": 1.0, "progress": 1.0, "rejected": _IGNORED},
            "achievable": {"achievable": 1.0, "outcome": 0.0},
            "webshop": {"webshop": 1.0, "outcome": 0.0},
            "agentboard": {"agentboard": 1.0, "outcome": 0.0},
            "spa": {"spa": 1.0, "outcome": 0.0},
        },
        oracle=oracle,
        guarantee=guarantee,
        expert=shopper,
    )


STRICT_RULE = SCORING = scoring()
STRICT_SPACY = scoring("strict", "spacy")
WEBSHOP_RULE = scoring("webshop")
WEBSHOP_SPACY = scoring("webshop", "spacy")
