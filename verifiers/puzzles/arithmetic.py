"""The 24 game and countdown are scored by exact distances."""

from __future__ import annotations

from ...envs.puzzles.arithmetic import Arithmetic
from .distance import distance_scoring

__all__ = ["SCORING"]

SCORING = distance_scoring(Arithmetic())
