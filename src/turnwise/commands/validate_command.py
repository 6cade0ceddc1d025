"""`turnwise validate`: checks the laws, on the environments of the catalog or on your own."""

from __future__ import annotations

import difflib
import importlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import gymnasium as gym
from gymnasium.envs.registration import load_env_creator
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..envs.catalog import CATALOG
from ..envs.core.errors import UsageError
from ..envs.core.turn_env import TurnEnv
from ..laws import LAWS, Law, Report, check_env_laws
from ..laws.golden import file_name, transcript
from ..terminal import options_of, options_option
from ..terminal.environments import near_misses

__all__ = ["command"]

NAMES = [law.name for law in LAWS]


@click.command("validate")
@click.argument("ids", nargs=-1, metavar="[IDS]...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: a list with one object an id.")
@click.option("--tasks", type=click.IntRange(min=1), default=6, show_default=True, help="How many tasks to play.")
@click.option("--garbage", type=click.IntRange(min=0), default=300, show_default=True, help="How many random texts.")
@click.option("--seed", type=int, default=0, show_default=True, help="Other episodes for another seed.")
@click.option("--law", "names", multiple=True, type=click.Choice(NAMES), help="Only this law. May be repeated.")
@options_option
@click.option(
    "--golden",
    type=click.Path(file_okay=False, path_type=Path),
    help="Check nothing: write each id's golden transcript into this folder.",
)
def command(
    *,
    ids: tuple[str, ...],
    as_json: bool,
    tasks: int,
    garbage: int,
    seed: int,
    names: tuple[str, ...],
    options: dict[str, Any],
    golden: Path | None,
) -> None:
    """Check the laws on the environments IDS; on the whole catalog if none is named.

    An id of your own is MODULE:ID, where importing MODULE (the current folder included) registers ID:

    \b
    turnwise validate my_package:me/MyEnv-v0 --law restore --option level=hard

    Ids of the catalog are checked under their variants too, unless --option says what to check. Exit status: 0 if
    all laws hold, 1 if one is broken, 2 if an id can't be found.
    """  # noqa: D301 - click reads the character \b
    chosen = _resolved(ids, options)
    if golden is not None:
        golden.mkdir(parents=True, exist_ok=True)
        for env_id in chosen:
            (golden / file_name(env_id)).write_text(transcript(env_id), encoding="utf-8")
            click.echo(golden / file_name(env_id))
        return
    laws = tuple(law for law in LAWS if not names or law.name in names)
    reports = _reports(chosen, options, laws, tasks=tasks, garbage=garbage, seed=seed)
    if as_json:
        done = list(reports)
        click.echo(json.dumps([report.document() for report in done], indent=2))
    else:
        done = _told(reports)
    if not all(report.passed for report in done):
        raise click.exceptions.Exit(1)


def _resolved(ids: Iterable[str], options: Mapping[str, Any]) -> list[str]:
    """The ids with their modules imported; every id of the catalog if there are none.

    Raises:
        UsageError: no such module, id or option.
    """
    if any(":" in env_id for env_id in ids) and os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())  # as `python -m` does, so that a module that is being written is found
    chosen = [_found(env_id) for env_id in ids] or [row.id for row in CATALOG]
    catalog = {row.id for row in CATALOG}  # without a module
    for env_id in chosen:
        kind = _kind(env_id)
        if env_id not in catalog:
            continue  # a class of your own may pass on what it does not name
        known = [option.name for option in options_of(kind)]
        for name in options:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
                raise UsageError(f"{env_id} has no option {name!r}; {hint}")
    return chosen


def _kind(env_id: str) -> Any:
    """The class or function that makes an id's environments, None where it can't be imported (the laws will say why).

    Raises:
        UsageError: a class that is not built on `TurnEnv`.
    """
    kind: Any = gym.spec(env_id.rpartition(":")[2]).entry_point
    if isinstance(kind, str):
        try:
            kind = load_env_creator(kind)
        except (ImportError, AttributeError, SyntaxError):
            return None
    if isinstance(kind, type) and not issubclass(kind, TurnEnv):
        raise UsageError(f"{env_id} is a {kind.__name__}, but the laws are about environments built on TurnEnv")
    return kind


def _found(env_id: str) -> str:
    module, colon, name = env_id.rpartition(":")
    if colon:
        try:
            importlib.import_module(module)
        except (ImportError, SyntaxError) as error:
            raise UsageError(f"{env_id!r} asks for the module {module!r}, which can't be imported: {error}") from error
    if name not in gym.registry:
        hint = f"; importing {module!r} did not register it" if colon else near_misses(name, gym.registry)
        raise UsageError(f"there is no environment {name!r}{hint}")
    return env_id


def _reports(ids: Iterable[str], options: Mapping[str, Any], laws: tuple[Law, ...], **numbers: int) -> Iterator[Report]:
    variants = {row.id: row.variants for row in CATALOG}
    for env_id in ids:
        more = () if options else variants.get(env_id, ())
        yield check_env_laws(env_id, options=options, variants=more, laws=laws, **numbers)


def _told(reports: Iterable[Report]) -> list[Report]:
    """Prints each report as soon as it is there: a table of what was broken or could not be checked, and a line."""
    console, done = Console(), []
    for report in reports:
        done.append(report)
        console.print(_line(report), soft_wrap=True)
        console.print(_table(report))
        for result in report.failures:
            console.print(Text.assemble((f"  {result.name}: ", "bold red"), result.message), soft_wrap=True)
        console.print()
    broken = [report.id for report in done if not report.passed]
    verdict = f"Laws are broken by {', '.join(broken)}." if broken else f"All laws hold for {len(done)} environments."
    console.print(Text(verdict, style="bold red" if broken else "bold green"), soft_wrap=True)
    return done


def _table(report: Report) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 2), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(overflow="fold")
    for result in report.laws:
        mark = Text("holds", style="green") if result.passed else Text("broken", style="bold red")
        note = result.message if result.passed else "see below"
        table.add_row(mark, result.name, Text(f"{result.seconds:.2f} s", style="dim"), Text(note, style="dim"))
    return table


def _line(report: Report) -> Text:
    held = sum(result.passed for result in report.laws)
    seconds = sum(result.seconds for result in report.laws)
    variants = f", with {len(report.options) - 1} variants" if len(report.options) > 1 else ""
    style = "green" if report.passed else "red"
    return Text.assemble(
        (report.id, "bold"), f"{variants}: ", (f"{held} of {len(report.laws)} laws hold", style), f" ({seconds:.1f} s)"
    )
