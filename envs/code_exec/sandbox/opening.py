"""Opens sandboxes: which backend, with what."""

from __future__ import annotations

from typing import Literal

from ...core.errors import UsageError
from .backend import Backend
from .bubblewrap import BubblewrapBackend
from .docker_backend import DockerBackend
from .errors import Broken, SandboxUnavailable
from .limits import Limits
from .pool import Pool, pool_of
from .sandbox import Sandbox
from .unsafe import SubprocessBackend

__all__ = ["BackendName", "open_sandbox", "pool_for"]

BackendName = Literal["auto", "docker", "bubblewrap", "subprocess"]
_checked: set[Backend] = set()


def open_sandbox(
    backend: BackendName = "auto",
    *,
    limits: Limits | None = None,
    image: str | None = None,
    runtime: str | None = None,
    shell: bool = False,
    unsafe_subprocess: bool = False,
    prefill: int = 0,
) -> Sandbox:
    """A sandbox that nobody has used before; close it, or use it as a context.

    Args:
        backend: "docker"; "bubblewrap"; "auto" for Docker where an engine answers and else bubblewrap; "subprocess"
            for plain processes of this machine, only together with `unsafe_subprocess=True`.
        limits: what programs may use; the default limits if None.
        image: Docker only: an image with Python; if None, `python:3.x-slim` where it is there or can be pulled, else
            one made of this machine's Python.
        runtime: Docker only: an OCI runtime such as "runsc" (gVisor).
        shell: whether there must be a shell with the usual small programs.
        unsafe_subprocess: you know that "subprocess" isolates nothing.
        prefill: sandboxes to keep ready for the next ones who open.

    Raises:
        SandboxUnavailable: the backend can't be had here; says how to get it.
        UsageError: options that do not go together.
    """
    pool = pool_for(
        backend, limits=limits, image=image, runtime=runtime, shell=shell, unsafe_subprocess=unsafe_subprocess
    )
    if prefill:
        pool.prefill(prefill)
    try:
        return Sandbox(pool)
    except Broken as error:
        raise SandboxUnavailable(f"no sandbox could be opened: {error.failure.reason}") from error


def pool_for(
    backend: BackendName = "auto",
    *,
    limits: Limits | None = None,
    image: str | None = None,
    runtime: str | None = None,
    shell: bool = False,
    unsafe_subprocess: bool = False,
) -> Pool:
    """The pool that `open_sandbox` takes from; its arguments and errors are the same."""
    limits = limits or Limits()
    if unsafe_subprocess != (backend == "subprocess"):
        raise UsageError(
            'plain processes isolate nothing: they are to be had only by backend="subprocess" together with '
            "unsafe_subprocess=True"
        )
    if backend in ("bubblewrap", "subprocess") and (image or runtime):
        raise UsageError(f"image and runtime are Docker's; the backend {backend!r} has neither")
    candidates: dict[str, tuple[Backend, ...]] = {
        "docker": (DockerBackend(limits, image, runtime, shell),),
        "bubblewrap": (BubblewrapBackend(limits, shell),),
        "subprocess": (SubprocessBackend(limits, shell),),
    }
    candidates["auto"] = (*candidates["docker"], *candidates["bubblewrap"])
    if backend not in candidates:
        raise UsageError(f"backend must be one of {sorted(candidates)}, got {backend!r}")
    return pool_of(_first(candidates[backend]))


def _first(candidates: tuple[Backend, ...]) -> Backend:
    """The first backend that works here; looked at once a process."""
    reasons = []
    for candidate in candidates:
        if candidate in _checked:
            return candidate
        try:
            candidate.check()
        except SandboxUnavailable as error:
            reasons.append(str(error))
            continue
        _checked.add(candidate)
        return candidate
    raise SandboxUnavailable(
        "; ".join(reasons) + '. Without one, backend="subprocess" with unsafe_subprocess=True runs code unprotected'
    )
