"""The forms of question about a made-up world. Each gives one question with one answer by the graph, or none."""

from __future__ import annotations

from collections.abc import Callable

from ...core.rng import Stream
from .chains import bridge, temporal, temporal_by_event, unanswerable
from .comparisons import bridge_comparison, comparison
from .pages import World
from .rolls import counting, counting_behind_a_bridge, one_of_a_roll
from .teller import Asked, Teller

__all__ = ["KINDS", "SHAPES", "Asked", "ask"]

KINDS = ("bridge", "comparison", "intersection", "counting", "temporal", "negation", "unanswerable")
"""What is asked."""

SHAPES: dict[str, Callable[[Teller, int], Asked | None]] = {
    "bridge": bridge,
    "comparison": comparison,
    "bridge comparison": bridge_comparison,
    "intersection": lambda teller, hops: one_of_a_roll(teller, "intersection"),
    "counting": counting,
    "counting behind a bridge": counting_behind_a_bridge,
    "temporal": temporal,
    "temporal by event": temporal_by_event,
    "negation": lambda teller, hops: one_of_a_roll(teller, "negation"),
    "unanswerable": unanswerable,
}
"""The forms that a question's graph of facts can have."""


def ask(world: World, shape: str, hops: int, rng: Stream, *, side: int, held_out: bool) -> Asked | None:
    """One question of a shape, or None where what was drawn does not lead to one.

    Args:
        world: what it is about.
        shape: one of `SHAPES`.
        hops: how many relations a chain has; other shapes have their own number.
        rng: decides everything.
        side: which side of the border it is about.
        held_out: whether relations that are held out may occur.
    """
    teller = Teller(world, rng, side, held_out)
    return SHAPES[shape](teller, hops)
