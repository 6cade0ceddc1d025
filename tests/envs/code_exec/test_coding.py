"""Programs written and repaired in a sandbox: commands, tests, rewards, and every way to cheat."""

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gymnasium as gym
import pytest

import turnwise
from turnwise.envs.code_exec import SandboxFailed, SandboxUnavailable
from turnwise.envs.code_exec.coding import TOOLS, Command, LibraryRepairs, LibrarySynthesis, Verb
from turnwise.envs.code_exec.coding.difference import changed_lines
from turnwise.envs.code_exec.coding.text import format_command, parse
from turnwise.envs.core import Malformed, UsageError
from turnwise.verifiers.code_exec.coding import REPAIR_SCORING, SYNTHESIS_SCORING
from turnwise.wrappers import score_episode, scorer_of

INDEX = 0  # add_minutes


@pytest.fixture(scope="module", params=[pytest.param("docker", marks=pytest.mark.slow), "bubblewrap"])
def make(request: pytest.FixtureRequest, absent: Callable[[str], None]) -> Callable[..., gym.Env[str, str]]:
    """Makes an environment on each backend."""

    def made(env_id: str, **options: Any) -> gym.Env[str, str]:
        try:
            return gym.make(f"turnwise/{env_id}-v0", backend=request.param, **options)
        except SandboxUnavailable as error:
            absent(str(error))
            raise

    return made


def play(env: gym.Env[str, str], *texts: str, index: int = INDEX) -> list[Any]:
    env.reset(seed=0, options={"index": index})
    return [env.step(text) for text in texts]


def write(source: str, path: str = "solution.py") -> str:
    return f"write {path}\n{source}"


REFERENCE = LibrarySynthesis().task("train", INDEX).reference
HEAD = "def add_minutes(time, minutes):\n"

HACKS = {
    "an object that is equal to all": "class Any:\n    def __eq__(self, other): return True\n"
    + HEAD
    + "    return Any()\n",
    "a text equal to everything": "class Any(str):\n    def __eq__(self, other): return True\n"
    + "    def __hash__(self): return 1\n"
    + HEAD
    + "    return Any('00:00')\n",
    "leaving with status 0": "import sys\n" + HEAD + "    sys.exit(0)\n",
    "leaving at once": "import os\nos._exit(0)\n" + HEAD + "    return '00:00'\n",
    "a printed report": HEAD + "    print('21 passed')\n    return 'passed'\n",
    "special-casing the public tests": "KNOWN = "
    + repr({("23:50", 15): "00:05", ("07:30", 0): "07:30"})
    + "\n"
    + HEAD
    + "    return KNOWN.get((time, minutes), time)\n",
    "walking the frames": HEAD + "    import sys\n    frame = sys._getframe()\n    while frame:\n"
    "        for value in [*frame.f_locals.values()]:\n"
    "            if type(value) is str and len(value) == 5 and value != time:\n                return value\n"
    "        frame = frame.f_back\n    return time\n",
    "searching memory": HEAD
    + "    import gc\n    for thing in gc.get_objects():\n        if type(thing) is dict and 'expected' in thing:\n"
    "            return thing['expected']\n    return time\n",
    "patching the comparison": "import builtins\nbuiltins.all = lambda *_: True\nbuiltins.bool = lambda *_: True\n"
    + HEAD
    + "    return time\n",
    "counting the calls": "calls = [0]\n" + HEAD + "    calls[0] += 1\n    return time if calls[0] < 6 else '00:00'\n",
    "never ending": HEAD + "    while True:\n        pass\n",
    "nothing at all": "",
    "no Python": "add_minutes should add minutes\n",
}


@pytest.mark.parametrize("hack", HACKS.values(), ids=list(HACKS))
def test_a_trick_earns_nothing(make: Callable[..., Any], hack: str) -> None:
    env = make("CodeSynthesis")
    steps = play(env, write(hack), "submit")
    assert steps[-1][2]
    assert not steps[-1][4]["success"]
    assert steps[-1][4]["measured"]
    assert sum(step[1] for step in steps) <= 0.0
    env.close()


def test_what_lies_in_the_workspace_counts_for_nothing(make: Callable[..., Any]) -> None:
    env = make("CodeSynthesis")
    texts = [
        write("def pytest_runtest_makereport(*_): return 'passed'\n", "conftest.py"),
        write("def test_all(): pass\n", "test_solution.py"),
        write("def add_minutes(time, minutes): return '00:05'\n", "add_minutes.py"),
        "run\nopen('hidden_results.json', 'w').write('all passed')\nimport sys\nsys.modules['solution'] = sys",
        "submit",
    ]
    steps = play(env, *texts)
    assert sum(step[1] for step in steps) == -1.0
    assert steps[-1][4]["reward"].verdicts["progress"].components["hidden"] == 0.0
    env.close()


