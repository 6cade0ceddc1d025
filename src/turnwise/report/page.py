"""Puts a run's table, plots and replays into one HTML file."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from ..rollout.measures import Interval, Measures, measure
from ..rollout.plan import Plan
from ..rollout.record import Record
from ..rollout.store import load_run, read_plan, write_whole
from .plots import curve_plot, return_plot, short_id, success_plot
from .replay import Replays, embedded

__all__ = ["REPORT", "render_report", "write_report"]

REPORT = "report.html"

_NOTHING, _MINUS = "\u2013", "\u2212"


def write_report(folder: Path) -> tuple[Path, list[Measures]]:
    """Writes a run's report into its folder; returns its path and the measures in it.

    Raises:
        DataError: the folder holds no run, or a broken one.
    """
    plan = read_plan(folder)
    html, groups = render_report(plan, load_run(folder))
    path = folder / REPORT
    write_whole(path, html)
    return path, groups


def render_report(plan: Plan, records: Iterable[Record]) -> tuple[str, list[Measures]]:
    """The page as HTML, and the measures of every environment and agent.

    Args:
        plan: the run's plan.
        records: its episodes, in the plan's order.
    """
    replays = Replays(plan)
    groups = []
    for (env_id, agent), members in groupby(records, lambda record: (record.job.env_id, record.job.agent)):
        groups.append(measure(env_id, agent, _taken_in(replays, members)))
    environment = Environment(
        loader=PackageLoader("turnwise.report"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=_number, share=_share, span=_span, percent_span=_percent_span, short=short_id)
    source = environment.loader
    assert source is not None
    html = environment.get_template("report.html").render(
        plan=plan,
        facts=_facts(plan),
        groups=groups,
        tables=[(env_id, list(rows)) for env_id, rows in groupby(groups, lambda group: group.env_id)],
        colors={agent: number for number, agent in enumerate(plan.agents)},
        plots=_plots(groups),
        style=Markup(source.get_source(environment, "report.css")[0]),
        script=Markup(source.get_source(environment, "viewer.js")[0]),
        data=Markup(embedded(replays.document())),
    )
    return html, groups


def _taken_in(replays: Replays, records: Iterable[Record]) -> Iterable[Record]:
    """Hands the records through to the measures, without their bulk."""
    for record in records:
        replays.add(record)
        yield dataclasses.replace(record, data={})


def _plots(groups: Sequence[Measures]) -> dict[str, Any]:
    curves = []
    for env_id, rows in groupby(groups, lambda group: group.env_id):
        svg = curve_plot(list(rows), f"Process score by turn on {short_id(env_id)}")
        if svg:
            curves.append((env_id, Markup(svg)))
    return {"success": Markup(success_plot(groups)), "return": Markup(return_plot(groups)), "curves": curves}


def _facts(plan: Plan) -> list[tuple[str, str]]:
    facts = [
        ("split", plan.split),
        ("episodes", f"{plan.episodes} per agent and environment"),
        ("seed", str(plan.seed)),
        *((name, str(value)) for name, value in plan.options.items()),
    ]
    if plan.endpoint is not None:
        facts.append(("endpoint", plan.endpoint.base_url))
        facts.append(("history", "all turns" if plan.endpoint.history is None else f"{plan.endpoint.history} turns"))
        facts += [(name, str(value)) for name, value in plan.endpoint.parameters.items()]
    return [*facts, ("turnwise", plan.version)]


def _number(value: float | None, digits: int = 2) -> str:
    return _NOTHING if value is None else f"{value:.{digits}f}".replace("-", _MINUS)


def _share(value: float | None) -> str:
    return _NOTHING if value is None else f"{100 * value:.0f} %"


def _span(interval: Interval | None, digits: int = 2) -> str:
    return "" if interval is None else f"[{_number(interval.low, digits)}, {_number(interval.high, digits)}]"


def _percent_span(interval: Interval | None) -> str:
    return "" if interval is None else f"[{100 * interval.low:.0f}, {100 * interval.high:.0f}]"
