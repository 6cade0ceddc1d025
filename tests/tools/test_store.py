"""The run's folder: nothing finished is lost, nothing foreign is touched."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import gymnasium as gym
import pytest

from turnwise.agents import EndpointOptions
from turnwise.envs.core import DataError, UsageError
from turnwise.rollout import Job, Plan, RunStore, evaluate, load_run, read_plan
from turnwise.wrappers import score_episode, scorer_of

TTT = "turnwise/TicTacToe-v0"
PLAN = Plan((TTT,), ("random", "oracle"), episodes=3, options={"opponent": "random"})
JOBS = PLAN.jobs({TTT: None})


def play(folder: Path, plan: Plan = PLAN, jobs: list[Job] | None = None, **options: Any) -> int:
    with RunStore(folder, plan, **options) as store:
        return evaluate(store, plan.jobs({TTT: None}) if jobs is None else jobs)


def lines(folder: Path) -> list[bytes]:
    return (folder / "episodes.jsonl").read_bytes().splitlines(keepends=True)


def test_a_second_call_plays_nothing(tmp_path: Path) -> None:
    assert play(tmp_path) == 6
    before = lines(tmp_path)
    assert play(tmp_path) == 0
    assert lines(tmp_path) == before


def test_records_load_back_as_episodes_and_score_the_same(tmp_path: Path) -> None:
    play(tmp_path)
    records = list(load_run(tmp_path))
    assert [record.job for record in records] == JOBS
    scorer = scorer_of(gym.make(TTT, **PLAN.options))
    for record in records:
        episode = record.episode
        assert (episode.origin.env_id, episode.origin.split, episode.origin.index) == (TTT, "test", record.job.index)
        assert episode.end == record.ended == "terminated"
        again = score_episode(episode, scorer)
        assert [turn.total for turn in again] == [turn.total for turn in record.turns]
        assert sum(turn.total for turn in again) == record.total
        assert [turn.terms for turn in again] == [turn.terms for turn in record.turns]


def test_a_line_is_json_with_the_promised_keys(tmp_path: Path) -> None:
    play(tmp_path, jobs=JOBS[:1])
    (line,) = lines(tmp_path)
    data = json.loads(line)
    assert data["schema"] == "turnwise/run/1"
    assert data["key"] == {
        "env": TTT,
        "options": {"opponent": "random"},
        "agent": "random",
        "split": "held-out",
        "index": 0,
        "seed": 0,
    }
    assert data["summary"].keys() == {"success", "return", "turns", "ended", "measured", "problem"}
    assert data["rewards"][0].keys() >= {"total", "terms", "label", "reason", "score", "components"}
    assert data["episode"]["schema"] == "turnwise/episode/1"


@pytest.mark.parametrize("kept", [0, 1, 200, -1])
def test_a_torn_line_is_cut_off_and_its_episode_played_again(tmp_path: Path, kept: int) -> None:
    play(tmp_path)
    whole = lines(tmp_path)
    torn = [*whole[:-1], whole[-1][:kept]]
    (tmp_path / "episodes.jsonl").write_bytes(b"".join(torn))
    assert len(list(load_run(tmp_path))) == 5  # also before it is mended
    told: list[str] = []
    assert play(tmp_path, tell=told.append) == 1
    assert lines(tmp_path) == whole
    assert len(told) == (1 if torn[-1] else 0)
    assert all("was unfinished" in text for text in told)


def test_a_folder_killed_before_its_plan_was_there_is_new(tmp_path: Path) -> None:
    (tmp_path / "run.json.tmp").write_text("{")
    (tmp_path / "episodes.jsonl").touch()
    assert play(tmp_path) == 6


def test_a_broken_line_in_the_middle_is_named(tmp_path: Path) -> None:
    play(tmp_path)
    whole = lines(tmp_path)
    whole[2] = b"{}\n"
    (tmp_path / "episodes.jsonl").write_bytes(b"".join(whole))
    with pytest.raises(DataError, match=r"episodes.jsonl, line 3: expected an episode of schema"):
        play(tmp_path)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (replace(PLAN, episodes=4), "episodes: 3 there, 4 now"),
        (replace(PLAN, seed=1), "seed: 0 there, 1 now"),
        (replace(PLAN, split="hard"), 'split: "held-out" there, "hard" now'),
        (replace(PLAN, options={"opponent": "noisy"}), 'options.opponent: "random" there, "noisy" now'),
        (replace(PLAN, options={}), 'options.opponent: "random" there, nothing now'),
        (replace(PLAN, agents=("noop",)), r'agents: \["random", "oracle"\] there, \["noop"\] now'),
        (replace(PLAN, endpoint=EndpointOptions("http://h/v1")), 'endpoint.base_url: nothing there, "http://h/v1" now'),
        (replace(PLAN, version="9"), 'version: ".*" there, "9" now'),
    ],
)
def test_another_plan_is_refused_by_name(tmp_path: Path, other: Plan, message: str) -> None:
    play(tmp_path, jobs=JOBS[:1])
    before = lines(tmp_path)
    with pytest.raises(UsageError, match=f"another run .*{message}.*--fresh"):
        play(tmp_path, other)
    assert lines(tmp_path) == before
    assert other.name != PLAN.name


def test_fresh_moves_the_old_run_aside(tmp_path: Path) -> None:
    folder, told = tmp_path / "run", list[str]()
    assert play(folder) == 6
    for number in (1, 2):
        assert play(folder, replace(PLAN, seed=number), fresh=True, tell=told.append) == 6
    assert read_plan(folder).seed == 2
    assert read_plan(tmp_path / "run.old-1") == PLAN
    assert read_plan(tmp_path / "run.old-2").seed == 1
    assert told == [f"The old run is now in {tmp_path}/run.old-{n}." for n in (1, 2)]


@pytest.mark.parametrize("fresh", [False, True])
def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path, fresh: bool) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(UsageError, match=r"holds thesis.tex but no run.json"):
        play(tmp_path, fresh=fresh)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_two_writers_at_once_are_refused(tmp_path: Path) -> None:
    with RunStore(tmp_path, PLAN):
        for fresh in (False, True):
            with pytest.raises(UsageError, match="another process"):
                RunStore(tmp_path, PLAN, fresh=fresh)
    play(tmp_path, jobs=JOBS[:1])


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play(tmp_path, jobs=JOBS[:2])
    before, write = lines(tmp_path), os.write
    halves: Callable[[int, bytes], int] = lambda file, data: write(file, data[: len(data) // 2])  # noqa: E731
    with RunStore(tmp_path, PLAN) as store:
        monkeypatch.setattr(os, "write", halves)
        with pytest.raises(OSError, match="is the disk full"):
            evaluate(store, JOBS)
        monkeypatch.undo()
    assert lines(tmp_path) == before
    assert play(tmp_path) == 4


def test_a_later_try_replaces_an_episode_that_was_not_measured(tmp_path: Path) -> None:
    play(tmp_path)
    record = json.loads(lines(tmp_path)[2])
    record["summary"] |= {"measured": False, "problem": "the endpoint was down"}
    broken = lines(tmp_path)
    broken[2] = json.dumps(record).encode() + b"\n"
    (tmp_path / "episodes.jsonl").write_bytes(b"".join(broken))
    assert [record.measured for record in load_run(tmp_path)] == [True, True, False, True, True, True]
    assert play(tmp_path) == 1
    records = list(load_run(tmp_path))
    assert [record.job for record in records] == JOBS
    assert all(record.measured for record in records)


def test_plans_are_checked_and_named_by_their_content() -> None:
    assert Plan.from_json(json.loads(json.dumps(PLAN.to_json()))) == PLAN
    assert PLAN.name.startswith("tictactoe-held-out-")
    for wrong in ({"ids": ()}, {"episodes": 0}, {"agents": ("noop", "noop")}, {"options": {"split": "hard"}}):
        with pytest.raises(UsageError):
            replace(PLAN, **wrong)
    with pytest.raises(DataError, match="is no run"):
        read_plan(Path("/nonexistent"))
    with pytest.raises(DataError, match="schema"):
        Plan.from_json({"schema": "other"})
    with pytest.raises(DataError, match="broken"):
        Plan.from_json({"schema": "turnwise/run/1", "ids": [TTT]})
