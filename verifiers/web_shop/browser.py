"""How good a turn in a browser was: the shop's own verdicts, on what the shop saw of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ...envs.core.game import Transition
from ...envs.web_shop.browser.state import BrowserState, Done, PageFailed, PageUsed
from ...envs.web_shop.state import Nothing
from ..scoring import Scoring
from ..verdict import Label, Oracle, OracleSet, Verdict, Verifier
from . import scoring

__all__ = ["STRICT_RULE", "STRICT_SPACY", "WEBSHOP_RULE", "WEBSHOP_SPACY", "OracleThroughPage", "ThroughPage"]


@dataclass(frozen=True, slots=True)
class ThroughPage:
    """A shop's verdict on a turn that was taken through a page.

    Typing, scrolling and going back are judged by where they leave the visit. Where browser, page or server failed
    there is no verdict: `measured=False`, with the reason.

    Args:
        verifier: judges the shop's own turns.
    """

    verifier: Verifier

    @property
    def bounds(self) -> tuple[float, float]:
        """Those of the shop's verifier."""
        found: tuple[float, float] = getattr(self.verifier, "bounds", (-1.0, 1.0))
        return found

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        verdict = self.verifier(_seen_by_the_shop(t))
        failed = next((event for event in t.events if type(event) is PageFailed), None)
        if failed is None:
            return verdict
        reason = f"Not judged, since the page failed: {failed.reason.rstrip('.')}."
        parts = dict.fromkeys(verdict.components, 0.0)
        return Verdict(None, Label.PENDING, reason, parts, measured=False, feedback=reason)


@dataclass(frozen=True, slots=True)
class OracleThroughPage(ThroughPage):
    """The shop's oracle: its actions are done through the page as they are."""

    verifier: Any

    def actions(self, state: BrowserState, /) -> OracleSet[Any]:
        """The best actions in a state."""
        found: OracleSet[Any] = self.verifier.actions(state.shop)
        return found


def _seen_by_the_shop(t: Transition[Any, Any]) -> Transition[Any, Any]:
    """The turn as one of the shop's own."""
    action, events = t.action, t.events
    if events and type(events[0]) is Done:
        action, events = events[0].action, events[1:]
    elif events and type(events[0]) in (PageUsed, PageFailed):
        action, events = Nothing("", "It was done to the page alone."), ()
    return Transition(t.before.shop, action, t.after.shop, events, t.turn, t.player, t.end)


def _through_page(shop: Scoring) -> Scoring:
    oracle = shop.oracle
    assert isinstance(oracle, Oracle)
    judges = {oracle: OracleThroughPage(oracle)}
    terms = {
        name: replace(term, verifier=judges.get(term.verifier) or ThroughPage(term.verifier))  # type: ignore[call-overload]
        for name, term in shop.terms.items()
    }
    return Scoring(terms, shop.scales, judges[oracle], lambda state: shop.guarantee and shop.guarantee(state.shop))


STRICT_RULE = _through_page(scoring())
STRICT_SPACY = _through_page(scoring("strict", "spacy"))
WEBSHOP_RULE = _through_page(scoring("webshop"))
WEBSHOP_SPACY = _through_page(scoring("webshop", "spacy"))
