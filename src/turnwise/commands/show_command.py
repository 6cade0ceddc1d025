"""`turnwise show`: one environment on a page."""

from __future__ import annotations

from typing import Any

import click
from rich.console import Console

from ..terminal import index_option, make_environment, options_option, seed_option, split_option
from ..terminal.page import environment_page, oracle_page

__all__ = ["command"]


@click.command("show")
@click.argument("env_id", metavar="ID")
@options_option
@seed_option
@split_option
@index_option
@click.option("--oracle", is_flag=True, help="Also what the oracle would do first, and why: the answer.")
def command(
    *, env_id: str, options: dict[str, Any], seed: int, split: str | None, index: int | None, oracle: bool
) -> None:
    """Show the environment ID: its first observation, legal actions, rewards, options and documentation.

    ID is one of `turnwise list`, or MODULE:ID for an environment that a module of yours registers.
    """
    env, _ = make_environment(env_id, options)
    try:
        _, info = env.reset(seed=seed, options={"split": split, "index": index})
        console = Console()
        console.print(environment_page(env, info))
        if oracle:
            console.print(oracle_page(env))
    finally:
        env.close()
