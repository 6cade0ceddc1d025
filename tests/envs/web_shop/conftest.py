"""WebShop's recorded cases, and the catalogue that they were recorded on."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from turnwise.envs.web_shop import Catalogue, open_catalogue


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Catalogues of these tests are kept in a folder of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TURNWISE_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def webshop(data_dir: Callable[[str], Path]) -> Path:
    return data_dir("webshop")


@pytest.fixture(scope="session")
def recorded(webshop: Path) -> Catalogue:
    """The catalogue of the cases, with the prices that were drawn there."""
    return open_catalogue(webshop / "catalogue", price_seed=11)


@pytest.fixture(scope="session")
def lines(webshop: Path) -> Callable[[str], list[Any]]:
    """`lines("cases/reward.jsonl")`: the records of a file."""

    def read(name: str) -> list[Any]:
        path = webshop / name
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file] if ".jsonl" in name else json.load(file)

    return read
