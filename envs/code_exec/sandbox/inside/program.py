"""What a child does when it is wired and limited: takes its job from the channel and runs a program on it."""

from __future__ import annotations

import importlib
import os
import sys
from typing import NoReturn

from .frames import Channel

CHANNEL = 3
"""The descriptor of the channel to the runner in every child."""


def run(program: str) -> NoReturn:
    """Runs a module's `main(job, channel)` and ends the process."""
    main = importlib.import_module("." + program, __package__).main
    channel = Channel(CHANNEL)
    job = channel.receive()
    folder = os.getcwd()
    sys.path[:] = [folder, *(part for part in sys.path if part not in ("", folder))]
    if job.pop("seeded", False):
        import random

        random.seed(0)
    main(job, channel)
    os._exit(0)
