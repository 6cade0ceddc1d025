"""The same episodes on the embedded engine and on real Lucene come to the same waypoints."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from turnwise.envs.core.errors import MissingComponent
from turnwise.envs.retrieval import jvm

pytestmark = pytest.mark.slow


def test_episodes_replayed_on_lucene_reach_the_same_waypoints(
    absent: Callable[[str], None], data_dir: Callable[[str], Path], tmp_path: Path
) -> None:
    try:
        jvm.lucene_jar()
        import jnius_config  # noqa: F401
    except (MissingComponent, ImportError):
        absent("Lucene is not installed; run: turnwise setup lucene")
    sets = [str(data_dir("searchqa") / name) for name in ("musique", "hotpotqa")]
    command = [sys.executable, str(Path(__file__).with_name("lucene_replay.py")), str(tmp_path), *sets]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    for name, (episodes, same, turns, equal) in json.loads(done.stdout.rpartition("\x02")[2]).items():
        assert episodes >= 60, name
        assert same >= 0.99 * episodes, (name, same, episodes)
        assert equal >= 0.97 * turns, (name, equal, turns)
