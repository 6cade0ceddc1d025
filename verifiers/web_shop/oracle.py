"""How good a turn in a shop was, by the best purchase that was left before it and after it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from ...envs.core.game import Transition
from ...envs.core.rng import Stream
from ...envs.web_shop.appraisal import Rule
from ...envs.web_shop.catalogue import catalogue
from ...envs.web_shop.nouns import Tagger
from ...envs.web_shop.optimum import outlook
from ...envs.web_shop.reading import THOUGHT
from ...envs.web_shop.rules import WebShop
from ...envs.web_shop.solver import FAR, Plan, Route
from ...envs.web_shop.state import Chosen, Click, Failed, Ignored, Mode, Nothing, PageKind, Search, State, Task
from ...envs.web_shop.worth import visit_worth
from ..verdict import Label, OracleSet, Verdict

__all__ = ["Standing", "WebShopOracle", "game", "route", "standing"]

Action = Search | Click | Nothing
_CLOSE = 1e-12
_KEPT = 64


def route(task: Task, rule: Rule, tagger: Tagger) -> Route:
    """The plans of a task."""
    view = outlook(task, rule, tagger)
    found: Route | None = view.notes.get("route")
    if found is None:
        found = view.notes["route"] = Route(view)
    return found


@lru_cache(64)
def game(shop: str, mode: Mode) -> WebShop:
    """The rules of a shop."""
    return WebShop(catalogue(shop), mode)


class Standing(NamedTuple):
    """Where a visit stands."""

    value: float
    """The best reward within the turns left; after a purchase what it was worth."""
    distance: int
    """The fewest actions to it, 0 after a purchase, `FAR` where nothing can be bought in time."""
    closeness: float
    """value * max(0, 1 - d / 2 d0), d the fewest actions to the best purchase of all and d0 those at the start; after a
    purchase its reward. Wasted turns never raise it, since only the value depends on them, and that falls."""
    exact: bool


class _Memory:
    """The last standings, found again by the identity of their states: a turn's before is the last one's after."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, Rule, Tagger], tuple[State, Standing]] = {}

    def standing(self, state: State, rule: Rule, tagger: Tagger) -> Standing:
        key = (id(state), rule, tagger)
        kept = self._kept.get(key)
        if kept is not None and kept[0] is state:
            return kept[1]
        made = _standing(state, rule, tagger)
        if len(self._kept) >= _KEPT:
            self._kept.pop(list(self._kept)[0], None)  # noqa: RUF015 - a copy: other threads may be adding
        self._kept[key] = (state, made)
        return made


_memory = _Memory()


def standing(state: State, rule: Rule = "strict", tagger: Tagger = "rule") -> Standing:
    """Where a visit stands. Privileged."""
    return _memory.standing(state, rule, tagger)


def _standing(state: State, rule: Rule, tagger: Tagger) -> Standing:
    if state.page is PageKind.DONE:
        worth = visit_worth(state, rule, tagger)
        return Standing(worth, 0, worth, True)
    plan = route(state.task, rule, tagger).plan(state)
    first = _first(state.task, rule, tagger)
    if plan.distance >= FAR or first.to_top >= FAR:
        return Standing(plan.value, plan.distance, 0.0, plan.exact)
    closeness = plan.value * max(0.0, 1.0 - plan.to_top / (2 * first.to_top))
    return Standing(plan.value, plan.distance, closeness, plan.exact and first.exact)


def _first(task: Task, rule: Rule, tagger: Tagger) -> Plan:
    """The plan at the start of a task."""
    notes = outlook(task, rule, tagger).notes
    found: Plan | None = notes.get("first")
    if found is None:
        found = notes["first"] = route(task, rule, tagger).plan(State(task))
    return found


_ZERO = {
    "optimal": 0.0,
    "regret": 0.0,
    "progress": 0.0,
    "achievable": 0.0,
    "value": 0.0,
    "rejected": 0.0,
    "repeated": 0.0,
    "useless": 0.0,
    "distance": -1.0,
}


