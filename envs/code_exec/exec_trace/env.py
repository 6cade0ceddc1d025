"""The environment `turnwise/ExecTrace-v0`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from ...core.turn_env import CommonOptions, TurnEnv
from .rules import ExecTrace
from .state import Answer, Kind, State, Task
from .tasks import TraceTasks

__all__ = ["ExecTraceEnv"]


class ExecTraceEnv(TurnEnv[Task, State, Answer]):
    r"""Questions about how a program runs, one a turn, each answer compared type by type with a recorded run.

    ## Description
    The agent sees a numbered program and a call, and is asked which line runs next, what a variable holds and of what
    type, whether a line runs at all, what comes back, and for which arguments something else would: the questions of
    ExecVerify, REval and CRUXEval, one a turn, so that each turn has its own reward. Answers are read as literals on
    our side; no text of the agent is ever run, so `f(7) == f(7)` is no answer. Programs are made up at a chosen
    difficulty; split "structure" asks about real functions of the library. Lines are counted by rewriting the program,
    not by the interpreter's own events, so that every Python gives the same answers; lines with comprehensions are
    never asked about.

    >>> import gymnasium as gym, turnwise
    >>> env = gym.make("turnwise/ExecTrace-v0", level="easy")
    >>> observation, info = env.reset(seed=0, options={"index": 1})
    >>> print(observation.partition("each round.")[2].strip("\n").partition("?")[0])
     1 | def f(best, found):
     2 |     left = best + 1
     3 |     out = []
     4 |     while left > 1:
     5 |         left //= 2
     6 |         best = (best * 4 + 6) % 18
     7 |     best = 9
     8 |     while left > 0:
     9 |         left -= 3
    10 |         best -= 3
    11 |     out = out[1:]
    12 |     return left + best + 1
    <BLANKLINE>
    The call: f(9, [2, 5, 0, 6, 5])
    <BLANKLINE>
    Question 1 of 6: which line runs right after line 4 ran for the 3rd time
    >>> observation, reward, terminated, truncated, info = env.step("5")
    >>> round(reward, 3), observation
    (0.167, 'Question 2 of 6: does line 5 run at all? Answer True or False.')

    ## Action Space
    Text: a Python literal alone, or in `<action>...</action>` after any reasoning; for a type its name. What is no
    literal (or no line number, truth value, type or tuple of arguments where one is asked for) is rejected and the
    question stays. `info["legal"]` lists usual answers made from what is shown; any other literal may be answered.

    ## Observation Space
    Text: the program with numbered lines and the call before the first question, then each question. There is no
    numeric view.

    ## Starting State
    The first of up to `questions` questions: those about lines in the order of the text, then the output, then the
    arguments. Splits own programs by their text; `hard` has hard ones, `structure` the library's functions.

    ## Rewards
    Scale "unit": `outcome` 1 if every answer was right, else -1; `progress` 1/questions for each right answer;
    `rejected` -1/max_turns for a text that was no answer. Scale "turns": `right` alone, 1 or 0 a turn. Scale
    "execverify": at the end 0 where the output was wrong, else 2 * (0.5 + 0.5 * share of right answers), as in its
    paper and code but with answers compared as values.

    ## Episode End
    Terminated: the last question was answered. Truncated: after `max_turns` turns (12).

    ## Information
    `legal`, `state_key`, `turn`, `player`, `rejected`, `split`, `index`, `task`, `reward`, `reward_terms`, `success`
    (all answers right), `measured`, `privileged`.

    ## Arguments
    `level` "easy", "medium" (default) or "hard"; `questions` 1 to 20 (6); `kinds` any of "coverage", "next", "value",
    "type", "output", "input" (all); `split`, `max_turns`, `max_rejected`, `render_mode`, `scale`, `terms` as
    everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.code_exec.exec_trace:SCORING"

    def __init__(
        self,
        *,
        level: str = "medium",
        questions: int = 6,
        kinds: Sequence[str] | None = None,
        **common: Unpack[CommonOptions],
    ) -> None:
        common.setdefault("max_turns", 12)
        asked = tuple(Kind) if kinds is None else tuple(kinds)
        super().__init__(ExecTrace(), TraceTasks(level, questions, asked), **common)  # type: ignore[arg-type] # it checks
