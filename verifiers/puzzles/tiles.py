"""The sliding-tile puzzle is scored by exact distances."""

from __future__ import annotations

from ...envs.puzzles.tiles import SlidingTiles
from .distance import distance_scoring

__all__ = ["SCORING"]

SCORING = distance_scoring(SlidingTiles())
