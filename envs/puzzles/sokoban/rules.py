"""The rules of Sokoban."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from ...core.errors import DataError, Illegal, UsageError
from ...core.game import Event, Game, Transition
from ...core.rng import Stream
from . import text
from .board import BOX, BOX_ON_GOAL, FLOOR, GOAL, PLAYER, PLAYER_ON_GOAL, WALL, Board, board, moves
from .state import DIRECTIONS, Direction, Pushed, State, Task, Walked

__all__ = ["Sokoban"]

_CODES = np.zeros(128, np.int8)
_CODES[[ord(mark) for mark in (FLOOR, WALL, GOAL, BOX, BOX_ON_GOAL, PLAYER, PLAYER_ON_GOAL)]] = range(7)
_NUMBER = {direction: number for number, direction in enumerate(DIRECTIONS)}


@dataclass(frozen=True)
class Sokoban(Game[Task, State, Direction]):
    """Push every box onto a goal, one step of the player a turn."""

    types: ClassVar[tuple[type, ...]] = (Task, State, Direction, Walked, Pushed)

    shape: tuple[int, int] = (8, 8)
    """Rows and columns of the numeric view: at least those of every level."""

    def start(self, task: Task) -> State:
        """The level as its picture shows it.

        Raises:
            DataError: the picture shows none that can be played.
        """
        level = board(task.picture)
        if len(level.boxes) != len(level.goals) or level.boxes == level.goals:
            raise DataError(
                f"a level needs as many boxes as goals and a box off them, got {len(level.boxes)} and "
                f"{len(level.goals)} in {task.picture!r}"
            )
        return State(task, level.player, level.boxes)

    def legal(self, state: State) -> Sequence[Direction]:
        """The directions that walls and boxes don't block."""
        afters = moves(board(state.task.picture), state.player, state.boxes)
        return [way for way, after in zip(DIRECTIONS, afters, strict=True) if after is not None]

    def apply(self, state: State, action: Direction, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """The position one step on, a box pushed where one stood.

        Raises:
            Illegal: a wall stands in the way, or a box that can't be pushed.
        """
        level = board(state.task.picture)
        number = _NUMBER[action]
        after = moves(level, state.player, state.boxes)[number]
        if after is None:
            raise Illegal(_why_blocked(level, state, action, level.steps[number]))
        player, boxes = after
        event = Walked(player) if boxes == state.boxes else Pushed(player, player + level.steps[number])
        return State(state.task, player, boxes), (event,)

    def is_over(self, state: State) -> bool:
        """Whether every box stands on a goal."""
        return state.boxes == board(state.task.picture).goals

    def parse(self, text_: str, state: State) -> Direction:
        """See `text.parse`."""
        return text.parse(text_)

    def format(self, action: Direction) -> str:
        """The direction's name."""
        return text.TEXTS[action]

    def describe(self, state: State, last: Transition[State, Direction] | None) -> str:
        """The picture and the positions, after the rules at the start."""
        shown = text.describe(board(state.task.picture), state.player, state.boxes)
        return shown if last is not None else f"{text.RULES}\n\n{shown}"

    def key(self, state: State) -> str:
        """The picture."""
        return text.picture(board(state.task.picture), state.player, state.boxes)

    @property
    def actions(self) -> tuple[Direction, ...]:
        """The four directions."""
        return DIRECTIONS

    @property
    def space(self) -> spaces.Box:
        """int8 of `shape`: 0 floor, 1 wall or beyond, 2 goal, 3 box, 4 box on goal, 5 player, 6 player on goal."""
        return spaces.Box(0, 6, self.shape, np.int8)

    def array(self, state: State) -> NDArray[Any]:
        """The picture in `space`, in its top left corner."""
        rows = self.key(state).split("\n")
        if len(rows) > self.shape[0] or max(map(len, rows)) > self.shape[1]:
            raise UsageError(f"the level must fit into {self.shape}, got {len(rows)} rows: make an env that knows it")
        drawn = "".join([row.ljust(self.shape[1], WALL) for row in rows]).ljust(self.shape[0] * self.shape[1], WALL)
        return _CODES[np.frombuffer(drawn.encode("ascii"), np.uint8)].reshape(self.shape)


def _why_blocked(level: Board, state: State, action: Direction, step: int) -> str:
    ahead = state.player + step
    if ahead not in state.boxes:
        return f"You can't move {action}: there is a wall. Choose another direction."
    behind = "another box" if ahead + step in state.boxes else "a wall"
    return f"You can't push the box {action}: {behind} is behind it. Choose another direction."
