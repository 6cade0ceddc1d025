"""Which goals hold for a workspace's files."""

from __future__ import annotations

from ..workspace import Workspace
from .state import Goal, State, Task

__all__ = ["holding", "home", "kept", "lost"]


def home(task: Task) -> Workspace:
    """The workspace at the start."""
    return Workspace.of(dict(task.files))


def holding(state: State) -> tuple[bool, ...]:
    """Whether each goal holds, and last whether every file that no goal names is as it was and nothing was added."""
    workspace = state.workspace
    return (*(_holds(goal, workspace) for goal in state.task.goals), kept(state))


def kept(state: State) -> bool:
    """Whether every file that no goal names is as it was, and there is no other one."""
    named = {goal.path for goal in state.task.goals}
    now = {file.path: file.blob.data for file in state.workspace.files if file.blob is not None}
    then = {path: text.encode() for path, text in state.task.files}
    return {path: data for path, data in now.items() if path not in named} == {
        path: data for path, data in then.items() if path not in named
    }


def lost(state: State) -> bool:
    """Whether the known way can't reach some goal any more, since a file that it reads is not as it was."""
    done = holding(state)
    then = {path: text.encode() for path, text in state.task.files}
    return any(
        not all(done[goal] for goal in step.goals)
        and any(state.workspace.read(path) != then[path] for path in step.needs)
        for step in state.task.steps
    ) or (not done[-1] and _gone(state))


def _gone(state: State) -> bool:
    """Whether a file that should stay is changed or gone: nobody can write it again for sure."""
    named = {goal.path for goal in state.task.goals}
    return any(state.workspace.read(path) != text.encode() for path, text in state.task.files if path not in named)


def _holds(goal: Goal, workspace: Workspace) -> bool:
    file = next((file for file in workspace.files if file.path == goal.path), None)
    if goal.content is None:
        return file is None
    if file is None or file.blob is None or file.blob.data != goal.content.encode():
        return False
    return not goal.executable or bool(file.mode & 0o100)
