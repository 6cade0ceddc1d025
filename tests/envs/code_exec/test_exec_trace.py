"""Trace quizzes: recorded lines, questions, answers."""

import sys
from types import FrameType
from typing import Any

import gymnasium as gym
import pytest

import turnwise  # noqa: F401
from turnwise.envs.code_exec.exec_trace import Kind, TraceTasks
from turnwise.envs.code_exec.exec_trace.programs import program
from turnwise.envs.code_exec.exec_trace.tracing import clean_lines, traced
from turnwise.envs.core import TaskError, UsageError
from turnwise.envs.core.rng import Stream, derive_seed
from turnwise.envs.core.turn_env import TurnEnv

SOURCE = """def f(items, limit):
    total = 0
    for item in items:
        if item > limit:
            continue
        elif item == 0:
            break
        total += item
    else:
        total = -total
    while total > 5:
        total -= 3
    return [total for _ in range(2)]
"""


def lines_by_the_interpreter(source: str, function: str, arguments: tuple[Any, ...]) -> tuple[int, ...]:
    space: dict[str, Any] = {}
    exec(compile(source, "<traced>", "exec"), space)
    code, lines = space[function].__code__, []

    def inside(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            lines.append(frame.f_lineno)
        return inside

    before = sys.gettrace()
    sys.settrace(lambda frame, event, _: inside if frame.f_code is code else None)
    try:
        space[function](*arguments)
    finally:
        sys.settrace(before)
    return tuple(lines)


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (([1, 9, 2], 5), (2, 3, 4, 6, 8, 3, 4, 5, 3, 4, 6, 8, 3, 10, 11, 13)),
        (([0, 1], 5), (2, 3, 4, 6, 7, 11, 13)),
        (([5, 4], 5), (2, 3, 4, 6, 8, 3, 4, 6, 8, 3, 10, 11, 13)),
        (([], 5), (2, 3, 10, 11, 13)),
    ],
    ids=["a round skipped", "a loop left", "all rounds", "no round"],
)
def test_lines_are_recorded_as_they_run(arguments: tuple[Any, ...], lines: tuple[int, ...]) -> None:
    run = traced(SOURCE, "f", arguments)
    assert run is not None
    assert run.lines == lines
    assert run.lines == lines_by_the_interpreter(SOURCE, "f", arguments) or sys.version_info < (3, 12)


@pytest.mark.parametrize("level", ["easy", "medium", "hard"])
def test_made_up_programs_run_as_the_interpreter_says(level: str) -> None:
    for number in range(60):
        made = program(Stream(1, "test", level, number), level)
        run = traced(made.source, "f", made.arguments)
        if run is not None:
            assert not run.error, made.source
            assert run.lines == lines_by_the_interpreter(made.source, "f", made.arguments), made.source


def test_changes_are_those_of_the_line() -> None:
    run = traced("def f(x):\n    y = x\n    y.append(1)\n    z = len(y)\n    return z\n", "f", ([],))
    assert run is not None
    assert run.changes == (
        {"y": ("list", "[]")},
        {"x": ("list", "[1]"), "y": ("list", "[1]")},
        {"z": ("int", "1")},
        {},
    )
    assert run.output == "1"


def test_foreign_objects_are_never_asked_to_show_themselves() -> None:
    source = (
        "def f(n):\n    class Loud:\n        def __repr__(self):\n            raise SystemExit\n    x = Loud()\n"
        "    y = iter([n])\n    return x\n"
    )
    run = traced(source, "f", (1,))
    assert run is not None
    assert run.output == "?"
    assert all(text == "?" for change in run.changes for _, text in change.values())


def test_lines_about_which_interpreters_differ_are_left_out() -> None:
    assert clean_lines(SOURCE, "f") == frozenset({2, 3, 4, 5, 6, 7, 8, 10, 11, 12})
    assert (
        clean_lines("def f(x):\n    y = 1; z = 2\n    w = (x +\n         1)\n    return lambda: w\n", "f")
        == frozenset()
    )
    assert clean_lines("def f(x):\n    try:\n        y = 1\n    finally:\n        y = 2\n    return y\n", "f") == {6}


def test_tasks_are_the_same_on_every_interpreter() -> None:
    """A digest of 40 tasks: made on Python 3.11, 3.12 and 3.13 alike."""
    source = TraceTasks()
    tasks = [repr(source.task(split, index)) for split in source.splits for index in range(8)]
    assert derive_seed(*tasks) == 3149241577938816525


