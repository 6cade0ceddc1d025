"""Sandboxes for the tests of the code family."""

from collections.abc import Callable, Iterator

import pytest

from turnwise.envs.code_exec import Limits, Sandbox, SandboxUnavailable, open_sandbox

ISOLATED = ("docker", "bubblewrap")


@pytest.fixture(scope="module", params=ISOLATED)
def backend(request: pytest.FixtureRequest, absent: Callable[[str], None]) -> str:
    """The name of each backend that isolates."""
    name = str(request.param)
    try:
        open_sandbox(name).close()  # type: ignore[arg-type]
    except SandboxUnavailable as error:
        absent(f"{name}: {error}")
    return name


@pytest.fixture(scope="module")
def shared(backend: str) -> Iterator[Sandbox]:
    """One sandbox for a module's tests; `box` empties it for each."""
    with open_sandbox(backend, limits=Limits(seconds=2.0)) as sandbox:  # type: ignore[arg-type]
        yield sandbox


@pytest.fixture
def box(shared: Sandbox) -> Sandbox:
    """An empty sandbox."""
    assert shared.reset() is None
    return shared
