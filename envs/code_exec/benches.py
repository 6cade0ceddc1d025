"""Which sandbox an environment's programs run in: the options that all of them share."""

from __future__ import annotations

import os
from typing import Any, Final

from ..core.turn_env import CommonOptions
from .sandbox import Limits, SandboxUnavailable
from .sandbox.opening import BackendName, pool_for
from .workspace import Bench

__all__ = ["UNPROTECTED", "SandboxOptions", "open_bench", "split_options"]

UNPROTECTED: Final = "TURNWISE_UNSAFE_SUBPROCESS"
"""Set to 1 it stands for `unsafe_subprocess=True`; `turnwise eval` sets it where only built-in agents play."""


class SandboxOptions(CommonOptions, total=False):
    """The options that every environment with a sandbox takes, beside the common ones."""

    backend: BackendName
    image: str | None
    runtime: str | None
    unsafe_subprocess: bool


def split_options(options: SandboxOptions) -> tuple[CommonOptions, dict[str, Any]]:
    """(the common options, those of the sandbox)."""
    names = SandboxOptions.__annotations__.keys() - CommonOptions.__annotations__.keys()
    sandbox = {name: value for name, value in options.items() if name in names}
    common = {name: value for name, value in options.items() if name not in names}
    return common, sandbox  # type: ignore[return-value] # the names say which is which


def open_bench(
    *,
    backend: BackendName = "auto",
    image: str | None = None,
    runtime: str | None = None,
    unsafe_subprocess: bool = False,
    shell: bool = False,
    limits: Limits | None = None,
) -> Bench:
    """A bench on the backend that there is: Docker, else bubblewrap, else plain processes if `unsafe_subprocess`.

    Raises:
        SandboxUnavailable: none of them can be had here.
        UsageError: options that do not go together.
    """
    unsafe = backend == "subprocess"
    unsafe_subprocess = unsafe_subprocess or (backend == "auto" and os.environ.get(UNPROTECTED) == "1")
    if backend == "auto" and unsafe_subprocess:
        try:
            pool_for("auto", limits=limits, image=image, runtime=runtime, shell=shell)
        except SandboxUnavailable:
            backend, unsafe, image, runtime = "subprocess", True, None, None
    options: dict[str, Any] = {"limits": limits, "image": image, "runtime": runtime, "shell": shell}
    bench = Bench(backend, unsafe_subprocess=unsafe and unsafe_subprocess, **options)
    bench.pool  # noqa: B018 - it says now what is missing, not in the first turn
    return bench
