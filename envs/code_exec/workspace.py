"""A workspace as a value, and the bench where the sandbox of a workspace is found or built again."""

from __future__ import annotations

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from ..core.game import Immutable
from .files import Blob, File, check_path
from .sandbox import Failure, Limits, Ran, Sandbox
from .sandbox.errors import Broken
from .sandbox.opening import BackendName, pool_for
from .sandbox.pool import Pool

__all__ = ["WORKSPACE_TYPES", "Bench", "Cell", "Workspace"]

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Cell(Immutable):
    """A cell that the interpreter session has run."""

    source: str
    before: tuple[File, ...]
    """The files that it found."""


@dataclass(frozen=True, slots=True)
class Workspace(Immutable):
    """All that a sandbox keeps from one turn to the next: what is needed to build it again, exactly.

    Contents are shared between states, so that a long episode holds each of them once.
    """

    files: tuple[File, ...] = ()
    """By path."""
    cells: tuple[Cell, ...] = ()
    """What the live interpreter session has run, in order; run again where it has to be rebuilt."""

    @classmethod
    def of(cls, contents: Mapping[str, str | bytes]) -> Workspace:
        """A workspace with these files, and the folders above them.

        Raises:
            UsageError: a path leads out of it.
        """
        files = {path: File(check_path(path), blob=Blob.of(content)) for path, content in contents.items()}
        for path in tuple(files):
            parts = path.split("/")[:-1]
            for end in range(1, len(parts) + 1):
                folder = "/".join(parts[:end])
                files.setdefault(folder, File(folder, "folder", 0o755))
        return cls(tuple(files[path] for path in sorted(files)))

    def read(self, path: str) -> bytes | None:
        """A file's content, None where there is no such file."""
        for file in self.files:
            if file.path == path and file.blob is not None:
                return file.blob.data
        return None

    def written(self, path: str, content: str | bytes) -> Workspace:
        """The workspace with a file written, made without a sandbox; folders and mode as `Sandbox.write` leaves them.

        Raises:
            UsageError: the path leads out of it.
        """
        files = {file.path: file for file in Workspace.of({path: content}).files}
        for file in self.files:
            if file.path == path and file.kind == "file":
                files[path] = replace(files[path], mode=file.mode)
            elif file.path != path:
                files[file.path] = file
        return replace(self, files=tuple(files[name] for name in sorted(files)))

    @property
    def key(self) -> str:
        """Equal for equal workspaces: the hash of everything in them."""
        digest = hashlib.sha256()
        for files in (self.files, *(cell.before for cell in self.cells)):
            for file in files:
                blob = file.blob.digest if file.blob is not None else ""
                digest.update(f"{file.path}\0{file.kind}\0{file.mode}\0{blob}\0{file.link}\n".encode(errors="replace"))
            digest.update(b"\1")
        for cell in self.cells:
            digest.update(f"{len(cell.source)}\0{cell.source}".encode(errors="replace"))
        return digest.hexdigest()


WORKSPACE_TYPES = (Blob, Cell, File, Workspace)
"""For `Game.types` of games whose states hold a workspace."""


