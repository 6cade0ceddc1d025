"""The whole distance table of a level: moves to the end from every position, by one backward sweep."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .board import UNSOLVABLE, Board, Position, moves
from .deadlock import live_cells

__all__ = ["Table", "build", "size"]

Words = NDArray[np.uint64]
Integers = NDArray[np.int64]

_WORD = 64
_SMALL = 1500  # placements below which sweeping all of them was quicker (measured)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Exact distances of all positions of one level.

    The boxes' placements are numbered in lexicographic order of their live cells. The player's cell is a
    bit of a 64-bit word, and a distance is stored bit by bit.
    """

    level: Board
    planes: tuple[Sequence[int], ...]
    """Per bit of the distance, the highest first: words, indexed by word * placements + placement."""
    weights: tuple[tuple[int, ...], ...]
    """Per box in order, per cell: what it takes off the placement's number; huge off the live cells."""
    places: tuple[tuple[int, int], ...]
    """Per cell: where the words of its player start, and its bit."""
    placements: int
    farthest: int
    """The largest finite distance, in moves."""

    @property
    def nbytes(self) -> int:
        """The size of the planes in bytes."""
        return 8 * sum(map(len, self.planes))

    def distance(self, position: Position) -> int:
        """The fewest moves from a position to the end, or UNSOLVABLE."""
        player, boxes = position
        if boxes == self.level.goals:
            return 0
        number = self.placements - 1
        for box, weight in zip(boxes, self.weights, strict=True):
            number -= weight[box]
        if number < 0:
            return UNSOLVABLE
        offset, bit = self.places[player]
        number += offset
        distance = 0
        for plane in self.planes:
            distance += distance + (plane[number] >> bit & 1)
        return distance or UNSOLVABLE

    def solve(self, position: Position) -> tuple[int, tuple[int, ...], int]:
        """The distance from a position, the moves (0 up to 3 right) that begin a shortest solution, and 0."""
        distance = self.distance(position)
        if distance <= 0:
            return distance, (), 0
        closer, measure = distance - 1, self.distance
        ways = enumerate(moves(self.level, *position))
        return distance, tuple([way for way, after in ways if after is not None and measure(after) == closer]), 0


