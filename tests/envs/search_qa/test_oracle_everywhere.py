"""The oracle's player reaches the maximum: on every kind of made-up question, and on published sets."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gymnasium as gym
import pytest

from turnwise.envs.core import TurnEnv
from turnwise.envs.search_qa import SPLITS, State
from turnwise.envs.search_qa.world.asking import KINDS
from turnwise.verifiers.search_qa.scoring import SCORING

MAXIMUM = 1.5
SHOWABLE = 0.95
"""Share of a set's questions whose pages the index brings up that the oracle must solve."""


def play(env: gym.Env[Any, Any], split: str, index: int) -> tuple[float, bool, State]:
    """The return of the oracle's player, success, and the last state."""
    base: Any = env.unwrapped
    assert isinstance(base, TurnEnv)
    assert SCORING.oracle is not None
    _, info = env.reset(seed=0, options={"split": split, "index": index})
    total, over = 0.0, False
    while not over:
        best = SCORING.oracle.actions(base.episode.state)
        _, reward, terminated, truncated, info = env.step(base.game.format(best.actions[0]))
        total, over = total + float(reward), terminated or truncated
    return total, bool(info["success"]), base.episode.state


@pytest.mark.parametrize("kind", KINDS)
def test_the_oracle_reaches_the_maximum_on_every_kind(kind: str) -> None:
    env = gym.make("turnwise/SearchQA-v0", kinds=(kind,))
    for index in range(25):
        total, success, _ = play(env, "test", index)
        assert (total, success) == (pytest.approx(MAXIMUM), True), index


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_the_oracle_reaches_the_maximum_on_a_thousand_of_every_kind(kind: str) -> None:
    env = gym.make("turnwise/SearchQA-v0", kinds=(kind,), pages=20_000)
    for index in range(1000):
        total, success, _ = play(env, "train", index)
        assert (total, success) == (pytest.approx(MAXIMUM), True), index


@pytest.mark.slow
@pytest.mark.parametrize("split", SPLITS)
def test_the_oracle_reaches_the_maximum_on_every_split_and_with_five_results(split: str) -> None:
    env = gym.make("turnwise/SearchQA-v0", results=5)
    for index in range(300):
        total, success, _ = play(env, split, index)
        assert (total, success) == (pytest.approx(MAXIMUM), True), index


def solved(folder: Path, most: int | None) -> tuple[int, int, int]:
    """(questions, those whose pages the index brings up, those of them that the oracle solved)."""
    env = gym.make("turnwise/SearchQA-v0", data=str(folder))
    base: Any = env.unwrapped
    questions = showable = solved = 0
    for split in base.tasks.splits:
        for index in range(base.tasks.count(split) if most is None else most):
            total, success, state = play(env, split, index)
            plan, facts = state.task.plan, state.task.question.facts or ()
            questions += 1
            if plan is not None and plan.wanted == (1 << len(facts)) - 1:
                showable += 1
                solved += success and total == pytest.approx(MAXIMUM)
    return questions, showable, solved


@pytest.mark.parametrize("name", ["musique", "hotpotqa"])
def test_the_oracle_solves_questions_of_published_sets(name: str, data_dir: Callable[[str], Path]) -> None:
    questions, showable, done = solved(data_dir("searchqa") / name, 15)
    assert showable >= 0.9 * questions
    assert done >= SHOWABLE * showable


@pytest.mark.slow
@pytest.mark.parametrize("name", ["musique", "2wiki", "hotpotqa", "popqa"])
def test_the_oracle_solves_whole_published_sets(name: str, data_dir: Callable[[str], Path]) -> None:
    questions, showable, done = solved(data_dir("searchqa") / name, None)
    assert showable >= 0.9 * questions
    assert done >= SHOWABLE * showable


def test_a_set_without_evidence_is_judged_by_the_answer_alone(data_dir: Callable[[str], Path]) -> None:
    folder = data_dir("searchqa")
    pages = str(folder / "musique" / "corpus.jsonl.gz")
    env = gym.make("turnwise/SearchQA-v0", data=str(folder / "bamboogle"), documents=pages)
    base: Any = env.unwrapped
    _, info = env.reset(options={"question": 0})
    assert info["privileged"]["state"].task.plan is None
    env.step("search: Titan IIIE")
    answer = base.episode.state.task.question.answers[0]
    _, reward, terminated, _, info = env.step(f"answer: {answer}")
    assert (reward, terminated, info["success"], info["measured"]) == (1.0, True, True, True)
