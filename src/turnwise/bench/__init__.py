"""How fast the environments are, measured so that a busy machine disturbs the numbers little."""

from .clock import Stopwatch, Timing, repeat
from .measure import EnvironmentReport, Played, measure_environment
from .memory import MemoryReport
from .play import POLICIES, Script, play_scripts
from .report import SCHEMA, document, machine, print_report
from .startup import Startup, measure_startup
from .vector import VectorReport

__all__ = [
    "POLICIES",
    "SCHEMA",
    "EnvironmentReport",
    "MemoryReport",
    "Played",
    "Script",
    "Startup",
    "Stopwatch",
    "Timing",
    "VectorReport",
    "document",
    "machine",
    "measure_environment",
    "measure_startup",
    "play_scripts",
    "print_report",
    "repeat",
]
