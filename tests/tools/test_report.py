"""The report: right, self-contained, and safe against whatever agents write."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import gymnasium as gym
import pytest

from turnwise.agents import Exchange
from turnwise.report import render_report, write_report
from turnwise.rollout import (
    Job,
    Plan,
    Record,
    RunStore,
    evaluate,
    load_run,
    record_from_json,
    record_to_json,
    run_episode,
)

TTT = "turnwise/TicTacToe-v0"
HOSTILE = (
    "</script><script>window.hacked=1</script>",
    '<img src="https://evil.example/x.png" onerror="window.hacked=1">',
    "<!--<script>",
    "]]>&lt;b&gt; \u2028 \ud800 \x00 {{ 7*7 }}",
)


class Writes:
    """Writes what it is told to."""

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)

    def act(self, observation: str, info: Mapping[str, Any], history: Sequence[Exchange], /) -> str:
        return self.texts[len(history) % len(self.texts)]


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text of the scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] == "script" and self.scripts and not data.isspace():
            self.scripts[-1] += data


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    plan = Plan((TTT,), ("random", "oracle", "noop"), episodes=4)
    with RunStore(folder, plan) as store:
        evaluate(store, plan.jobs({TTT: None}))
    return folder


def hostile_report() -> tuple[str, list[Record]]:
    plan = Plan((TTT,), ("<b>bold</b>",), episodes=1)
    env = gym.make(TTT)
    rollout = run_episode(env, Writes(*HOSTILE), split="test", index=0, seed=0)
    types = env.unwrapped.game.types  # type: ignore[attr-defined]
    line = json.dumps(record_to_json(plan, Job(TTT, "<b>bold</b>", 0), rollout, types))
    records = [record_from_json(json.loads(line))]
    return render_report(plan, records)[0], records


def data_of(html: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Elements(html).scripts[0])
    return data


def test_it_asks_nobody_for_anything(folder: Path) -> None:
    html = write_report(folder)[0].read_text(encoding="utf-8")
    assert "://" not in html
    elements = Elements(html).found
    assert not {tag for tag, _ in elements} & {"link", "img", "iframe", "object", "embed", "base", "form"}
    for _, attributes in elements:
        assert "src" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    assert not re.search(r"@import|url\(", html)
    assert "default-src 'none'" in html


def test_it_is_the_same_every_time(folder: Path) -> None:
    first = write_report(folder)[0].read_bytes()
    assert write_report(folder)[0].read_bytes() == first


def test_the_table_and_the_data_hold_the_run(folder: Path) -> None:
    path, groups = write_report(folder)
    html = path.read_text(encoding="utf-8")
    assert [group.agent for group in groups] == ["random", "oracle", "noop"]
    assert html.count("<svg") == 4  # three plots, and the links of a map
    data, records = data_of(html), list(load_run(folder))
    assert len(data["episodes"]) == len(records) == 12
    strings = data["strings"]

    def text(number: int) -> str:
        return "\n".join(strings[line] for line in data["texts"][number])

    for shown, record in zip(data["episodes"], records, strict=True):
        assert [shown[n] for n in (0, 1, 2)] == [
            0,
            ["random", "oracle", "noop"].index(record.job.agent),
            record.job.index,
        ]
        assert shown[4] == int(record.success)
        episode = record.episode
        assert text(shown[8]) == episode.opening
        assert [strings[turn[0]] for turn in shown[9]] == [turn.text for turn in episode.turns]
        assert [text(turn[1]) for turn in shown[9]] == [turn.observation for turn in episode.turns]
        assert [strings[turn[2]] for turn in shown[9]] == [turn.label for turn in record.turns]
        assert [strings[turn[3]] for turn in shown[9]] == [turn.reason for turn in record.turns]
        assert [turn[5] for turn in shown[9]] == pytest.approx([turn.total for turn in record.turns], abs=1e-5)
        missed = [turn.rejected or turn.components["optimal"] < 0.5 for turn in record.turns]
        assert [bool(turn[7] & 2) for turn in shown[9]] == missed


def test_hostile_texts_stay_texts() -> None:
    html, records = hostile_report()
    elements = Elements(html)
    assert sum(tag == "script" for tag, _ in elements.found) == len(elements.scripts) == 2
    assert not any(tag == "img" or "onerror" in attributes for tag, attributes in elements.found)
    assert "<b>bold" not in html
    data = data_of(html)
    assert [data["strings"][turn[0]] for turn in data["episodes"][0][9]][: len(HOSTILE)] == list(HOSTILE)
    assert "<" not in elements.scripts[0]
    html.encode("utf-8")
    assert len(records[0].episode.turns) == 12


def test_an_episode_that_is_not_measured_is_shown_as_such() -> None:
    plan = Plan((TTT,), ("model:m",), episodes=1)
    env = gym.make(TTT)
    rollout = run_episode(env, Writes("mark 5"), split="test", index=0, seed=0)
    types = env.unwrapped.game.types  # type: ignore[attr-defined]
    data = record_to_json(plan, Job(TTT, "model:m", 0), rollout, types)
    data["summary"] |= {"problem": "the endpoint is down", "measured": False, "ended": ""}
    data |= {"rewards": [], "episode": data["episode"] | {"turns": []}}
    html, (group,) = render_report(plan, [record_from_json(data)])
    assert (group.episodes, group.not_measured) == (0, 1)
    episode = data_of(html)["episodes"][0]
    assert episode[4] == -1
    assert data_of(html)["strings"][episode[7]] == "the endpoint is down"


def test_a_thousand_episodes_stay_small(folder: Path) -> None:
    plan = Plan((TTT,), ("random", "oracle", "noop"), episodes=400)
    records = list(load_run(folder))
    many = [
        record_from_json(json.loads(json.dumps({**_as_json(record), "key": {**_as_json(record)["key"], "index": n}})))
        for record in records[::4]
        for n in range(400)
    ]
    assert len(render_report(plan, many)[0]) < 1_000_000


def _as_json(record: Record) -> dict[str, Any]:
    key = {"env": record.job.env_id, "options": {}, "agent": record.job.agent, "split": "test", "index": 0, "seed": 0}
    names = (
        "total",
        "terms",
        "label",
        "reason",
        "score",
        "components",
        "rejected",
        "recoverable",
        "degraded",
        "outcome",
        "unmeasured",
    )
    rewards = [{name: getattr(turn, name) for name in names} for turn in record.turns]
    summary = {"success": record.success, "return": record.total, "ended": record.ended, "problem": record.problem}
    return {"schema": "turnwise/run/1", "key": key, "summary": summary, "rewards": rewards, "episode": record.data}


def test_a_real_browser_shows_hostile_texts_as_texts(tmp_path: Path, absent: Callable[[str], None]) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        absent("no Chromium is here; install it with `turnwise setup chromium`")
    assert browser is not None
    page = tmp_path / "report.html"
    html = hostile_report()[0]
    page.write_text(
        html.replace("</body>", "<script>document.title = 'hacked: ' + window.hacked</script></body>"), "utf-8"
    )
    flags = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"
    command = [browser, *flags.split(), "--disable-component-update", f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run(
        [*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=60, check=True
    )
    dom = done.stdout
    assert "<title>hacked: undefined</title>" in dom
    assert re.search(r'<pre id="action">&lt;/script&gt;&lt;script&gt;window.hacked=1&lt;/script&gt;</pre>', dom)
    assert '<span class="badge" id="label">rejected</span>' in dom
    assert dom.count('aria-label="turn ') == 12
