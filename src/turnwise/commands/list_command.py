"""`turnwise list`: the environments that there are."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..envs.catalog import CATALOG
from ..terminal import FAMILIES, Facts, describe_environment

__all__ = ["command"]


@click.command("list")
@click.option("--family", type=click.Choice(FAMILIES), help="Only this family.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: a list with one object an id.")
def command(*, family: str | None, as_json: bool) -> None:
    """List the environments: what each is, its default reward, turn limit, splits and options."""
    facts = [describe_environment(row) for row in CATALOG if family in (None, row.family)]
    if as_json:
        click.echo(json.dumps([fact.document() for fact in facts], indent=2))
        return
    console = Console()
    console.print(_table(facts))
    console.print(Text("Weights are those of the default scale. `turnwise show ID` says more about one.", style="dim"))


def _table(facts: list[Facts]) -> Table:
    table = Table(box=None, padding=(0, 2, 1, 0), header_style="bold")
    table.add_column("id", no_wrap=True)
    table.add_column("what", ratio=3, overflow="fold")
    table.add_column("reward", ratio=2, overflow="fold")
    table.add_column("turns", justify="right")
    for fact in facts:
        options = ", ".join(option.name for option in fact.options if not option.common)
        what = Text.assemble(fact.description, ("\noptions: " + (options or "none of its own"), "dim"))
        what.append(f"\nsplits: {', '.join(fact.splits)}", style="dim")
        if fact.missing:
            what = Text.assemble(fact.description, (f"\n{fact.missing}", "yellow"))
        reward = Text("\n").join(
            Text.assemble((str(weight), ""), (f" {weight.kind}" if weight.kind != weight.term else "", "dim"))
            for weight in fact.terms
        )
        turns = "" if fact.missing else "no limit" if fact.max_turns is None else str(fact.max_turns)
        table.add_row(Text.assemble((fact.id, "bold"), (f"\n{fact.family}", "dim")), what, reward, turns)
    return table
