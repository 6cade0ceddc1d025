"""The goals of a catalogue with their prices written down: WebShop's human and synthetic ones, in its order."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .product import Instruction, Product
from .state import Goal

__all__ = ["ANY_PRICE", "GoalTable", "draw_goals", "goal_of"]

ANY_PRICE = 1_000_000.0
"""`price_upper` where the instruction names no price."""

_STEPS = [10.0 * step for step in range(1, 100)]
_SHUFFLE_SEED = 233
"""WebShop's own: it fixes the order of the goals, from which the splits are cut."""


_Row = tuple[int, int, float, float, int]
"""Product, variant, limit, weight, and the first variant that wants the same."""


class GoalTable(NamedTuple):
    """One goal a row, in WebShop's shuffled order. Texts are made when they are asked for."""

    product: NDArray[np.int32]
    variant: NDArray[np.int32]
    """Which of the product's instructions (human), or of its option combinations (synthetic)."""
    price_upper: NDArray[np.float64]
    weight: NDArray[np.float64]
    repeat: NDArray[np.bool_]
    """Whether an earlier goal wants the same product in the same words: only the first may be in a split."""


def draw_goals(products: Iterable[Product], rng: random.Random) -> tuple[GoalTable, GoalTable]:
    """All human and all synthetic goals.

    The prices are drawn as WebShop draws them, from the generator that drew the products' prices; both kinds start
    from the same place, since a run of WebShop makes one of them.

    Args:
        products: in the order of the catalogue.
        rng: as the loader left it.
    """
    human, synthetic, place = random.Random(), random.Random(), rng.getstate()
    human.setstate(place)
    synthetic.setstate(place)
    people: list[_Row] = []
    made: list[_Row] = []
    used: Counter[str] = Counter()
    parts: list[tuple[str, ...]] = []
    for number, product in enumerate(products):
        for variant, instruction in enumerate(product.instructions):
            if instruction.attributes:
                first = product.instructions.index(instruction)
                people.append((number, variant, _upper(product.price, human), 1.0, first))
        if product.synthetic is not None:
            upper, combinations = _upper(product.price, synthetic), _combinations(product)
            for attribute in product.synthetic.attributes:
                used[attribute] += combinations
            firsts = _firsts(product, combinations)
            made += [(number, variant, upper, float(len(parts)), firsts[variant]) for variant in range(combinations)]
            parts.append(product.synthetic.attributes)
    weights = [sum(1.0 / used[name] for name in names) / len(names) if names else 0.0 for names in parts]
    rows = [(number, variant, upper, weights[int(mark)], first) for number, variant, upper, mark, first in made]
    return _table(people), _table(rows)


def _upper(price: float, rng: random.Random) -> float:
    steps = [step for step in _STEPS if step > price][:4]
    return max(rng.sample(steps, 2)) if len(steps) >= 2 else ANY_PRICE


def _combinations(product: Product) -> int:
    return math.prod(len(values) for _, values in product.options)


def _firsts(product: Product, combinations: int) -> Sequence[int]:
    """For each combination the first one with the same values; they differ where a group lists a value twice."""
    if all(len(set(values)) == len(values) for _, values in product.options):
        return range(combinations)
    met: dict[tuple[tuple[str, str], ...], int] = {}
    return [met.setdefault(tuple(_combination(product, variant)), variant) for variant in range(combinations)]


def _table(rows: list[_Row]) -> GoalTable:
    random.Random(_SHUFFLE_SEED).shuffle(rows)
    columns = list(zip(*rows, strict=True)) or [(), (), (), (), ()]
    first: dict[tuple[int, int], int] = {}
    repeats = [first.setdefault((row[0], row[4]), place) != place for place, row in enumerate(rows)]
    return GoalTable(
        np.array(columns[0], np.int32),
        np.array(columns[1], np.int32),
        np.array(columns[2], np.float64),
        np.array(columns[3], np.float64),
        np.array(repeats, np.bool_),
    )


def goal_of(product: Product, variant: int, price_upper: float, weight: float, *, human: bool) -> Goal:
    """The goal of one row."""
    wanted: Instruction
    options: tuple[str | tuple[str, str], ...]
    if human:
        wanted = product.instructions[variant]
        text, options = wanted.text.strip("."), wanted.options
    else:
        if product.synthetic is None:
            raise ValueError(f"product {product.asin} has no synthetic instruction")
        wanted = product.synthetic
        named = tuple(_combination(product, variant))
        told, options = ", and ".join(f"{name}: {value}" for name, value in named), named
        text = f"{wanted.text} with {told}" if told else wanted.text
    if price_upper < ANY_PRICE:
        text = f"{text}, and price lower than {price_upper:.2f} dollars"
    return Goal(
        product.asin,
        product.category,
        product.query,
        product.title,
        product.product_category,
        text,
        wanted.attributes,
        price_upper,
        options,
        weight,
    )


def _combination(product: Product, variant: int) -> Iterator[tuple[str, str]]:
    """The values of one combination; names in alphabetical order, the last one changes first."""
    groups = sorted(product.options)
    left = variant
    values = []
    for _, choices in reversed(groups):
        left, place = divmod(left, len(choices))
        values.append(choices[place])
    for (name, _), value in zip(groups, reversed(values), strict=True):
        yield name, value
