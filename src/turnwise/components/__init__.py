"""The real things beside turnwise's embedded defaults: a Docker engine, bubblewrap, Chromium, Lucene."""

from .base import Component, Report, SetupError, Status
from .bubblewrap import Bubblewrap
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
    return (DockerEngine(machine), Bubblewrap(machine), Chromium(machine), Lucene(machine))
