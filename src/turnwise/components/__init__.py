"""The real things beside turnwise's embedded defaults: a Docker engine, Chromium, Lucene."""

from .base import Component, Report, SetupError, Status
from .chromium import Chromium
from .docker_engine import DockerEngine
from .lucene import Lucene
from .machine import LocalMachine, Machine, machine_of

__all__ = [
    "Component",
    "LocalMachine",
    "Machine",
    "Report",
    "SetupError",
    "Status",
    "all_components",
    "machine_of",
]


def all_components(machine: Machine) -> tuple[Component, ...]:
    """Every component, in the order in which `turnwise setup` takes them."""
    return (DockerEngine(machine), Chromium(machine), Lucene(machine))
