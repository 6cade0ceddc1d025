"""Puzzles without chance or hidden facts, whose every position has an exact distance to the goal."""

from __future__ import annotations

from abc import abstractmethod
from typing import TypeVar

from ..core.game import Game
from ..core.rng import Stream

__all__ = ["DistanceGame"]

T = TypeVar("T")
S = TypeVar("S")
A = TypeVar("A")

_NO_CHANCE = Stream(0, "no chance")


class DistanceGame(Game[T, S, A]):
    """A game that ends at distance 0, if not at a dead end, and whose moves depend on the player alone."""

    @abstractmethod
    def distance(self, state: S) -> int | None:
        """The fewest moves to the goal, exact; None where it can't be reached any more."""

    def is_over(self, state: S) -> bool:
        """Whether the goal is reached."""
        return self.distance(state) == 0

    def after(self, state: S, action: A) -> S:
        """The next position.

        Raises:
            Illegal: see `apply`.
        """
        return self.apply(state, action, _NO_CHANCE)[0]

    def best(self, state: S) -> tuple[A, ...]:
        """The moves that begin a shortest way to the goal, in the order of `legal`; none where there is no way."""
        left = self.distance(state)
        if not left:
            return ()
        return tuple([action for action in self.legal(state) if self.distance(self.after(state, action)) == left - 1])
