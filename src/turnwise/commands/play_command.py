"""`turnwise play`: a person plays in the terminal."""

from __future__ import annotations

from typing import Any

import click
from rich.console import Console

from ..terminal import index_option, make_environment, options_option, seed_option, split_option
from ..terminal.dialogue import Dialogue, terminal_lines
from ..terminal.session import Session

__all__ = ["command"]


@click.command("play")
@click.argument("env_id", metavar="ID")
@options_option
@seed_option
@split_option
@index_option
def command(*, env_id: str, options: dict[str, Any], seed: int, split: str | None, index: int | None) -> None:
    """Play the environment ID in the terminal and see the verdict of each turn.

    ID is one of `turnwise list`, or MODULE:ID for an environment that a module of yours registers. Actions can be
    piped in, one a line. Inside, `?` lists the commands: hints of the oracle, undo, save and more.
    """
    env, _ = make_environment(env_id, options)
    try:
        session = Session(env, seed=seed, task={"split": split, "index": index})
        console = Console(highlight=False)
        Dialogue(session, console, terminal_lines(console)).run()
    finally:
        env.close()
