"""Golden transcripts: one file an id, compared to the letter.

`turnwise validate --golden tests/golden` writes them anew; read the difference before you commit it.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from turnwise.envs.catalog import CATALOG
from turnwise.laws.golden import file_name, transcript

FOLDER = Path(__file__).resolve().parent.parent / "golden"


@pytest.mark.parametrize("env_id", [row.id for row in CATALOG])
def test_transcript_is_the_golden_one(env_id: str, runs_here: Callable[[str], None]) -> None:
    runs_here(env_id)
    expected = (FOLDER / file_name(env_id)).read_text(encoding="utf-8")
    assert transcript(env_id) == expected, "if the change is meant: turnwise validate --golden tests/golden"


def test_every_file_belongs_to_an_id() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(file_name(row.id) for row in CATALOG)
