"""How Sokoban is shown and written."""

from __future__ import annotations

from functools import lru_cache

from ...core.errors import Malformed
from ...core.parsing import words
from .board import BOX, BOX_ON_GOAL, GOAL, PLAYER, PLAYER_ON_GOAL, Board
from .state import DIRECTIONS, Direction

__all__ = ["RULES", "TEXTS", "describe", "parse", "picture"]

RULES = """You play Sokoban. Push every box onto a goal: walking into a box pushes it one cell if the cell behind it \
is free of walls and boxes. Boxes can't be pulled. Move with "up", "down", "left" or "right", for example "left".
# wall, @ you, + you on a goal, $ box, * box on a goal, . goal, blank floor. Positions are (row, column), (1, 1) is \
at the top left."""

TEXTS = {direction: direction.value for direction in DIRECTIONS}
_VERBS = frozenset({"move", "push", "go", "walk", "step"})
_BY_TEXT = {**{text: move for move, text in TEXTS.items()}, **{text[0]: move for move, text in TEXTS.items()}}


def parse(text: str) -> Direction:
    """A direction or its first letter, with or without a verb before it: `up`, `u`, `move up`, `push up`."""
    known = _BY_TEXT.get(text)
    if known is not None:
        return known
    tokens = words(text)
    if len(tokens) == 2 and tokens[0] in _VERBS:
        tokens = tokens[1:]
    known = _BY_TEXT.get(tokens[0]) if len(tokens) == 1 else None
    if known is None:
        raise Malformed('Expected one of "up", "down", "left" and "right".')
    return known


def describe(level: Board, player: int, boxes: tuple[int, ...]) -> str:
    """The picture and the positions in it."""
    names, goals = _names(level)
    shown = picture(level, player, boxes)
    where = f"{shown}\nYou {names[player]}; boxes {' '.join([names[box] for box in boxes])}; goals {goals}."
    return f"{where}\nEvery box stands on a goal." if boxes == level.goals else where


@lru_cache(maxsize=4096)
def picture(level: Board, player: int, boxes: tuple[int, ...]) -> str:
    """A position in XSB, without blanks at the rows' ends."""
    canvas, spots = _canvas(level)
    drawn = list(canvas)
    for box in boxes:
        spot = spots[box]
        drawn[spot] = BOX_ON_GOAL if drawn[spot] == GOAL else BOX
    spot = spots[player]
    drawn[spot] = PLAYER_ON_GOAL if drawn[spot] == GOAL else PLAYER
    return "".join(drawn)


@lru_cache(maxsize=512)
def _canvas(level: Board) -> tuple[str, dict[int, int]]:
    """The picture without player and boxes, and where in it each open cell is."""
    drawn = ""
    spots = {}
    for row in range(level.height):
        begin = row * level.width
        line = level.scenery[begin : begin + level.width].rstrip()
        for cell in range(begin, begin + len(line)):
            spots[cell] = len(drawn) + cell - begin
        drawn += line + "\n"
    return drawn[:-1], spots


@lru_cache(maxsize=512)
def _names(level: Board) -> tuple[dict[int, str], str]:
    """The open cells as (row, column) from 1, and the goals in one text."""
    names = {cell: f"({cell // level.width + 1}, {cell % level.width + 1})" for cell in level.floor}
    return names, " ".join([names[goal] for goal in level.goals])
