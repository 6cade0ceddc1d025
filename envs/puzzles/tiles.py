"""The sliding-tile puzzle: the 8-puzzle with its whole table of distances, and a board of 2 by 4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import factorial
from typing import Any, ClassVar, Unpack

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from ..core.errors import Illegal, Malformed
from ..core.game import Event, Immutable, Transition
from ..core.parsing import integers, words
from ..core.rng import Stream
from ..core.turn_env import CommonOptions, TurnEnv
from .distance import DistanceGame
from .drawn import DrawnTasks, Level

__all__ = ["Slide", "Slid", "SlidingTiles", "SlidingTilesEnv", "SlidingTilesTasks", "State", "Task", "distance_table"]

_UNREACHED = 255


class Slide(StrEnum):
    """Where a tile moves to: into the gap, which it leaves behind."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """One board."""

    start: tuple[int, ...]
    """The tile in each cell, row by row; 0 is the gap."""
    width: int
    """Cells a row."""


@dataclass(frozen=True, slots=True)
class State(Immutable):
    """Where the tiles are."""

    task: Task
    tiles: tuple[int, ...]
    """As in `Task.start`."""


@dataclass(frozen=True, slots=True)
class Slid(Event):
    """A tile moved to another cell (0 at the top left, row by row)."""

    tile: int
    to: int


SLIDES = tuple(Slide)
_STEPS = {Slide.UP: (1, 0), Slide.DOWN: (-1, 0), Slide.LEFT: (0, 1), Slide.RIGHT: (0, -1)}
"""From the gap to the tile that moves: (rows, columns)."""
_BY_TEXT = {text: slide for slide in SLIDES for text in (slide.value, slide.value[0])}


@lru_cache(maxsize=16)
def sources(cells: int, width: int) -> tuple[tuple[int | None, ...], ...]:
    """For each cell of the gap and each slide, the cell that the tile comes from; None beyond the edge."""
    height = cells // width
    table = []
    for gap in range(cells):
        row, column = divmod(gap, width)
        places = [(row + down, column + across) for down, across in (_STEPS[slide] for slide in SLIDES)]
        table.append(tuple([r * width + c if 0 <= r < height and 0 <= c < width else None for r, c in places]))
    return tuple(table)


def slid(tiles: tuple[int, ...], gap: int, source: int) -> tuple[int, ...]:
    """The tiles after the one at `source` moved into the gap."""
    moved = list(tiles)
    moved[gap], moved[source] = moved[source], 0
    return tuple(moved)


def rank(tiles: Sequence[int]) -> int:
    """The number of an arrangement among all permutations, in lexicographic order."""
    left, number, size = list(range(len(tiles))), 0, len(tiles)
    for place, tile in enumerate(tiles):
        position = left.index(tile)
        number += position * factorial(size - 1 - place)
        del left[position]
    return number


def _ranks(boards: NDArray[np.int8]) -> NDArray[np.int64]:
    """`rank` of each row."""
    count, cells = boards.shape
    numbers = np.zeros(count, np.int64)
    for place in range(cells - 1):
        smaller = (boards[:, place + 1 :] < boards[:, place : place + 1]).sum(axis=1)
        numbers += smaller * factorial(cells - 1 - place)
    return numbers


@lru_cache(maxsize=4)
def distance_table(cells: int, width: int) -> NDArray[np.uint8]:
    """Fewest slides to the goal for every `rank`, 255 where it can't be reached: half of all arrangements.

    Breadth-first from the goal, a whole level at a time; the 8-puzzle's 181,440 arrangements take about 0.1 s.
    """
    table = np.full(factorial(cells), _UNREACHED, np.uint8)
    goal = [*range(1, cells), 0]
    table[rank(goal)] = 0
    boards, gaps, depth = np.array([goal], np.int8), np.array([cells - 1]), 0
    origin = sources(cells, width)
    while len(boards):
        depth += 1
        reached, holes = [], []
        for gap in range(cells):
            here = boards[gaps == gap]
            for source in origin[gap]:
                if source is not None and len(here):
                    moved = here.copy()
                    moved[:, gap], moved[:, source] = moved[:, source], 0
                    numbers = _ranks(moved)
                    # no two parents of one gap and slide give the same board, but boards from other gaps may
                    new = table[numbers] == _UNREACHED
                    table[numbers[new]] = depth
                    reached.append(moved[new])
                    holes.append(np.full(int(new.sum()), source))
        boards, gaps = np.concatenate(reached), np.concatenate(holes)
    table.flags.writeable = False
    return table


@lru_cache(maxsize=32768)
def _distance(tiles: tuple[int, ...], width: int) -> int:
    return int(distance_table(len(tiles), width)[rank(tiles)])


@dataclass(frozen=True)
class SlidingTiles(DistanceGame[Task, State, Slide]):
    """Tiles slide into the gap until they are in order, the gap last."""

    types: ClassVar[tuple[type, ...]] = (Task, State, Slide, Slid)

    @property
    def actions(self) -> tuple[Slide, ...]:
        """The four directions."""
        return SLIDES

    def start(self, task: Task) -> State:
        """The task's board."""
        return State(task, task.start)

    def legal(self, state: State) -> Sequence[Slide]:
        """The directions in which a tile can move into the gap."""
        origin = sources(len(state.tiles), state.task.width)[state.tiles.index(0)]
        return [slide for slide, source in zip(SLIDES, origin, strict=True) if source is not None]

    def apply(self, state: State, action: Slide, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """The board with the tile moved.

        Raises:
            Illegal: no tile can move that way.
        """
        tiles = state.tiles
        gap = tiles.index(0)
        source = sources(len(tiles), state.task.width)[gap][SLIDES.index(action)]
        if source is None:
            raise Illegal(f"No tile can move {action}: the gap is at that edge. Choose another direction.")
        return State(state.task, slid(tiles, gap, source)), (Slid(tiles[source], gap),)

    def distance(self, state: State) -> int:
        """Slides left; never None, since tasks can be solved and slides undone."""
        return _distance(state.tiles, state.task.width)

    def parse(self, text: str, state: State) -> Slide:
        """A direction, its first letter, or the number of a tile beside the gap (`slide 5`)."""
        known = _BY_TEXT.get(text)
        if known is not None:
            return known
        tokens = words(text)
        if tokens[0] in ("slide", "move", "push") and len(tokens) > 1:
            tokens = tokens[1:]
        if len(tokens) != 1:
            raise Malformed('Expected one direction, such as "left", or one tile, such as "slide 5".')
        if tokens[0] in _BY_TEXT:
            return _BY_TEXT[tokens[0]]
        tiles = state.tiles
        (tile,) = integers(tokens, low=1, high=len(tiles) - 1, what="The tile")
        origin = sources(len(tiles), state.task.width)[tiles.index(0)]
        if tiles.index(tile) not in origin:
            raise Malformed(f"Tile {tile} is not beside the gap. Name a tile that is, or a direction.")
        return SLIDES[origin.index(tiles.index(tile))]

    def format(self, action: Slide) -> str:
        """The direction."""
        return action.value

    def describe(self, state: State, last: Transition[State, Slide] | None) -> str:
        """The board, after the rules at the start."""
        shown = self.key(state)
        return shown if last is not None else f"{_rules(state.task)}\n\n{shown}"

    def key(self, state: State) -> str:
        """The board, `.` for the gap."""
        return picture(state.tiles, state.task.width)

    @property
    def space(self) -> spaces.Box:
        """int8 (9,): the tile in each cell row by row, 0 the gap, -1 beyond a smaller board."""
        return spaces.Box(-1, 8, (9,), np.int8)

    def array(self, state: State) -> NDArray[Any]:
        """The board in `space`."""
        return np.array([*state.tiles, *[-1] * (9 - len(state.tiles))], np.int8)


@lru_cache(maxsize=32768)
def picture(tiles: tuple[int, ...], width: int) -> str:
    """The board as rows of numbers, `.` for the gap."""
    marks = [str(tile) if tile else "." for tile in tiles]
    return "\n".join([" ".join(marks[start : start + width]) for start in range(0, len(marks), width)])


def _rules(task: Task) -> str:
    cells = len(task.start)
    goal = picture((*range(1, cells), 0), task.width)
    return (
        'You play the sliding-tile puzzle. Move a tile into the gap "." by the direction in which the tile moves: '
        f'"up", "down", "left" or "right"; or name the tile, for example "slide 5". The goal:\n{goal}'
    )


_RANGES = {"easy": (4, 12), "medium": (13, 20), "hard": (21, 25)}
_HARDEST = (26, 31)
_OBLONG = {"easy": (4, 12), "medium": (13, 20), "hard": (21, 36)}


@dataclass(frozen=True)
class SlidingTilesTasks(DrawnTasks[Task]):
    """Boards by their exact distance.

    `hard` is 26 to 31 slides away on 3 by 3 (31 is the most there is); `structure` plays on 2 rows of 4.

    Args:
        level: "easy" (4 to 12 slides away), "medium" (13 to 20) or "hard" (21 to 25).
    """

    title: ClassVar[str] = "turnwise/SlidingTiles"

    def draw(self, rng: Stream, split: str) -> Task | None:
        """An arrangement at a distance drawn from the level's range."""
        width, cells = (4, 8) if split == "structure" else (3, 9)
        ranges = _OBLONG if split == "structure" else _RANGES
        low, high = _HARDEST if split == "hard" else ranges[self.level]
        numbers = _at(cells, width, rng.integers(low, high + 1))
        return Task(unrank(int(numbers[rng.integers(len(numbers))]), cells), width)

    def key(self, task: Task) -> str:
        """The board up to a mirror along the diagonal from the first tile, which a square board has."""
        if task.width * task.width != len(task.start):
            return f"{task.width}: {task.start}"
        return f"{min(task.start, mirrored(task.start, task.width))}"


def mirrored(tiles: tuple[int, ...], width: int) -> tuple[int, ...]:
    """A square board mirrored along its main diagonal, tiles renamed so that the goal stays the goal."""
    turned = [column * width + row for row in range(width) for column in range(width)]
    names = [0] * len(tiles)
    for cell, place in enumerate(turned[:-1]):
        names[place + 1] = cell + 1
    return tuple([names[tiles[place]] for place in turned])


@lru_cache(maxsize=128)
def _at(cells: int, width: int, distance: int) -> NDArray[np.int64]:
    """The ranks of all boards at a distance."""
    return np.flatnonzero(distance_table(cells, width) == distance)


def unrank(number: int, size: int) -> tuple[int, ...]:
    """The arrangement with a `rank`."""
    left, tiles = list(range(size)), []
    for place in range(size):
        position, number = divmod(number, factorial(size - 1 - place))
        tiles.append(left.pop(position))
    return tuple(tiles)


class SlidingTilesEnv(TurnEnv[Task, State, Slide]):
    """The 8-puzzle, every move judged by the whole table of exact distances.

    ## Description
    Slide tiles into the gap until they are in order with the gap last.

    >>> import gymnasium as gym, turnwise
    >>> env = gym.make("turnwise/SlidingTiles-v0", level="easy")
    >>> observation, info = env.reset(seed=0, options={"index": 0})
    >>> print(observation[-17:])
    1 5 2
    . 4 3
    7 8 6

    ## Action Space
    Text: the direction in which a tile moves (`up`, `down`, `left`, `right`, or the first letter), or the tile (`slide
    5`). Discrete view: the four directions in this order.

    >>> for action in ("slide 4", "l", "[down]"):
    ...     observation, reward, terminated, truncated, info = env.step(action)
    >>> print(observation)
    1 5 .
    4 3 2
    7 8 6

    ## Observation Space
    Text: rows of tiles, `.` for the gap. Numeric view: int8 (9,), the tile in each cell, 0 the gap, -1 beyond a smaller
    board.

    ## Starting State
    A board at a distance of the level's range, all distances of it alike. Splits own boards up to the mirror along the
    diagonal; `hard` is 26 to 31 slides away; `structure` plays on 2 rows of 4.

    ## Rewards
    Scale "unit": `outcome` 1 for the goal, -1 without it; `progress` the change of max(0, 1 - d / (2 * d0)), where d is
    the exact number of slides left and d0 that at the start; `regret` -1/max_turns times the slides wasted as a share
    of d0; `rejected` -1/max_turns. Best play earns 1.5 in all. Scale "sparse": the outcome alone.

    ## Episode End
    Terminated: the tiles are in order. Truncated: after `max_turns` turns (100).

    ## Information
    `legal`, `state_key`, `turn`, `player`, `rejected`, `split`, `index`, `task`, `reward`, `reward_terms`, `success`
    (solved), `measured`, `privileged`.

    ## Arguments
    `level` "easy" (4 to 12 slides), "medium" (default; 13 to 20) or "hard" (21 to 25); `split`, `max_turns`,
    `max_rejected`, `render_mode`, `scale`, `terms` as everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.puzzles.tiles:SCORING"

    def __init__(self, *, level: Level = "medium", **common: Unpack[CommonOptions]) -> None:
        super().__init__(SlidingTiles(), SlidingTilesTasks(level), **common)
