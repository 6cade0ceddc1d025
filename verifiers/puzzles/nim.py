"""Nim is scored by its closed form."""

from __future__ import annotations

from ...envs.puzzles.nim import Nim
from .values import value_scoring

__all__ = ["SCORING"]

SCORING = value_scoring(Nim(), certain=True)
