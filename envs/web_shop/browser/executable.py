"""Which Chromium is driven, and what it is started with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from ...core.errors import MissingComponent

__all__ = ["PROGRAMS", "VARIABLE", "find_executable", "is_snap", "launch_arguments", "missing"]

VARIABLE = "TURNWISE_CHROMIUM"
"""The environment variable that names the browser's program, before any search."""

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
"""Names under which systems have it, the lightest first: the headless shell takes half the time and memory."""


_FEATURES = (
    # A new frame for every page of the same site costs a quarter of a step, and guards nothing here.
    "RenderDocument",
    # Chromium heeds only the last list of features, so that those of Playwright's that matter are named again.
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
)


def launch_arguments(host: str = "", port: int = 0) -> tuple[str, ...]:
    """What Chromium is started with, besides what Playwright adds (headless, no sandbox, a new profile).

    It talks to nobody in the background, needs no shared memory folder (containers have a small one), and draws
    the same on every machine.

    Args:
        host: where given, the browser is sealed: this name is `port` on 127.0.0.1, every other name is unknown,
            numeric addresses included.
        port: the port of `host`.
    """
    sealed = (
        "--no-proxy-server",
        f"--host-resolver-rules=MAP {host} 127.0.0.1:{port}, MAP * ~NOTFOUND",
    )
    return (
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--font-render-hinting=none",
        f"--disable-features={','.join(_FEATURES)}",
        *(sealed if host else ()),
    )


def find_executable(wanted: str | None = None) -> str | None:
    """The path of the Chromium to drive; None for the one that Playwright downloaded.

    Args:
        wanted: a path or a program's name; without it the variable `TURNWISE_CHROMIUM`, then `PROGRAMS`.

    Raises:
        MissingComponent: the one that is wanted is not there.
    """
    for source, name in (("executable", wanted), (VARIABLE, os.environ.get(VARIABLE))):
        if name:
            path = shutil.which(name)
            if path is None:
                raise MissingComponent(f"{source} names the browser {name!r}, and there is no such program. {_HOW}")
            return path
    for program in PROGRAMS:
        path = shutil.which(program)
        if path is not None and not is_snap(path, _text):
            return path
    return None


def is_snap(path: str, read: Callable[[str], str | None]) -> bool:
    """True for a snap, and for the script that Ubuntu's packages put in its place.

    Snaps can't be driven: their confinement hides the profile folders that Playwright makes.

    Args:
        path: of the program.
        read: the text of a file, None where it has none.
    """
    script = read(path) or ""
    return path.startswith("/snap/") or (script.startswith("#!") and "/snap/bin/" in script)


_HOW = "Get one with 'turnwise setup chromium'."


def missing(what: str) -> MissingComponent:
    """The one sentence about a piece that is not there, and how to get it."""
    return MissingComponent(f"Pages in a real browser need {what}. {_HOW}")


def _text(path: str) -> str | None:
    try:
        with Path(path).open("rb") as file:
            return file.read(4096).decode("utf-8", errors="replace")
    except OSError:
        return None
