"""The Tower of Hanoi is scored by exact distances."""

from __future__ import annotations

from ...envs.puzzles.hanoi import Hanoi
from .distance import distance_scoring

__all__ = ["SCORING"]

SCORING = distance_scoring(Hanoi())
