"""The environment `turnwise/Minesweeper-v0`."""

from __future__ import annotations

from typing import Literal, Unpack

from ...core.turn_env import CommonOptions, TurnEnv
from .rules import Minesweeper
from .state import Move, State, Task
from .tasks import MinesweeperTasks

__all__ = ["MinesweeperEnv"]


class MinesweeperEnv(TurnEnv[Task, State, Move]):
    """Minesweeper, every move judged by the exact chance of a mine in every hidden cell.

    ## Description
    Reveal every cell without a mine. A revealed cell shows how many of its neighbors are mines; a 0 opens its
    neighbors too. The middle cell is revealed for free. Flags are notes: they keep a cell from being revealed.

    >>> import gymnasium as gym, turnwise
    >>> env = gym.make("turnwise/Minesweeper-v0", rows=5, columns=5, mines=5)
    >>> observation, info = env.reset(seed=0, options={"index": 1})
    >>> print(observation[observation.index("  1 2") :])
      1 2 3 4 5
    1 . . . . .
    2 1 1 1 1 .
    3 0 0 0 1 .
    4 0 1 2 3 .
    5 0 1 . . .
    Mines without a flag: 5.
    >>> for action in ("flag 5 3", "reveal 5 5", "reveal 1 3"):
    ...     observation, reward, terminated, truncated, info = env.step(action)
    ...     print(info["reward"].verdicts["regret"].reason)
    Row 5, column 3 is a mine in every board that fits what is visible.
    Row 5, column 5 had risk 1/3; the least risk was 0 (row 1, column 3).
    Row 1, column 3 is certainly safe: no board that fits what is visible has a mine there.

    ## Action Space
    Text: `reveal ROW COLUMN`, `flag ROW COLUMN` or `unflag ROW COLUMN`, numbered from 1; two numbers alone reveal.
    Discrete view: all reveals, then all flags, then all unflags, each row by row.

    ## Observation Space
    Text: the grid with numbered rows and columns (`.` hidden, `F` flagged, a digit, `*` a revealed mine) and the
    number of mines without a flag. Numeric view: int8 (rows, columns), -1 hidden, -2 flagged, 0 to 8, 9 a revealed
    mine.

    ## Starting State
    A random layout with the middle cell revealed; where there is room it has no mine around it. Splits own layouts up
    to turns and mirrors; `hard` has more mines (22 % of the cells or more) on the same size; `structure` is a torus.

    ## Rewards
    Scale "unit": `outcome` 1 cleared, -1 a mine revealed or unfinished; `regret` -1/max_turns times the risk taken
    above the least risk on the board (0.5 for a flag on a cell that is not a certain mine); `rejected` -1/max_turns.
    Scale "vpr": VPR's table, from 2 for a certainly safe reveal to -2 for a rejected text. Both judge the decision:
    a least risky reveal costs nothing even if it hits a mine. `turnwise.verifiers.puzzles.minesweeper` has the tables.

    ## Episode End
    Terminated: a mine or every other cell is revealed. Truncated: after `max_turns` turns (rows times columns).

    ## Information
    `legal`, `state_key`, `turn`, `player`, `rejected`, `split`, `index`, `task`, `reward`, `reward_terms`,
    `success` (cleared), `measured`, `privileged`.

    ## Arguments
    `level` "easy" (5x5, 3 mines), "medium" (9x9, 10, default) or "hard" (16x16, 40); `rows`, `columns` (3 to 99) and
    `mines` override it, and sizes without `mines` take the level's share of mines. `guess_free=True` gives only boards
    that were proved to be clearable by certainly safe reveals, so that 1.0 is surely reached. VPR's setting is rows=5,
    columns=5, mines=5, max_turns=25. `split`, `max_turns`, `max_rejected`, `render_mode`, `scale`, `terms` as
    everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.puzzles.minesweeper:SCORING"

    def __init__(
        self,
        *,
        level: Literal["easy", "medium", "hard"] = "medium",
        rows: int | None = None,
        columns: int | None = None,
        mines: int | None = None,
        guess_free: bool = False,
        **common: Unpack[CommonOptions],
    ) -> None:
        tasks = MinesweeperTasks(level, rows, columns, mines, guess_free)
        height, width = tasks.size
        common.setdefault("max_turns", height * width)
        super().__init__(Minesweeper(height, width), tasks, **common)
