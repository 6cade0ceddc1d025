"""Grading from outside: right answers pass, nothing else does, and real tasks keep their meaning."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from turnwise.envs.code_exec import Failure, open_sandbox
from turnwise.envs.code_exec.grading import (
    CallTest,
    CodeTask,
    CodeTest,
    Grader,
    Outcome,
    grade,
    load_tasks,
    matches,
    same,
    suspicious,
)
from turnwise.envs.core.errors import DataError, UsageError

TASK = CodeTask(
    name="double",
    family="own",
    prompt="def double(x): ...",
    entry="double",
    reference="def double(x): return 2 * x",
    tests=(
        CallTest("four", "double", (2,), 4),
        CallTest("text", "double", ("ab",), "abab"),
        CodeTest("code", "assert double([1]) == [1, 1]"),
    ),
    names=("double",),
    seconds=1.0,
)


def outcomes(source: str, backend: str, task: CodeTask = TASK) -> list[Outcome]:
    report = grade(task, source, backend=backend)  # type: ignore[arg-type]
    assert report.measured, report.failure
    assert report.backend == backend
    return [result.outcome for result in report.results]


class TestOutcomes:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            (TASK.reference, [Outcome.PASSED] * 3),
            ("def double(x): return x", [Outcome.WRONG] * 3),
            ("def double(x): return x + 2", [Outcome.PASSED, Outcome.RAISED, Outcome.RAISED]),
            ("def double(x): return object()", [Outcome.NOT_PLAIN] * 3),
            ("import os\ndef double(x): os._exit(0)", [Outcome.NO_ANSWER] * 3),
            ("def double(x: return", [Outcome.NOT_LOADED] * 3),
            ("import sys\nsys.exit(0)", [Outcome.NOT_LOADED] * 3),
            ("def other(x): return 2 * x", [Outcome.RAISED] * 3),
        ],
        ids=["right", "wrong", "partly", "no plain data", "exits", "no Python", "exits when loaded", "another name"],
    )
    def test_every_test_has_an_outcome(self, backend: str, source: str, expected: list[Outcome]) -> None:
        assert outcomes(source, backend) == expected

    def test_a_submission_that_ends_in_one_test_is_loaded_again_for_the_next(self, backend: str) -> None:
        source = "import os\ndef double(x):\n    if x in (2, [1]): os._exit(0)\n    return 2 * x"
        assert outcomes(source, backend) == [Outcome.NO_ANSWER, Outcome.PASSED, Outcome.NO_ANSWER]

    def test_public_tests_run_in_the_agents_own_sandbox_beside_its_session(self, backend: str) -> None:
        with open_sandbox(backend) as box:  # type: ignore[arg-type]
            box.execute("x = 41")
            assert grade(TASK, TASK.reference, backend=backend, tests=TASK.tests[:1], box=box).passed  # type: ignore[arg-type]
            session = box.execute("x + 1")
            assert not isinstance(session, Failure)
            assert session.value == "42"

    def test_tests_of_another_task_are_refused(self, backend: str) -> None:
        with pytest.raises(UsageError, match="among those of double"):
            grade(TASK, "", backend=backend, tests=[CallTest("x", "f", (), 1)])  # type: ignore[arg-type]

    def test_tests_that_cannot_be_set_up_are_no_verdict_on_the_submission(self, backend: str) -> None:
        task = CodeTask("t", "own", "", "f", "", (CodeTest("a", "assert f()"),), setup="import no_such_module")
        report = grade(task, "def f(): return 1", backend=backend)  # type: ignore[arg-type]
        assert not report.measured
        assert not report.passed


class TestComparison:
    @pytest.mark.parametrize(
        ("expected", "answer", "by_value", "by_type"),
        [
            (1, 1, True, True),
            (1, True, True, False),
            (1.0, 1, True, False),
            ([1, (2,)], [1, (2,)], True, True),
            ([1], (1,), False, False),
            ({1: [2]}, {1: [2]}, True, True),
            ({1: 2}, {True: 2}, True, False),
            ({1, 2}, {2, 1}, True, True),
            (float("nan"), float("nan"), False, True),
            ("a", b"a", False, False),
        ],
    )
    def test_by_value_and_by_type(self, expected: object, answer: object, by_value: bool, by_type: bool) -> None:
        assert matches(expected, answer) is by_value
        assert same(expected, answer) is by_type

    def test_json_knows_no_tuples_and_numbers_may_be_off_where_they_may(self) -> None:
        assert matches([[1, 2]], [(1, 2)], sequences=True)
        assert not matches([[1, 2]], [(1, 3)], sequences=True)
        assert matches(1.5, 1.52, tolerance=0.05)
        assert not matches(1.5, 1.6, tolerance=0.05)
        assert not matches(1.5, float("nan"), tolerance=0.05)


class TestSuspicion:
    def test_what_tricks_are_made_of_is_named(self) -> None:
        assert suspicious("import sys\nsys._getframe()") == ("walks the interpreter's frames",)
        assert suspicious("class A:\n    def __eq__(self, o): return True") == (
            "defines __eq__ with a constant answer",
        )
        assert suspicious("def f(x): return sorted(x)") == ()
        assert suspicious("def f(:") == ()


class TestFormats:
    def test_an_unknown_format_is_told_with_its_fields(self, tmp_path: Path) -> None:
        file = tmp_path / "tasks.jsonl"
        file.write_text('{"question": "?", "answer": "!"}\n')
        with pytest.raises(DataError, match=r"no known format has the fields \['answer', 'question'\]"):
            load_tasks(file)

    def test_a_broken_row_is_named(self, tmp_path: Path) -> None:
        file = tmp_path / "tasks.jsonl"
        row = {"id": "1", "code": "def f(x): return x", "input": "1", "output": "1"}
        file.write_text(json.dumps(row) + "\n" + json.dumps({**row, "input": "(("}) + "\n")
        with pytest.raises(DataError, match="row 2: SyntaxError"):
            load_tasks(file)
        file.write_text(json.dumps(row) + "\n{no json\n")
        with pytest.raises(DataError, match="line 2: no JSON"):
            load_tasks(file)

    def test_a_list_and_a_packed_file_are_read_as_well(self, tmp_path: Path) -> None:
        import gzip

        row = {"id": "1", "code": "def f(x): return x", "input": "1, ", "output": "1"}
        (tmp_path / "a.json").write_text(json.dumps([row]))
        (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(json.dumps(row).encode()))
        assert load_tasks(tmp_path / "a.json") == load_tasks(tmp_path / "b.jsonl.gz")


REAL = {  # file: how many of 1,000 references have to pass
    "humaneval.jsonl": 1000 * 161 / 164,
    "mbpp.jsonl": 1000 * 971 / 974,
    "mbpp_sanitized.jsonl": 1000.0,
    "cruxeval.jsonl": 1000.0,
    "quixbugs.jsonl": 1000.0,
    "exercism_python.jsonl.gz": 1000 * 131 / 140,
}


class TestRealData:
    @pytest.mark.parametrize("file", REAL)
    def test_references_of_a_sample_pass(self, backend: str, file: str, data_dir: Callable[[str], Path]) -> None:
        tasks = load_tasks(data_dir("code") / file)
        tasks = tasks[:: max(1, len(tasks) // 12)]
        assert len({task.name for task in tasks}) == len(tasks)
        grader = Grader(backend, reuse=True, fresh=False)  # type: ignore[arg-type]
        failed = [task.name for task in tasks if not grader.grade(task, task.reference).passed]
        grader.close()
        assert len(failed) <= (1 if REAL[file] < 1000 else 0), failed

    @pytest.mark.slow
    @pytest.mark.parametrize("file", REAL)
    def test_all_references_pass(self, backend: str, file: str, data_dir: Callable[[str], Path]) -> None:
        tasks = load_tasks(data_dir("code") / file)
        grader = Grader(backend, reuse=True, fresh=False)  # type: ignore[arg-type]
        passed = sum(grader.grade(task, task.reference).passed for task in tasks)
        grader.close()
        assert 1000 * passed / len(tasks) >= REAL[file]

    def test_no_buggy_program_of_quixbugs_passes(self, backend: str, data_dir: Callable[[str], Path]) -> None:
        tasks = load_tasks(data_dir("code") / "quixbugs.jsonl")
        grader = Grader(backend, reuse=True, fresh=False)  # type: ignore[arg-type]
        for task in tasks[::4]:
            tests = task.tests[:6]
            report = grader.grade(task, task.faulty, tests=tests)
            if report.passed and len(task.tests) > len(tests):
                report = grader.grade(task, task.faulty)
            assert report.measured
            assert not report.passed, task.name
        grader.close()
