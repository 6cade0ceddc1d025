"""The environment `turnwise/Sudoku-v0`."""

from __future__ import annotations

import os
from typing import Literal, Unpack

from ...core.errors import UsageError
from ...core.game import TaskSource
from ...core.turn_env import CommonOptions, TurnEnv
from .data import SudokuFiles
from .rules import Sudoku
from .state import Action, State, Task
from .tasks import Level, SudokuTasks

__all__ = ["MAX_TURNS", "SudokuEnv"]

MAX_TURNS = {4: 32, 6: 64, 9: 100}
"""Default turn limit for each size; 100 as in VPR."""


class SudokuEnv(TurnEnv[Task, State, Action]):
    """Sudoku, every move judged by what follows from the visible digits and by the one solution.

    ## Description
    Fill the blanks so that each row, column and box holds every digit once. A digit that visibly conflicts is
    rejected; a wrong one that does not is accepted, and must be found and taken back. Every puzzle is proved to
    have exactly one solution.

    >>> import gymnasium as gym, turnwise
    >>> env = gym.make("turnwise/Sudoku-v0", size=4, level="hard")
    >>> observation, info = env.reset(seed=0, options={"index": 7})
    >>> print(observation.split("turn.")[1].rstrip())
    <BLANKLINE>
    <BLANKLINE>
        1 2   3 4
    1 | . . | . 1 |
    2 | . . | . 3 |
      +-----+-----+
    3 | 1 2 | . . |
    4 | 4 . | . . |
    Blank cells: 11
    >>> info["legal"][:3]
    ('place 1 1 2', 'place 1 1 3', 'place 1 2 3')
    >>> print(env.step("place 1 1 3")[0].splitlines()[1])
    1 | 3*. | . 1 |
    >>> print(env.step("place 1 2 3")[0].splitlines()[0])
    Row 1 has a 3 already, in row 1, column 1. Choose another digit or another cell.
    >>> print(env.step("clear 1 1")[0].splitlines()[1])
    1 | . . | . 1 |

    ## Action Space
    Text: `place ROW COLUMN DIGIT` (or the three numbers alone) fills a blank cell, `clear ROW COLUMN` takes an own
    digit back; all count from 1. Discrete view: every placement cell by cell, then every removal (80, 252 or 810).

    ## Observation Space
    Text: the grid with numbered rows and columns, `.` for a blank and `*` after the agent's own digits. Numeric view:
    int8 (2, size, size), the digits (0 blank) and a mask of the givens.

    ## Starting State
    A puzzle of the split. Levels differ in blanks and in what they need: "easy" naked singles (30 to 38 blanks at
    size 9), "medium" no more than naked and hidden singles (40 to 48), "hard" few givens, often more than singles
    (49 to 55). Split `hard`: no given can be spared. Split `structure`: both main diagonals hold every digit too.

    ## Rewards
    Scale "unit": `outcome` 1 solved, -1 if not in the end; `progress` the change of 1 - d / (2 * d0), where d is the
    exact number of turns left and d0 that at the start; `regret` -1/max_turns for each wrong digit and each right one
    taken back; `rejected` -1/max_turns. Best play earns 1.5 in all. Scale "vpr": VPR's table from
    -2 to 2. See `turnwise.verifiers.puzzles.sudoku`.

    ## Episode End
    Terminated: the board is full, which means solved. Truncated: after `max_turns` turns (32, 64 or 100 for
    sizes 4, 6 and 9).

    ## Information
    `legal`, `state_key`, `turn`, `player`, `rejected`, `split`, `index`, `task`, `reward`, `reward_terms`,
    `success` (solved), `measured`, `privileged`.

    ## Arguments
    `size` 4, 6 or 9 (default); `level` "easy", "medium" (default) or "hard"; `blanks` a number of blanks in place of
    a level (VPR: 40); `puzzles` a file or folder of puzzles in place of generated ones (split "file"; see
    `SudokuFiles`) with `on_bad` "raise" (default) or "skip"; `split`, `max_turns`, `max_rejected`, `render_mode`,
    `scale`, `terms` as everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.puzzles.sudoku:SCORING"

    def __init__(
        self,
        *,
        size: int = 9,
        level: Level = "medium",
        blanks: int | None = None,
        puzzles: str | os.PathLike[str] | None = None,
        on_bad: Literal["raise", "skip"] = "raise",
        **common: Unpack[CommonOptions],
    ) -> None:
        tasks: TaskSource[Task]
        if puzzles is None:
            tasks = SudokuTasks(size, level, blanks)
        elif blanks is not None:
            raise UsageError("give either the option puzzles or the option blanks, not both")
        else:
            tasks = SudokuFiles(puzzles, size, on_bad=on_bad)
            common.setdefault("split", "file")
        common.setdefault("max_turns", MAX_TURNS[size])
        super().__init__(Sudoku(size), tasks, **common)
