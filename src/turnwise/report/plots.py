"""The report's plots: SVG without scripts or styles of its own, colored by the page."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any
from xml.etree import ElementTree

from ..rollout.measures import Interval, Measures

__all__ = ["curve_plot", "return_plot", "success_plot"]

_MOST_POINTS = 24  # of a curve
_MOST_LABELS = 12


def success_plot(groups: Sequence[Measures]) -> str:
    """Share of episodes done by environment and agent, with 95 % intervals."""
    return _bars(
        groups,
        lambda group: (group.success, group.success_interval),
        "Success by environment and agent",
        lambda value: f"{value:.0%}",
        [0.0, 1.0],
    )


def return_plot(groups: Sequence[Measures]) -> str:
    """Mean return by environment and agent, with 95 % intervals."""
    return _bars(
        groups,
        lambda group: (group.mean_return, group.return_interval),
        "Mean return by environment and agent",
        lambda value: f"{value:.2f}",
        _shown([group.mean_return for group in groups], [group.return_interval for group in groups]),
    )


def curve_plot(groups: Sequence[Measures], title: str) -> str:
    """Mean process score in the course of the episodes, of the agents on one environment; empty without any verdict.

    Places that less than a tenth of the episodes reach are left out: their means jump about. Long episodes are shown
    in stretches of several turns.
    """
    kept = {group.agent: _steady(group) for group in groups}
    longest = max((len(curve) for curve in kept.values()), default=0)
    width = -(-longest // _MOST_POINTS) or 1
    curves = {
        agent: [_joined(curve[n : n + width]) for n in range(0, len(curve), width)] for agent, curve in kept.items()
    }
    shown = [value for curve in curves.values() for value in curve if value is not None]
    if not shown:
        return ""
    stretches = [(n + 1, min(n + width, longest)) for n in range(0, longest, width)]
    chart = _chart("Line", lambda value: f"{value:.2f}", 440)
    chart.config.dots_size = 3
    step = -(-len(stretches) // _MOST_LABELS)
    chart.x_labels = [str(first) if n % step == 0 else "" for n, (first, _) in enumerate(stretches)]
    _set_scale(chart, [0.0, *shown])
    for agent, curve in curves.items():
        points = [
            None if value is None else {"value": value, "label": f"{agent}, {_turns(*stretch)}"}
            for value, stretch in zip(curve, stretches, strict=False)
        ]
        chart.add(agent, points + [None] * (len(stretches) - len(points)))
    return _markup(chart, title)


def _steady(group: Measures) -> list[tuple[float | None, int]]:
    floor = max(1, group.episodes // 10)
    return [point for point in group.curve if point[1] >= floor]


def _joined(points: Sequence[tuple[float | None, int]]) -> float | None:
    """The mean over a stretch of turns; every judged turn weighs the same."""
    judged = [(value, count) for value, count in points if value is not None]
    return sum(value * count for value, count in judged) / sum(count for _, count in judged) if judged else None


def _turns(first: int, last: int) -> str:
    return f"turn {first}" if first == last else f"turns {first} to {last}"


def _bars(
    groups: Sequence[Measures],
    pick: Callable[[Measures], tuple[float | None, Interval | None]],
    title: str,
    form: Callable[[float], str],
    shown: list[float],
) -> str:
    ids = list(dict.fromkeys(group.env_id for group in groups))
    agents = list(dict.fromkeys(group.agent for group in groups))
    found = {(group.env_id, group.agent): pick(group) for group in groups}
    chart = _chart("Bar", form, max(560, 28 * len(ids) * len(agents)))
    _set_scale(chart, shown)
    chart.x_labels = [short_id(env_id) for env_id in ids]
    for agent in agents:
        chart.add(agent, [_bar(agent, *found.get((env_id, agent), (None, None))) for env_id in ids])
    return _markup(chart, title)


def _shown(values: Sequence[float | None], intervals: Sequence[Interval | None]) -> list[float]:
    """All that the scale must hold: zero, the values and the ends of their intervals."""
    ends = [end for interval in intervals if interval is not None for end in interval]
    return [0.0, *(value for value in values if value is not None), *ends]


def _set_scale(chart: Any, shown: Sequence[float]) -> None:
    """Gives the value axis round ticks around what is shown."""
    low, high = min(shown), max(shown)
    if low == high:
        high = low + 1.0
    power = 10.0 ** math.floor(math.log10((high - low) / 4))
    step = next(power * round_ for round_ in (1.0, 2.0, 2.5, 5.0, 10.0) if power * round_ >= (high - low) / 6)
    ticks = [n * step for n in range(math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9) + 1)]
    chart.config.y_labels = ticks
    chart.config.range = (ticks[0], ticks[-1])


def _bar(agent: str, value: float | None, interval: Interval | None) -> dict[str, object] | None:
    if value is None:
        return None
    bar: dict[str, object] = {"value": value, "label": agent}
    if interval is not None and interval.low < interval.high:
        bar["ci"] = {"low": interval.low, "high": interval.high}
    return bar


def short_id(env_id: str) -> str:
    """The id without its namespace."""
    return env_id.rpartition("/")[2]


@cache
def _pygal() -> Any:
    """The library, without the import hook of Python 2's kind that it leaves behind: with it later imports warn."""
    hooks = list(sys.meta_path)
    import pygal

    sys.meta_path[:] = [hook for hook in sys.meta_path if hook in hooks]
    return pygal


def _chart(kind: str, form: Callable[[float], str], width: int) -> Any:
    return getattr(_pygal(), kind)(
        js=[],
        width=width,
        height=280,
        show_legend=False,
        value_formatter=form,
        disable_xml_declaration=True,
        margin=6,
        truncate_label=-1,
        no_data_text="nothing was measured",
    )


def _markup(chart: Any, title: str) -> str:
    """The SVG element, stripped of everything that the page brings itself: styles, scripts, ids, a date."""
    root = chart.render_tree()
    for parent in list(root.iter()):
        for child in list(parent):
            kind = child.tag if isinstance(child.tag, str) else "comment"
            name = kind.rpartition("}")[2]
            if name in ("comment", "defs", "title") or "tooltip-overlay" in child.get("class", ""):
                parent.remove(child)
        _describe(parent)
        parent.attrib.pop("id", None)
    root.set("role", "img")
    root.set("aria-label", title)
    text = ElementTree.tostring(root, encoding="unicode")
    # in HTML an inline svg needs no namespaces
    return re.sub(r' xmlns(:\w+)?="[^"]*"', "", text).replace("ns0:", "").replace("svg:", "")


def _describe(node: ElementTree.Element) -> None:
    """Turns pygal's data for its own script into titles, which browsers show by themselves."""
    notes = {child.get("class", ""): child.text or "" for child in node if child.tag.rpartition("}")[2] == "desc"}
    for child in [child for child in node if child.tag.rpartition("}")[2] == "desc"]:
        node.remove(child)
    if "value" in notes:
        label = notes.get("label") or notes.get("x_label", "")
        title = ElementTree.SubElement(node, "title")
        title.text = f"{label}: {notes['value']}" if label else notes["value"]
