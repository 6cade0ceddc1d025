"""The map under a replay: what the agent knows, turn by turn, and texts that stay texts."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gymnasium as gym
import pytest

from turnwise.agents import Exchange
from turnwise.envs.core.scene import Link, Part, Scene
from turnwise.envs.household import Household, facts, home
from turnwise.report import render_report
from turnwise.rollout import Job, Plan, Record, record_from_json, record_to_json, run_episode

HOUSEHOLD = "turnwise/Household-v0"
COMMANDS = ("go to desk 1", "take mug 1 from desk 1", "go to drawer 1", "dance", "open drawer 1")
HOSTILE = '</script><img src="x" onerror="window.hacked=1">'


class Says:
    def act(self, observation: str, info: Any, history: list[Exchange], /) -> str:
        return COMMANDS[len(history) % len(COMMANDS)]


@pytest.fixture(scope="module")
def record() -> Record:
    plan = Plan((HOUSEHOLD,), ("says",), 1, "train", 0, {"max_turns": 5}, None)
    env = gym.make(HOUSEHOLD, max_turns=5)
    rollout = run_episode(env, Says(), split="train", index=0, seed=0)
    types = env.unwrapped.game.types  # type: ignore[attr-defined]
    return record_from_json(json.loads(json.dumps(record_to_json(plan, Job(HOUSEHOLD, "says", 0), rollout, types))))


def _page(record: Record) -> tuple[str, dict[str, Any]]:
    plan = Plan((HOUSEHOLD,), ("says",), 1, "train", 0, {"max_turns": 5}, None)
    html = render_report(plan, [record])[0]
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return html, data


def test_every_turn_has_a_map_of_what_is_known(record: Record) -> None:
    data = _page(record)[1]
    strings, (episode,) = data["strings"], data["episodes"]
    assert len(episode[10]) == 6
    assert len(data["parts"]) < 20, "a box that stays as it is stands in the page once"
    states = [record.episode.turns[0].transition.before, *[turn.transition.after for turn in record.episode.turns]]
    for number, state in zip(episode[10], states, strict=True):
        title, notes, parts, links = data["scenes"][number]
        known = facts(home(state.task.definition), state)
        boxes = [data["parts"][part] for part in parts]
        assert strings[title] == "What the agent knows"
        assert strings[notes[1]] == f"Holding: {known.holding or 'nothing'}"
        assert [strings[box[0]] for box in boxes if box[2] == 2] == list(known.unvisited)
        assert [strings[box[0]].split(" (")[0] for box in boxes if box[2] == 1] == list(known.here)
        assert sum(len(box[3]) for box in boxes) >= sum(len(things) > 0 for things in known.contents.values())
        assert not links


def _drawn(monkeypatch: pytest.MonkeyPatch, record: Record) -> tuple[str, dict[str, Any]]:
    parts = (Part(HOSTILE, HOSTILE, "plain", (HOSTILE,)), Part("{{ 7*7 }}", "", "done"))
    scene = Scene(HOSTILE, parts, (Link(0, 1, HOSTILE),), (HOSTILE,))
    monkeypatch.setattr(Household, "scene", lambda game, state: scene)
    return _page(record)


def test_hostile_texts_of_a_scene_stay_texts(monkeypatch: pytest.MonkeyPatch, record: Record) -> None:
    html, data = _drawn(monkeypatch, record)
    assert "<img" not in html
    assert len(data["scenes"]) == 1
    assert data["strings"][data["scenes"][0][0]] == HOSTILE


def test_a_real_browser_draws_boxes_and_links(
    monkeypatch: pytest.MonkeyPatch, record: Record, tmp_path: Path, absent: Callable[[str], None]
) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        absent("no Chromium is here; install it with `turnwise setup chromium`")
    assert browser is not None
    page = tmp_path / "report.html"
    page.write_bytes(_drawn(monkeypatch, record)[0].encode("utf-8"))
    flags = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"
    command = [browser, *flags.split(), "--disable-component-update", f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run([*command, "--dump-dom", page.as_uri()], capture_output=True, timeout=60, check=True)
    dom = done.stdout.decode("utf-8", "replace")
    shown = HOSTILE.replace("<", "&lt;").replace(">", "&gt;")
    assert f"<h4>{shown}</h4>" in dom
    assert f"<b>{shown}</b><span>{shown}</span>" in dom
    assert 'class="part done' in dom
    assert re.search(
        rf'<line x1="[\d.]+" y1="[\d.]+" x2="[\d.]+" y2="[\d.]+"></line><text [^>]*>{re.escape(shown)}', dom
    )
    assert "<img" not in dom
