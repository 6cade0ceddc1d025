"""What a visit came to, by the shop's rules and by published schemes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...envs.core.game import Transition
from ...envs.web_shop.appraisal import Rule
from ...envs.web_shop.catalogue import catalogue
from ...envs.web_shop.nouns import Tagger
from ...envs.web_shop.optimum import Outlook, outlook
from ...envs.web_shop.page import PRODUCTS_PER_PAGE
from ...envs.web_shop.pages import found
from ...envs.web_shop.state import PageKind, State
from ...envs.web_shop.worth import visit_worth
from ..scoring import OutcomeVerifier
from ..verdict import Label, Verdict

__all__ = ["AgentBoardProgress", "PurchaseOutcome", "SpaSubReward", "WebShopScore"]

_FULL = 1.0 - 1e-9


@dataclass(frozen=True, slots=True)
class PurchaseOutcome(OutcomeVerifier):
    """The reward of the purchase, 0 without one. Success: full marks."""

    rule: Rule = "strict"
    tagger: Tagger = "rule"

    bounds = (0.0, 1.0)

    def result(self, t: Transition[Any, Any]) -> tuple[float, bool, str]:
        """See the class."""
        if t.after.page is not PageKind.DONE:
            return 0.0, False, "The turns ran out without a purchase."
        worth = visit_worth(t.after, self.rule, self.tagger)
        return worth, worth >= _FULL, f"The purchase is worth {worth:.3f} of 1 by the rule {self.rule!r}."


@dataclass(frozen=True, slots=True)
class WebShopScore:
    """WebShop's own reward (as in released code): the score on the turn that buys, 0 on every other."""

    tagger: Tagger = "rule"

    bounds = (0.0, 1.0)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        worth = visit_worth(t.after, "webshop", self.tagger)
        label = Label.SOLVED if worth > 0 else Label.NEUTRAL
        return Verdict(worth, label, f"WebShop's score of this turn is {worth:.3f}.")


@dataclass(frozen=True, slots=True)
class AgentBoardProgress:
    """AgentBoard's progress rate (as in the paper; the released code resets a maximum inside its loop).

    (best reward of any product on a results page seen + best of any product opened + reward of the purchase) / 3, a
    running maximum; paid is its change. Options are the best ones. Goes by WebShop's rule.
    """

    tagger: Tagger = "rule"

    bounds = (0.0, 1.0)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        before, after = self.rate(t.before), self.rate(t.after)
        gain = max(0.0, after - before)
        label = Label.PROGRESS if gain > 0 else Label.NEUTRAL
        return Verdict(gain, label, f"The progress rate went from {before:.3f} to {after:.3f}.", {"rate": after})

    def rate(self, state: State) -> float:
        """The progress rate so far."""
        view = outlook(state.task, "webshop", self.tagger)
        listed = max((view.fresh(number)[-1] for number in state.seen), default=0.0)
        opened = max((view.fresh(number)[-1] for number in state.opened), default=0.0)
        return (listed + opened + visit_worth(state, "webshop", self.tagger)) / 3


@dataclass(frozen=True, slots=True)
class SpaSubReward:
    """SPA-RL's sub-reward (as in released code, `sub_reward`): how good the page is that an action leads to.

    A page of results: the best product's mean reward over all combinations of its options. A product: the best
    combination that agrees with the options chosen so far. After the purchase: its reward. Other pages: 0. The mean is
    exact: the reward is linear in the options covered. Going in circles pays; the paper fits it to the final score.
    """

    tagger: Tagger = "rule"

    bounds = (0.0, 1.0)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        worth = self.sub_reward(t.after)
        label = Label.PROGRESS if worth > 0 else Label.NEUTRAL
        return Verdict(worth, label, f"The page that is open now has the sub-reward {worth:.3f}.")

    def sub_reward(self, state: State) -> float:
        """The sub-reward of a moment."""
        if state.page is PageKind.DONE:
            return visit_worth(state, "webshop", self.tagger)
        shop = catalogue(state.task.shop)
        view = outlook(state.task, "webshop", self.tagger)
        if state.page is PageKind.RESULTS:
            first = (state.number - 1) * PRODUCTS_PER_PAGE
            shown = found(shop, state, state.task.mode)[max(0, first) : max(0, first + PRODUCTS_PER_PAGE)]
            return max((_mean(view, number) for number in shown), default=0.0)
        if state.page is PageKind.ITEM:
            return _agreeing(view, shop.number(state.asin), state.chosen)
        return 0.0


def _mean(view: Outlook, number: int) -> float:
    """The mean reward over all combinations of one value a group."""
    worth = view.worth(number)
    covered = 0.0
    for place in range(worth.options):
        missed = 1.0
        for values in worth.values:
            missed *= sum(not bits >> place & 1 for bits, _ in values) / len(values) if values else 1.0
        covered += 1.0 - missed
    base = worth.reward(0)
    return base + covered / (worth.wanted + worth.options + 1) * worth.kin.r_type


def _agreeing(view: Outlook, number: int, chosen: tuple[tuple[str, str], ...]) -> float:
    """The best reward without changing what is chosen."""
    worth, product, held = view.worth(number), view.shop.at(number), dict(chosen)
    masks = {0}
    for (name, values), covers in zip(product.options, worth.values, strict=True):
        ways = {covers[values.index(held[name])][0]} if name in held else {bits for bits, _ in covers} | {0}
        masks = {mask | way for mask in masks for way in ways}
    return max(worth.reward(mask) for mask in masks)
