"""The measurements as JSON and as tables."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

import turnwise

from .measure import EnvironmentReport
from .startup import Startup
from .vector import VectorReport

__all__ = ["SCHEMA", "document", "machine", "print_report"]

SCHEMA = "turnwise/bench/1"


def machine() -> dict[str, Any]:
    """Where it was measured, and how busy it was: `load_average` is that of the last minute, None where unknown."""
    return {
        "turnwise": turnwise.__version__,
        "gymnasium": version("gymnasium"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "load_average": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }


def document(
    reports: Sequence[EnvironmentReport], startup: Startup | None, where: dict[str, Any], settings: dict[str, Any]
) -> dict[str, Any]:
    """The measurements as plain data; the command's help says what is in it."""
    return {
        "schema": SCHEMA,
        "machine": where,
        "settings": settings,
        "import": None if startup is None else asdict(startup),
        "environments": [asdict(report) for report in reports],
    }


def print_report(
    reports: Sequence[EnvironmentReport], startup: Startup | None, where: dict[str, Any], console: Console
) -> None:
    """Prints the measurements, one block an environment."""
    load = "unknown" if where["load_average"] is None else f"{where['load_average']:.1f}"
    console.print(
        Text(
            f"Python {where['python']}, {where['system']}, {where['processors']} processors, load {load}; "
            f"turnwise {where['turnwise']}, gymnasium {where['gymnasium']}",
            style="dim",
        )
    )
    for report in reports:
        _print_environment(report, console)
    if startup is not None:
        console.print(
            Text.assemble(
                ("\nimport turnwise ", "bold"),
                f"{startup.turnwise_min_ms:.0f} ms at the least, {startup.turnwise_median_ms:.0f} ms median beyond a "
                f"bare interpreter; import gymnasium alone {startup.gymnasium_min_ms:.0f} and "
                f"{startup.gymnasium_median_ms:.0f} ms, numpy {startup.numpy_min_ms:.0f} ms",
            )
        )


def _print_environment(report: EnvironmentReport, console: Console) -> None:
    options = "".join(f" {name}={value!r}" for name, value in report.options.items())
    played = report.played
    console.print(Text.assemble("\n", (report.id, "bold"), options))
    console.print(
        Text(
            f"played: {played.policy}, {played.episodes:,} episodes, {played.turns / played.episodes:.1f} turns each, "
            f"success {played.success_rate:.0%}, mean return {played.mean_return:+.3f}",
            style="dim",
        )
    )
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for title in ("", "a second", "a cpu second", "median us", "p99 us", "max us"):
        table.add_column(title, justify="right" if title else "left", no_wrap=True)
    for name, timing in (
        ("reset", report.reset),
        ("turn", report.turn),
        ("  without verdict", report.turn_without_verdict),
        ("  verdict alone", report.verdict),
    ):
        table.add_row(
            name,
            f"{timing.per_second:,.0f}",
            f"{timing.per_cpu_second:,.0f}",
            *(f"{value:,.1f}" for value in (timing.median_us, timing.p99_us, timing.max_us)),
        )
    for name, repeated in (
        ("snapshot + restore", report.snapshot_restore),
        ("restore, observe", report.restore_observe),
        ("branch", report.branch),
    ):
        table.add_row(name, f"{1e6 / repeated.median_us:,.0f}", "", f"{repeated.median_us:,.2f}")
    console.print(table)
    memory = report.memory
    console.print(
        f"memory: {memory.env_bytes / 1024:.1f} KiB a live environment, {memory.episode_bytes / 1024:.1f} KiB of it "
        f"the episode after {memory.mean_turns:.1f} turns; make {report.make_ms:.1f} ms, first reset "
        f"{report.first_reset_ms:.1f} ms",
        highlight=False,
    )
    for vector in report.vector:
        console.print(_vector_text(vector))


def _vector_text(vector: VectorReport) -> Text:
    where = f"{vector.workers} processes" if vector.workers else "in process"
    keys = "" if vector.info_keys is None else f", info {', '.join(vector.info_keys)} only"
    name = f"{vector.envs} env{'s' if vector.envs > 1 else ''}, {where}{keys}"
    return Text.assemble(
        f"{name:43}",
        (f"{vector.median_per_second:,.0f}", "bold"),
        f" turns a second (best {vector.best_per_second:,.0f})",
    )
