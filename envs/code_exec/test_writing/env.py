"""The environment `turnwise/TestWriting-v0`."""

from __future__ import annotations

from typing import Unpack

from ...core.turn_env import CommonOptions, TurnEnv
from .rules import TestWriting
from .state import Finish, State, Task, Test
from .tasks import TestWritingTasks

__all__ = ["TestWritingEnv"]


class TestWritingEnv(TurnEnv[Task, State, Test | Finish]):
    """Write tests for a function that is right, one a turn: what counts is which seeded faults they notice.

    ## Description
    The agent sees a function and writes assertions with literals on both sides. Each is run on the function itself
    (a test that does not hold notices nothing) and on copies with one seeded fault each, which the agent never sees.
    Only programs of the library run, with a limit of steps; no text of the agent is run, so there is nothing to trick
    and no sandbox is needed.

    >>> import gymnasium as gym, turnwise
    >>> env = gym.make("turnwise/TestWriting-v0")
    >>> observation, info = env.reset(seed=0, options={"index": 0})
    >>> info["legal"][1]
    "assert file_ending('a/b.tar.gz') == 'gz'"
    >>> print(env.step(info["legal"][1])[0])
    The test holds and notices 6 faults. 6 of 8 faults are noticed. Every line is run by some test.

    ## Action Space
    Text: `assert FUNCTION(ARGUMENTS) == VALUE` with literals, or `done`. `info["legal"]` lists examples of the
    statement.

    ## Observation Space
    Text: statement and function with numbered lines; then what the last test found out, how many faults are noticed
    and which lines no test runs. There is no numeric view.

    ## Starting State
    No tests. Splits as `CodeSynthesis-v0`.

    ## Rewards
    Scale "unit": `outcome` 1 if every fault is noticed and every line run, else -1; `progress` the change of 0.7 times
    the share of noticed faults plus 0.3 times the share of lines run; `wrong` -0.5/max_turns for a test that does not
    hold; `rejected` -0.5/max_turns. Further terms: `killed`, `coverage`, `optimal`, `oracle`.

    ## Episode End
    Terminated: all faults noticed and all lines run, or `done`. Truncated: after `max_turns` turns (15).

    ## Information
    As everywhere.

    ## Arguments
    `faults` at most so many seeded faults (8); `split`, `max_turns`, `max_rejected`, `render_mode`, `scale`, `terms` as
    everywhere.

    ## Version History
    v0: first version.
    """

    __test__ = False  # no test class of pytest's

    scoring = "turnwise.verifiers.code_exec.test_writing:SCORING"

    def __init__(self, *, faults: int = 8, **common: Unpack[CommonOptions]) -> None:
        common.setdefault("max_turns", 15)
        super().__init__(TestWriting(), TestWritingTasks(faults), **common)
