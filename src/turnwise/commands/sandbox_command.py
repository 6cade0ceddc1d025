"""`turnwise sandbox`: tries the sandboxes that code runs in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

import click
from rich.console import Console
from rich.text import Text

from ..envs.code_exec.selftest import Finding, check

__all__ = ["command"]


@click.group("sandbox")
def command() -> None:
    """Sandboxes for code that agents write."""


@command.command("check")
@click.option(
    "--backend",
    type=click.Choice(["auto", "docker", "bubblewrap", "subprocess"]),
    default="auto",
    show_default=True,
    help="Which one; auto takes Docker where an engine answers, else bubblewrap.",
)
@click.option("--image", help="Docker: an image with Python instead of the default one.")
@click.option("--runtime", help="Docker: an OCI runtime such as runsc (gVisor).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def check_command(*, backend: str, image: str | None, runtime: str | None, as_json: bool) -> None:
    """Attack a sandbox and its grader in every way known here, and say how each attack was contained.

    Takes one to three minutes. The attacks run inside the sandbox, under small limits. Exit status: 0 if all were
    contained, 1 if one was not, so that the backend is not safe, 2 if there is no such backend here.
    """
    if backend == "subprocess":
        text = "subprocess: plain processes isolate nothing, so no attack is run in them. NOT SAFE."
        click.echo(json.dumps({"backend": backend, "safe": False, "findings": []}) if as_json else text)
        raise click.exceptions.Exit(1)
    found = check(backend, image=image, runtime=runtime)  # type: ignore[arg-type]
    findings = list(found) if as_json else list(_told(found))
    safe = all(finding.contained for finding in findings)
    if as_json:
        document = {"backend": backend, "safe": safe, "findings": [asdict(finding) for finding in findings]}
        click.echo(json.dumps(document, indent=2))
    else:
        _verdict(backend, findings)
    if not safe:
        raise click.exceptions.Exit(1)


def _told(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Prints each finding as soon as it is there."""
    console = Console()
    for finding in findings:
        mark = ("contained  ", "green") if finding.contained else ("GOT THROUGH", "bold red")
        how = (finding.how, "dim" if finding.contained else "red")
        console.print(Text.assemble(mark, "  ", (f"{finding.name}: ", "bold"), how))
        yield finding


def _verdict(backend: str, findings: list[Finding]) -> None:
    through = [finding.name for finding in findings if not finding.contained]
    console = Console()
    if through:
        text = f"The backend {backend} is NOT SAFE: {len(through)} of {len(findings)} got through: {', '.join(through)}"
        console.print(Text(text, style="bold red"))
    else:
        console.print(Text(f"All {len(findings)} were contained by the backend {backend}.", style="bold green"))
