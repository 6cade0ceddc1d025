import os
import signal
import subprocess
import sys
from typing import Any

import gymnasium as gym
import numpy as np
import pytest
from gymnasium.vector import AutoresetMode

import turnwise
from turnwise.envs.core import EpisodeError, UsageError
from turnwise.wrappers import ArrayObservation, DiscreteActions
from turnwise.wrappers.workers import WorkerError

ID = "turnwise/TicTacToe-v0"


@pytest.fixture(params=[0, 2], ids=["in process", "two workers"])
def workers(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def test_it_equals_the_single_environments(workers: int) -> None:
    vec = turnwise.make_vec(ID, 3, workers=workers, infos="list")
    singles = [gym.make(ID) for _ in range(3)]
    observations, infos = vec.reset(seed=10)
    expected = [env.reset(seed=10 + i) for i, env in enumerate(singles)]
    assert list(zip(observations, infos, strict=True)) == expected
    for _ in range(15):
        actions = [info["legal"][0] for info in infos]
        observations, rewards, terminations, truncations, infos = vec.step(actions)
        for i, env in enumerate(singles):
            observation, reward, terminated, truncated, info = env.step(actions[i])
            if terminated or truncated:
                assert (infos[i]["final_obs"], infos[i]["final_info"]) == (observation, info)
                observation, info = env.reset()
            assert (observations[i], rewards[i], terminations[i], truncations[i]) == (
                observation,
                reward,
                terminated,
                truncated,
            )
            assert {key: infos[i][key] for key in info} == info
    vec.close()


def test_a_subset_steps_and_the_others_stand_still(workers: int) -> None:
    vec = turnwise.make_vec(ID, 4, workers=workers)
    before, infos = vec.reset(seed=0)
    after, rewards, terminations, _, infos = vec.step({2: "nonsense"})
    assert infos["stepped"].tolist() == [False, False, True, False]
    assert [a == b for a, b in zip(after, before, strict=True)] == [True, True, False, True]
    assert np.flatnonzero(rewards).tolist() == [2]
    assert not terminations.any()
    assert [len(episode.turns) for episode in vec.snapshot().values()] == [0, 0, 1, 0]
    vec.close()


def test_no_action_is_thrown_away_at_the_end_of_an_episode() -> None:
    vec = turnwise.make_vec(ID, 1, max_turns=1, infos="list")
    vec.reset(seed=0)
    for _ in range(5):
        _, rewards, _, truncations, infos = vec.step(["nonsense"])
        assert truncations[0]
        assert rewards[0] == -2.0
        assert infos[0]["turn"] == 0
        assert infos[0]["final_info"]["turn"] == 1
    assert vec.metadata["autoreset_mode"] is AutoresetMode.SAME_STEP


def test_without_autoreset_an_ended_environment_waits_for_its_reset() -> None:
    vec = turnwise.make_vec(ID, 2, max_turns=1, autoreset=False)
    vec.reset(seed=0)
    _, _, _, truncations, _ = vec.step({0: "nonsense"})
    with pytest.raises(EpisodeError, match="environment 0"):
        vec.step({1: "nonsense", 0: "nonsense"})
    assert len(vec.snapshot([1])[1].turns) == 0, "a refused call must not have stepped any"
    vec.reset(options={"reset_mask": truncations})
    vec.step(["nonsense", "nonsense"])
    for index in (1, 0):
        mask = np.arange(2) == index
        _, infos = vec.reset(options={"reset_mask": mask, "index": 3})
        assert infos["stepped"].tolist() == mask.tolist()
        vec.step({index: "nonsense"})


@pytest.mark.parametrize("actions", ["up", ["a"], {5: "a"}, {-1: "a"}, {"x": "a"}])
def test_wrong_actions_are_refused(actions: Any) -> None:
    vec = turnwise.make_vec(ID, 2)
    vec.reset(seed=0)
    with pytest.raises(UsageError):
        vec.step(actions)
    with pytest.raises(TypeError):
        vec.step({0: 3})


def test_each_environment_can_have_its_own_task_and_a_group_the_same_one() -> None:
    vec = turnwise.make_vec(ID, 3)
    group, _ = vec.reset(seed=0, options={"index": 5})
    assert len(set(group)) == 1
    _, infos = vec.reset(seed=0, options=[{"index": i} for i in range(3)])
    assert infos["index"].tolist() == [0, 1, 2]


def test_restore_puts_episodes_back_by_index(workers: int) -> None:
    vec = turnwise.make_vec(ID, 3, workers=workers, infos="list")
    first, _ = vec.reset(seed=0)
    held = vec.snapshot([0])[0]
    vec.step(["nonsense"] * 3)
    observations, _ = vec.restore({1: held, 2: held})
    assert observations[1] == observations[2] == first[0]
    vec.close()


def test_views_and_info_keys_work_in_batches(workers: int) -> None:
    vec = turnwise.make_vec(
        ID, 3, workers=workers, wrappers=(DiscreteActions, ArrayObservation), info_keys=["action_mask"]
    )
    observations, infos = vec.reset(seed=0)
    assert observations.shape == (3, 3, 3)
    assert set(infos) == {"action_mask", "_action_mask", "stepped"}
    vec.step(infos["action_mask"].argmax(axis=1))
    vec.close()


def test_a_failure_in_a_worker_reaches_the_caller_and_leaves_it_usable() -> None:
    vec = turnwise.make_vec(ID, 2, workers=2)
    with pytest.raises(UsageError, match="index must be 0") as caught:
        vec.reset(options=[{"index": 0}, {"index": -1}])
    assert "in a worker process" in caught.value.__notes__[0]
    vec.reset(seed=0)
    vec.step(["nonsense", "nonsense"])
    vec.close()


def test_a_killed_worker_is_a_clear_error() -> None:
    vec = turnwise.make_vec(ID, 2, workers=2)
    vec.reset(seed=0)
    os.kill(vec._pool._processes[1].pid, signal.SIGKILL)  # type: ignore[attr-defined]
    with pytest.raises(WorkerError, match="worker 1 died"):
        vec.step(["nonsense", "nonsense"])
    vec.close()


def test_a_program_that_forgets_to_close_still_ends() -> None:
    code = (
        "import turnwise\n"
        "if __name__ == '__main__':\n"
        f"    turnwise.make_vec('{ID}', 2, workers=2).reset(seed=0)\n"
        "    raise SystemExit(3)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 3


@pytest.mark.parametrize(("num_envs", "workers_"), [(0, 0), (2, -1)])
def test_impossible_sizes_are_refused(num_envs: int, workers_: int) -> None:
    with pytest.raises(UsageError, match="num_envs"):
        turnwise.make_vec(ID, num_envs, workers=workers_)
