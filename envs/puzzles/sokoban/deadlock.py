"""Positions that can be seen to be lost without a search: dead squares and frozen boxes."""

from __future__ import annotations

from functools import lru_cache

from .board import Board

__all__ = ["frozen", "live_cells"]


@lru_cache(maxsize=512)
def live_cells(level: Board) -> frozenset[int]:
    """The cells from which a box, alone on the level, could be pushed to some goal; the others are dead.

    Found by pulling a box from every goal. The player's way round the box is ignored, so a live cell may
    still be lost, and a dead one surely is.
    """
    live = set(level.goals)
    pending = list(level.goals)
    while pending:
        cell = pending.pop()
        for step in level.steps:
            near = cell + step
            if level.open[near] and level.open[near + step] and near not in live:
                live.add(near)
                pending.append(near)
    return frozenset(live)


def frozen(level: Board, boxes: tuple[int, ...], box: int) -> bool:
    """Whether a box can never move again and is, or holds frozen, a box that stands on no goal.

    A box is blocked along an axis by a wall beside it, by dead squares on both sides, or by a box beside it
    that is blocked along the other axis. A box met twice counts as a wall, since it would have to move first.
    Sound, not complete: some lost positions aren't found.
    """
    stuck: list[int] = []
    if not _blocked(level, boxes, box, frozenset(), stuck):
        return False
    return any(cell not in level.goals for cell in stuck)


def _blocked(level: Board, boxes: tuple[int, ...], box: int, walls: frozenset[int], stuck: list[int]) -> bool:
    """Whether a box is blocked along both axes where `walls` are taken for walls; adds such boxes to `stuck`."""
    live = live_cells(level)
    walls |= {box}
    found: list[int] = []
    for step in (level.steps[1], level.steps[3]):
        before, after = box - step, box + step
        solid = [not level.open[cell] or cell in walls for cell in (before, after)]
        if any(solid) or (before not in live and after not in live):
            continue
        if not any(cell in boxes and _blocked(level, boxes, cell, walls, found) for cell in (before, after)):
            return False
    stuck.extend((box, *found))
    return True
