"""WebShop's recorded cases, and the catalogue that they were recorded on."""

import gzip
import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from turnwise.components import LocalMachine
from turnwise.components.chromium import Chromium
from turnwise.envs.web_shop import Catalogue, open_catalogue
from turnwise.envs.web_shop.browser.process import stop_all


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


@pytest.fixture(scope="module")
def chromium(absent: Callable[[str], None]) -> Iterator[None]:
    """A browser can be driven here; whichever ran is stopped after the module."""
    status = Chromium(LocalMachine()).check()
    if not status.ok:
        absent(f"Chromium: {status.detail}")
    yield
    stop_all()


def _descendants(root: int) -> Iterator[tuple[int, Path]]:
    """Process ids with their folders in /proc: all that descend from one."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    waiting = [root]
    while waiting:
        parent = waiting.pop()
        for pid in [pid for pid, own in parents.items() if own == parent]:
            waiting.append(pid)
            yield pid, Path(f"/proc/{pid}")


@pytest.fixture
def family() -> Callable[[], dict[int, int]]:
    """`family()`: this process's descendants -> kilobytes, shared pages divided among those that share them."""

    def find() -> dict[int, int]:
        sizes = {}
        for pid, folder in _descendants(os.getpid()):
            try:
                rollup = (folder / "smaps_rollup").read_text()
            except OSError:
                continue
            sizes[pid] = next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
        return sizes

    return find


KILLED = {"browser": b"--remote-debugging-pipe", "driver": b"run-driver", "renderer": b"--type=renderer"}


@pytest.fixture
def kill_browsers() -> Callable[..., None]:
    """`kill_browsers("driver")`: kills every process of a kind that descends from this one."""

    def kill(kind: str = "browser") -> None:
        found = []
        for pid, folder in _descendants(os.getpid()):
            command = (folder / "cmdline").read_bytes()
            if KILLED[kind] in command and (b"--type=" not in command or kind == "renderer"):
                found.append(pid)
        assert found
        for pid in found:  # all of them found first: children of a dead script are nobody's descendants
            os.kill(pid, signal.SIGKILL)

    return kill
