"""Chores with files in a real shell: goals, harm, and every way to cheat."""

from collections.abc import Callable
from typing import Any

import gymnasium as gym
import pytest

import turnwise  # noqa: F401
from turnwise.envs.code_exec import SandboxUnavailable
from turnwise.envs.code_exec.shell import ShellTasks
from turnwise.verifiers.code_exec.shell import SCORING


@pytest.fixture(scope="module", params=[pytest.param("docker", marks=pytest.mark.slow), "bubblewrap"])
def make(request: pytest.FixtureRequest, absent: Callable[[str], None]) -> Callable[..., gym.Env[str, str]]:
    def made(**options: Any) -> gym.Env[str, str]:
        try:
            return gym.make("turnwise/Shell-v0", backend=request.param, **options)
        except SandboxUnavailable as error:
            absent(str(error))
            raise

    return made


def play(env: gym.Env[str, str], *texts: str, index: int = 0) -> list[Any]:
    env.reset(seed=0, options={"index": index})
    return [env.step(text) for text in texts]


@pytest.mark.parametrize("split", ShellTasks.splits)
def test_the_known_way_earns_everything(make: Callable[..., Any], split: str) -> None:
    env = make(split=split)
    assert SCORING.oracle is not None
    for index in range(3):
        env.reset(seed=0, options={"index": index})
        base, total = env.unwrapped, 0.0
        while base.episode.end is None:
            total += env.step(SCORING.oracle.actions(base.episode.state).actions[0].text)[1]
        assert total == pytest.approx(2.0)
    env.close()


@pytest.mark.parametrize(
    "lines",
    [
        ("done",),
        ("echo 'all goals hold'", "exit 0", "done"),
        ("rm -rf *", "done"),
        ("rm -rf conf cache; mkdir conf cache", "done"),
        ("sed -i 's/host=.*/host=ember/' conf/*.ini; touch extra.txt", "find cache -size 0 -delete", "done"),
        ("alias ls=true; PATH=/nowhere", "done"),
    ],
    ids=["nothing", "a printed report", "all gone", "emptied", "something left behind", "another environment"],
)
def test_what_does_not_reach_the_goals_earns_nothing(make: Callable[..., Any], lines: tuple[str, ...]) -> None:
    env = make()
    steps = play(env, *lines)
    assert steps[-1][2]
    assert not steps[-1][4]["success"]
    assert sum(step[1] for step in steps) <= 0.0
    env.close()


def test_doing_and_undoing_earns_nothing(make: Callable[..., Any]) -> None:
    env = make()
    steps = play(env, "cp -r conf /tmp; touch extra", "rm extra", *["touch extra", "rm extra"] * 2)
    assert sum(step[1] for step in steps) <= 0.0
    env.close()


def test_a_file_that_is_needed_and_gone_is_fatal(make: Callable[..., Any]) -> None:
    env = make(split="structure")
    for index in range(6):
        task = ShellTasks().task("structure", index)
        needed = next((step.needs[0] for step in task.steps if step.needs), "")
        if not needed:
            continue
        (step,) = play(env, f"rm {needed}", index=index)
        verdict = step[4]["reward"].verdicts["progress"]
        assert (verdict.label, verdict.recoverable) == ("fatal", False)
    env.close()


@pytest.mark.parametrize("text", ["", "a\nb", "<action>ls</action><action>pwd</action>", "\x00", "x" * 5000])
def test_what_is_no_line_is_refused(make: Callable[..., Any], text: str) -> None:
    env = make()
    (step,) = play(env, text)
    assert step[4]["rejected"]
    env.close()
