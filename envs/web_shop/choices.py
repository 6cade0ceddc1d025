"""The best that can be made of one product by choosing options: exact, by bit masks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .appraisal import Appraisal
from .pages import RESERVED
from .product import Product
from .state import Mode

__all__ = ["Group", "best_of", "best_purchases", "groups_of"]


class Group(NamedTuple):
    """What the values of one option are good for."""

    name: str
    each: Mapping[str, tuple[int, float]]
    """Covered options and surcharge of every value."""
    useful: tuple[tuple[int, float], ...]
    """The cheapest way to cover each set of options, nothing included, among the values that can be clicked."""


def groups_of(worth: Appraisal, product: Product, mode: Mode) -> tuple[Group, ...]:
    """The groups that matter for a goal. A value that a later group, or a button, has too can't be clicked."""
    groups = []
    later: set[str] = set(RESERVED)
    for (name, values), covers in zip(reversed(product.options), reversed(worth.values), strict=True):
        ways: dict[int, float] = {}
        for value, (bits, extra) in zip(values, covers, strict=True):
            if value not in later and (mode == "friendly" or _readable(value)):
                ways[bits] = min(extra, ways.get(bits, extra))
        later.update(values)
        if any(ways) or (worth.surcharged and any(extra for _, extra in covers)):
            groups.append(Group(name, dict(zip(values, covers, strict=True)), tuple(ways.items())))
    return tuple(groups)


def best_purchases(
    worth: Appraisal, product: Product, chosen: tuple[tuple[str, str], ...] = (), mode: Mode = "friendly"
) -> tuple[float, ...]:
    """The best reward of buying a product after at most 0, 1, 2 ... more option clicks.

    One value a group is chosen, and a choice can be changed but not taken back. Sets of covered options are bit masks,
    so that the work grows with groups times masks and not with the product of the groups' sizes.

    Args:
        worth: the product's appraisal.
        product: the product.
        chosen: the options as they are.
        mode: what can be clicked.
    """
    return best_of(worth, groups_of(worth, product, mode), chosen)


def best_of(worth: Appraisal, groups: tuple[Group, ...], chosen: tuple[tuple[str, str], ...]) -> tuple[float, ...]:
    """`best_purchases` where the groups are at hand."""
    reached: dict[tuple[int, int], float] = {(0, 0): 0.0}  # (clicks, covered) -> smallest surcharge
    held = dict(chosen)
    for name, each, useful in groups:
        bits, extra = each.get(held.get(name, ""), (0, 0.0))
        ways = {(0, bits): extra}
        for others, dearer in useful:
            if others & ~bits or dearer < extra:
                ways[1, others] = dearer
        if len(ways) > 1 or bits or extra:
            reached = _joined(reached, ways)
    best: list[float] = []
    for (clicks, bits), extra in sorted(reached.items()):
        while len(best) <= clicks:
            best.append(best[-1] if best else 0.0)
        best[clicks] = max(best[clicks], worth.reward(bits, extra))
    return tuple(best)


def _readable(value: str) -> bool:
    return "[" not in value and "\n" not in value


def _joined(
    reached: Mapping[tuple[int, int], float], ways: Mapping[tuple[int, int], float]
) -> dict[tuple[int, int], float]:
    joined: dict[tuple[int, int], float] = {}
    for (count, bits), extra in reached.items():
        for (more, others), dearer in ways.items():
            key = (count + more, bits | others)
            joined[key] = min(extra + dearer, joined.get(key, extra + dearer))
    return joined
