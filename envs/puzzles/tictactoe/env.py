"""The environment `turnwise/TicTacToe-v0`."""

from __future__ import annotations

from typing import Literal, Unpack

from ...core.turn_env import CommonOptions, TurnEnv
from .rules import TicTacToe
from .state import Mark, Opponent, State, Task
from .tasks import TicTacToeTasks

__all__ = ["TicTacToeEnv"]


class TicTacToeEnv(TurnEnv[Task, State, Mark]):
    """Tic-tac-toe against a scripted opponent, every move judged by the whole game tree.

    ## Description
    Three marks in a line win. The opponent answers each move within the same turn. Episodes start from the empty
    board or from an opening of up to four moves, with the agent as X or O.

    >>> import gymnasium as gym, turnwise
    >>> env = gym.make("turnwise/TicTacToe-v0", opponent="optimal")
    >>> observation, info = env.reset(seed=0, options={"index": 2})
    >>> print(observation.split("example")[1])
     "mark 5". Three of your marks in a row, column or diagonal win; the opponent answers each move.
    <BLANKLINE>
    You are X.
     1 | 2 | 3
    ---+---+---
     O | 5 | 6
    ---+---+---
     7 | 8 | X
    >>> info["legal"][:3]
    ('mark 1', 'mark 2', 'mark 3')

    ## Action Space
    Text: `mark CELL`, cells 1 to 9 row by row; the number alone will do. Discrete view: 9 cells.

    >>> for action in ("mark 5", "(4)", "[7]"):
    ...     observation, reward, terminated, truncated, info = env.step(action)
    >>> print(observation)
    The opponent took cell 3.
    You are X.
     O | 2 | O
    ---+---+---
     O | X | 6
    ---+---+---
     X | 8 | X

    ## Observation Space
    Text: the picture, the agent's mark and the opponent's answer. Numeric view: int8 (3, 3), 1 the agent's,
    -1 the opponent's, 0 empty.

    ## Starting State
    A position with the agent to move. Splits own openings up to turns and mirrors; `hard` has one value-keeping
    move and an optimal opponent; `structure` plays on a torus.

    ## Rewards
    Scale "unit": `outcome` 1 win, 0 draw, -1 loss or unfinished; `regret` -1/max_turns for each step of game value
    (win, draw, loss: half a point a step) that the move gave away; `rejected` -1/max_turns. Scale "vpr": 1 for a
    move in the minimax set, 0 for another, -1 for a rejected one, as in released code of VPR.

    ## Episode End
    Terminated: a line or a full board. Truncated: after `max_turns` turns (12).

    ## Information
    `legal`, `state_key`, `turn`, `player`, `rejected`, `split`, `index`, `task`, `reward`, `reward_terms`,
    `success` (won, or reached the value that the opening has under best play), `measured`, `privileged`.

    ## Arguments
    `level` "easy", "medium" (default) or "hard": opponent random, noisy (30 % random moves) or optimal;
    `opponent` overrides it; `split`, `max_turns`, `max_rejected`, `render_mode`, `scale`, `terms` as everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.puzzles.tictactoe:SCORING"

    def __init__(
        self,
        *,
        level: Literal["easy", "medium", "hard"] = "medium",
        opponent: Opponent | None = None,
        **common: Unpack[CommonOptions],
    ) -> None:
        common.setdefault("max_turns", 12)
        super().__init__(TicTacToe(), TicTacToeTasks(level, opponent), **common)
