"""How far a position is from the end, in moves: by a whole table where one fits, else by search in a budget."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from . import table
from .board import UNKNOWN, Board, Position, board
from .deadlock import frozen, live_cells
from .search import Search
from .table import Table

__all__ = ["BUDGET", "TABLE_WORDS", "Solution", "culprit", "solve"]

TABLE_WORDS = 250_000
"""Levels with at most so many words a plane (see `table.size`) get a whole table: about 1.5 s at the limit."""
BUDGET = 300_000
"""Default budget for larger levels: box placements visited once a level, 2 to 4 s, and a quarter a question."""

_MEMORY = 256 * 2**20  # bytes of tables and searches kept


@dataclass(frozen=True, slots=True)
class Solution:
    """What is known of a position."""

    distance: int
    """The fewest moves to the end, UNSOLVABLE or UNKNOWN."""
    ways: tuple[int, ...]
    """Every move that begins some shortest solution: 0 up, 1 down, 2 left, 3 right."""
    used: int
    """Box placements visited to find out; 0 for a look-up."""

    @property
    def known(self) -> bool:
        """Whether the distance is proved: a number of moves, or that there is no solution."""
        return self.distance != UNKNOWN


@lru_cache(maxsize=16384)
def solve(picture: str, position: Position, budget: int = BUDGET) -> Solution:
    """What is known of a position of a level. Depends on its arguments alone.

    Args:
        picture: the level as it starts, in XSB.
        position: the player's cell and the boxes' cells, reached from the level's start.
        budget: for levels too large for a table, the box placements to visit once; a quarter of it a question.
    """
    return Solution(*_solver(picture, budget).solve(position))


def culprit(level: Board, boxes: tuple[int, ...]) -> tuple[int, str] | None:
    """A box that alone shows that a position is lost, and how; None where none is seen at a glance."""
    live = live_cells(level)
    for box in boxes:
        if box not in live:
            return box, _dead_square(level, box)
    for box in boxes:
        if frozen(level, boxes, box):
            return box, "frozen: no box of its group can ever be pushed again"
    return None


def _dead_square(level: Board, box: int) -> str:
    up, down, left, right = (not level.open[box + step] for step in level.steps)
    if (up or down) and (left or right):
        return "in a corner"
    return "on a square from which no goal can be reached"


class _Shelf:
    """The solvers used last, up to a size in bytes; they depend on their keys alone, so this is only speed."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = Lock()
        self._held: OrderedDict[tuple[str, int], Table | Search] = OrderedDict()
        self._bytes = 0

    def get(self, picture: str, budget: int) -> Table | Search:
        """The solver of a level, made if it is not held."""
        key = (picture, budget)
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
                return found
        level = board(picture)
        made = table.build(level) if table.size(level) <= TABLE_WORDS else Search(level, budget)
        with self._lock:
            if key not in self._held:
                self._held[key] = made
                self._bytes += made.nbytes
            while self._bytes > self._limit and len(self._held) > 1:
                _, dropped = self._held.popitem(last=False)
                self._bytes -= dropped.nbytes
        return made


_solver = _Shelf(_MEMORY).get
