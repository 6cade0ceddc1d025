"""`turnwise eval` from the outside: killed, stopped, continued, with workers and with models that fail."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from turnwise import __version__
from turnwise.cli import main
from turnwise.envs import catalog
from turnwise.rollout import Plan, load_run

TTT = "turnwise/TicTacToe-v0"


def run(*arguments: object, **environment: str | None) -> Result:
    return CliRunner().invoke(main, ["eval", *map(str, arguments)], env=environment or None)


def start(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "turnwise", "eval", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def episodes(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content(folder).rpartition(b"\n")[0].splitlines()]


def content(folder: Path) -> bytes:
    path = folder / "episodes.jsonl"
    return path.read_bytes() if path.exists() else b""


def wait_for(process: subprocess.Popen[str], folder: Path, count: int) -> None:
    deadline = time.monotonic() + 60
    while content(folder).count(b"\n") < count and process.poll() is None:
        assert time.monotonic() < deadline, "no episodes came"
        time.sleep(0.001)


def children(process: subprocess.Popen[str]) -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(pid) for pid in listed.read_text().split()] if listed.exists() else []


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_again_and_again_it_ends_with_what_an_undisturbed_run_has(tmp_path: Path, workers: int) -> None:
    arguments = (TTT, "-n", 300, "--agents", "greedy,random", "--workers", workers, "--no-report")
    killed, orphans = tmp_path / "killed", set[int]()
    survived: list[dict[str, Any]] = []
    for count in (0, 40, 170):
        process = start(*arguments, "--out", killed)
        wait_for(process, killed, count)
        orphans |= set(children(process))
        process.kill()
        process.communicate()
        now = episodes(killed)
        assert now[: len(survived)] == survived  # whatever was finished is still there
        survived = now
    assert 170 <= len(survived) < 600
    result = run(*arguments, "--out", killed)
    assert result.exit_code == 0, result.output
    whole = run(TTT, "-n", 300, "--agents", "greedy,random", "-w", 1, "--out", tmp_path / "whole", "--no-report")
    assert whole.exit_code == 0
    assert list(load_run(killed)) == list(load_run(tmp_path / "whole"))
    keys = [json.dumps(episode["key"]) for episode in episodes(killed)]
    assert len(keys) == len(set(keys)) == 600
    deadline = time.monotonic() + 10
    while alive := [pid for pid in orphans if Path(f"/proc/{pid}").exists()]:
        assert time.monotonic() < deadline, f"workers outlived their parent: {alive}"
        time.sleep(0.02)


def test_stopped_by_the_user_it_says_how_to_go_on(tmp_path: Path) -> None:
    arguments = (TTT, "-n", 5000, "--agents", "random", "-w", 2, "--no-report", "--out", tmp_path)
    process = start(*arguments)
    wait_for(process, tmp_path, 10)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "The same command goes on from there" in " ".join(errors.split())
    assert "Traceback" not in errors
    assert len(episodes(tmp_path)) >= 10


def test_the_number_of_workers_changes_nothing(tmp_path: Path) -> None:
    for workers in (1, 3):
        result = run(TTT, "-n", 4, "-w", workers, "--seed", 3, "--out", tmp_path / str(workers))
        assert result.exit_code == 0, result.output
    assert list(load_run(tmp_path / "1")) == list(load_run(tmp_path / "3"))
    assert (tmp_path / "1" / "report.html").read_bytes() == (tmp_path / "3" / "report.html").read_bytes()


def test_by_default_it_plays_the_whole_catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("-n", 1, "-w", 1)
    assert result.exit_code == 0, result.output
    (folder,) = (tmp_path / "runs").iterdir()
    assert sorted(path.name for path in folder.iterdir()) == ["episodes.jsonl", "report.html", "run.json"]
    plan = Plan.from_json(json.loads((folder / "run.json").read_text()))
    assert plan.ids == tuple(row.id for row in catalog.CATALOG)
    assert plan.version == __version__
    assert folder.name == plan.name
    assert all(record.ended in ("terminated", "truncated") for record in load_run(folder))
    for text in ("random", "greedy", "oracle", "noisy-oracle", "success %", "Report: runs"):
        assert text in result.output
    again = run("-n", 1, "-w", 1)
    assert "episodes are in" in again.output


def test_json_is_the_whole_standard_output(tmp_path: Path) -> None:
    result = run(TTT, "-n", 2, "-w", 1, "--agents", "oracle", "--json", "--no-report", "--out", tmp_path)
    document = json.loads(result.stdout)
    assert document["report"] is None
    (row,) = document["measures"]
    assert (row["env"], row["agent"], row["episodes"], row["not_measured"]) == (TTT, "oracle", 2, 0)
    assert row["success"] == row["process_score"] == row["oracle_agreement"] == 1.0
    assert row["invalid_rate"] == 0.0


def test_a_model_whose_endpoint_fails_is_not_measured_and_tried_again(tmp_path: Path) -> None:
    model = ("--model", "tiny", "--attempts", 1, "--base-url", "http://127.0.0.1:9/v1")
    arguments = (TTT, "-n", 2, "-w", 1, "--agents", "model,noop", *model, "--out", tmp_path)
    result = run(*arguments, OPENAI_API_KEY="sk-secret")
    assert result.exit_code == 3, result.output
    assert "2 episodes not measured" in result.output
    assert "ConnectError" in result.output
    records = list(load_run(tmp_path))
    assert [record.measured for record in records] == [False, False, True, True]
    assert [record.job.agent for record in records[:2]] == ["model:tiny"] * 2
    for path in tmp_path.iterdir():
        assert "sk-secret" not in path.read_text()
    assert len(episodes(tmp_path)) == 4
    assert run(*arguments).exit_code == 3
    assert len(episodes(tmp_path)) == 6  # both were tried once more
    assert len(list(load_run(tmp_path))) == 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["turnwise/TicTacToes-v0"], "did you mean turnwise/TicTacToe-v0"),
        ([TTT, "--agents", "genius"], "no agent is named"),
        ([TTT, "--agents", "model"], "--model"),
        ([TTT, "--agents", ","], "needs an id, an agent"),
        ([TTT, "--split", "tset"], "split must be one of"),
        ([TTT, "--option", "levle=hard"], "levle"),
        ([TTT, "--option", "level"], "NAME=VALUE"),
        ([TTT, "--option", "split=hard"], "--split"),
        ([TTT, "--model", "m", "--base-url", "nowhere"], "base URL"),
    ],
)
def test_wrong_arguments_are_one_line_and_leave_no_folder(tmp_path: Path, arguments: list[str], message: str) -> None:
    result = run(*arguments, "--out", tmp_path / "run")
    assert result.exit_code == 2, result.output
    assert message in result.output
    assert not (tmp_path / "run").exists()


def test_another_command_does_not_touch_the_run(tmp_path: Path) -> None:
    arguments = (TTT, "-n", 1, "-w", 1, "--agents", "noop", "--out", tmp_path)
    assert run(*arguments).exit_code == 0
    result = run(*arguments, "--option", "level=hard")
    assert result.exit_code == 2
    assert 'options.level: nothing there, "hard" now' in result.output
    assert run(*arguments, "--option", "level=hard", "--fresh").exit_code == 0
    assert Path(f"{tmp_path}.old-1").is_dir()


def test_a_worker_that_dies_is_noticed(tmp_path: Path, absent: Callable[[str], None]) -> None:
    process = start(TTT, "-n", 5000, "--agents", "random", "-w", 2, "--no-report", "--out", tmp_path)
    wait_for(process, tmp_path, 5)
    workers = [pid for pid in children(process) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    if not workers:
        process.kill()
        process.communicate()
        absent("this system lists no child processes")
    os.kill(workers[-1], signal.SIGKILL)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "a worker process died with exit code -9" in errors
    assert len(episodes(tmp_path)) >= 5
