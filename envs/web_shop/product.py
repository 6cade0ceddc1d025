"""A product as the shop knows it, and the compact record in which a catalogue's file keeps it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ..core.game import Immutable

__all__ = ["Instruction", "Product", "read_record", "write_record"]


@dataclass(frozen=True, slots=True)
class Instruction(Immutable):
    """What somebody wanted who wanted this product. Worker and assignment ids are not kept."""

    text: str
    attributes: tuple[str, ...]
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Product(Immutable):
    """One product. Texts are as the source has them: they may hold anything, markup included."""

    asin: str
    title: str
    description: str
    bullets: tuple[str, ...]
    attributes: tuple[str, ...]
    options: tuple[tuple[str, tuple[str, ...]], ...]
    """(name, values) for each group, in lower case."""
    surcharges: tuple[tuple[float, ...], ...]
    """Dollars on top of the price for each value, in the shape of the values. WebShop ignores them."""
    pricing: tuple[float, ...]
    """One price, or the ends of a range, in dollars."""
    price_tag: str
    """The price as pages show it."""
    price: float
    """What it costs: the price itself, or one drawn from the range when the catalogue was made."""
    query: str
    category: str
    product_category: str
    """Names joined by single angle quotation marks, general to special."""
    image: str
    instructions: tuple[Instruction, ...] = ()
    """Written by people (or, in a made-up catalogue, in their way)."""
    synthetic: Instruction | None = None
    """WebShop's template instruction; goals add options to it."""
    group: str = ""
    """Where the catalogue was made up: the split whose goals it may serve."""

    def cost(self, chosen: tuple[tuple[str, str], ...]) -> float:
        """The price with the surcharges of the chosen values, in dollars."""
        total = self.price
        for name, value in chosen:
            for (own, values), extra in zip(self.options, self.surcharges, strict=True):
                if own == name and value in values:
                    total += extra[values.index(value)]
        return total

    def document(self) -> str:
        """The text that WebShop indexes: title, description, first bullet and options, in lower case."""
        options = ", and ".join(f"{name}: {', '.join(values)}" for name, values in self.options)
        first = self.bullets[0] if self.bullets else ""
        return f"{self.title} {self.description} {first} {options}".lower()


def write_record(product: Product) -> bytes:
    """The product as one line of ASCII JSON; lone surrogates survive it."""
    wanted = [[i.text, i.attributes, i.options] for i in product.instructions]
    made = product.synthetic
    values = [
        product.asin,
        product.title,
        product.description,
        product.bullets,
        product.attributes,
        product.options,
        product.surcharges,
        product.pricing,
        product.price_tag,
        product.price,
        product.query,
        product.category,
        product.product_category,
        product.image,
        wanted,
        None if made is None else [made.text, made.attributes, made.options],
        product.group,
    ]
    return json.dumps(values, separators=(",", ":")).encode()


def read_record(record: bytes) -> Product:
    """The product that `write_record` wrote."""
    values = json.loads(record)
    values[3] = tuple(values[3])
    values[4] = tuple(values[4])
    values[5] = tuple([(name, tuple(group)) for name, group in values[5]])
    values[6] = tuple(map(tuple, values[6]))
    values[7] = tuple(values[7])
    values[14] = tuple(map(_instruction, values[14]))
    values[15] = None if values[15] is None else _instruction(values[15])
    return Product(*values)


def _instruction(values: list[Any]) -> Instruction:
    return Instruction(values[0], tuple(values[1]), tuple(values[2]))
