"""Levels made by pulling boxes away from the goals, so that undoing the pulls solves them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

from ...core.errors import UsageError
from ...core.game import TaskSource
from ...core.rng import Stream, bucket
from . import layouts
from .board import BOX, BOX_ON_GOAL, FLOOR, GOAL, PLAYER, PLAYER_ON_GOAL, WALL
from .state import Task

__all__ = ["GRADES", "MAX_BOXES", "MAX_SIZE", "Grade", "Level", "SokobanTasks", "picture_key"]

Level = Literal["easy", "medium", "hard"]

MAX_SIZE = 10
MAX_BOXES = 4


@dataclass(frozen=True, slots=True)
class Grade:
    """What a level of difficulty asks of a generated level."""

    size: int
    """Cells a side, the outer walls included."""
    boxes: tuple[int, int]
    """At least and at most."""
    pushes: tuple[int, int]
    """What the least number of pushes is at least, by a lower bound that ignores walks and other boxes."""
    spread: int
    """How many cells the goals are away from the first one at most: boxes go farther when goals are together."""


GRADES: dict[str, Grade] = {
    "easy": Grade(6, (1, 2), (3, 6), 8),
    "medium": Grade(7, (3, 3), (6, 10), 10),
    "hard": Grade(8, (3, 3), (10, 13), 3),
}
_HARDEST = (14, 18)  # pushes of the split "hard", with the size and boxes of level "hard"
_SHARES = (("train", 4), ("valid", 6), ("test", 8), ("hard", 10))  # of ten buckets: train owns 0 to 3 ...
_ATTEMPTS = 40  # floor plans tried before the best so far is taken: asked for more than a small board has
_WAYS = 3  # tried on each of them
_PATIENCE = 12  # pulls without getting farther after which a way is given up
_EAGERNESS = 0.7  # share of the pulls that take a box farther from the goals where one can
_FAR = 1000  # stands for a goal that a box can't be pushed to


@dataclass(frozen=True)
class SokobanTasks(TaskSource[Task]):
    """Square levels, each solvable since it was made by undoing moves from the end.

    Walls and goals decide the split, up to turns and mirrors, so no two splits share a level. `hard` needs more
    pushes than level "hard"; `structure` has rooms joined by doors where all others are open with scattered walls.

    Args:
        level: "easy" (6x6, 1 or 2 boxes, at least 3 pushes), "medium" (7x7, 3 boxes, at least 6) or "hard" (8x8,
            3 boxes, at least 10).
        size: overrides the level's cells a side, outer walls included.
        boxes: overrides its number of boxes. On crowded boards fewer pushes than asked for may be all there are.
    """

    level: Level = "medium"
    size: int | None = None
    boxes: int | None = None

    def __post_init__(self) -> None:
        if self.level not in GRADES:
            raise UsageError(f"level must be one of {list(GRADES)}, got {self.level!r}")
        if self.size is not None and not 5 <= self.size <= MAX_SIZE:
            raise UsageError(f"size must be 5 to {MAX_SIZE}, got {self.size!r}")
        if self.boxes is not None and not 1 <= self.boxes <= MAX_BOXES:
            raise UsageError(f"boxes must be 1 to {MAX_BOXES}, got {self.boxes!r}")

    def grade(self, split: str) -> Grade:
        """What a split's levels are like."""
        grade = GRADES["hard" if split == "hard" else self.level]
        return Grade(
            self.size or grade.size,
            (self.boxes, self.boxes) if self.boxes else grade.boxes,
            _HARDEST if split == "hard" else grade.pushes,
            2 if split == "hard" else grade.spread,
        )

    def task(self, split: str, index: int) -> Task:
        """The level at an address."""
        rng = Stream(0, "turnwise/Sokoban", self.level, self.size or 0, self.boxes or 0, split, index)
        grade = self.grade(split)
        count = rng.integers(grade.boxes[0], grade.boxes[1] + 1)
        target = rng.integers(grade.pushes[0], grade.pushes[1] + 1)
        best, picture = -1, ""
        for _ in range(_ATTEMPTS):
            cells, goals = _plan(rng, split, grade, count)
            for _ in range(_WAYS):
                bound, boxes, player = _pull_apart(rng, cells, grade.size, goals, target)
                if bound > best:
                    best, picture = bound, _draw(cells, grade.size, goals, boxes, player)
                if best >= grade.pushes[0]:
                    return Task(picture)
        return Task(picture)

    def key(self, task: Task) -> str:
        """See `picture_key`."""
        return picture_key(task.picture)


def picture_key(picture: str) -> str:
    """A square level's picture up to turns and mirrors; another level's picture as it is."""
    rows = picture.split("\n")
    if any(len(row) != len(rows) for row in rows):
        return picture
    return layouts.canonical("".join(rows), len(rows))


