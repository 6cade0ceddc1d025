"""The subjects: every id of the catalog under its own options and under each variant."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from turnwise.envs.catalog import CATALOG
from turnwise.laws import LAWS, Subject

CASES = [(row.id, options) for row in CATALOG for options in ({}, *row.variants)]
"""Every id with each of its sets of options."""

DEAR = frozenset(row.id for row in CATALOG if row.dear)


@cache
def _subject(case: int) -> Subject:
    env_id, options = CASES[case]
    if env_id in DEAR:
        return Subject(env_id, options, tasks=2, garbage=10)
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


@pytest.fixture
def subject(case: int) -> Subject:
    """The subject of a case; its episodes are shared by the laws, so nothing may change them."""
    return _subject(case)
