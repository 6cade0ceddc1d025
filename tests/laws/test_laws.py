"""Every law on every environment and variant of the catalog."""

from collections.abc import Callable

import pytest

from turnwise.envs.catalog import CATALOG
from turnwise.laws import LAWS, Law, Subject, check_env_laws


def test_law_holds(law: Law, subject: Subject) -> None:
    subject.notes.clear()
    law.check(subject)


def test_every_law_says_in_one_sentence_what_it_asks_for() -> None:
    for law in LAWS:
        assert law.description.endswith("."), law.name
        assert law.name == law.name.lower().replace("_", "-")
    assert len({law.name for law in LAWS}) == len(LAWS)


@pytest.mark.slow
@pytest.mark.parametrize("env_id", [row.id for row in CATALOG])
def test_splits_stay_apart_over_a_thousand_tasks_each(env_id: str, runs_here: Callable[[str], None]) -> None:
    runs_here(env_id)
    splits = [law for law in LAWS if law.name == "splits"]
    check_env_laws(env_id, laws=splits, tasks=250).raise_if_broken()


@pytest.mark.slow
@pytest.mark.parametrize(("env_id", "tasks"), [(row.id, 4 if row.dear else 40) for row in CATALOG])
def test_laws_hold_on_many_tasks(env_id: str, tasks: int, runs_here: Callable[[str], None]) -> None:
    runs_here(env_id)
    wanted = ("verdicts", "oracle-maximum", "floor", "no-positive-cycle", "leakage", "ends", "reward-sum")
    check_env_laws(env_id, laws=[law for law in LAWS if law.name in wanted], tasks=tasks, seed=2).raise_if_broken()
