"""The frozen lake is scored by exact chances."""

from __future__ import annotations

from ...envs.puzzles.frozen_lake import FrozenLake
from .values import value_scoring

__all__ = ["SCORING"]

SCORING = value_scoring(FrozenLake())
