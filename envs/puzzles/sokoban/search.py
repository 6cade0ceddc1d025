"""Exact distances on levels too large for a table: breadth-first search from both ends, within a budget."""

from __future__ import annotations

from collections.abc import Iterable

from .board import UNKNOWN, UNSOLVABLE, Board, Position, moves
from .deadlock import frozen, live_cells

__all__ = ["Search"]

_SHARE = 4  # a question may cost this part of the budget for the search from both ends

Layer = dict[int, int]
"""Positions at one distance: boxes to the player's cells, both as bit masks over the level's cells."""


class Search:
    """Exact distances of one level, as far as a budget goes.

    One search from both ends of the level finds every position on a shortest solution of its start, and all
    positions within some distance of the end. A question about one of these is a look-up; for another, a
    forward search runs until it meets the second kind. All the player's cells around the same boxes are one
    bit mask, so that a step moves them together; the budget counts such masks: all of it may go into the search
    from both ends, a quarter into each later question. Answers depend on level, budget and position alone, never on
    earlier questions.
    """

    def __init__(self, level: Board, budget: int) -> None:
        self.level = level
        self.budget = budget
        self.used = 0
        """The budget that preparing took."""
        self._open = sum(1 << cell for cell in level.floor)
        self._live = sum(1 << cell for cell in live_cells(level))
        self._shifts = [(max(step, 0), max(-step, 0)) for step in level.steps]  # a move as `mask << left >> right`
        self._lost: dict[tuple[int, int], bool] = {}
        self._prepare()

    @property
    def nbytes(self) -> int:
        """About how much memory it holds."""
        return 200 * (sum(map(len, self._known)) + self.budget // _SHARE)

    def distance(self, position: Position) -> int:
        """The fewest moves from a position to the end, UNSOLVABLE or UNKNOWN."""
        return self.solve(position)[0]

    def solve(self, position: Position) -> tuple[int, tuple[int, ...], int]:
        """The distance from a position, the moves (0 up to 3 right) that begin a shortest solution, the budget used."""
        distance = self._known_distance(position)
        if distance is not None:
            closer = self._known[distance - 1] if distance > 0 else {}
            return distance, self._ways_into(position, closer), 0
        if self._complete:
            return UNSOLVABLE, (), 0
        return self._probe(position)

    def _prepare(self) -> None:
        """Searches from both ends of the level, the narrower side first, until they meet."""
        goals = _mask(self.level.goals)
        boxes = _mask(self.level.boxes)
        start: Layer = {boxes: 1 << self.level.player}
        end: Layer = {goals: self._open & ~goals}
        fore, back = [start], [end]
        fore_seen, back_seen = dict(start), dict(end)
        while fore[-1] and back[-1] and not _meet(fore[-1], back[-1]) and self.used < self.budget:
            self.used += min(len(fore[-1]), len(back[-1]))
            if len(fore[-1]) <= len(back[-1]):
                self._advance(fore, fore_seen, forward=True)
            else:
                self._advance(back, back_seen, forward=False)
        self._complete = not back[-1]
        self._radius = len(back) - 1
        shared = _common(fore[-1], back[-1])
        self._known = back + self._trail(fore, shared) if shared else back
        self._lost.clear()

    def _probe(self, position: Position) -> tuple[int, tuple[int, ...], int]:
        """As `solve`, by forward search until the edge of what is known around the end."""
        self._lost.clear()
        player, boxes = position
        layers: list[Layer] = [{_mask(boxes): 1 << player}]
        seen = dict(layers[0])
        edge = self._known[self._radius]  # no position asked for here is on it: there are two layers at least
        used = 0
        while layers[-1]:
            shared = _common(layers[-1], edge)
            if shared:
                trail = [shared, *self._trail(layers, shared)]
                return self._radius + len(layers) - 1, self._ways_into(position, trail[-2]), used
            if used >= self.budget // _SHARE:
                return UNKNOWN, (), used
            used += len(layers[-1])
            self._advance(layers, seen, forward=True)
        return UNSOLVABLE, (), used

    def _known_distance(self, position: Position) -> int | None:
        boxes, player = _mask(position[1]), 1 << position[0]
        for distance, layer in enumerate(self._known):
            if layer.get(boxes, 0) & player:
                return distance
        return None

    def _ways_into(self, position: Position, layer: Layer) -> tuple[int, ...]:
        """The moves (0 up to 3 right) that lead from a position into a layer."""
        return tuple(
            [
                way
                for way, after in enumerate(moves(self.level, *position))
                if after is not None and layer.get(_mask(after[1]), 0) >> after[0] & 1
            ]
        )

    def _trail(self, layers: list[Layer], shared: Layer) -> list[Layer]:
        """The positions on shortest ways from the first layer to `shared`, a part of the last; backward."""
        trail = [shared]
        for layer in reversed(layers[:-1]):
            before: Layer = {}
            for boxes, players in trail[-1].items():
                self._undo(boxes, players, before)
            trail.append(_common(layer, before))
        return trail[1:]

    def _advance(self, layers: list[Layer], seen: Layer, *, forward: bool) -> None:
        """Appends the next layer, without what was seen."""
        reached: Layer = {}
        grow = self._do if forward else self._undo
        for boxes, players in layers[-1].items():
            grow(boxes, players, reached)
        layer: Layer = {}
        for boxes, players in reached.items():
            known = seen.get(boxes, 0)
            players &= ~known
            if players:
                seen[boxes] = known | players
                layer[boxes] = players
        layers.append(layer)

    def _do(self, boxes: int, players: int, reached: Layer) -> None:
        """Adds to `reached` the positions one move on, but for boxes pushed where they are surely lost."""
        room = self._live & ~boxes
        walked = 0
        for left, right in self._shifts:
            ahead = players << left >> right
            walked |= ahead
            pushers = ahead & boxes & room << right >> left
            while pushers:
                cell = pushers & -pushers
                pushers ^= cell
                pushed = boxes ^ cell ^ cell << left >> right
                key = pushed, cell
                lost = self._lost.get(key)
                if lost is None:
                    lost = self._lost[key] = self._is_frozen(pushed, cell.bit_length() - 1 + left - right)
                if not lost:
                    reached[pushed] = reached.get(pushed, 0) | cell
        walked &= self._open & ~boxes
        if walked:
            reached[boxes] = reached.get(boxes, 0) | walked

    def _undo(self, boxes: int, players: int, reached: Layer) -> None:
        """Adds to `reached` the positions one move before."""
        free = self._open & ~boxes
        walked = 0
        for left, right in self._shifts:
            walked |= players << right >> left
            pullers = players & boxes << right >> left & free << left >> right
            while pullers:
                cell = pullers & -pullers
                pullers ^= cell
                pulled = boxes ^ cell ^ cell << left >> right
                reached[pulled] = reached.get(pulled, 0) | cell << right >> left
        walked &= free
        if walked:
            reached[boxes] = reached.get(boxes, 0) | walked

    def _is_frozen(self, boxes: int, box: int) -> bool:
        cells = tuple([cell for cell in self.level.floor if boxes >> cell & 1])
        return frozen(self.level, cells, box)


def _mask(cells: Iterable[int]) -> int:
    mask = 0
    for cell in cells:
        mask |= 1 << cell
    return mask


def _meet(a: Layer, b: Layer) -> bool:
    small, large = (a, b) if len(a) < len(b) else (b, a)
    return any(players & large.get(boxes, 0) for boxes, players in small.items())


def _common(a: Layer, b: Layer) -> Layer:
    small, large = (a, b) if len(a) < len(b) else (b, a)
    return {boxes: both for boxes, players in small.items() if (both := players & large.get(boxes, 0))}