def test_each_question_has_the_answer_of_the_run() -> None:
    source, kinds = TraceTasks(level="hard", questions=12), set()
    for index in range(25):
        task = source.task("hard", index)
        assert len(task.questions) >= 4
        assert len(set(task.questions)) == len(task.questions)
        kinds |= {question.kind for question in task.questions}
        for question in task.questions:
            assert question.line == 0 or question.line in clean_lines(task.source, task.function)
    assert kinds == set(Kind)


def play(texts: list[str], **options: Any) -> tuple[TurnEnv[Any, Any, Any], list[Any]]:
    env = gym.make("turnwise/ExecTrace-v0", **options)
    env.reset(seed=0, options={"index": 1})
    steps = [env.step(text) for text in texts]
    return env.unwrapped, steps  # type: ignore[return-value]


def questions(**options: Any) -> Any:
    base, _ = play([], **options)
    return base.episode.state.task.questions


def test_right_answers_solve_it() -> None:
    base, steps = play([question.answer for question in questions()])
    assert sum(step[1] for step in steps) == pytest.approx(2.0)
    assert steps[-1][2]
    assert steps[-1][4]["success"]
    assert base.episode.end == "terminated"


def test_answers_are_compared_with_their_types() -> None:
    number, question = next((n, q) for n, q in enumerate(questions()) if q.kind is Kind.VALUE and q.answer.isdigit())
    before = [q.answer for q in questions()[:number]]
    for wrong in (f"{question.answer}.0", f"[{question.answer}]", f"'{question.answer}'"):
        _, steps = play([*before, wrong])
        assert steps[-1][4]["reward"].verdicts["progress"].score == -1.0


@pytest.mark.parametrize("kinds", [("output",), ("value",), ("next",), ("coverage",), ("type",), ("input",)])
def test_code_is_no_answer(kinds: tuple[str, ...]) -> None:
    hacks = ["f(9, [2])", "f(9, [2]) == f(9, [2])", "True or f(9)", "pass", "assert True", "lambda: 1", "()()", "[x]"]
    env = gym.make("turnwise/ExecTrace-v0", kinds=kinds, questions=1)
    env.reset(seed=0, options={"index": 3})
    for hack in hacks:
        *_, info = env.step(hack)
        assert info["rejected"], hack
        assert info["reward_terms"]["progress"] == 0.0


def test_any_arguments_that_give_the_wanted_value_are_right() -> None:
    """The answer to an input question needs not be the recorded one, and a wrong or endless one is a fact, no crash."""
    source = TraceTasks(level="easy", questions=1, kinds=(Kind.INPUT,))
    env = gym.make("turnwise/ExecTrace-v0", level="easy", questions=1, kinds=("input",))
    for index in range(12):
        (question,) = source.task("train", index).questions
        for text, right in ((question.answer, True), ("()", False), ("(1, 2, 3, 4, 5)", False)):
            env.reset(seed=0, options={"index": index})
            *_, info = env.step(text)
            assert info["success"] is right
    env.reset(seed=0, options={"index": 0})
    for text in ("(10000000, [1])", "([" + "1, " * 200 + "], 1)", "[1, 2]", "3"):
        *_, info = env.step(text)
        assert info["rejected"], text


def test_several_different_answers_are_none() -> None:
    _, steps = play(["<action>5</action> or <action>6</action>", "I think <action>5</action>"])
    assert [step[4]["rejected"] for step in steps] == [True, False]


def test_execverify_pays_nothing_where_the_output_is_wrong() -> None:
    asked = [q.answer for q in questions()]
    _, steps = play(asked, scale="execverify")
    assert [step[1] for step in steps] == [0.0] * (len(asked) - 1) + [2.0]
    _, steps = play([*asked[:-1], "'no'"], scale="execverify")
    assert steps[-1][1] == 0.0
    _, steps = play(["-1", *asked[1:]], scale="execverify")
    assert steps[-1][1] == pytest.approx(2 * (0.5 + 0.5 * 4 / 5))


def test_wrong_options_are_errors() -> None:
    for options in ({"level": "extreme"}, {"questions": 0}, {"kinds": ("colour",)}, {"kinds": ()}):
        with pytest.raises(UsageError):
            gym.make("turnwise/ExecTrace-v0", **options)
    with pytest.raises(TaskError):
        TraceTasks().task("nowhere", 0)
