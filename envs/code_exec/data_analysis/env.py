"""The environment `turnwise/DataAnalysis-v0`."""

from __future__ import annotations

from typing import Unpack

from ...core.turn_env import CommonOptions, TurnEnv
from .rules import DataAnalysis
from .state import Action, State, Task
from .tasks import DataTasks

__all__ = ["DataAnalysisEnv"]


class DataAnalysisEnv(TurnEnv[Task, State, Action]):
    """A question about a small database with the flaws of real ones: one exact answer, and silent errors that miss it.

    ## Description
    Tables of made-up businesses hold entries that are there twice, empty cells and a status spelled by hand. Each
    question has one exact answer, and at least one plausible query that runs and gives another: those are known, so a
    turn that falls for one is told apart from one that merely is not there yet. Queries run on SQLite in memory,
    read only, with a limit of steps instead of seconds; no sandbox is needed.

    >>> import gymnasium as gym, turnwise
    >>> env = gym.make("turnwise/DataAnalysis-v0")
    >>> observation, info = env.reset(seed=0, options={"index": 0})
    >>> print(observation.partition("</action>.")[2].strip().partition(", to one")[0])
    Tables: book, loan.
    Question: What percentage of the entries of loan has status open (however it is spelled)
    >>> print(env.step("schema loan")[0].splitlines()[1])
      id INTEGER: number of the entry; an entry may be there twice by mistake

    ## Action Space
    Text: `schema TABLE`, `csv TABLE` (its first 20 rows), `sql QUERY` (one SELECT), `answer VALUE` (once).
    `info["legal"]` lists looks, plain queries and small numbers; any other query or answer may be written.

    ## Observation Space
    Text: the tables' names and the question; then a schema, rows as CSV, or a result. There is no numeric view.

    ## Starting State
    Nothing was looked at. Splits own tables by their contents; `hard` has more rows and harder questions, `structure`
    other businesses.

    ## Rewards
    Scale "unit": `outcome` 1 for the right answer, else -1; `progress` the change of the potential (0.3 times the share
    of needed tables looked at, 0.8 once a result was the answer, 1 answered right); `silent` -0.5/max_turns for a query
    whose result is that of a silent error; `rejected` -0.5/max_turns. Further terms: `dataprm` (DataPRM's label of a
    step: 1 good, 0.5 an error that can be corrected, 0 a fatal one), `match`, `optimal`, `oracle`.

    ## Episode End
    Terminated: answered. Truncated: after `max_turns` turns (15).

    ## Information
    As everywhere.

    ## Arguments
    `level` "easy", "medium" (default) or "hard"; `split`, `max_turns`, `max_rejected`, `render_mode`, `scale`, `terms`
    as everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.code_exec.data_analysis:SCORING"

    def __init__(self, *, level: str = "medium", **common: Unpack[CommonOptions]) -> None:
        common.setdefault("max_turns", 15)
        super().__init__(DataAnalysis(), DataTasks(level), **common)