class Bench:
    """Where a game keeps the sandboxes of its episodes: a cache, since any of them can be built from its workspace.

    A sandbox serves one line of workspaces. Whoever acts on a workspace gets the live sandbox that is exactly there,
    or one from the pool, built up from files and cells. Safe to use from several threads; a copy in another process,
    by pickle or fork, begins empty.

    Args:
        backend: as for `open_sandbox`, and so are the others.
        largest: live sandboxes that are kept; the one that was used longest ago goes first.

    Raises:
        SandboxUnavailable: when first used, if the backend can't be had.
    """

    def __init__(self, backend: BackendName = "auto", *, largest: int = 64, **options: Any) -> None:
        self._backend: BackendName = backend
        self._options = options
        self._largest = largest
        self._lock = threading.Lock()
        self._live: OrderedDict[str, list[Sandbox]] = OrderedDict()
        self._process = os.getpid()

    @property
    def pool(self) -> Pool:
        """The pool that its sandboxes come from."""
        return pool_for(self._backend, **self._options)

    @property
    def backend(self) -> str:
        """The name of the backend that runs."""
        return self.pool.backend.name

    @property
    def limits(self) -> Limits:
        """What programs may use."""
        return self.pool.backend.limits

    def act(self, workspace: Workspace, action: Callable[[Sandbox], R | Failure]) -> tuple[Workspace, R] | Failure:
        """Acts in the workspace's sandbox.

        Args:
            workspace: where.
            action: what to do, such as `lambda box: box.run(source)`.

        Returns:
            The workspace after it and the action's result, or the failure of the sandbox; nothing has happened then,
            and the next act builds a new one.
        """
        box = self._take(workspace)
        if isinstance(box, Failure):
            return box
        keep = False
        try:
            result = action(box)
            if isinstance(result, Failure):
                return result
            files = box.files(workspace.files)
            if isinstance(files, Failure):
                return files
            after = Workspace(files, workspace.cells if box.session else ())
            keep = True
        finally:
            if not keep:
                box.close()
        self._keep(after, box)
        return after, result

    def execute(
        self, workspace: Workspace, source: str, *, seconds: float | None = None
    ) -> tuple[Workspace, Ran] | Failure:
        """Runs the next cell of the workspace's interpreter session; the workspace after it knows the cell."""
        box = self._take(workspace)
        if isinstance(box, Failure):
            return box
        result = box.execute(source, seconds=seconds)
        files = result if isinstance(result, Failure) else box.files(workspace.files)
        if isinstance(result, Failure) or isinstance(files, Failure):
            box.close()
            return result if isinstance(result, Failure) else files  # type: ignore[return-value]
        cells = () if result.session_lost else (*workspace.cells, Cell(source, workspace.files))
        after = Workspace(files, cells)
        self._keep(after, box)
        return after, result

    def release(self, workspace: Workspace) -> None:
        """Destroys the live sandbox of a workspace that is left, if there is one."""
        with self._lock:
            boxes = self._boxes().get(workspace.key, [])
            box = boxes.pop() if boxes else None
            if not boxes:
                self._live.pop(workspace.key, None)
        if box is not None:
            box.close()

    def close(self) -> None:
        """Destroys all live sandboxes."""
        with self._lock:
            boxes = [box for group in self._boxes().values() for box in group]
            self._live.clear()
        for box in boxes:
            box.close()

    def __reduce__(self) -> tuple[Any, ...]:
        return _bench, (self._backend, self._largest, self._options)

    def __deepcopy__(self, memo: object) -> Bench:
        return self

    def _boxes(self) -> OrderedDict[str, list[Sandbox]]:
        """The live ones of this process; called with the lock held."""
        if self._process != os.getpid():
            self._live, self._process = OrderedDict(), os.getpid()
        return self._live

    def _take(self, workspace: Workspace) -> Sandbox | Failure:
        with self._lock:
            boxes = self._boxes().get(workspace.key)
            if boxes:
                box = boxes.pop()
                if not boxes:
                    del self._live[workspace.key]
                return box
        try:
            box = Sandbox(self.pool)
        except Broken as error:
            return error.failure
        trouble = _build(box, workspace)
        if trouble is not None:
            box.close()
            return trouble
        return box

    def _keep(self, workspace: Workspace, box: Sandbox) -> None:
        with self._lock:
            live = self._boxes()
            live.setdefault(workspace.key, []).append(box)
            live.move_to_end(workspace.key)
            oldest = None
            if sum(map(len, live.values())) > self._largest:
                key, boxes = next(iter(live.items()))
                oldest = boxes.pop(0)
                if not boxes:
                    del live[key]
        if oldest is not None:
            oldest.close()


def _bench(backend: BackendName, largest: int, options: dict[str, Any]) -> Bench:
    return Bench(backend, largest=largest, **options)


def _build(box: Sandbox, workspace: Workspace) -> Failure | None:
    """Makes a new sandbox what the workspace says: the cells again, each on the files that it found, then the files."""
    for cell in workspace.cells:
        failure = box.restore(cell.before)
        if failure is not None:
            return failure
        # Time may run out in a rebuilding that did not in the first run: it gets more of it.
        ran = box.execute(cell.source, seconds=4 * box.limits.seconds)
        if isinstance(ran, Failure):
            return ran
        if ran.session_lost:
            return Failure("sandbox", "the interpreter session could not be built again: a cell ended it this time")
    return box.restore(workspace.files) if workspace.files or workspace.cells else None
