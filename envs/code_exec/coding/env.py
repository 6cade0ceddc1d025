"""The environments `turnwise/CodeSynthesis-v0` and `turnwise/CodeRepair-v0`."""

from __future__ import annotations

import os
from typing import Any, Unpack

from ...core.game import TaskSource
from ...core.turn_env import TurnEnv
from ..benches import SandboxOptions, open_bench, split_options
from ..desk import Desk
from ..sandbox import Limits
from .book import Book, DataBook, LibraryBook
from .data import FileRepairs, FileSynthesis
from .judge import Judge
from .rules import Coding
from .state import Command, State, Task
from .tasks import LibraryRepairs, LibrarySynthesis

__all__ = ["CodeRepairEnv", "CodeSynthesisEnv"]


class _CodingEnv(TurnEnv[Task, State, Command]):
    """What both have in common."""

    def _info(self, episode: Any) -> dict[str, Any]:
        return {**super()._info(episode), "backend": episode.state.backend}


class CodeSynthesisEnv(_CodingEnv):
    """Write a function in a workspace: files, runs and tests over several turns, every change measured by tests.

    ## Description
    The agent gets a statement and public tests, writes and edits files, tries programs, looks at test results and
    hands in once. Programs run in a sandbox (Docker, else bubblewrap). Tests stay on our side: the solution answers
    calls with plain data, so neither what it prints, nor how it exits, nor an object that claims to be equal to
    everything makes a test pass; files in the workspace other than the solution, test files among them, count for
    nothing. Hidden tests run in a new sandbox that the agent was never in.

    Without `data`, 156 functions of the library, with other drawn calls for each index.

    >>> import gymnasium as gym, turnwise
    >>> from turnwise.envs.code_exec.coding.tasks import LibrarySynthesis
    >>> task = LibrarySynthesis().task("train", 0)
    >>> print(task.prompt)
    Write the function add_minutes.
    <BLANKLINE>
    The time of day so many minutes later, as "HH:MM"; after 23:59 comes 00:00.
    >>> task.public[0]
    "add_minutes('23:50', 15) == '00:05'"

    ## Action Space
    Text: `write PATH` and the file's text on the lines below, `edit PATH FIRST-LAST` and the lines that replace those,
    `run` and a program below, `test`, `submit`; as tool calls too: `{"name": "write", "arguments": {...}}`
    (`turnwise.envs.code_exec.coding.TOOLS` are the schemas). `info["legal"]` lists `test`, `submit` and a few programs
    made from the public tests alone; any other text may be written.

    ## Observation Space
    Text: the statement, the public tests and the file at the start; then what the last command did. There is no
    numeric view.

    ## Starting State
    A stub in `solution.py`. Splits own functions by their names; `hard` has the hard ones, `structure` those about
    grids.

    ## Rewards
    Scale "unit": `outcome` 1 if the solution was handed in and passes all tests, hidden ones too, else -1; `progress`
    the change of the share of public tests that the best version so far passes; `tests_lost` -0.5/max_turns times the
    share lost against the best; `rejected` -0.5/max_turns. Scale "execverify": 2 * the share of all tests at the end,
    as in its released code. Further terms: `tests_gained`, `parse`, `efficiency`, `hidden`, `optimal`, `oracle`. A
    turn in which the sandbox failed has `measured` False and no reward.

    ## Episode End
    Terminated: handed in. Truncated: after `max_turns` turns (20).

    ## Information
    As everywhere, and `backend` (which sandbox ran).

    ## Arguments
    `data` a file of HumanEval, MBPP, QuixBugs, Exercism ... (format recognized); `level` "any", "easy" or "medium";
    `backend` "auto", "docker", "bubblewrap"; `image`, `runtime`; `unsafe_subprocess` allows plain processes where no
    sandbox can be had; `split`, `max_turns`, `max_rejected`, `render_mode`, `scale`, `terms` as everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.code_exec.coding:SYNTHESIS_SCORING"

    def __init__(
        self, *, data: str | os.PathLike[str] | None = None, level: str = "any", **options: Unpack[SandboxOptions]
    ) -> None:
        common, sandbox = split_options(options)
        common.setdefault("max_turns", 20)
        bench = open_bench(limits=Limits(), **sandbox)
        tasks: TaskSource[Task] = LibrarySynthesis(level)
        book: Book = LibraryBook()
        if data is not None:
            book = DataBook(os.fspath(data))
            tasks = FileSynthesis(book)
            common.setdefault("split", "file")
        super().__init__(Coding(Judge(book, Desk(bench))), tasks, **common)


class CodeRepairEnv(_CodingEnv):
    """Repair a program with one fault: find the line, change as little as needed, hand in.

    ## Description
    As `CodeSynthesis-v0`, but `solution.py` holds a program with a fault. The fault is a mutant by one of nine
    operators that some public test shows; QuixBugs has its own. Since the faulty lines are known, a turn is also told
    apart by whether it changes one of them, and what else it changes.

    >>> import gymnasium as gym, turnwise
    >>> from turnwise.envs.code_exec.coding.tasks import LibraryRepairs
    >>> task = LibraryRepairs().task("train", 0)
    >>> print(task.start.rstrip())
    def add_minutes(time: str, minutes: int) -> str:
        hours, rest = time.split(":")
        total = (int(hours) * 60 + int(rest) + minutes) % 1439
        return f"{total // 60:02d}:{total % 60:02d}"
    >>> task.faults, task.passed, len(task.public)
    ((3,), 4, 5)

    ## Action Space
    As `CodeSynthesis-v0`; `info["legal"]` lists `test`, `submit` and some one-line edits drawn by the program's text.

    ## Observation Space
    As `CodeSynthesis-v0`.

    ## Starting State
    The program with the fault in `solution.py`. Splits as `CodeSynthesis-v0`.

    ## Rewards
    As `CodeSynthesis-v0`, where `progress` counts the public tests that failed at the start; scale "unit" adds
    `fault_hit` 0.25, once, for changing a faulty line, and `stray` -0.25/max_turns times the share of newly changed
    lines that are not faulty.

    ## Episode End
    Terminated: handed in. Truncated: after `max_turns` turns (20).

    ## Information
    As everywhere, and `backend` (which sandbox ran).

    ## Arguments
    As `CodeSynthesis-v0`. Of `data` without faults (HumanEval, MBPP) mutants of the references are repaired.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.code_exec.coding:REPAIR_SCORING"

    def __init__(
        self, *, data: str | os.PathLike[str] | None = None, level: str = "any", **options: Unpack[SandboxOptions]
    ) -> None:
        common, sandbox = split_options(options)
        common.setdefault("max_turns", 20)
        bench = open_bench(limits=Limits(), **sandbox)
        tasks: TaskSource[Task] = LibraryRepairs(level)
        book: Book = LibraryBook()
        if data is not None:
            book = DataBook(os.fspath(data))
            tasks = FileRepairs(book, bench)
            common.setdefault("split", "file")
        super().__init__(Coding(Judge(book, Desk(bench))), tasks, **common)
