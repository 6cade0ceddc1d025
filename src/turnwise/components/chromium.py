"""Chromium, driven by Playwright: real pages for the web family."""

import shlex
from typing import ClassVar

from ..envs.web_shop.browser.executable import PROGRAMS, is_snap
from .apt import distribution, install_packages
from .base import Report, SetupError, Status
from .machine import Machine
from .privileges import as_root
from .probe import ask
from .python_packages import Package, install_missing, missing

PLAYWRIGHT = Package("playwright", minimum="1.49")

PACKAGES = ("chromium-headless-shell", "chromium")
"""Debian's packages, the lighter first; systems before Debian 12 have the second alone."""

DOWNLOAD_TIMEOUT = 1800.0


def find_chromium(machine: Machine) -> str | None:
    """The path of a Chromium that Playwright can drive, or None.

    Snaps are passed over: their confinement hides the profile folders that Playwright makes.
    """
    for program in PROGRAMS:
        path = machine.find(program)
        if path is not None and not is_snap(path, machine.read):
            return path
    return None


class Chromium:
    """A Chromium and the Playwright that drives it.

    Args:
        machine: Where it is looked for and installed.
    """

    name: ClassVar[str] = "chromium"
    title: ClassVar[str] = "Chromium"
    purpose: ClassVar[str] = "shows real web pages to agents, through Playwright (web family)"

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def check(self) -> Status:
        """Finds Playwright, and a browser for it."""
        if missing(self._machine, (PLAYWRIGHT,)):
            there = self._machine.package(PLAYWRIGHT.name)
            found = f"Playwright {there} is too old" if there else "Playwright is not installed"
            return Status(False, f"{found} ({PLAYWRIGHT.requirement})", "turnwise setup chromium")
        browser = find_chromium(self._machine) or self._downloaded()
        if browser is None:
            return Status(False, "no Chromium that Playwright can drive", "turnwise setup chromium")
        return Status(True, f"{browser}, Playwright {self._machine.package(PLAYWRIGHT.name)}")

    def install(self, report: Report) -> None:
        """Installs Playwright and a browser: Debian's package, or Playwright's own download elsewhere.

        Raises:
            SetupError: Neither can be had.
        """
        install_missing(self._machine, (PLAYWRIGHT,), report)
        if find_chromium(self._machine) or self._downloaded():
            return
        system = distribution(self._machine)
        if system == "debian":
            self._install_package(report)
            return
        if system == "ubuntu":
            report.say("Ubuntu has Chromium as a snap only, which Playwright can't drive; taking Playwright's own.")
        self._download(report, with_libraries=system == "ubuntu")

    def verify(self) -> str:
        """Starts the browser and reads what a script wrote into a page.

        Raises:
            SetupError: It does not start, or does not run the script.
        """
        path = find_chromium(self._machine) or ""
        answer = ask(self._machine, "chromium_probe", path, timeout=180)
        if not answer.ok:
            libraries = "missing dependencies" in answer.output or "shared libraries" in answer.output
            raise SetupError(
                f"Chromium can't show a page: {answer.error}",
                command=shlex.join(("sudo", *self._playwright("install-deps", "chromium"))) if libraries else "",
                output=answer.output,
            )
        browser = path or "Playwright's own download"
        return f"Chromium {answer.facts['version']} ({browser}) ran a page's script: 6*7 = {answer.facts['text']}"

    def _install_package(self, report: Report) -> None:
        lighter, other = PACKAGES
        try:
            install_packages(self._machine, (lighter,), report)
        except SetupError as error:
            if error.output == "":  # no apt, or no rights: the other package can't be had either
                raise
            report.say(f"There is no package {lighter} here; taking {other}.")
            install_packages(self._machine, (other,), report)

    def _playwright(self, *arguments: str) -> tuple[str, ...]:
        return (self._machine.python, "-m", "playwright", *arguments)

    def _downloaded(self) -> str | None:
        """The browser that Playwright downloaded, or None."""
        listed = self._machine.run(self._playwright("install", "--dry-run", "chromium"), timeout=60)
        if not listed.ok:
            return None
        folders = [line.split(":", 1)[1].strip() for line in listed.output.splitlines() if "Install location:" in line]
        # Playwright marks a folder when all of it has arrived.
        complete = [folder for folder in folders if self._machine.exists(f"{folder}/INSTALLATION_COMPLETE")]
        return complete[0] if folders and len(complete) == len(folders) else None

    def _download(self, report: Report, *, with_libraries: bool) -> None:
        command = self._playwright("install", "chromium")
        report.say(f"Downloading Playwright's own Chromium: {shlex.join(command)}")
        result = self._machine.run(command, timeout=DOWNLOAD_TIMEOUT, on_line=report.line)
        if not result.ok:
            how = f"was stopped after {DOWNLOAD_TIMEOUT:.0f} s" if result.timed_out else "failed"
            raise SetupError(
                f"There is no Chromium package for this system, and Playwright's download {how}.",
                command=shlex.join(command),
                output=result.output,
            )
        if with_libraries:
            libraries = as_root(
                self._machine, self._playwright("install-deps", "chromium"), why="install Chromium's libraries"
            )
            report.say(f"Installing the libraries that it needs: {shlex.join(libraries)}")
            installed = self._machine.run(libraries, timeout=DOWNLOAD_TIMEOUT, on_line=report.line)
            if not installed.ok:
                raise SetupError(
                    "Chromium's libraries could not be installed.",
                    command=shlex.join(libraries),
                    output=installed.output,
                )
