"""An episode's sandbox: every act puts the files of the state into it first, and takes what became of them out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from .sandbox import Failure, Sandbox
from .workspace import Bench, Workspace

__all__ = ["Desk"]

R = TypeVar("R")


@dataclass(frozen=True)
class Desk:
    """One sandbox for an episode and its branches, which take turns in it.

    What a turn does depends on the files of its state alone: they are restored before it, whatever the sandbox held.
    So a branch, a snapshot or a search needs no sandbox of its own unless it runs at the same time, and going back
    costs two messages, not a container.

    Args:
        bench: where the sandboxes come from.
    """

    bench: Bench

    def act(
        self, home: Workspace, workspace: Workspace, action: Callable[[Sandbox], R | Failure]
    ) -> tuple[Workspace, R] | Failure:
        """Acts in a workspace.

        Args:
            home: the workspace at the start of the episode, by which its sandbox is found again.
            workspace: the files that the action meets.
            action: what to do, such as `lambda box: box.run(source)`.

        Returns:
            The workspace after it and the action's result, or the failure of the sandbox; nothing has happened then.
        """

        def inside(box: Sandbox) -> tuple[Workspace, R] | Failure:
            trouble = box.restore(workspace.files) if workspace != home else None
            if trouble is not None:
                return trouble
            result = action(box)
            if isinstance(result, Failure):
                return result
            files = box.files(workspace.files)
            if isinstance(files, Failure):
                return files
            trouble = box.restore(home.files)
            return trouble if trouble is not None else (Workspace(files), result)

        done = self.bench.act(home, inside)
        return done if isinstance(done, Failure) else done[1]

    def alone(self, action: Callable[[Sandbox], R | Failure]) -> R | Failure:
        """Acts in a new sandbox that is destroyed afterwards: the agent was never in it and never will be."""
        done = self.bench.act(Workspace(), action)
        if isinstance(done, Failure):
            return done
        self.bench.release(done[0])
        return done[1]

    def release(self, home: Workspace) -> None:
        """Destroys the sandbox of an episode that is left."""
        self.bench.release(home)
