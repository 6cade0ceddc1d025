"""Data questions and test writing: what is read, what is refused, and every way to cheat."""

from typing import Any

import gymnasium as gym
import pytest

import turnwise  # noqa: F401
from turnwise.envs.code_exec.data_analysis import DataTasks
from turnwise.envs.code_exec.data_analysis.database import query
from turnwise.envs.code_exec.data_analysis.rules import equal_answers
from turnwise.envs.code_exec.test_writing import TestWritingTasks
from turnwise.envs.code_exec.test_writing.running import outcome
from turnwise.envs.core import UsageError


def play(env_id: str, *texts: str, index: int = 0) -> list[Any]:
    env = gym.make(f"turnwise/{env_id}-v0")
    env.reset(seed=0, options={"index": index})
    return [env.step(text) for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "ATTACH DATABASE '/tmp/x.db' AS other",
        "PRAGMA table_info(loan)",
        "DROP TABLE loan",
        "INSERT INTO loan VALUES (1, 1, '', 1, '')",
        "SELECT random()",
        "SELECT load_extension('x')",
        "SELECT current_date",
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c",
        "SELECT count(*) FROM loan a, loan b, loan c, loan d, loan e, loan f, loan g",
        "SELECT 1; SELECT 2",
        "SELECT * FROM nothing",
        "VACUUM INTO '/tmp/x.db'",
        "BEGIN",
    ],
)
def test_a_query_that_leaves_the_data_or_never_ends_fails(text: str) -> None:
    task = DataTasks().task("train", 0)
    assert query(task, text).error
    assert query(task, "SELECT count(*) FROM loan").result.rows == ((18,),)


def test_the_query_then_the_answer_earn_everything() -> None:
    for split in DataTasks().splits:
        for index in range(5):
            task = DataTasks().task(split, index)
            assert task.traps
            env = gym.make("turnwise/DataAnalysis-v0", split=split)
            env.reset(seed=0, options={"index": index})
            rewards = [env.step(text)[1] for text in (f"sql {task.query}", f"answer {task.answer}")]
            assert sum(rewards) == pytest.approx(2.0)


def test_a_silent_error_is_named_and_pays_nothing() -> None:
    task = DataTasks().task("train", 0)
    steps = play("DataAnalysis", f"sql {task.query.replace('(SELECT DISTINCT * FROM loan)', 'loan')}", "answer 44.4")
    verdict = steps[0][4]["reward"].verdicts["progress"]
    assert "there twice" in verdict.reason
    assert verdict.components["silent"] == 1.0
    assert "there twice" not in verdict.feedback
    assert not steps[1][4]["success"]
    assert sum(step[1] for step in steps) < 0.0


def test_a_constant_is_no_evidence() -> None:
    """The right number without reading the tables is not taken for the query's result."""
    task = DataTasks().task("train", 0)
    (step,) = play("DataAnalysis", f"sql SELECT {task.answer}")
    assert step[1] == 0.0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("5", "5.0", True),
        ("5", "5.1", False),
        ("'Ada 1'", "' ada 1 '", True),
        ("'5'", "5", False),
        ("None", "0", False),
    ],
)
def test_answers_are_compared(one: str, other: str, same: bool) -> None:
    assert equal_answers(one, other) is same


@pytest.mark.parametrize(
    "text",
    [
        "assert True",
        "assert file_ending('a.b') == file_ending('a.b')",
        "assert other('a') == 'b'",
        "assert file_ending(open('/etc/passwd').read()) == ''",
        "assert file_ending('a') != 'b'",
        "assert file_ending('a') == '' or True",
        "assert file_ending(*['a']) == ''",
        "assert file_ending(path='a') == ''",
        "import os",
        "assert file_ending('a') == ''\nassert file_ending('b') == ''",
        "assert file_ending(" + "9" * 8 + ") == 1",
        "assert file_ending('" + "a" * 500 + "') == ''",
        "",
        "x = 1",
    ],
)
def test_what_is_no_test_is_refused(text: str) -> None:
    (step,) = play("TestWriting", text)
    assert step[4]["rejected"]
    assert step[1] < 0.0


def test_a_test_that_does_not_hold_notices_nothing() -> None:
    (step,) = play("TestWriting", "assert file_ending('a/b.tar.gz') == 'tar'")
    parts = step[4]["reward"].verdicts["progress"].components
    assert (parts["wrong"], parts["killed"], parts["coverage"]) == (1.0, 0.0, 0.0)
    assert "does not hold" in step[0]


def test_the_same_test_again_is_refused_and_done_ends() -> None:
    text = "assert file_ending('a/b.tar.gz') == 'gz'"
    steps = play("TestWriting", text, text, "done")
    assert steps[0][1] > 0.0
    assert steps[1][4]["rejected"]
    assert steps[2][2]
    assert sum(step[1] for step in steps) < 0.0


def test_every_seeded_fault_shows_in_a_known_call() -> None:
    for split in TestWritingTasks().splits:
        for index in range(6):
            task = TestWritingTasks().task(split, index)
            assert 3 <= len(task.mutants) <= 8
            for mutant in task.mutants:
                assert any(outcome(mutant, task.name, given) != wanted for given, wanted in task.calls)


def test_wrong_options_are_errors() -> None:
    with pytest.raises(UsageError):
        DataTasks(level="extreme")
    with pytest.raises(UsageError):
        TestWritingTasks(faults=0)
