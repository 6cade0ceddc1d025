"""Arguments that several commands take, read in one way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from ..envs.catalog import CATALOG

__all__ = ["FAMILIES", "index_option", "options_option", "read_value", "read_values", "seed_option", "split_option"]

FAMILIES = tuple(dict.fromkeys(row.family for row in CATALOG))
"""The families of the catalog, in its order."""


def read_value(text: str) -> Any:
    """What a value on the command line means: JSON where it is JSON (`5`, `null`, `{"outcome": 1}`), else the text."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def read_values(context: click.Context, parameter: click.Parameter, values: Sequence[str]) -> dict[str, Any]:
    """The `NAME=VALUE` arguments as a dictionary; the last of a name counts.

    Raises:
        click.BadParameter: an argument without `=` or without a name.
    """
    read = {}
    for text in values:
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise click.BadParameter(f"expected NAME=VALUE such as level=hard, got {text!r}", context, parameter)
        read[name] = read_value(value)
    return read


options_option = click.option(
    "--option",
    "-o",
    "options",
    multiple=True,
    metavar="NAME=VALUE",
    callback=read_values,
    help="An option of the environment, such as level=hard or max_turns=20. May be repeated.",
)
seed_option = click.option("--seed", "-s", type=int, default=0, show_default=True, help="Seed of the episode.")
split_option = click.option("--split", help="Split of the task; the environment's own by default.")
index_option = click.option("--index", "-i", type=click.IntRange(min=0), help="Task of the split; drawn by default.")
