"""What a purchase is worth, by WebShop's own rule and by the strict one, for anybody who has a goal and a product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...envs.web_shop.appraisal import Rule, appraise, kinship, matched_attributes
from ...envs.web_shop.matching import alike_option
from ...envs.web_shop.nouns import nouns as nouns_of
from ...envs.web_shop.product import Product
from ...envs.web_shop.state import Goal

__all__ = ["purchase_reward", "strict_reward", "webshop_reward"]

Parts = dict[str, float | bool]


def webshop_reward(
    goal: Goal | Mapping[str, Any],
    product: Product | Mapping[str, Any],
    options: Mapping[str, str],
    price: float | None,
    *,
    nouns: Mapping[str, Sequence[str]] | None = None,
) -> tuple[float, Parts]:
    """WebShop's reward, equal to `get_reward` of its released code (web_agent_site/engine/goal.py).

    r_type * (attributes matched + options matched + [price <= price_upper]) / (attributes + options + 1), where r_type
    says whether it is the right kind of product. Its leaks are kept: "x-large" passes for "large", "light blue" for
    "dark blue", "pack of 1" for "pack of 2", and the prices of options do not count.

    Args:
        goal: a `Goal`, or a goal of WebShop with its keys.
        product: a `Product`, or a product as WebShop's loader makes it, with its keys.
        options: the chosen values by option name.
        price: what was paid, in dollars.
        nouns: the nouns of the two titles under "goal" and "product", as a tagger found them; the rule tagger
            finds them where they are not given. The reward depends on the tagger: name it with your results.

    Returns:
        The reward in [0, 1], and its parts by WebShop's names (r_type, r_att, w_att, r_option, w_option, r_price,
        w_price, query_match, category_match, title_score).

    Raises:
        TypeError: `price` is None, or the goal's `price_upper` is 0 or less, as in the real function.
        ZeroDivisionError: the goal has no attributes, as there.
    """
    wanted = goal if isinstance(goal, Goal) else _goal(goal)
    bought = product if isinstance(product, Product) else _product(product)
    tagged = nouns or {"goal": nouns_of(wanted.name), "product": nouns_of(bought.title)}
    kin = kinship(
        (bought.query, bought.product_category, tagged["product"]),
        (wanted.query, wanted.product_category, tagged["goal"]),
    )
    if wanted.price_upper > 0 and price is None:
        raise TypeError("'<=' not supported between instances of 'NoneType' and 'float'")
    fits = None if wanted.price_upper <= 0 or price is None else price <= wanted.price_upper
    attributes = matched_attributes(wanted.attributes, bought, "webshop").bit_count()
    r_att = attributes / len(wanted.attributes)
    met = sum(any(alike_option(value, one) for value in options.values()) for one in wanted.options)
    if fits is None:
        raise TypeError("unsupported operand type(s) for +: 'int' and 'NoneType'")
    count = len(wanted.attributes) + len(wanted.options) + 1
    parts: Parts = {
        "r_type": kin.r_type,
        "r_att": r_att,
        "w_att": len(wanted.attributes) / count,
        "query_match": kin.query_match,
        "category_match": kin.category_match,
        "title_score": kin.title_score,
    }
    if wanted.options:
        parts |= {"r_option": met / len(wanted.options), "w_option": len(wanted.options) / count}
    parts |= {"r_price": fits, "w_price": 1 / count}
    return (attributes + met + fits) / count * kin.r_type, parts


def strict_reward(
    goal: Goal, product: Product, options: Mapping[str, str], *, nouns: Mapping[str, Sequence[str]] | None = None
) -> tuple[float, Parts]:
    """The same shape without the known leaks (ours): the default for training.

    The kind of product is right where query or most special category is the same, half right where WebShop takes it for
    right. An option counts where its value is the wanted one but for case, blanks and "/" against "|", and of the
    wanted name where the goal names it; an attribute where the product has it, or one of its texts says it in whole
    words; the price with the surcharges of the chosen options. Arguments and parts as `webshop_reward`.
    """
    chosen = tuple(options.items())
    worth = appraise(goal, product, "strict")
    if nouns is not None:
        ours = (product.query, product.product_category, nouns["product"])
        theirs = (goal.query, goal.product_category, nouns["goal"])
        worth = worth._replace(kin=kinship(ours, theirs, "strict"))
    covered = _covered(product, worth.values, chosen)
    extra = product.cost(chosen) - product.price
    count = worth.wanted + worth.options + 1
    parts: Parts = {
        "r_type": worth.kin.r_type,
        "r_att": worth.attributes.bit_count() / worth.wanted if worth.wanted else 1.0,
        "w_att": worth.wanted / count,
        "query_match": worth.kin.query_match,
        "category_match": worth.kin.category_match,
        "title_score": worth.kin.title_score,
    }
    if worth.options:
        parts |= {"r_option": covered.bit_count() / worth.options, "w_option": worth.options / count}
    parts |= {"r_price": product.price + extra <= goal.price_upper, "w_price": 1 / count}
    return worth.reward(covered, extra), parts


def purchase_reward(
    goal: Goal, product: Product, chosen: tuple[tuple[str, str], ...], rule: Rule
) -> tuple[float, Parts]:
    """The reward of a purchase by one of the rules."""
    if rule == "strict":
        return strict_reward(goal, product, dict(chosen))
    return webshop_reward(goal, product, dict(chosen), product.price)


def _covered(
    product: Product, values: tuple[tuple[tuple[int, float], ...], ...], chosen: tuple[tuple[str, str], ...]
) -> int:
    bits = 0
    for name, value in chosen:
        for (own, group), covers in zip(product.options, values, strict=True):
            if own == name and value in group:
                bits |= covers[group.index(value)][0]
    return bits


def _goal(data: Mapping[str, Any]) -> Goal:
    options = data["goal_options"]
    return Goal(
        data.get("asin", ""),
        data.get("category", ""),
        data["query"],
        data["name"],
        data["product_category"],
        data.get("instruction_text", ""),
        tuple(data["attributes"]),
        data["price_upper"],
        tuple(options.items()) if isinstance(options, Mapping) else tuple(options),
    )


def _product(data: Mapping[str, Any]) -> Product:
    bullets = tuple(data["BulletPoints"])
    return Product(
        data.get("asin", ""),
        data["Title"],
        data["Description"],
        bullets,
        tuple(data["Attributes"]),
        (),
        (),
        (),
        "",
        0.0,
        data["query"],
        data.get("category", ""),
        data["product_category"],
        "",
    )
