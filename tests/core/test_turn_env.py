import copy
import pickle
from typing import Any

import gymnasium as gym
import pytest

import turnwise
from turnwise.envs.core import EpisodeError, Limits, TaskError, UsageError
from turnwise.envs.core.turn_env import TurnEnv
from turnwise.envs.puzzles.tictactoe import State, Task, TicTacToeEnv

ID = "turnwise/TicTacToe-v0"


def base(env: gym.Env[Any, Any]) -> TurnEnv[Any, Any, Any]:
    assert isinstance(env.unwrapped, TurnEnv)
    return env.unwrapped


def test_step_before_reset_and_after_the_end_are_errors() -> None:
    env = gym.make(ID)
    with pytest.raises(EpisodeError, match="reset"):
        env.step("mark 1")
    with pytest.raises(EpisodeError, match="reset"):
        turnwise.snapshot(env)
    env.reset(seed=0)
    for _ in range(12):
        *_, terminated, truncated, _ = env.step("nothing")
    assert (terminated, truncated) == (False, True)
    with pytest.raises(EpisodeError, match="ended"):
        env.step("mark 1")


def test_an_action_that_is_no_string_is_a_type_error() -> None:
    env = gym.make(ID)
    env.reset(seed=0)
    with pytest.raises(TypeError, match="str"):
        env.step(4)  # type: ignore[arg-type]
    assert not base(env).episode.turns


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"indx": 1}, UsageError),
        ({"index": -1}, TaskError),
        ({"index": 1.5}, TaskError),
        ({"index": True}, TaskError),
        ({"split": "nowhere"}, TaskError),
        ({"episode": "no episode"}, UsageError),
    ],
)
def test_wrong_reset_options_are_clear_errors_and_change_nothing(options: dict[str, Any], error: type) -> None:
    env = gym.make(ID)
    env.reset(seed=0)
    before = turnwise.snapshot(env)
    with pytest.raises(error):
        env.reset(options=options)
    assert turnwise.snapshot(env) is before


@pytest.mark.parametrize(
    "options",
    [
        {"split": "nowhere"},
        {"level": "godlike"},
        {"render_mode": "rgb_array"},
        {"max_turns": 0},
        {"max_rejected": True},
    ],
)
def test_wrong_options_are_refused_when_it_is_made(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        TicTacToeEnv(**options)


def test_an_index_names_the_same_task_under_every_seed() -> None:
    env = gym.make(ID)
    boards = {env.reset(seed=seed, options={"index": 7, "split": "test"})[0] for seed in range(5)}
    assert len(boards) == 1


def test_a_task_can_be_handed_in() -> None:
    env = gym.make(ID)
    env.reset(seed=0)
    task = base(env).episode.state.task
    _, info = env.reset(options={"task": task})
    assert (info["index"], base(env).episode.state.task) == (-1, task)


def test_snapshot_restore_and_branch_are_exact() -> None:
    env = gym.make(ID, opponent="random")
    _, info = env.reset(seed=5)
    held = turnwise.snapshot(env)
    twin = turnwise.branch(env)
    results = [env.step(info["legal"][0])]
    results.append(twin.step(info["legal"][0]))
    turnwise.restore(env, held)
    results.append(env.step(info["legal"][0]))
    fresh = pickle.loads(pickle.dumps(gym.make(ID, opponent="random")))
    turnwise.restore(fresh, pickle.loads(pickle.dumps(held)))
    results.append(fresh.step(info["legal"][0]))
    assert results[0] == results[1] == results[2] == results[3]


def test_reseeding_gives_other_futures_of_the_same_moment() -> None:
    env = gym.make(ID, opponent="random", split="train")
    _, info = env.reset(seed=0, options={"task": empty_board()})
    held, futures = turnwise.snapshot(env), set()
    for seed in range(20):
        turnwise.restore(env, held, reseed=seed)
        first = env.step(info["legal"][0])[0]
        turnwise.restore(env, held, reseed=seed)
        assert env.step(info["legal"][0])[0] == first
        futures.add(first)
    assert len(futures) > 3


def empty_board() -> Task:
    return Task(".........", "random")


def test_a_branch_shares_the_game_and_not_the_generator() -> None:
    env = gym.make(ID)
    env.reset(seed=1)
    twin = copy.deepcopy(env)
    assert base(twin).game is base(env).game
    assert base(twin).episode is base(env).episode
    assert env.reset()[0] == twin.reset()[0]


def test_restore_goes_through_wrappers_that_count() -> None:
    env = gym.wrappers.RecordEpisodeStatistics(gym.wrappers.TimeLimit(gym.make(ID), 50))
    _, info = env.reset(seed=2)
    env.step("nothing")
    held = turnwise.snapshot(env)
    fresh = gym.wrappers.RecordEpisodeStatistics(gym.wrappers.TimeLimit(gym.make(ID), 50))
    observation, restored = turnwise.restore(fresh, held)
    assert (observation, restored["legal"], restored["turn"]) == (held.observation, info["legal"], 1)


def test_max_rejected_cuts_a_streak_only() -> None:
    env = gym.make(ID, max_rejected=3, opponent="random")
    _, info = env.reset(seed=0, options={"task": empty_board()})
    ends = [env.step(text)[3] for text in ("no", "no", info["legal"][0], "no", "no", "no")]
    assert ends == [False] * 5 + [True]
    with pytest.raises(UsageError, match="max_rejected"):
        Limits(max_rejected=0)


def test_rejected_text_shows_the_reason_and_changes_nothing_else() -> None:
    env = gym.make(ID)
    env.reset(seed=0)
    state = base(env).episode.state
    observation, reward, terminated, truncated, info = env.step("mark 12")
    assert observation.startswith("The cell must be a number from 1 to 9, got '12'.")
    assert base(env).episode.state is state
    assert (info["rejected"], info["turn"], terminated, truncated) == (True, 1, False, False)
    assert reward == pytest.approx(-1 / 12)


def test_ansi_render_is_the_observation() -> None:
    env = gym.make(ID, render_mode="ansi")
    observation, _ = env.reset(seed=0)
    assert env.render() == observation
    assert gym.make(ID).render_mode is None


def test_an_episode_that_is_left_is_released_once(monkeypatch: pytest.MonkeyPatch) -> None:
    env = gym.make(ID)
    left: list[State] = []
    monkeypatch.setattr(type(base(env).game), "release", lambda game, state: left.append(state))
    env.reset(seed=0)
    assert not left
    first = turnwise.snapshot(env)
    env.step("nothing")
    with pytest.raises(TaskError):
        env.reset(options={"index": -1})
    assert not left
    env.reset(seed=1)
    second = turnwise.snapshot(env)
    turnwise.restore(env, first)
    env.close()
    assert [id(state) for state in left] == [id(first.state), id(second.state), id(first.state)]
