"""The search agent without a model: a score that is not trivial, from what it is shown alone."""

from typing import Any

import gymnasium as gym
import pytest

from turnwise.agents import IterativeAgent, Lineup, Seat, plays
from turnwise.envs.core import TurnEnv, UsageError
from turnwise.rollout.play import Rollout, run_episode
from turnwise.wrappers import scorer_of

ID = "turnwise/SearchQA-v0"


def make(**options: Any) -> tuple[gym.Env[Any, Any], TurnEnv[Any, Any, Any]]:
    env = gym.make(ID, **options)
    base = env.unwrapped
    assert isinstance(base, TurnEnv)
    return env, base


def play(env: gym.Env[Any, Any], base: TurnEnv[Any, Any, Any], index: int) -> Rollout:
    with Lineup() as lineup:
        seat = Seat(base, scorer_of(env), None, ID, "iterative", "test", index, 0)
        return run_episode(env, lineup.make(seat), split="test", index=index, seed=0)


def test_its_score_is_not_trivial_and_the_same_every_time() -> None:
    env, base = make()
    runs = [play(env, base, index) for index in range(40)]
    assert 0.2 <= sum(run.success for run in runs) / 40 <= 0.8
    assert all(not score.rejected for run in runs for score in run.turns)
    assert [turn.text for turn in play(env, base, 3).episode.turns] == [turn.text for turn in runs[3].episode.turns]


@pytest.mark.parametrize("style", ["tags", "react", "json"])
def test_it_plays_in_every_style(style: str) -> None:
    env, base = make(style=style)
    runs = [play(env, base, index) for index in range(8)]
    assert all(not score.rejected for run in runs for score in run.turns)
    assert any(run.success for run in runs)


def test_it_looks_at_nothing_privileged() -> None:
    env, base = make(pages=300)
    observation, info = env.reset(seed=0, options={"index": 1})
    agent = IterativeAgent(Seat(base, scorer_of(env), None, ID, "iterative", "test", 1, 0))
    public = {key: value for key, value in info.items() if key not in ("privileged", "reward", "reward_terms")}
    assert agent.act(observation, public, ()).startswith("search: ")


def test_it_is_made_for_search_alone() -> None:
    base = make(pages=300)[1]
    other = gym.make("turnwise/TicTacToe-v0")
    assert isinstance(other.unwrapped, TurnEnv)
    assert plays("iterative", base)
    assert not plays("iterative", other.unwrapped)
    assert plays("oracle", other.unwrapped)
    with pytest.raises(UsageError, match="no search environment"):
        IterativeAgent(
            Seat(other.unwrapped, scorer_of(other), None, "turnwise/TicTacToe-v0", "iterative", "test", 0, 0)
        )
