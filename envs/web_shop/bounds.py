"""What no product of a catalogue can exceed for a goal, from tables, without looking at a single product."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .catalogue import Catalogue
from .state import Goal

__all__ = ["Bounds"]


class Bounds:
    """The goal's attributes, options, price and kind that each product has, by the strict rule. Five bytes a product.

    Args:
        shop: the catalogue.
        goal: what is wanted.
    """

    def __init__(self, shop: Catalogue, goal: Goal) -> None:
        count = len(shop)
        known = [shop.traits.with_attribute(attribute) for attribute in goal.attributes]
        kind = next(kind for kind in (np.uint8, np.uint16, np.uint32, np.uint64) if len(known) <= 8 * kind().nbytes)
        self.bits: NDArray[Any] = np.zeros(count, kind)
        """The attributes that each product has."""
        self.complete = all(found is not None for found in known)
        """Whether the tables have every attribute; `bits` lacks those that they don't."""
        self._fixed = np.asarray(shop.prices <= goal.price_upper).astype(np.uint8)
        self._options = np.zeros(count, np.uint8)
        for place, found in enumerate(known):
            self._fixed[slice(None) if found is None else found] += 1
            if found is not None:
                self.bits[found] |= kind(1 << place)
        for wanted in goal.options:
            self._options[shop.traits.with_option(*(("", wanted) if isinstance(wanted, str) else wanted))] += 1
        self._same = shop.traits.of_kind(goal.query, goal.product_category)
        self._parts = len(goal.attributes) + len(goal.options) + 1
        self._twice = len(set(goal.options)) < len(goal.options)

    @property
    def nbytes(self) -> int:
        """Memory that it takes."""
        return self.bits.nbytes + self._fixed.nbytes + self._options.nbytes + self._same.nbytes

    def of(self, numbers: Sequence[int] | slice, clicks: int) -> NDArray[np.float64]:
        """The bound of each product: a click covers one wanted option, more where two wanted ones are the same."""
        places = numbers if isinstance(numbers, slice) else np.array(numbers, np.intp)
        options = self._options[places]
        reached = options if self._twice else np.minimum(options, min(clicks, 255))
        found: NDArray[np.float64] = (self._fixed[places] + reached) / self._parts
        found[~self._same[places]] *= 0.5
        return found

    def falling(self, clicks: int) -> Iterator[tuple[float, NDArray[np.intp]]]:
        """All products by falling bounds; of equal ones those first that need fewer clicks."""
        bounds = self.of(slice(None), clicks)
        level = float(bounds.max())
        while level >= 0.0:
            numbers = np.flatnonzero(bounds == level)
            yield level, numbers[np.argsort(self._options[numbers], kind="stable")]
            level = float(np.max(bounds, initial=-1.0, where=bounds < level))
