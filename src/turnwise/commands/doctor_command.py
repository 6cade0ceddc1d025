"""`turnwise doctor`: what is there, what is missing, and how to get it."""

import json
from dataclasses import asdict
from itertools import groupby

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

import turnwise

from ..components import all_components, machine_of
from ..components.findings import Finding, examine


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--strict", is_flag=True, help="Exit with 1 if something is missing.")
@click.pass_context
def command(context: click.Context, /, *, as_json: bool, strict: bool) -> None:
    """Show what turnwise can use here, what is missing, and how to get it.

    Installs and starts nothing. `turnwise setup --check` goes further and uses each component.
    """
    machine = machine_of(context.obj)
    console = Console()
    if as_json:
        findings = examine(machine, all_components(machine))
        click.echo(json.dumps(document(findings), indent=2))
    else:
        with console.status("Looking around ..."):
            findings = examine(machine, all_components(machine))
        print_table(findings, console)
    if strict and missing(findings):
        raise click.exceptions.Exit(1)


def missing(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """The names of what is needed for some part of turnwise and not there."""
    return tuple(finding.name for finding in findings if finding.needed and not finding.ok)


def document(findings: tuple[Finding, ...]) -> dict[str, object]:
    """The findings as `--json` prints them: {"turnwise", "complete", "missing", "findings"}."""
    return {
        "turnwise": turnwise.__version__,
        "complete": not missing(findings),
        "missing": list(missing(findings)),
        "findings": [asdict(finding) for finding in findings],
    }


def print_table(findings: tuple[Finding, ...], console: Console) -> None:
    """Prints the findings, and under them what to type for those that are missing."""
    for group, members in groupby(findings, key=lambda finding: finding.group):
        console.print(Text(group, style="bold"))
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True, min_width=3)
        table.add_column(no_wrap=True, min_width=13)
        table.add_column(overflow="fold")
        for finding in members:
            table.add_row(_mark(finding), finding.name, Text(finding.detail))
        console.print(table)
    # Apart from the table and never wrapped: they are there to be copied.
    commands = dict.fromkeys(finding.how_to_get for finding in findings if finding.how_to_get)
    if commands:
        console.print(Text("\nTo get what is missing", style="bold"))
        for command in commands:
            console.print(Text(f"{command}", style="cyan"), soft_wrap=True)
    absent = missing(findings)
    if absent:
        verdict = f"Missing: {', '.join(absent)}. turnwise works without; each has a stand-in or is asked for by name."
        console.print(Text(f"\n{verdict}"))
    else:
        console.print(Text("\nAll that turnwise needs is here.", style="green"))


def _mark(finding: Finding) -> Text:
    if finding.ok:
        return Text("yes", style="green")
    return Text("no", style="red" if finding.needed else "yellow")
