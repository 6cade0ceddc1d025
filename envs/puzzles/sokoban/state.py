"""What there is in Sokoban: a level's picture, where player and boxes stand, four moves, and what they did."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ...core.game import Event, Immutable
from .board import Position

__all__ = ["DIRECTIONS", "Direction", "Pushed", "State", "Task", "Walked"]


class Direction(StrEnum):
    """A move of the player; it pushes a box that stands in the way."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"


DIRECTIONS = tuple(Direction)
"""In the order of `Board.steps`."""


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """One level."""

    picture: str
    """Its start in XSB: rows of `# @+$*.` and blanks, without blanks at their ends, joined by line ends."""
    name: str = ""
    """The level's title where it comes from a file, else empty."""


@dataclass(frozen=True, slots=True)
class State(Immutable):
    """Where the player and the boxes stand. A cell is row * width + column, counted from 0."""

    task: Task
    player: int
    boxes: tuple[int, ...]
    """In ascending order."""

    @property
    def position(self) -> Position:
        """Player and boxes, as the solver takes them."""
        return self.player, self.boxes


@dataclass(frozen=True, slots=True)
class Walked(Event):
    """The player stepped to a cell."""

    cell: int


@dataclass(frozen=True, slots=True)
class Pushed(Event):
    """The player stepped to where a box was and pushed it on."""

    cell: int
    to: int
