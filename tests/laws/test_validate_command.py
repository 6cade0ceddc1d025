"""`turnwise validate`: exit status, JSON, and environments of one's own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from turnwise.cli import main

ID = "turnwise/TicTacToe-v0"

MODULE = '''
import turnwise
from turnwise.envs.puzzles.tictactoe import TicTacToeEnv

class {name}(TicTacToeEnv):
    """Has no documentation sections."""
    {body}

turnwise.register("me/{name}-v0", "{module}:{name}")
'''


def validate(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["validate", *arguments])


def test_all_laws_held_is_status_0() -> None:
    result = validate(ID, "--law", "ends", "--law", "floor", "--tasks", "2")
    assert result.exit_code == 0, result.output
    assert "2 of 2 laws hold" in result.output


def test_json_is_one_object_an_id_with_each_law_once() -> None:
    result = validate(ID, "--json", "--law", "ends", "--law", "reseed", "--tasks", "1")
    (document,) = json.loads(result.stdout)
    assert document["id"] == ID
    assert document["passed"] is True
    assert document["options"][0] == {}
    assert [law["name"] for law in document["laws"]] == ["reseed", "ends"]
    assert all(set(law) == {"name", "passed", "message", "seconds"} for law in document["laws"])


def test_an_option_replaces_the_variants() -> None:
    result = validate(ID, "--json", "--law", "ends", "--tasks", "1", "--option", "level=hard")
    assert json.loads(result.stdout)[0]["options"] == [{"level": "hard"}]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("turnwise/TicTacTo-v0",), "did you mean turnwise/TicTacToe-v0"),
        (("no_such_module:me/X-v0",), "no_such_module"),
        (("json:me/X-v0",), "did not register it"),
        (("CartPole-v1",), "built on TurnEnv"),
        ((ID, "--option", "lvel=hard"), "did you mean 'level'"),
        ((ID, "--law", "gravity"), "gravity"),
    ],
    ids=["unknown id", "unknown module", "module without the id", "not ours", "unknown option", "unknown law"],
)
def test_what_can_not_be_found_is_one_line_and_status_2(arguments: tuple[str, ...], said: str) -> None:
    result = validate(*arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


def _module(folder: Path, name: str, body: str) -> str:
    module = f"module_of_{name.lower()}"
    (folder / f"{module}.py").write_text(MODULE.format(name=name, body=body, module=module))
    return f"{module}:me/{name}-v0"


@pytest.fixture(autouse=True)
def _same_path_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", sys.path[:])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_environment_of_the_current_folder_is_checked(folder: Path) -> None:
    env_id = _module(folder, "Mine", "pass")
    result = validate(env_id, "--tasks", "1", "--garbage", "20", "--json")
    (document,) = json.loads(result.stdout)
    assert document["id"] == env_id
    broken = [law["name"] for law in document["laws"] if not law["passed"]]
    assert broken == ["documentation"]
    assert result.exit_code == 1


def test_a_crash_inside_it_is_a_broken_law_with_the_last_line(folder: Path) -> None:
    env_id = _module(folder, "Crashing", "def step(self, action): raise RuntimeError('the wheel came off')")
    result = validate(env_id, "--law", "ends", "--law", "documentation")
    assert result.exit_code == 1
    assert "RuntimeError: the wheel came off" in result.output
    assert "module_of_crashing.py" in result.output


def test_what_depends_on_the_process_is_found_in_a_new_one(folder: Path) -> None:
    body = """
    def step(self, action):
        import os

        observation, _, *rest = super().step(action)
        return observation, float(os.getpid()), *rest
    """
    env_id = _module(folder, "Homesick", body)
    result = validate(env_id, "--law", "restore-new-process", "--law", "restore", "--tasks", "1")
    assert "1 of 2 laws hold" in result.output
    assert "in a new process" in result.output


def test_golden_writes_a_file(tmp_path: Path) -> None:
    result = validate(ID, "--golden", str(tmp_path / "new"))
    assert result.exit_code == 0
    assert (tmp_path / "new" / "TicTacToe-v0.txt").read_text().startswith("# turnwise/TicTacToe-v0")


def test_it_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "turnwise", "validate", ID, "--law", "ends", "--tasks", "1"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
