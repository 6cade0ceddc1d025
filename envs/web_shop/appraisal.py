"""What a product is worth for a goal, by WebShop's rule or by the strict one: kind, attributes, options, price."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from .matching import alike, alike_option, plain
from .nouns import Tagger, nouns
from .product import Product
from .state import Goal
from .traits import SEPARATOR, has_attribute, option_key

__all__ = ["Appraisal", "Kinship", "Rule", "appraise", "kinship", "matched_attributes"]

Rule = Literal["webshop", "strict"]

_KINDS = 2
"""Category names that two products must share to be of one kind."""


class Kinship(NamedTuple):
    """Whether two products are of one kind, as WebShop decides it."""

    r_type: float
    """1, 0.5, 0.1 or 0; the reward is multiplied by it."""
    query_match: bool
    category_match: bool
    title_score: float
    """The share of the wanted title's nouns that the bought title has."""


class Appraisal(NamedTuple):
    """All of a product that decides its reward for a goal, options aside."""

    kin: Kinship
    attributes: int
    """Bit i: the goal's attribute i is there."""
    wanted: int
    """How many attributes the goal has."""
    options: int
    """How many options the goal has."""
    values: tuple[tuple[tuple[int, float], ...], ...]
    """For each value of each group: the goal's options that it covers, as bits, and its surcharge."""
    price: float
    price_upper: float
    surcharged: bool
    """Whether surcharges count."""

    def reward(self, covered: int, extra: float = 0.0) -> float:
        """The reward of buying it with options that cover these bits and cost that much more."""
        fits = self.price + (extra if self.surcharged else 0.0) <= self.price_upper
        matched = self.attributes.bit_count() + covered.bit_count() + fits
        return matched / (self.wanted + self.options + 1) * self.kin.r_type


def kinship(
    bought: tuple[str, str, Sequence[str]], wanted: tuple[str, str, Sequence[str]], rule: Rule = "webshop"
) -> Kinship:
    """Whether two products are of one kind.

    WebShop takes the same query, two category names in common or a fifth of the title's nouns for it, so that loafers
    pass for boots of the same brand. Strictly it is the same query or the same most special category; what WebShop
    takes for it is then half of it, and any noun in common a tenth.

    Args:
        bought: query, category path and nouns of the title.
        wanted: the same of the product that was asked for.
        rule: by which rule.
    """
    query_match = bought[0] == wanted[0]
    paths = [[name.strip() for name in path.split(SEPARATOR)] for path in (bought[1], wanted[1])]
    category_match = len(set(paths[0]) & set(paths[1])) >= _KINDS
    title_score = len(set(bought[2]) & set(wanted[2])) / len(wanted[2]) if wanted[2] else 0.2
    alike = query_match or category_match or title_score > 0.2
    if rule == "strict":
        same = query_match or paths[0][-1] == paths[1][-1] != ""
        r_type = 1.0 if same else 0.5 if alike else 0.1 if title_score > 0.0 else 0.0
        return Kinship(r_type, query_match, same, title_score)
    r_type = 1.0 if alike else 0.5
    if title_score < 0.1:
        r_type = 0.1
    if title_score == 0.0:
        r_type = 0.0
    return Kinship(r_type, query_match, category_match, title_score)


def matched_attributes(wanted: Sequence[str], product: Product, rule: Rule) -> int:
    """The wanted attributes that a product has, as bits."""
    found = _fuzzy if rule == "webshop" else has_attribute
    return sum(1 << place for place, attribute in enumerate(wanted) if found(attribute, product))


def _fuzzy(attribute: str, product: Product) -> bool:
    if any(alike(own, attribute) for own in product.attributes):
        return True
    title, bullets, description = _lowered(product)
    return attribute in title or attribute in bullets or attribute in description


@lru_cache(4096)
def _lowered(product: Product) -> tuple[str, str, str]:
    return product.title.lower(), " ".join(product.bullets).lower(), product.description.lower()


def _covers(goal: Goal, product: Product, rule: Rule) -> tuple[tuple[tuple[int, float], ...], ...]:
    """For each value of each group the goal's options that it covers, as bits, and its surcharge."""
    if rule == "webshop":
        return tuple(
            [
                tuple([(_fuzzily(value, goal.options), extra) for value, extra in zip(group, extras, strict=True)])
                for (_, group), extras in zip(product.options, product.surcharges, strict=True)
            ]
        )
    wanted: dict[str, int] = {}
    for place, option in enumerate(goal.options):
        key = plain(option) if isinstance(option, str) else option_key(*option)
        wanted[key] = wanted.get(key, 0) | 1 << place
    named = bool(goal.options) and not isinstance(goal.options[0], str)
    covers = []
    for (name, group), extras in zip(product.options, product.surcharges, strict=True):
        keys = [option_key(name, value) for value in group] if named else map(plain, group)
        covers.append(tuple([(wanted.get(key, 0), extra) for key, extra in zip(keys, extras, strict=True)]))
    return tuple(covers)


def _fuzzily(value: str, options: Sequence[str | tuple[str, str]]) -> int:
    return sum(1 << place for place, wanted in enumerate(options) if alike_option(value, wanted))


def appraise(
    goal: Goal, product: Product, rule: Rule, tagger: Tagger = "rule", *, attributes: int | None = None
) -> Appraisal:
    """What a product is worth for a goal.

    Args:
        goal: what is wanted.
        product: what is looked at.
        rule: "webshop" is the real site's, its leaks included. "strict" wants equal options (of the right name where
            the goal names them) and attributes in whole words, and counts the surcharges of options.
        tagger: see `nouns`.
        attributes: the goal's attributes that the product has, as bits, where they are known.
    """
    kin = kinship(
        (product.query, product.product_category, nouns(product.title, tagger)),
        (goal.query, goal.product_category, nouns(goal.name, tagger)),
        rule,
    )
    return Appraisal(
        kin,
        matched_attributes(goal.attributes, product, rule) if attributes is None else attributes,
        len(goal.attributes),
        len(goal.options),
        _covers(goal, product, rule),
        product.price,
        goal.price_upper,
        rule == "strict",
    )
