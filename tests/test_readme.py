"""README is true: its example environment obeys the laws, its code runs, its ids are the ids."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from turnwise.envs.catalog import CATALOG

README = (Path(__file__).resolve().parent.parent / "README.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
EXAMPLE = next(block for block in BLOCKS if "class NumberWalk(" in block)


def test_the_example_environment_obeys_the_laws(tmp_path: Path) -> None:
    (tmp_path / "number_walk.py").write_text(EXAMPLE)
    assert EXAMPLE.count("\n") < 200
    command = [sys.executable, "-m", "turnwise", "validate", "number_walk:NumberWalk-v0", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    (result,) = json.loads(done.stdout)
    broken = [law for law in result["laws"] if not law["passed"]]
    assert (broken, result["passed"], done.returncode) == ([], True, 0)


@pytest.mark.parametrize("block", [block for block in BLOCKS if "import gymnasium" in block and "class " not in block])
def test_the_first_example_runs_and_shows_what_it_says(block: str) -> None:
    names: dict[str, object] = {}
    exec(block, names)
    found = re.findall(r"^((?:round|list|info).*?)\s+# (.*)$", block, re.MULTILINE)
    assert len(found) == 3
    for expression, shown in found:
        assert repr(eval(expression, names)) == shown


def test_the_table_of_ids_is_complete() -> None:
    assert set(re.findall(r"^\| `(turnwise/\S+)` \|", README, re.MULTILINE)) == {row.id for row in CATALOG}


def test_no_placeholder_is_left() -> None:
    assert "@@" not in README
