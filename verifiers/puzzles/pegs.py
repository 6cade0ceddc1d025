"""Peg solitaire is scored by exact distances."""

from __future__ import annotations

from ...envs.puzzles.pegs import PegSolitaire
from .distance import distance_scoring

__all__ = ["SCORING"]

SCORING = distance_scoring(PegSolitaire())
