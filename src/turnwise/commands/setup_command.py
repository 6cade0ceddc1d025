"""`turnwise setup`: gets the real components, and uses each once to show that it works."""

import sys
import time
from collections.abc import Callable, Sequence

import click
from rich.console import Console
from rich.text import Text

from ..components import Component, SetupError, all_components, machine_of
from ..components.base import Status

NAMES = ("docker", "bubblewrap", "chromium", "lucene")


@click.command("setup")
@click.argument("components", nargs=-1, type=click.Choice(NAMES))
@click.option("--check", is_flag=True, help="Install nothing: use what is there; exit with 1 if something is missing.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask before installing.")
@click.pass_context
def command(context: click.Context, /, *, components: tuple[str, ...], check: bool, yes: bool) -> None:
    """Install the real COMPONENTS that turnwise can use; all of them if none is named.

    \b
    docker      a Docker engine: a sandbox for code that agents write
    bubblewrap  the same where no engine can run
    chromium    a browser for real web pages, driven by Playwright
    lucene      the search engine of the papers, with a Java runtime, without torch

    turnwise works without them: each has an embedded stand-in. System packages are installed on Debian and
    Ubuntu, as root or through sudo; Python packages into the environment that runs turnwise. Running it again
    changes nothing, and tries each component again.
    """  # noqa: D301 - click reads the character \b
    chosen = [part for part in all_components(machine_of(context.obj)) if not components or part.name in components]
    runner = Setup(Console(), confirm=None if yes else ask_person)
    succeeded = runner.check(chosen) if check else runner.install(chosen)
    if not succeeded:
        raise click.exceptions.Exit(1)


def ask_person(question: str) -> bool:
    """The answer of the person at the terminal; False where there is none."""
    if not sys.stdin.isatty():
        return False
    return click.confirm(question, default=True)


class Setup:
    """Checks, installs and tries components, and tells about each step.

    Args:
        console: Where it tells.
        confirm: Asked once before anything is installed; None to go ahead.
    """

    def __init__(self, console: Console, *, confirm: Callable[[str], bool] | None) -> None:
        self._console = console
        self._confirm = confirm

    def check(self, components: Sequence[Component]) -> bool:
        """Uses the components that are there; True if all are and work."""
        return self._each(components, self._check)

    def install(self, components: Sequence[Component]) -> bool:
        """Gets the components that are missing and uses all; True if all work then."""
        statuses = self._look(components)
        absent = [part for part in components if not statuses[part.name].ok]
        if absent and self._confirm is not None:
            for part in absent:
                self._tell(part, f"{part.purpose}; now: {statuses[part.name].detail}")
            if not self._confirm(f"Install or start {', '.join(part.name for part in absent)} on this machine?"):
                self._console.print(Text("Nothing was installed. Pass --yes to go ahead without being asked."))
                return False
        return self._each(components, lambda part: self._install(part, statuses[part.name]))

    def _look(self, components: Sequence[Component]) -> dict[str, Status]:
        with self._console.status("Looking for what is there ..."):
            return {part.name: part.check() for part in components}

    def _each(self, components: Sequence[Component], step: Callable[[Component], None]) -> bool:
        """Takes a step for each component, also after a failure; True if none failed."""
        failed: list[str] = []
        for part in components:
            began = time.monotonic()
            try:
                step(part)
            except SetupError as error:
                failed.append(part.name)
                self._tell_failure(part, error)
            self._tell(part, f"{'failed' if part.name in failed else 'done'} ({time.monotonic() - began:.1f} s)")
        if failed:
            self._console.print(Text(f"Not usable: {', '.join(failed)}.", style="bold red"))
        return not failed

    def _check(self, part: Component) -> None:
        status = part.check()
        if not status.ok:
            raise SetupError(status.detail, command=status.how_to_get)
        self._tell(part, f"there: {status.detail}")
        self._verify(part)

    def _install(self, part: Component, status: Status) -> None:
        if status.ok:
            self._tell(part, f"already there: {status.detail}")
        else:
            with self._console.status("") as spinner:
                part.install(_Steps(self._tell, part, lambda line: spinner.update(Text(line, style="dim"))))
        self._verify(part)

    def _verify(self, part: Component) -> None:
        self._tell(part, "trying it ...")
        with self._console.status(""):
            outcome = part.verify()
        self._tell(part, outcome, style="green")

    def _tell(self, part: Component, text: str, style: str = "") -> None:
        # Unwrapped: commands in it are there to be copied.
        self._console.print(Text.assemble((f"{part.name:11}", "bold"), (text, style)), soft_wrap=True)

    def _tell_failure(self, part: Component, error: SetupError) -> None:
        if error.output.strip():
            self._console.print(Text(error.output.rstrip(), style="dim"), soft_wrap=True)
        self._tell(part, error.message, style="red")
        if error.command:
            self._tell(part, f"Run this yourself: {error.command}", style="cyan")


class _Steps:
    """A report that puts the component's name before each step and shows the newest line of output."""

    def __init__(self, tell: Callable[[Component, str], None], part: Component, show: Callable[[str], None]) -> None:
        self._tell = tell
        self._part = part
        self._show = show

    def say(self, text: str) -> None:
        """Prints a step."""
        self._tell(self._part, text)

    def line(self, text: str) -> None:
        """Shows a line until the next one comes; a failure prints all of them."""
        self._show(text[:200])
