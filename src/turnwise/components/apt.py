"""System packages on Debian and Ubuntu."""

import shlex
from collections.abc import Sequence

from .base import Report, SetupError
from .machine import Machine
from .privileges import as_root

UPDATE_TIMEOUT = 300.0
"""Seconds for fetching the package lists."""
INSTALL_TIMEOUT = 1800.0
"""Seconds for downloading and unpacking packages on a slow line."""
WAIT_FOR_LOCK = "DPkg::Lock::Timeout=120"
"""Waits up to 120 s while another program, such as unattended upgrades, holds the package database."""


def distribution(machine: Machine) -> str:
    """The system's name in os-release ("debian", "ubuntu", "fedora", ...), "" where it has none.

    Derivatives of Ubuntu count as Ubuntu, other derivatives of Debian as Debian: packages behave alike.
    """
    fields = dict(line.split("=", 1) for line in (machine.read("/etc/os-release") or "").splitlines() if "=" in line)
    own = fields.get("ID", "").strip('"')
    family = {own, *fields.get("ID_LIKE", "").strip('"').split()}
    return next((name for name in ("ubuntu", "debian") if name in family), own)


def install_packages(machine: Machine, packages: Sequence[str], report: Report) -> None:
    """Installs Debian packages with what they depend on, without what they merely recommend.

    Raises:
        SetupError: No apt here, no root's rights, or apt failed; carries apt's whole output.
    """
    if machine.find("apt-get") is None:
        raise SetupError(
            f"System packages are installed on Debian and Ubuntu only, and there is no apt-get here. "
            f"Install what your system calls {', '.join(packages)} and run this command again."
        )
    install = (*_apt(), "install", "-y", "--no-install-recommends", *packages)
    command = as_root(machine, install, why=f"install the system packages {', '.join(packages)}")
    update = as_root(machine, (*_apt(), "update"), why="fetch the package lists")
    report.say(f"Fetching the package lists: {shlex.join(update)}")
    updated = machine.run(update, timeout=UPDATE_TIMEOUT, on_line=report.line)
    if not updated.ok:
        # One broken source among several need not matter; the installation decides.
        report.say("The package lists could not all be fetched; going on with those that are there.")
    report.say(f"Installing system packages: {shlex.join(command)}")
    result = machine.run(command, timeout=INSTALL_TIMEOUT, on_line=report.line)
    if result.ok:
        return
    how = f"was stopped after {INSTALL_TIMEOUT:.0f} s" if result.timed_out else f"failed with {result.code}"
    before = "" if updated.ok else updated.output
    raise SetupError(
        f"apt-get {how} while installing {', '.join(packages)}.",
        command=shlex.join(install if machine.is_root else ("sudo", *install)),
        output=before + result.output,
    )


def _apt() -> tuple[str, ...]:
    # Through env, because sudo drops variables.
    return ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", WAIT_FOR_LOCK)
