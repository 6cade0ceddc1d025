"""The command line: `turnwise COMMAND`. Each command is a module of its own, imported when it is called."""

from __future__ import annotations

import importlib
from typing import Any

import click

from . import __version__
from .envs.core.errors import TurnwiseError

__all__ = ["main"]

COMMANDS = {
    "bench": "measure resets, turns, snapshots and branches a second",
    "doctor": "say what is there, what is missing and how to get it",
    "eval": "run agents on environments; table, episodes and an HTML report",
    "list": "list the environments",
    "play": "play in the terminal and see the verdict of each turn",
    "retrieve": "search a corpus with BM25 or Lucene, or serve it to trainers",
    "sandbox": "attack the sandboxes that code runs in: turnwise sandbox check",
    "setup": "install and start the real components (Docker, bubblewrap, Chromium, Lucene)",
    "shop": "browse the web shop and see the verdict of each click",
    "show": "show one environment: observation, actions, rewards",
    "validate": "check the laws on environments, your own too",
}


class _Lazy(click.Group):
    """Loads a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f".commands.{cmd_name}_command", __package__)
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; an error that turnwise raised on purpose is one line and exit status 2."""
        try:
            return super().invoke(ctx)
        except TurnwiseError as error:
            raise click.UsageError(str(error)) from error


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="turnwise")
def main() -> None:
    """Gymnasium environments for language agents with an exact, explained reward on every turn."""