def size(level: Board) -> int:
    """The 64-bit words one plane of the level's table takes: what decides whether to build it."""
    words = -(-len(level.floor) // _WORD)
    return words * comb(len(live_cells(level)), len(level.boxes))


def build(level: Board) -> Table:
    """The table of a level, by breadth-first search from every solved position over moves undone."""
    bits = _bits(level)
    words = 1 + max(bits.values()) // _WORD
    live = sorted(live_cells(level))
    count = len(level.boxes)
    total = comb(len(live), count)
    shape = (total, count)
    flat = np.fromiter(chain.from_iterable(combinations(range(len(live)), count)), np.int64, total * count)
    placed = flat.reshape(shape)
    below = np.array([[comb(len(live) - 1 - x, count - i) for x in range(len(live))] for i in range(count)])

    free = np.zeros((words, total), np.uint64)
    for cell in level.floor:
        free[bits[cell] // _WORD] |= np.uint64(1 << bits[cell] % _WORD)
    cell_words = _cell_words(live, bits, words)
    for i in range(count):
        free &= ~cell_words[:, placed[:, i]]

    pulls = _Pulls.find(level, bits, live, placed, below, free)
    goal = total - 1 - int(sum(below[i, live.index(cell)] for i, cell in enumerate(level.goals)))
    planes, farthest = _sweep(free, goal, _shifts(level, bits), pulls)
    index = {cell: x for x, cell in enumerate(live)}
    return Table(
        level=level,
        planes=tuple(array("Q", plane.tobytes()) for plane in reversed(planes)),
        weights=tuple(
            tuple(
                int(below[i, index[cell]]) if cell in index else total + 1 for cell in range(level.width * level.height)
            )
            for i in range(count)
        ),
        places=tuple(
            (bits[cell] // _WORD * total, bits[cell] % _WORD) if cell in bits else (0, 0)
            for cell in range(level.width * level.height)
        ),
        placements=total,
        farthest=farthest,
    )


def _bits(level: Board) -> dict[int, int]:
    """The player's cells as bit numbers: by row and column where that fits a word, else packed."""
    left = min(cell % level.width for cell in level.floor)
    across = max(cell % level.width for cell in level.floor) - left + 1
    top = level.floor[0] // level.width
    down = level.floor[-1] // level.width - top + 1
    if across * down > _WORD:
        return {cell: bit for bit, cell in enumerate(level.floor)}
    return {cell: (cell // level.width - top) * across + cell % level.width - left for cell in level.floor}


def _cell_words(cells: Sequence[int], bits: dict[int, int], words: int) -> Words:
    """Per word and cell: the word in which only the cell's bit is set; shape (words, cells)."""
    result = np.zeros((words, len(cells)), np.uint64)
    for x, cell in enumerate(cells):
        result[bits[cell] // _WORD, x] = 1 << bits[cell] % _WORD
    return result


def _shifts(level: Board, bits: dict[int, int]) -> list[tuple[int, int, int, np.uint64]]:
    """The steps between neighbors as (word from, word to, left shift, bits it holds for).

    Grouping cells by their shift moves the player of many cells, in many placements, by one operation.
    """
    masks: dict[tuple[int, int, int], int] = {}
    for cell in level.floor:
        word, bit = divmod(bits[cell], _WORD)
        for step in level.steps:
            if level.open[cell + step]:
                word_to, bit_to = divmod(bits[cell + step], _WORD)
                key = (word, word_to, bit_to - bit)
                masks[key] = masks.get(key, 0) | 1 << bit
    return [(*key, np.uint64(mask)) for key, mask in masks.items()]


@dataclass(frozen=True, slots=True, eq=False)
class _Pulls:
    """Every pull of every placement, sorted by the placement it leaves; one entry of each array a pull.

    Words are numbered as in a plane: word * placements + placement.
    """

    first: Integers
    """Per placement: its first entry; one more than placements."""
    needs_at: Integers
    """The word that says whether the player stands where the pull starts, and which bit of it."""
    needs: Words
    gives_at: Integers
    """The word that says whether the player stands where the pull ends, and which bit of it."""
    gives: Words

    @classmethod
    def find(
        cls,
        level: Board,
        bits: dict[int, int],
        live: list[int],
        placed: Integers,
        below: Integers,
        free: Words,
    ) -> _Pulls:
        """All pulls among the placements of shape (placements, boxes)."""
        index = {cell: x for x, cell in enumerate(live)}
        total, count = placed.shape
        one = np.uint64(1)
        flat = free.reshape(-1)
        rows = np.arange(total)
        found: list[tuple[NDArray[Any], ...]] = []
        for step in level.steps:
            ends = [_pulled(level, cell, step) for cell in live]
            lands = np.array([index.get(near, -1) for near, _ in ends])
            near_word, near_bit = np.divmod(np.array([bits.get(near, 0) for near, _ in ends]), _WORD)
            far_word, far_bit = np.divmod(np.array([bits.get(far, 0) for _, far in ends]), _WORD)
            near_mask, far_mask = one << near_bit.astype(np.uint64), one << far_bit.astype(np.uint64)
            for i in range(count):
                x = placed[:, i]
                room = (flat[near_word[x] * total + rows] & near_mask[x]) != 0
                room &= (flat[far_word[x] * total + rows] & far_mask[x]) != 0
                source = np.flatnonzero(room & (lands >= 0)[x])
                x = x[source]
                target = placed[source]
                target[:, i] = lands[x]
                target.sort(axis=1)
                number = total - 1 - sum(below[j, target[:, j]] for j in range(count))
                needs_at, gives_at = near_word[x] * total + source, far_word[x] * total + number
                found.append((source, needs_at, near_mask[x], gives_at, far_mask[x]))
        source, *columns = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.argsort(source, kind="stable")
        return cls(np.searchsorted(source[order], np.arange(total + 1)), *(c[order] for c in columns))

    def of(self, placements: Integers) -> Integers:
        """The entries of these placements, all in one array."""
        start = self.first[placements]
        lengths = self.first[placements + 1] - start
        ends = np.cumsum(lengths)
        entries: Integers = np.arange(ends[-1]) + np.repeat(start - ends + lengths, lengths)
        return entries


def _pulled(level: Board, box: int, step: int) -> tuple[int, int]:
    """Where a box pulled by `step` and its player end, or (0, 0), a wall, where there is no room."""
    near, far = box + step, box + 2 * step
    return (near, far) if level.open[near] and level.open[far] else (0, 0)


def _sweep(
    free: Words, goal: int, shifts: list[tuple[int, int, int, np.uint64]], pulls: _Pulls
) -> tuple[list[Words], int]:
    """The distances' bit planes of shape (words, placements), and the farthest distance.

    `edge` holds the player's cells reached exactly `distance` moves before the end. Small tables are swept
    whole, which is quicker than finding out where the edge is.
    """
    whole = free.shape[1] <= _SMALL
    edge = np.zeros_like(free)
    edge[:, goal] = free[:, goal]
    unseen = free ^ edge
    planes: list[Words] = []
    distance = 0
    while edge.any():
        for j in range(distance.bit_length()):
            if j == len(planes):
                planes.append(np.zeros_like(free))
            if distance >> j & 1:
                planes[j] |= edge
        distance += 1
        if whole:
            before = _walked(edge, shifts)
            hit = np.flatnonzero(edge.reshape(-1)[pulls.needs_at] & pulls.needs)
        else:
            active = np.flatnonzero(edge.any(axis=0))
            before = np.zeros_like(free)
            before[:, active] = _walked(edge[:, active], shifts)
            hit = pulls.of(active)
            hit = hit[(edge.reshape(-1)[pulls.needs_at[hit]] & pulls.needs[hit]) != 0]
        if len(hit):
            np.bitwise_or.at(before.reshape(-1), pulls.gives_at[hit], pulls.gives[hit])
        before &= unseen
        unseen ^= before
        edge = before
    return planes, distance - 1


def _walked(edge: Words, shifts: list[tuple[int, int, int, np.uint64]]) -> Words:
    """The player's cells one step from those of `edge`, boxes not yet taken into account."""
    result = np.zeros_like(edge)
    for word, word_to, shift, mask in shifts:
        held = edge[word] & mask
        result[word_to] |= held << np.uint64(shift) if shift >= 0 else held >> np.uint64(-shift)
    return result
