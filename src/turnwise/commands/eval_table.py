"""The measures of an evaluation as a table and as data."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..report import REPORT
from ..rollout import Interval, Measures

__all__ = ["as_data", "print_measures"]


def print_measures(groups: Sequence[Measures], folder: Path, console: Console, *, report: bool) -> None:
    """Prints a table for each environment, a row for each agent, and where the report is."""
    missing = any(group.not_measured for group in groups)
    for env_id, rows in groupby(groups, lambda group: group.env_id):
        title = Text(env_id, style="bold")
        table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim", title=title, title_justify="left")
        table.add_column("agent", overflow="fold", min_width=12)
        for name in ("n", "success %", "return", "process", "agree", "invalid", "turns"):
            table.add_column(name, justify="right", no_wrap=True)
        if missing:
            table.add_column("n/m", justify="right", no_wrap=True)
        for row in rows:
            table.add_row(*_cells(row), *([str(row.not_measured or "")] if missing else []))
        console.print(table)
        console.print()
    console.print(Text("In brackets: 95 % intervals. process: mean score of the process verdicts.", style="dim"))
    if missing:
        console.print(Text("n/m: episodes that were not measured.", style="dim"))
    console.print(Text("agree: accepted turns with a best action. invalid: turns with no legal action.", style="dim"))
    console.print(Text(f"{'Report' if report else 'Run'}: {folder / REPORT if report else folder}"), soft_wrap=True)


def as_data(group: Measures) -> dict[str, Any]:
    """One row as JSON data."""
    return {
        "env": group.env_id,
        "agent": group.agent,
        "episodes": group.episodes,
        "not_measured": group.not_measured,
        "success": group.success,
        "success_interval": group.success_interval,
        "return": group.mean_return,
        "return_interval": group.return_interval,
        "process_score": group.process_score,
        "oracle_agreement": group.oracle_agreement,
        "invalid_rate": group.invalid_rate,
        "turns": group.mean_turns,
    }


def _cells(row: Measures) -> list[str]:
    return [
        row.agent,
        str(row.episodes),
        f"{_percent(row.success)} {_span(row.success_interval, 100, 0):>8}",
        f"{_number(row.mean_return)} {_span(row.return_interval, 1, 2):>13}",
        _number(row.process_score),
        _percent(row.oracle_agreement, "%"),
        _percent(row.invalid_rate, "%"),
        _number(row.mean_turns, 1),
    ]


def _number(value: float | None, digits: int = 2) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _percent(value: float | None, sign: str = "") -> str:
    return "-" if value is None else f"{100 * value:.0f}{sign}"


def _span(interval: Interval | None, factor: float, digits: int) -> str:
    return "" if interval is None else f"[{factor * interval.low:.{digits}f},{factor * interval.high:.{digits}f}]"
