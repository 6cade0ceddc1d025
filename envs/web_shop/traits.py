"""Which products have which attribute and which option, for the whole catalogue: what an exact optimum starts from."""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .matching import plain
from .product import Product

__all__ = ["SEPARATOR", "Traits", "has_attribute", "last_category", "option_key", "words", "write_traits"]

SEPARATOR = "\u203a"
"""Between the names of a category path."""

_WORD = re.compile(r"\w+")


@lru_cache(1 << 14)
def words(text: str) -> tuple[str, ...]:
    """The words of a short text, in lower case."""
    return tuple(_WORD.findall(text.casefold()))


def has_attribute(attribute: str, product: Product) -> bool:
    """Whether a product has an attribute strictly: in its list, or word for word in its title, text or one bullet."""
    sought = words(attribute)
    if any(words(own) == sought for own in product.attributes):
        return True
    phrase = f" {' '.join(sought)} "
    return bool(sought) and any(phrase in f" {' '.join(_WORD.findall(text.casefold()))} " for text in _texts(product))


def _texts(product: Product) -> tuple[str, ...]:
    return (product.title, product.description, *product.bullets)


def last_category(path: str) -> str:
    """The most special of the categories in a path."""
    return path.rsplit(SEPARATOR, 1)[-1].strip()


def option_key(name: str, value: str) -> str:
    """What an option's value is listed under; with an empty name, under any name."""
    return f"{plain(name)}\n{plain(value)}"


class Traits:
    """The tables of a catalogue, mapped into memory.

    Args:
        folder: what `write_traits` wrote.
        count: products in the catalogue.
    """

    def __init__(self, folder: Path, count: int) -> None:
        self._folder = folder
        self.count = count

    @cached_property
    def _attributes(self) -> tuple[Mapping[str, int], NDArray[np.int64], NDArray[np.int32]]:
        return self._table("attribute")

    @cached_property
    def _options(self) -> tuple[Mapping[str, int], NDArray[np.int64], NDArray[np.int32]]:
        return self._table("option")

    def _table(self, kind: str) -> tuple[Mapping[str, int], NDArray[np.int64], NDArray[np.int32]]:
        keys = json.loads((self._folder / f"{kind}_keys.json").read_text())
        starts = np.load(self._folder / f"{kind}_starts.npy")
        products = np.load(self._folder / f"{kind}_products.npy", mmap_mode="r").view(np.ndarray)
        return _places(keys), starts, products

    @cached_property
    def _kinds(self) -> tuple[Mapping[str, int], Mapping[str, int], NDArray[np.int32], NDArray[np.int32]]:
        queries, tails = json.loads((self._folder / "kind_keys.json").read_text())
        numbers = np.load(self._folder / "kinds.npy", mmap_mode="r").view(np.ndarray)
        return _places(queries), _places(tails), numbers[0], numbers[1]

    def of_kind(self, query: str, path: str) -> NDArray[np.bool_]:
        """Which products have the query or the most special category of a path."""
        queries, tails, of_query, of_tail = self._kinds
        tail = last_category(path)
        of_path: NDArray[np.bool_] = of_tail == (tails.get(tail, -1) if tail else -1)
        found: NDArray[np.bool_] = of_path | (of_query == queries.get(query, -1))
        return found

    def with_attribute(self, attribute: str) -> NDArray[np.int32] | None:
        """The products that have it by `has_attribute`, None where no product or instruction names it."""
        return _listed(self._attributes, " ".join(words(attribute)))

    def with_option(self, name: str, value: str) -> NDArray[np.int32]:
        """The products that offer a value, under that name or, where it is empty, under any."""
        found = _listed(self._options, option_key(name, value))
        return np.zeros(0, np.int32) if found is None else found


def _places(keys: Iterable[str]) -> dict[str, int]:
    return {key: place for place, key in enumerate(keys)}


def _listed(
    table: tuple[Mapping[str, int], NDArray[np.int64], NDArray[np.int32]], key: str
) -> NDArray[np.int32] | None:
    keys, starts, products = table
    place = keys.get(key)
    return None if place is None else products[starts[place] : starts[place + 1]]


def write_traits(folder: Path, first: Iterable[Product], second: Iterable[Product]) -> None:
    """Writes the tables.

    Args:
        folder: where to.
        first: the products, read for the names of attributes.
        second: the same again, read for who has them.
    """
    attributes: dict[str, array[int]] = {}
    for product in first:
        wanted = [instruction.attributes for instruction in product.instructions]
        made = product.synthetic.attributes if product.synthetic else ()
        for attribute in (*product.attributes, *made, *[name for names in wanted for name in names]):
            attributes.setdefault(" ".join(words(attribute)), array("i"))
    attributes.pop("", None)
    lengths: dict[str, set[int]] = {}
    for key in attributes:
        parts = key.split()
        lengths.setdefault(parts[0], set()).add(len(parts))
    options: dict[str, array[int]] = {}
    kinds: tuple[dict[str, int], dict[str, int]] = ({}, {})
    rows = (array("i"), array("i"))
    for number, product in enumerate(second):
        for key in _found(product, attributes, lengths):
            attributes[key].append(number)
        for table, row, key in zip(kinds, rows, (product.query, last_category(product.product_category)), strict=True):
            row.append(table.setdefault(key, len(table)))
        keys = {option_key(name, value) for name, values in product.options for value in values}
        keys |= {option_key("", value) for _, values in product.options for value in values}
        for key in sorted(keys):
            options.setdefault(key, array("i")).append(number)
    _save(folder, "attribute", attributes)
    _save(folder, "option", options)
    (folder / "kind_keys.json").write_text(json.dumps([list(table) for table in kinds]))
    np.save(folder / "kinds.npy", np.array(rows, np.int32))


def _found(product: Product, known: Mapping[str, array[int]], lengths: Mapping[str, set[int]]) -> set[str]:
    """The known attributes that a product has."""
    found = {key for own in product.attributes if (key := " ".join(words(own))) in known}
    for text in _texts(product):
        said = _WORD.findall(text.casefold())
        for place, word in enumerate(said):
            for length in lengths.get(word, ()):
                key = " ".join(said[place : place + length])
                if key in known:
                    found.add(key)
    return found


def _save(folder: Path, kind: str, table: Mapping[str, array[int]]) -> None:
    keys = sorted(table)
    (folder / f"{kind}_keys.json").write_text(json.dumps(keys))
    np.save(folder / f"{kind}_starts.npy", np.cumsum([0, *[len(table[key]) for key in keys]], dtype=np.int64))
    listed = [np.frombuffer(table[key], np.int32) for key in keys if table[key]]
    np.save(folder / f"{kind}_products.npy", np.concatenate(listed) if listed else np.zeros(0, np.int32))
