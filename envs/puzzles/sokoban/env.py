"""The environment `turnwise/Sokoban-v0`."""

from __future__ import annotations

import os
from typing import Unpack

from ...core.errors import UsageError
from ...core.game import TaskSource
from ...core.turn_env import CommonOptions, TurnEnv
from .data import SokobanFiles
from .rules import Sokoban
from .state import Direction, State, Task
from .tasks import Level, SokobanTasks

__all__ = ["FILE_MAX_TURNS", "MAX_TURNS", "SokobanEnv"]

MAX_TURNS = 120
"""Turns on generated levels, unless told otherwise: 1.5 to 12 times the shortest solution."""
FILE_MAX_TURNS = 1000
"""Turns on levels from files, unless told otherwise."""


class SokobanEnv(TurnEnv[Task, State, Direction]):
    """Sokoban, every move judged by its exact distance to the end.

    ## Description
    Push every box onto a goal. Boxes can't be pulled, so a wrong push may lose the level for good. Levels are made
    by pulling boxes away from the goals, or read from XSB collections.

    >>> import gymnasium as gym, turnwise
    >>> env = gym.make("turnwise/Sokoban-v0", level="easy")
    >>> observation, info = env.reset(seed=0, options={"index": 1})
    >>> print(observation[-81:])
    ######
    ##   #
    #  $##
    #   @#
    # .  #
    ######
    You (4, 5); boxes (3, 4); goals (5, 3).
    >>> info["legal"]
    ('down', 'left')

    ## Action Space
    Text: `up`, `down`, `left` or `right`, or the first letter alone; a verb before it is read too (`push left`). A
    move that a wall or a box blocks is rejected with the reason. Discrete view: the four in this order.

    >>> for action in ("left", "l", "move up"):
    ...     observation, reward, terminated, truncated, info = env.step(action)
    >>> print(observation)
    ######
    ##   #
    # @$##
    #    #
    # .  #
    ######
    You (3, 3); boxes (3, 4); goals (5, 3).

    ## Observation Space
    Text: the level in XSB (`#` wall, `@` player, `+` player on a goal, `$` box, `*` box on a goal, `.` goal) and the
    positions as (row, column). Numeric view: int8, rows and columns of the largest level: 0 floor, 1 wall or beyond,
    2 goal, 3 box, 4 box on a goal, 5 player, 6 player on a goal.

    ## Starting State
    A level of the split that can be solved. Splits own walls and goals up to turns and mirrors; `hard` needs more
    pushes than level "hard"; `structure` has rooms joined by doors. Levels from files are not solved beforehand.

    ## Rewards
    Scale "unit": `outcome` 1 solved, -1 unfinished; `progress` the change of max(0, 1 - d / (2 * d0)), where d is the
    exact number of moves left and d0 that at the start, 0 once the level is lost; `regret` -1/max_turns times the
    moves wasted as a share of d0, 1 for a move that loses the level; `rejected` -1/max_turns. Best play earns 1.5 in
    all. Scale "vpr": 2 for a move that begins a shortest solution, 0 for another, -2 for a rejected one, a fatal one
    and the turn limit, as in released code of VPR.

    ## Episode End
    Terminated: every box stands on a goal. Truncated: after `max_turns` turns (120; 1000 for levels from files). A
    lost level goes on, so that an agent has to notice.

    ## Information
    `legal`, `state_key`, `turn`, `player`, `rejected`, `split`, `index`, `task` (file and title of a level from a
    file), `reward`, `reward_terms`, `success` (solved), `measured`, `privileged`.

    ## Arguments
    `level` "easy" (6x6, 1 or 2 boxes), "medium" (default; 7x7, 3 boxes) or "hard" (8x8, 3 boxes); `size` 5 to 10 and
    `boxes` 1 to 4 override it; `levels` an XSB file or folder in place of generated levels (split "file"; see
    `SokobanFiles`); `split`, `max_turns`, `max_rejected`, `render_mode`, `scale`, `terms` as everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.puzzles.sokoban:SCORING"

    def __init__(
        self,
        *,
        level: Level = "medium",
        size: int | None = None,
        boxes: int | None = None,
        levels: str | os.PathLike[str] | None = None,
        **common: Unpack[CommonOptions],
    ) -> None:
        tasks: TaskSource[Task]
        if levels is None:
            generated = SokobanTasks(level, size, boxes)
            side = max(generated.grade(split).size for split in generated.splits)
            tasks, shape = generated, (side, side)
            common.setdefault("max_turns", MAX_TURNS)
        elif size is not None or boxes is not None:
            raise UsageError("give either the option levels or the options size and boxes, not both")
        else:
            files = SokobanFiles(levels)
            tasks, shape = files, files.shape
            common.setdefault("split", "file")
            common.setdefault("max_turns", FILE_MAX_TURNS)
        super().__init__(Sokoban(shape), tasks, **common)
