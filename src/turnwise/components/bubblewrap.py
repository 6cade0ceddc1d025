"""bubblewrap: a sandbox for code that agents write, on machines without a Docker engine."""

from typing import ClassVar

from .apt import install_packages
from .base import Report, SetupError, Status
from .machine import Machine
from .probe import ask

NAMESPACES = ("--unshare-all", "--ro-bind", "/", "/")
HOW_TO_ALLOW = "sudo sysctl kernel.unprivileged_userns_clone=1"


class Bubblewrap:
    """The program bwrap, and a kernel that lets it make namespaces.

    Args:
        machine: Where it is looked for and installed.
    """

    name: ClassVar[str] = "bubblewrap"
    title: ClassVar[str] = "bubblewrap"
    purpose: ClassVar[str] = "runs the code that agents write where there is no Docker engine (code family)"

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def check(self) -> Status:
        """Finds the program, and tries whether the kernel lets it make namespaces: on many machines it does not."""
        path = self._machine.find("bwrap")
        if path is None:
            return Status(False, "not installed", "turnwise setup bubblewrap")
        tried = self._machine.run((path, *NAMESPACES, "true"), timeout=20)
        if not tried.ok:
            return Status(False, f"{path} can't make a sandbox here: {tried.output.strip()}", HOW_TO_ALLOW)
        version = self._machine.run((path, "--version"), timeout=20).output.strip()
        return Status(True, f"{version} ({path})")

    def install(self, report: Report) -> None:
        """Installs the system package.

        Raises:
            SetupError: It can't be had, or the kernel does not let it work.
        """
        if self._machine.find("bwrap") is None:
            install_packages(self._machine, ("bubblewrap",), report)
        status = self.check()
        if not status.ok:
            raise SetupError(status.detail, command=status.how_to_get)

    def verify(self) -> str:
        """Runs a program in one of turnwise's own sandboxes; its root file system is unpacked for it.

        Raises:
            SetupError: The sandbox does not work.
        """
        found = ask(self._machine, "sandbox_probe", self.name, timeout=180)
        if not found.ok:
            raise SetupError(f"bubblewrap can't run a sandbox: {found.error}", output=found.output)
        return f"a sandbox of bubblewrap's ran Python {found.facts['python']}; it said {found.facts['said']}"
