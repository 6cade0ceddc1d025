"""Puzzles with chance or an opponent, whose every action has an exact value under best play."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TypeVar

from ..core.game import Game

__all__ = ["ValueGame"]

T = TypeVar("T")
S = TypeVar("S")
A = TypeVar("A")


class ValueGame(Game[T, S, A]):
    """A game that ends with a result in [0, 1], of which best play gets the most in expectation."""

    @abstractmethod
    def values(self, state: S) -> Mapping[A, float]:
        """For every legal action, in the order of `legal`, the expected result in [0, 1] if play is best from then on.

        What is hidden from the player is averaged over what it may be; an opponent is taken at its best or as the
        task says. Empty when the game is over.
        """

    @abstractmethod
    def result(self, state: S) -> float:
        """The result of a finished game, in [0, 1]."""

    def value(self, state: S) -> float:
        """The value of the best action, or the result where the game is over."""
        values = self.values(state)
        return max(values.values()) if values else self.result(state)
