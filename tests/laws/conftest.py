"""The subjects: every id of the catalog under its own options and under each variant."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest

from turnwise.envs.catalog import CATALOG
from turnwise.envs.core.errors import MissingComponent
from turnwise.laws import LAWS, Subject

CASES = [(row.id, options) for row in CATALOG for options in ({}, *row.variants)]
"""Every id with each of its sets of options."""

DEAR = frozenset(row.id for row in CATALOG if row.dear)


@cache
def _subject(case: int) -> Subject:
    env_id, options = CASES[case]
    if env_id in DEAR:
        return Subject(env_id, options, tasks=1 if options else 2, garbage=10)
    return Subject(env_id, options, tasks=3 if options else 6, garbage=60 if options else 200)


def _title(env_id: str, options: Mapping[str, Any]) -> str:
    return "-".join([env_id.rpartition("/")[2], *(f"{name}={value}" for name, value in options.items())])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test a law, id and variant; laws that depend on no options once an id."""
    if {"law", "case"} <= set(metafunc.fixturenames):
        pairs = [
            pytest.param(law, case, id=f"{law.name}-{_title(*CASES[case])}")
            for case in range(len(CASES))
            for law in LAWS
            if not (law.once and CASES[case][1])
        ]
        metafunc.parametrize(("law", "case"), pairs)


@cache
def _missing(env_id: str) -> str:
    """What a dear environment lacks on this machine, empty where it runs."""
    try:
        env = Subject(env_id).make()
        env.reset(seed=0)
        env.close()
    except MissingComponent as missing:
        return str(missing)
    return ""


@pytest.fixture
def runs_here(absent: Callable[[str], None]) -> Callable[[str], None]:
    """`runs_here(env_id)` skips, loudly, where the environment lacks its browser or container."""

    def check(env_id: str) -> None:
        if env_id in DEAR and (missing := _missing(env_id)):
            absent(missing)

    return check


@pytest.fixture
def subject(case: int, runs_here: Callable[[str], None]) -> Subject:
    """The subject of a case; its episodes are shared by the laws, so nothing may change them."""
    runs_here(CASES[case][0])
    return _subject(case)
