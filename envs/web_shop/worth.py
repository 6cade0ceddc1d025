"""What a finished visit is worth."""

from __future__ import annotations

from .appraisal import Appraisal, Rule
from .catalogue import catalogue
from .nouns import Tagger
from .optimum import outlook
from .product import Product
from .state import State, TaskKind

__all__ = ["covered", "purchase_worth", "visit_worth"]


_FULL = 1.0 - 1e-9


def covered(worth: Appraisal, product: Product, chosen: tuple[tuple[str, str], ...]) -> int:
    """The goal's options that chosen values cover, as bits."""
    bits, held = 0, dict(chosen)
    for (name, values), covers in zip(product.options, worth.values, strict=True):
        value = held.get(name)
        if value is not None and value in values:
            bits |= covers[values.index(value)][0]
    return bits


def purchase_worth(worth: Appraisal, product: Product, chosen: tuple[tuple[str, str], ...]) -> float:
    """The reward of buying a product with these options."""
    return worth.reward(covered(worth, product, chosen), product.cost(chosen) - product.price)


def visit_worth(state: State, rule: Rule, tagger: Tagger = "rule") -> float:
    """The reward of a visit as it stands: 0 as long as nothing was bought or sent back.

    Of a return 1 for sending back what is not what was asked for, 0 for what is.
    """
    if state.sold is None:
        return 0.0
    shop, view = catalogue(state.task.shop), outlook(state.task, rule, tagger)
    product = shop.product(state.sold.asin)
    worth = purchase_worth(view.worth(shop.number(product.asin)), product, state.sold.chosen)
    if state.task.kind is TaskKind.RETURN:
        return float(worth < _FULL)
    return worth * view.share(shop.number(product.asin))