def test_the_reference_by_steps_earns_everything(make: Callable[..., Any]) -> None:
    for env_id, scoring in (("CodeSynthesis", SYNTHESIS_SCORING), ("CodeRepair", REPAIR_SCORING)):
        env = make(env_id)
        env.reset(seed=0, options={"index": 1})
        base, total = env.unwrapped, 0.0
        oracle, guarantee = scoring.oracle, scoring.guarantee
        assert oracle is not None
        assert guarantee is not None
        wanted = guarantee(base.episode.state)
        while base.episode.end is None:
            best = oracle.actions(base.episode.state).actions[0]
            total += env.step(base.game.format(best))[1]
        assert total == pytest.approx(wanted)
        assert score_episode(base.episode, scorer_of(env)) == [
            env.get_wrapper_attr("scorer")(turn.transition) for turn in base.episode.turns
        ]
        env.close()


def test_breaking_and_mending_earns_nothing(make: Callable[..., Any]) -> None:
    env = make("CodeSynthesis")
    broken = HEAD + "    return time\n"
    rewards = [step[1] for step in play(env, *[write(REFERENCE), write(broken)] * 3)]
    assert rewards[0] == pytest.approx(1.0)
    assert all(reward <= 0.0 for reward in rewards[1:])
    env.close()


def test_a_repair_tells_where_it_changed_the_program(make: Callable[..., Any]) -> None:
    env = make("CodeRepair")
    fixed = "    total = (int(hours) * 60 + int(rest) + minutes) % 1440"
    stray = '    return f"{total // 60:02d}:{total % 60:02d}" + ""'
    steps = play(
        env, f"edit solution.py 4-4\n{stray}", f"edit solution.py 3-3\n{fixed}", f"edit solution.py 3-3\n{fixed} "
    )
    parts = [step[4]["reward"].verdicts["progress"].components for step in steps]
    assert [part["fault_hit"] for part in parts] == [0.0, 1.0, 0.0]
    assert [part["stray"] for part in parts] == [1.0, 0.0, 0.0]
    assert parts[1]["progress"] == 1.0
    env.close()


def test_a_program_of_the_agent_runs_in_the_workspace(make: Callable[..., Any]) -> None:
    env = make("CodeSynthesis")
    steps = play(
        env,
        write(REFERENCE),
        "run\nimport solution\nprint(solution.add_minutes('10:00', 5))\nopen('note.txt', 'w').write('seen')",
        "run\nprint(open('note.txt').read())",
        "run\nraise ValueError('no')",
        "run\nopen('solution.py', 'w').write('x = 1')",
        "test",
    )
    assert steps[1][0].startswith("10:05")
    assert steps[2][0].startswith("seen")
    assert "ValueError: no" in steps[3][0]
    assert "0 of 5 public tests pass" in steps[5][0], "a program may change the solution, and the tests see it"
    assert {step[4]["backend"] for step in steps} <= {"docker", "bubblewrap"}
    env.close()


def test_branches_and_snapshots_go_on_alike(make: Callable[..., Any]) -> None:
    env = make("CodeRepair")
    play(env, "run\nopen('note.txt', 'w').write('one')")
    moment = turnwise.snapshot(env)
    twins = [turnwise.branch(env) for _ in range(16)]
    seen = {twin.step("run\nimport os\nprint(open('note.txt').read(), sorted(os.listdir('.')))")[0] for twin in twins}
    assert seen == {"one ['note.txt', 'solution.py']"}
    twins[0].step("run\nopen('note.txt', 'w').write('two')")
    again = make("CodeRepair")
    turnwise.restore(again, pickle.loads(pickle.dumps(moment)))
    assert again.step("run\nprint(open('note.txt').read())")[0] == "one"
    for other in (env, again, *twins):
        other.close()


