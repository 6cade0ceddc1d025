"""Lights Out is scored by exact distances."""

from __future__ import annotations

from ...envs.puzzles.lights import LightsOut
from .distance import distance_scoring

__all__ = ["SCORING"]

SCORING = distance_scoring(LightsOut())
