"""Fixtures for every test: real data and components, with skips that are loud."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def absent() -> Callable[[str], None]:
    """Skips for a missing piece, or fails where CI requires every piece."""

    def tell(what: str) -> None:
        if os.environ.get("TURNWISE_REQUIRE_ALL") == "1":
            pytest.fail(f"TURNWISE_REQUIRE_ALL=1, and {what}")
        pytest.skip(what)

    return tell


@pytest.fixture(scope="session")
def data_dir(absent: Callable[[str], None]) -> Callable[[str], Path]:
    """`data_dir("puzzles")`: the folder of real data, from TURNWISE_DATA or ../shared/data."""

    def find(family: str) -> Path:
        root = Path(os.environ.get("TURNWISE_DATA") or REPOSITORY.parent / "shared" / "data")
        folder = root / family
        if not folder.is_dir():
            absent(f"the real data of {family} is not at {folder}; set TURNWISE_DATA")
        return folder

    return find
