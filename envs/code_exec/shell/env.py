"""The environment `turnwise/Shell-v0`."""

from __future__ import annotations

from typing import Any, Unpack

from ...core.turn_env import TurnEnv
from ..benches import SandboxOptions, open_bench, split_options
from ..desk import Desk
from ..sandbox import Limits
from .rules import Shell
from .state import Command, State, Task
from .tasks import ShellTasks

__all__ = ["ShellEnv"]


class ShellEnv(TurnEnv[Task, State, Command]):
    """Chores with files by a real shell in a sandbox: each goal an exact fact about files.

    ## Description
    Sort, filter, move, count, replace and clean files with `sh` and the usual small programs in a sandbox (Docker, else
    bubblewrap) without network. Goals are facts about the files, looked at from outside after every line; what is
    printed counts for nothing. All that is not part of a chore must stay as it was.

    >>> import gymnasium as gym, turnwise
    >>> from turnwise.envs.code_exec.shell import ShellTasks
    >>> print(ShellTasks().task("train", 0).instruction)
    1. Delete the empty files in cache, and no others.
    2. In every file of conf, put ember where the line host=heath stands, so that it reads host=ember.
    Change nothing else.

    ## Action Space
    Text: one line for `sh`, or `done`. `info["legal"]` lists looks around and removals; any other line may be written.

    ## Observation Space
    Text: the chores, then what each line printed. There is no numeric view.

    ## Starting State
    The files. Splits own files by their contents; `hard` has three or four chores, `structure` other kinds of chores.

    ## Rewards
    Scale "unit": `outcome` 1 if the agent said that it is done and every goal holds, else -1; `progress` the change of
    the share of goals that hold beyond those of the start, 0 while anything else is changed; `rejected`
    -0.5/max_turns. Further terms: `goals`, `harm`, `optimal`, `oracle`. A turn in which the sandbox failed has
    `measured` False and no reward.

    ## Episode End
    Terminated: `done`. Truncated: after `max_turns` turns (15).

    ## Information
    As everywhere, and `backend` (which sandbox ran).

    ## Arguments
    `level` "easy", "medium" (default) or "hard"; `backend` "auto", "docker", "bubblewrap"; `image`, `runtime`;
    `unsafe_subprocess` allows plain processes where no sandbox can be had; `split`, `max_turns`, `max_rejected`,
    `render_mode`, `scale`, `terms` as everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.code_exec.shell:SCORING"

    def __init__(self, *, level: str = "medium", **options: Unpack[SandboxOptions]) -> None:
        common, sandbox = split_options(options)
        common.setdefault("max_turns", 15)
        bench = open_bench(limits=Limits(), shell=True, **sandbox)
        super().__init__(Shell(Desk(bench)), ShellTasks(level), **common)

    def _info(self, episode: Any) -> dict[str, Any]:
        return {**super()._info(episode), "backend": episode.state.backend}
