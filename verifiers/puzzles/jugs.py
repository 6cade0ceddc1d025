"""Water jugs are scored by exact distances."""

from __future__ import annotations

from ...envs.puzzles.jugs import WaterJugs
from .distance import distance_scoring

__all__ = ["SCORING"]

SCORING = distance_scoring(WaterJugs())