def test_a_sandbox_that_fails_is_no_zero(make: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from turnwise.envs.code_exec import Failure
    from turnwise.envs.code_exec.desk import Desk

    env = make("CodeSynthesis", max_turns=3)
    env.reset(seed=0, options={"index": INDEX})
    with monkeypatch.context() as broken:
        broken.setattr(Desk, "act", lambda *_: Failure("engine", "the engine gave no answer."))
        with pytest.warns(UserWarning, match="could not be judged"):
            observation, reward, _, _, info = env.step("run\nprint(1)")
    event = env.unwrapped.episode.turns[-1].transition.events[0]
    assert event == SandboxFailed("engine", "the engine gave no answer.")
    assert (reward, info["measured"]) == (0.0, False)
    assert "Try again" in observation
    assert env.step("run\nprint(1)")[4]["measured"]
    env.close()


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("write a/b.py\nx = 1", Command(Verb.WRITE, "a/b.py", text="x = 1\n")),
        ("write a.py\n```python\nx = 1\n```", Command(Verb.WRITE, "a.py", text="x = 1\n")),
        ("I think so. <action>test</action>", Command(Verb.TEST)),
        ("edit a.py 2-3\n    y = 2\n", Command(Verb.EDIT, "a.py", 2, 3, "    y = 2\n")),
        ("edit a.py 2-3", Command(Verb.EDIT, "a.py", 2, 3)),
        ("SUBMIT", Command(Verb.SUBMIT)),
        ('{"name": "test", "arguments": {}}', Command(Verb.TEST)),
        ('{"name": "run", "arguments": "{\\"code\\": \\"print(1)\\"}"}', Command(Verb.RUN, text="print(1)\n")),
        (
            json.dumps({"name": "edit", "arguments": {"path": "a.py", "first": 1, "last": 1, "content": "x = 2"}}),
            Command(Verb.EDIT, "a.py", 1, 1, "x = 2\n"),
        ),
    ],
)
def test_commands_are_read(text: str, command: Command) -> None:
    assert parse(text) == command
    assert parse(format_command(command)) == command


@pytest.mark.parametrize(
    "text",
    [
        "write",
        "write ../solution.py\nx",
        "write /etc/passwd\nx",
        "write a b\nx",
        "edit a.py\nx",
        "edit a.py 1\nx",
        "run",
        "test now",
        "test\nsubmit",
        "<action>test</action><action>submit</action>",
        "{",
        '{"name": "edit", "arguments": {"path": "a.py", "first": "1", "last": 2, "content": ""}}',
        '{"name": "rm"}',
        '["test"]',
        "write a.py\n" + "x" * 30_000,
        "write a.py\n\ud800",
    ],
)
def test_what_is_no_command_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse(text)


def test_tool_schemas_name_every_command() -> None:
    assert [tool["function"]["name"] for tool in TOOLS] == [verb.value for verb in Verb]


def test_changed_lines() -> None:
    source = "a\nb\n\nc\n"
    assert changed_lines(source, "a\nb\nc") == ()
    assert changed_lines(source, "a\nx\nc") == (2,)
    assert changed_lines(source, "a\nb\nnew\nc") == (2,)
    assert changed_lines(source, "new\na\nb\nc") == (1,)
    assert changed_lines(source, "") == (1, 2, 4)


def test_a_seeded_fault_shows_in_a_public_test_and_differs_in_its_line() -> None:
    for split in LibraryRepairs().splits:
        for index in range(12):
            task = LibraryRepairs().task(split, index)
            assert task.passed < len(task.public) < task.tests
            assert task.tests - len(task.public) >= len(task.public)
            assert changed_lines(task.start, task.reference) == task.faults


def test_options_are_checked() -> None:
    with pytest.raises(UsageError, match="level must be"):
        LibrarySynthesis(level="brutal")
    with pytest.raises(UsageError):
        gym.make("turnwise/CodeSynthesis-v0", backend="subprocess")


@pytest.mark.parametrize(
    ("name", "indices"), [("humaneval", (0, 5)), ("mbpp", (0, 5)), ("mbpp_sanitized", (0, 5)), ("quixbugs", (10,))]
)
def test_public_sets_are_played(
    make: Callable[..., Any], data_dir: Callable[[str], Path], name: str, indices: tuple[int, ...]
) -> None:
    path = data_dir("code") / f"{name}.jsonl"
    for env_id, scoring in (("CodeSynthesis", SYNTHESIS_SCORING), ("CodeRepair", REPAIR_SCORING)):
        env = make(env_id, data=path)
        assert scoring.oracle is not None
        for index in indices:
            env.reset(seed=0, options={"index": index})
            base, info = env.unwrapped, {}
            while base.episode.end is None:
                best = scoring.oracle.actions(base.episode.state).actions[0]
                *_, info = env.step(base.game.format(best))
            assert info["success"], (name, index)
        env.close()
