"""The stand-in for ALFWorld's Python interface."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from turnwise.adapters.alfworld import AlfredTWEnv, get_environment
from turnwise.envs.core.errors import EpisodeError, UsageError


@pytest.fixture(scope="module")
def config(data_dir: Callable[[str], Path]) -> dict[str, Any]:
    archive = str(data_dir("alfworld") / "alfworld_games.tar.xz")
    paths = dict.fromkeys(("data_path", "eval_id_data_path", "eval_ood_data_path"), archive)
    return {
        "dataset": {**paths, "num_train_games": -1, "num_eval_games": 30},
        "env": {"task_types": [1, 2, 3, 4, 5, 6], "expert_type": "handcoded", "domain_randomization": False},
        "general": {"training_method": "dagger"},
        "dagger": {"training": {"max_nb_steps_per_episode": 50}},
        "rl": {"training": {"max_nb_steps_per_episode": 20}},
    }


def test_it_gives_alfworlds_tuples_and_keys(config: dict[str, Any]) -> None:
    env = get_environment("AlfredTWEnv")(config, train_eval="eval_in_distribution").init_env(batch_size=3)
    observations, infos = env.reset()
    assert type(observations) is tuple
    assert [text.split("\n\n")[0] for text in observations] == ["-= Welcome to TextWorld, ALFRED! =-"] * 3
    assert {key: len(value) for key, value in infos.items()} == {
        "won": 3,
        "admissible_commands": 3,
        "extra.gamefile": 3,
    }
    observations, scores, dones, infos = env.step([commands[0] for commands in infos["admissible_commands"]])
    assert (scores, dones, infos["won"]) == ((0, 0, 0), (False, False, False), [False] * 3)
    assert all(text.startswith("You arrive at ") for text in observations)


def test_the_expert_wins_every_game_and_a_won_game_stays(config: dict[str, Any]) -> None:
    env = AlfredTWEnv(config).init_env(batch_size=8)
    _, infos = env.reset()
    longest = max(len(plan) for plan in infos["extra.expert_plan"])
    for _ in range(longest):
        _, scores, dones, infos = env.step([plan[0] if plan else "look" for plan in infos["extra.expert_plan"]])
    assert infos["won"] == [True] * 8
    assert (scores, dones) == ((1,) * 8, (True,) * 8)
    assert env.step(["look"] * 8)[1:3] == (scores, dones)


def test_games_are_done_at_the_step_limit_without_being_won(config: dict[str, Any]) -> None:
    env = AlfredTWEnv({**config, "general": {"training_method": "dqn"}}).init_env(batch_size=1)
    _, infos = env.reset()
    assert "extra.expert_plan" not in infos
    done = [env.step(["dance"])[2] for _ in range(20)]
    assert done == [(False,)] * 19 + [(True,)]


def test_games_are_chosen_counted_shuffled_and_skipped(config: dict[str, Any]) -> None:
    maker = AlfredTWEnv(config, train_eval="eval_out_of_distribution")
    assert maker.num_games == len(maker.game_files) == 30
    some = AlfredTWEnv({**config, "env": {**config["env"], "task_types": [2]}})
    assert some.game_files
    assert all("look_at_obj_in_light" in path for path in some.game_files)
    env, twin = maker.init_env(1), maker.init_env(1)
    order = [env.reset()[1]["extra.gamefile"][0] for _ in range(60)]
    assert sorted(order[:30]) == sorted(order[30:]) == sorted(maker.game_files)
    assert order[:30] not in (order[30:], maker.game_files)
    twin.skip(3)
    assert twin.reset()[1]["extra.gamefile"] == [order[3]]
    twin.seed(1234)
    assert twin.reset()[1]["extra.gamefile"] == [order[0]]
    maker.game_files = [maker.game_files[7]]
    assert maker.init_env(1).reset()[1]["extra.gamefile"] == maker.game_files


def test_wrong_use_is_refused(config: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="only the text environment"):
        get_environment("AlfredThorEnv")
    with pytest.raises(UsageError, match="train_eval must be one of"):
        AlfredTWEnv(config, train_eval="test")
    env = AlfredTWEnv(config).init_env(batch_size=2)
    with pytest.raises(EpisodeError, match="call reset"):
        env.step(["look", "look"])
    env.reset()
    with pytest.raises(UsageError, match="expected a list of 2 commands"):
        env.step(["look"])


def test_domain_randomization_numbers_things_anew_at_every_reset_of_training(config: dict[str, Any]) -> None:
    shuffled = {**config, "env": {**config["env"], "domain_randomization": True}}

    def openings(its: dict[str, Any], split: str) -> list[str]:
        made = AlfredTWEnv(its, train_eval=split)
        made.game_files = made.game_files[:1]
        env = made.init_env(batch_size=1)
        return [env.reset()[0][0] for _ in range(3)]

    plain, first = openings(config, "train"), openings(shuffled, "train")
    assert len({*plain}) == 1
    assert len({*first}) == 3
    assert first == openings(shuffled, "train")
    names = [sorted(re.findall(r"a (\w+ \d+)", text)) for text in (*plain, *first)]
    assert all(name == names[0] for name in names), "the same names, on other things"
    assert openings(shuffled, "eval_in_distribution") == openings(config, "eval_in_distribution")


def test_human_sentences_are_ignored_with_a_warning_as_there(config: dict[str, Any]) -> None:
    with pytest.warns(UserWarning, match="loaded as they are"):
        AlfredTWEnv({**config, "env": {**config["env"], "goal_desc_human_anns_prob": 0.5}})