@dataclass(frozen=True, slots=True)
class WebShopOracle:
    """All actions that begin a shortest way to the best purchase within the turns left. It knows what is wanted.

    Score (ours): 1 for such an action; minus the reward given away for one after which less can be reached; -1 for one
    that does nothing; 0 for any other.
    Components: `optimal`; `regret` the reward given away; `progress` the change of the potential; `achievable` the
    change of the best reward within the turns left, on the first turn from 0, so that a visit's sum is its reward;
    `value` that reward after it; `rejected` 1 if nothing happened; `repeated` 1 for the search, product or option of
    before; `useless` 1 if the purchase is no nearer; `distance` the actions left, -1 if nothing can be bought in time.
    Potential: the closeness of `Standing`.

    Args:
        rule: by which reward.
        tagger: which nouns.
    """

    rule: Rule = "strict"
    tagger: Tagger = "rule"

    bounds = (-1.0, 1.0)

    def actions(self, state: State) -> OracleSet[Action]:
        """The actions that begin a shortest way; empty where nothing can be bought in time."""
        here = standing(state, self.rule, self.tagger)
        if here.distance >= FAR or state.page is PageKind.DONE:
            return OracleSet((), exact=here.exact, distance=None)
        shop = game(state.task.shop, state.task.mode)
        candidates = self._candidates(shop, state)
        best = []
        for action in candidates:
            after, _ = shop.apply(state, action, Stream(0, "oracle"))
            there = standing(after, self.rule, self.tagger)
            if _is_step(here, there):
                best.append(action)
        return OracleSet(
            tuple(best),
            exact=here.exact,
            informative=len(best) < len(candidates),
            budget_used=len(candidates),
            distance=here.distance,
        )

    def _candidates(self, shop: WebShop, state: State) -> list[Action]:
        """What the page offers, and where one can search the searches that bring up the best purchases."""
        listed: list[Action] = list(shop.legal(state))
        if state.page is PageKind.SEARCH or state.task.mode == "compat":
            plans = route(state.task, self.rule, self.tagger)
            for clicks in range(len(state.task.goals[0].options) + 1):
                way = plans.nearest_with(clicks)[2]
                if way is not None and Search(way.query) not in listed:
                    listed.insert(0, Search(way.query))
        return listed

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        before, after = standing(t.before, self.rule, self.tagger), standing(t.after, self.rule, self.tagger)
        parts = _ZERO.copy()
        parts["value"] = after.value
        parts["regret"] = max(0.0, before.value - after.value)
        parts["progress"] = after.closeness - before.closeness
        parts["achievable"] = after.value - (before.value if t.before.turn else 0.0)
        parts["distance"] = float(after.distance) if after.distance < FAR else -1.0
        potential, exact = (before.closeness, after.closeness), before.exact and after.exact
        recoverable = after.value > 0.0
        ignored = t.events[0].reason if t.events and type(t.events[0]) is Ignored else ""
        if ignored and ignored != THOUGHT:
            parts["rejected"] = 1.0
            parts["useless"] = 1.0
            told, phi = _sentence(ignored), potential
            reason = f"The page did not react: {told}"
            return Verdict(-1.0, Label.REJECTED, reason, parts, phi, recoverable, degraded=not exact, feedback=told)
        if t.events and type(t.events[0]) is Failed:
            reason = _sentence(f"The search engine failed: {t.events[0].reason}")
            return Verdict(None, Label.NEUTRAL, reason, parts, potential, recoverable, measured=False)
        parts["repeated"] = float(_repeated(t))
        if _is_step(before, after):
            parts["optimal"] = 1.0
        else:
            parts["useless"] = float(t.after.page is not PageKind.DONE and after.distance >= before.distance)
        score, label, reason, feedback = _judged(t, before, after)
        return Verdict(score, label, reason, parts, potential, recoverable, degraded=not exact, feedback=feedback)


def _is_step(before: Standing, after: Standing) -> bool:
    """Whether an action was the first of a shortest way."""
    return before.distance < FAR and after.value >= before.value - _CLOSE and after.distance == before.distance - 1


def _repeated(t: Transition[Any, Any]) -> bool:
    before, after = t.before, t.after
    if type(t.action) is Search:
        return bool(before.query == after.query)
    if t.events and type(t.events[0]) is Chosen:
        return bool(t.events[0].again)
    return bool(after.asin and after.asin != before.asin and after.opened == before.opened)


def _judged(t: Transition[Any, Any], before: Standing, after: Standing) -> tuple[float, Label, str, str]:
    if t.after.page is PageKind.DONE:
        loss = before.value - after.value
        if loss <= _CLOSE:
            reason = f"The purchase is worth {after.value:.3f}, the best that could be had."
            label = Label.SOLVED if after.value > 0 else Label.NEUTRAL
            return float(after.value > 0), label, reason, "Nothing better could be bought."
        reason = f"The purchase is worth {after.value:.3f}; {before.value:.3f} could still be had."
        return -loss, Label.SETBACK, reason, "Something better could have been bought."
    if before.distance >= FAR:
        reason = "Nothing could be bought in the turns left."
        return 0.0, Label.NEUTRAL, reason, reason
    if after.value < before.value - _CLOSE:
        reason = f"Now {after.value:.3f} can be reached in the turns left; {before.value:.3f} could be before."
        return after.value - before.value, Label.SETBACK, reason, "Less can be reached now in the turns left."
    if after.distance == before.distance - 1:
        reason = f"A shortest way to a purchase worth {before.value:.3f}: {after.distance} actions are left."
        return 1.0, Label.OPTIMAL, reason, "A shortest way to the best purchase begins so."
    reason = f"{after.distance} actions are left to a purchase worth {after.value:.3f}; {before.distance} were."
    return 0.0, Label.NEUTRAL, reason, "The best purchase is no nearer."


def _sentence(text: str) -> str:
    return text if text.rstrip("\"')]")[-1:] in (".", "!", "?") else f"{text}."
