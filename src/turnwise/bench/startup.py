"""How long `import turnwise` takes in a new process."""

from __future__ import annotations

import statistics
import subprocess
import sys
from dataclasses import dataclass
from time import perf_counter

__all__ = ["Startup", "measure_startup"]

_CODES = {"bare": "pass", "numpy": "import numpy", "gymnasium": "import gymnasium", "turnwise": "import turnwise"}


@dataclass(frozen=True, slots=True)
class Startup:
    """Milliseconds of wall time beyond a bare interpreter; the least and the median of several runs."""

    runs: int
    turnwise_min_ms: float
    turnwise_median_ms: float
    gymnasium_min_ms: float
    """Of `import gymnasium` alone, which turnwise can't avoid."""
    gymnasium_median_ms: float
    numpy_min_ms: float
    bare_min_ms: float
    """Of an interpreter that imports nothing; already taken off the others."""


def measure_startup(runs: int = 7) -> Startup:
    """Starts interpreters in turn, so that a slow moment of the machine meets all kinds alike."""
    times: dict[str, list[float]] = {name: [] for name in _CODES}
    for _ in range(runs):
        for name, code in _CODES.items():
            began = perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            times[name].append((perf_counter() - began) * 1e3)
    least = {name: min(values) for name, values in times.items()}
    middle = {name: statistics.median(values) for name, values in times.items()}
    return Startup(
        runs,
        least["turnwise"] - least["bare"],
        middle["turnwise"] - middle["bare"],
        least["gymnasium"] - least["bare"],
        middle["gymnasium"] - middle["bare"],
        least["numpy"] - least["bare"],
        least["bare"],
    )
