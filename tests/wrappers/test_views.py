from typing import Any

import gymnasium as gym
import numpy as np
import pytest

import turnwise
from turnwise.envs.core import UsageError
from turnwise.wrappers import ArrayObservation, DiscreteActions

ID = "turnwise/TicTacToe-v0"


def test_numbers_and_texts_give_the_same_transitions() -> None:
    text, discrete = gym.make(ID), DiscreteActions(gym.make(ID))
    text.reset(seed=4)
    _, info = discrete.reset(seed=4)
    over = False
    while not over:
        number = int(np.flatnonzero(info["action_mask"])[-1])
        one = text.step(discrete.text(number))
        two = discrete.step(number)
        info = two[4]
        assert one[:4] == two[:4]
        assert one[4] == {key: value for key, value in info.items() if key != "action_mask"}
        over = two[2] or two[3]
    assert not info["action_mask"].any() or two[3]


def test_the_mask_is_what_is_legal() -> None:
    env = DiscreteActions(gym.make(ID))
    _, info = env.reset(seed=0)
    assert [env.text(int(number)) for number in np.flatnonzero(env.action_masks())] == list(info["legal"])
    assert info["action_mask"].dtype == np.int8


@pytest.mark.parametrize("number", [-1, 9, 10**6])
def test_a_number_out_of_range_is_a_rejected_turn(number: int) -> None:
    env = DiscreteActions(gym.make(ID))
    env.reset(seed=0)
    *_, info = env.step(number)
    assert info["rejected"]


def test_a_menu_size_is_refused_where_the_actions_are_fixed() -> None:
    with pytest.raises(UsageError, match="fixed list of 9"):
        DiscreteActions(gym.make(ID), n=5)


def test_other_environments_have_no_views() -> None:
    for view in (DiscreteActions, ArrayObservation):
        with pytest.raises(UsageError, match="TurnEnv"):
            view(gym.make("CartPole-v1"))


def test_arrays_are_in_their_space_and_the_text_is_kept() -> None:
    env: Any = ArrayObservation(DiscreteActions(gym.make(ID)))
    observation, info = env.reset(seed=0)
    assert observation in env.observation_space
    assert "You are" in info["text"]
    after = env.step(int(np.flatnonzero(info["action_mask"])[0]))[0]
    assert (after != observation).sum() == 2


def test_views_are_restored_with_the_episode() -> None:
    env: Any = ArrayObservation(DiscreteActions(gym.make(ID, opponent="random")))
    env.reset(seed=0)
    held, mask = turnwise.snapshot(env), env.env.action_masks()
    first = env.step(int(np.flatnonzero(mask)[0]))
    observation, _ = turnwise.restore(env, held)
    np.testing.assert_array_equal(env.env.action_masks(), mask)
    assert observation in env.observation_space
    again = env.step(int(np.flatnonzero(mask)[0]))
    np.testing.assert_array_equal(first[0], again[0])
