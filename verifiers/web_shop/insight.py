"""All that the oracle knows about a moment of a visit, by name. Privileged: for trainers and reports."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from ...envs.web_shop.appraisal import Rule
from ...envs.web_shop.catalogue import catalogue
from ...envs.web_shop.nouns import Tagger
from ...envs.web_shop.optimum import Outlook, outlook
from ...envs.web_shop.page import PRODUCTS_PER_PAGE
from ...envs.web_shop.pages import found
from ...envs.web_shop.state import PageKind, State
from ...envs.web_shop.worth import purchase_worth
from .oracle import standing

__all__ = ["Insight", "OptionState", "insight"]

_CLOSE = 1e-12


class OptionState(StrEnum):
    """How an option of the open product stands."""

    RIGHT = "right"
    """The chosen value is wanted."""
    WRONG = "wrong"
    """The chosen value is not wanted, and another one is."""
    OPEN = "open"
    """A value is wanted, and none is chosen."""
    UNNEEDED = "unneeded"
    """No value of it is wanted."""


class Insight(NamedTuple):
    """Rewards are of the best purchase; 0 where there is nothing to buy."""

    from_product: float
    """Of the open product."""
    from_page: float
    """Of the page of results that is or was open."""
    from_hits: float
    """Of all results of the search."""
    from_catalogue: float
    in_time: float
    """Of what the turns left allow."""
    distance: int
    """The fewest actions to that; see `solver.FAR`."""
    buying_now: float
    """The reward of pressing Buy Now, 0 where there is no such button."""
    regret_of_buying_now: float
    """What `in_time` would be given away by it."""
    rank: int
    """Of the wanted product among the results, from 1; 0 where the search did not bring it up."""
    full_marks_listed: int
    """Products on the open page of results that can earn as much as the best of the catalogue."""
    attributes: float
    """Share of the wanted attributes that the open product has."""
    attributes_seen: float
    """Share of them that some product opened so far has."""
    options: tuple[tuple[str, OptionState], ...]
    """Of the open product, by group."""
    price_margin: float
    """Dollars left below the limit, with the chosen options."""
    r_type: float
    """Whether the open product is of the right kind."""


def insight(state: State, rule: Rule = "strict", tagger: Tagger = "rule") -> Insight:
    """What is known about a moment: exact, from the catalogue, the goal and the state alone.

    Args:
        state: any moment.
        rule: by which reward.
        tagger: which nouns.
    """
    shop, view = catalogue(state.task.shop), outlook(state.task, rule, tagger)
    hits = found(shop, state, state.task.mode) if state.query else ()
    first = max(0, (state.number - 1) * PRODUCTS_PER_PAGE)
    shown = hits[first : first + PRODUCTS_PER_PAGE]
    rewards = {number: view.fresh(number)[-1] for number in hits}
    goal, top, now = shop.number(state.task.goals[0].asin), view.top.value, standing(state, rule, tagger)
    buying = _buying_now(view, state)
    opened = 0
    for number in state.opened:
        opened |= view.worth(number).attributes
    wanted = len(view.goal.attributes)
    number = shop.number(state.asin) if state.asin else -1
    worth = view.worth(number) if state.asin else None
    return Insight(
        view.held(number, state.chosen)[-1] if state.asin else 0.0,
        max((rewards[each] for each in shown), default=0.0),
        max(rewards.values(), default=0.0),
        top,
        now.value,
        now.distance,
        buying,
        max(0.0, now.value - buying) if state.page is PageKind.ITEM else 0.0,
        hits.index(goal) + 1 if goal in hits else 0,
        sum(rewards[each] >= top - _CLOSE for each in shown),
        worth.attributes.bit_count() / wanted if worth is not None and wanted else 0.0,
        opened.bit_count() / wanted if wanted else 1.0,
        _options(view, number, state) if state.asin else (),
        view.goal.price_upper - shop.at(number).cost(state.chosen) if state.asin else 0.0,
        worth.kin.r_type if worth is not None else 0.0,
    )


def _buying_now(view: Outlook, state: State) -> float:
    if state.page is not PageKind.ITEM:
        return 0.0
    number = view.shop.number(state.asin)
    return purchase_worth(view.worth(number), view.shop.at(number), state.chosen) * view.share(number)


def _options(view: Outlook, number: int, state: State) -> tuple[tuple[str, OptionState], ...]:
    worth, held = view.worth(number), dict(state.chosen)
    told = []
    for (name, values), covers in zip(view.shop.at(number).options, worth.values, strict=True):
        wanted, value = any(bits for bits, _ in covers), held.get(name)
        if not wanted:
            told.append((name, OptionState.UNNEEDED))
        elif value is None:
            told.append((name, OptionState.OPEN))
        else:
            right = covers[values.index(value)][0]
            told.append((name, OptionState.RIGHT if right else OptionState.WRONG))
    return tuple(told)
