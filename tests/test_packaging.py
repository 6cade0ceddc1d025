"""The wheel, built from the sdist, holds every file of the tree and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
LIBRARY = ("envs", "verifiers", "wrappers", "assets")


def tree() -> set[str]:
    """What a wheel must hold, by the name it has there."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *LIBRARY, "src"],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    names = {name for name in listed if name and not (REPOSITORY / name).is_symlink() and (REPOSITORY / name).exists()}
    return {name.removeprefix("src/") if name.startswith("src/") else f"turnwise/{name}" for name in names}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(REPOSITORY)],
        check=True,
        capture_output=True,
    )  # without --wheel or --sdist, build makes the wheel from the sdist
    (path,) = out.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def test_wheel_holds_every_file_of_the_tree(wheel: set[str]) -> None:
    assert tree() - wheel == set()


def test_wheel_holds_only_turnwise(wheel: set[str]) -> None:
    extra = {name for name in wheel - tree() if not name.split("/")[0].endswith(".dist-info")}
    assert extra == set()


def test_links_of_the_import_root_are_links() -> None:
    for name in LIBRARY:
        link = REPOSITORY / "src" / "turnwise" / name
        assert link.is_symlink()
        assert link.resolve() == REPOSITORY / name


def test_nothing_is_imported_under_a_top_level_name() -> None:
    import turnwise.wrappers  # noqa: F401

    assert not {"envs", "wrappers", "assets"} & sys.modules.keys()


def test_import_is_light() -> None:
    code = "import sys, turnwise; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()
    heavy = {"rich", "click", "jinja2", "pygal", "httpx", "pettingzoo", "docker", "playwright", "jnius", "torch"}
    assert not heavy & set(loaded)
