"""The geometry of a level, read once from its picture and shared by rules, text and solver."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ...core.errors import DataError

__all__ = ["BOX", "BOX_ON_GOAL", "FLOOR", "GOAL", "PLAYER", "PLAYER_ON_GOAL", "UNKNOWN", "UNSOLVABLE", "WALL"]
__all__ += ["Board", "Position", "board", "moves"]

WALL, FLOOR, GOAL = "#", " ", "."
PLAYER, PLAYER_ON_GOAL = "@", "+"
BOX, BOX_ON_GOAL = "$", "*"

UNSOLVABLE = -1
"""Stands for a distance where no sequence of moves solves the level any more: proved."""
UNKNOWN = -2
"""Stands for a distance that the budget did not suffice to find."""

Position = tuple[int, tuple[int, ...]]
"""The player's cell and the boxes' cells in ascending order; a cell is row * width + column."""


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """One level's unchanging parts, and where its player and boxes start.

    Only what the player can ever reach counts as floor: a sealed-off part of the picture is scenery.
    Equality is identity: `board` returns the same object for the same picture while it is in use.
    """

    width: int
    height: int
    scenery: str
    """Every cell's character without player and boxes, row by row (height * width characters)."""
    open: tuple[bool, ...]
    """Per cell: whether player and boxes can stand there."""
    floor: tuple[int, ...]
    """The open cells in ascending order."""
    goals: tuple[int, ...]
    """The open goal cells in ascending order."""
    player: int
    boxes: tuple[int, ...]
    steps: tuple[int, int, int, int]
    """What up, down, left and right add to a cell."""

    @property
    def start(self) -> Position:
        """Where the player and the boxes start."""
        return self.player, self.boxes

    def place(self, cell: int) -> str:
        """A cell in words for a person, counted from 1: `row 2, column 1`."""
        row, column = divmod(cell, self.width)
        return f"row {row + 1}, column {column + 1}"


@lru_cache(maxsize=512)
def board(picture: str) -> Board:
    """The board drawn in an XSB picture (rows joined by line ends).

    Raises:
        DataError: not one player, or no walls all around what it can reach. `data.check` says more.
    """
    rows = picture.split("\n")
    width = max(map(len, rows))
    cells = "".join(row.ljust(width) for row in rows)
    steps = (-width, width, -1, 1)
    players = [cell for cell, mark in enumerate(cells) if mark in "@+"]
    if len(players) != 1:
        raise DataError(f"a level needs one player (@ or +), got {len(players)} in {picture!r}")
    player = players[0]
    inside = _flood(cells, player, steps)
    scenery = "".join(
        (GOAL if mark in "+*." else FLOOR if mark in "@$" else mark) if cell in inside else mark
        for cell, mark in enumerate(cells)
    )
    floor = tuple(sorted(inside))
    return Board(
        width=width,
        height=len(rows),
        scenery=scenery,
        open=tuple([cell in inside for cell in range(len(cells))]),
        floor=floor,
        goals=tuple([cell for cell in floor if cells[cell] in "+*."]),
        player=player,
        boxes=tuple([cell for cell in floor if cells[cell] in "$*"]),
        steps=steps,
    )


@lru_cache(maxsize=16384)
def moves(level: Board, player: int, boxes: tuple[int, ...]) -> tuple[Position | None, ...]:
    """The positions after a move up, down, left and right, None where walls or boxes block it."""
    return tuple([_moved(level, player, boxes, step) for step in level.steps])


def _moved(level: Board, player: int, boxes: tuple[int, ...], step: int) -> Position | None:
    cell = player + step
    if not level.open[cell]:
        return None
    if cell not in boxes:
        return cell, boxes
    beyond = cell + step
    if beyond in boxes or not level.open[beyond]:
        return None
    return cell, tuple(sorted([beyond if box == cell else box for box in boxes]))


def _flood(cells: str, start: int, steps: tuple[int, int, int, int]) -> set[int]:
    """The cells joined to `start` by anything but walls; the picture's edge has to be closed around them."""
    width, last = steps[1], len(cells) - steps[1]
    seen = {start}
    pending = [start]
    while pending:
        cell = pending.pop()
        if not width <= cell < last or not 0 < cell % width < width - 1:
            raise DataError("a level needs walls all around what the player can reach, got a gap in its edge")
        for step in steps:
            beside = cell + step
            if beside not in seen and cells[beside] != WALL:
                seen.add(beside)
                pending.append(beside)
    return seen
