"""A small set over our own search engine."""

from collections.abc import Callable
from typing import Any

import pytest

from turnwise.envs.search_qa import DataSet, Page, Pages, SearchQAEnv

from .small_set import BARE, CHAIN, TEXTS


@pytest.fixture
def small_set() -> DataSet:
    pages = Pages(Page(doc, title, text) for doc, (title, text) in TEXTS.items())
    return DataSet("small", (CHAIN, BARE), pages)


@pytest.fixture
def make(small_set: DataSet) -> Callable[..., SearchQAEnv]:
    def made(question: str = "chain", **options: Any) -> SearchQAEnv:
        env = SearchQAEnv(data=small_set, **{"results": 2, "part_words": 30, **options})
        env.reset(seed=0, options={"question": question})
        return env

    return made