def _plan(rng: Stream, split: str, grade: Grade, boxes: int) -> tuple[list[str], list[int]]:
    """A floor plan and goals that the split owns."""
    draw = layouts.rooms if split == "structure" else layouts.open_plan
    size = grade.size
    while True:
        cells = draw(rng, size)
        if cells is None:
            continue
        floor = [cell for cell, mark in enumerate(cells) if mark == FLOOR]
        goals = _goals(rng, floor, grade, boxes)
        if split == "structure" or _owner(cells, size, goals) == split:
            return cells, goals


def _goals(rng: Stream, floor: list[int], grade: Grade, boxes: int) -> list[int]:
    """Random goals around a first one; farther apart where there is no room."""
    first = rng.choice(floor)
    row, column = divmod(first, grade.size)
    others = [cell for cell in floor if cell != first]
    others.sort(key=lambda cell: abs(cell // grade.size - row) + abs(cell % grade.size - column))
    near = [c for c in others if abs(c // grade.size - row) + abs(c % grade.size - column) <= grade.spread]
    return sorted([first, *rng.sample(near if len(near) >= boxes - 1 else others[: boxes - 1], boxes - 1)])


def _owner(cells: list[str], size: int, goals: list[int]) -> str:
    marked = cells.copy()
    for goal in goals:
        marked[goal] = GOAL
    number = bucket(f"sokoban {layouts.canonical(marked, size)}", 10)
    return next(split for split, end in _SHARES if number < end)


def _pull_apart(rng: Stream, cells: list[str], size: int, goals: list[int], target: int) -> tuple[int, list[int], int]:
    """The least pushes, boxes and player of the position farthest from the goals on a random way backward.

    It ends early where `target` pushes are reached.
    """
    free = layouts.floor_mask(cells)
    distances = [_push_distances(cells, size, goal) for goal in goals]
    nearest = {cell: min(other.get(cell, _FAR) for other in distances) for cell in set().union(*distances)}
    boxes = list(goals)
    start = rng.choice([cell for cell, mark in enumerate(cells) if mark == FLOOR and cell not in boxes])
    best = (-1, list(boxes), start)
    player, undone = start, (0, 0)
    stale = 0
    while stale < _PATIENCE:
        stale += 1
        reach = _reach(free, size, boxes, player)
        pulls = [pull for pull in _pulls(cells, size, boxes, reach) if pull != undone]
        if not pulls:
            break
        away = [(i, step) for i, step in pulls if nearest.get(boxes[i] + step, 0) > nearest[boxes[i]]]
        i, step = rng.choice(away if away and rng.random() < _EAGERNESS else pulls)
        for _ in range(1 + rng.integers(3)):
            far = boxes[i] + 2 * step
            if cells[far] == WALL or far in boxes:
                break
            boxes[i] += step
            player = far
        undone = (i, -step)
        bound = _least_pushes(distances, boxes)
        if bound > best[0]:
            best = (bound, list(boxes), player)
            stale = 0
            if bound >= target:
                break
    bound, boxes, player = best
    return bound, boxes, _somewhere(rng, _reach(free, size, boxes, player))


def _reach(free: int, size: int, boxes: list[int], player: int) -> int:
    for box in boxes:
        free &= ~(1 << box)
    return layouts.region(free, size, player)


def _somewhere(rng: Stream, mask: int) -> int:
    return rng.choice([cell for cell in range(mask.bit_length()) if mask >> cell & 1])


def _pulls(cells: list[str], size: int, boxes: list[int], reach: int) -> Iterator[tuple[int, int]]:
    """(box, step) for every pull by a player who can walk within the mask `reach`."""
    for i, box in enumerate(boxes):
        for step in (-size, size, -1, 1):
            far = box + 2 * step
            if reach >> box + step & 1 and cells[far] != WALL and far not in boxes:
                yield i, step


def _push_distances(cells: list[str], size: int, goal: int) -> dict[int, int]:
    """The least pushes of a lone box to a goal, by cell; the player's way round it is ignored."""
    found = {goal: 0}
    pending = [goal]
    for cell in pending:
        for step in (-size, size, -1, 1):
            near = cell + step
            if near not in found and cells[near] != WALL and cells[near + step] != WALL:
                found[near] = found[cell] + 1
                pending.append(near)
    return found


def _least_pushes(distances: list[dict[int, int]], boxes: list[int]) -> int:
    """A lower bound of the pushes to the end: the cheapest way to share out the goals among the boxes."""
    return min(
        sum(distances[goal].get(box, _FAR) for goal, box in zip(order, boxes, strict=True))
        for order in permutations(range(len(boxes)))
    )


def _draw(cells: list[str], size: int, goals: list[int], boxes: list[int], player: int) -> str:
    drawn = cells.copy()
    for goal in goals:
        drawn[goal] = GOAL
    for box in boxes:
        drawn[box] = BOX_ON_GOAL if box in goals else BOX
    drawn[player] = PLAYER_ON_GOAL if player in goals else PLAYER
    return "\n".join("".join(drawn[row : row + size]) for row in range(0, size * size, size))
