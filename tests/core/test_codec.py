import json
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from typing import Any

import gymnasium as gym
import pytest

from turnwise.envs.core import (
    DataError,
    Episode,
    Origin,
    Transition,
    Turn,
    UsageError,
    episode_from_json,
    episode_to_json,
)


class Color(StrEnum):
    RED = "red"


class Place(Enum):
    KITCHEN = (1, 2)


@dataclass(frozen=True)
class Thing:
    name: str
    parts: Any


TYPES = (Thing, Color, Place)


def one_turn(before: Any, after: Any, action: Any = 0) -> Episode[Any, Any]:
    transition = Transition(before, action, after, (), 0, 0, "terminated")
    return Episode(Origin("x", "train", 3), 2**62 + 1, after, "hello", (Turn("t", "o", transition),), "terminated")


def through_json(episode: Episode[Any, Any]) -> Episode[Any, Any]:
    return episode_from_json(json.loads(json.dumps(episode_to_json(episode, TYPES))), TYPES)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        2**80,
        -1.5,
        "text \U0001f600 \ud83d \x00",
        (1, (2, ())),
        frozenset({3, 1, 2}),
        frozenset({(1, "a"), (2, "b")}),
        {"a": 1, "b": (1,)},
        b"\x00\xff",
        Color.RED,
        Place.KITCHEN,
        Thing("a", (Thing("b", None), Color.RED)),
    ],
    ids=lambda value: type(value).__name__,  # the repr of a set differs from process to process
)
def test_every_kind_of_value_comes_back_equal(value: Any) -> None:
    episode = one_turn(Thing("before", value), Thing("after", value))
    assert through_json(episode) == episode


def test_shared_objects_are_written_once_and_stay_shared() -> None:
    task = Thing("task", (1,) * 50)
    episode = one_turn(Thing("a", task), Thing("b", task))
    assert len(episode_to_json(episode, TYPES)["objects"]) == 3
    back = through_json(episode)
    assert back.state.parts is back.turns[0].transition.before.parts


def test_a_rejected_turn_keeps_the_same_state_object() -> None:
    env = gym.make("turnwise/TicTacToe-v0")
    env.reset(seed=0)
    env.step("nonsense")
    game = env.unwrapped.game  # type: ignore[attr-defined]
    episode = env.unwrapped.snapshot()  # type: ignore[attr-defined]
    back = episode_from_json(json.loads(json.dumps(episode_to_json(episode, game.types))), game.types)
    assert back == episode
    assert back.turns[0].transition.after is back.turns[0].transition.before


def test_a_type_that_the_game_does_not_list_is_refused_with_its_name() -> None:
    @dataclass(frozen=True)
    class Stranger:
        x: int

    with pytest.raises(UsageError, match="Stranger"):
        episode_to_json(one_turn(Stranger(1), Stranger(2)), TYPES)
    with pytest.raises(UsageError, match="list"):
        episode_to_json(one_turn(Thing("a", [1]), Thing("b", [])), TYPES)


def broken(change: dict[str, Any]) -> Any:
    data = json.loads(json.dumps(episode_to_json(one_turn(Thing("a", 1), Thing("b", 2)), TYPES)))
    return data | change


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        broken({"schema": "turnwise/episode/99"}),
        broken({"objects": []}),
        broken({"objects": [{"$": "os.system", "command": "ls"}]}),
        broken({"objects": [{"$": "Thing", "name": "a", "surprise": 1}]}),
        broken({"start": {"$ref": 99}}),
        broken({"start": {"$ref": -1}}),
        broken({"start": {"what": 1}}),
        broken({"turns": [{}]}),
        broken({"turns": []}),
        broken({"end": "truncated"}),
        broken({"origin": {"env_id": "x"}}),
    ],
)
def test_a_broken_record_is_one_clear_error(data: Any) -> None:
    with pytest.raises(DataError):
        episode_from_json(data, TYPES)


def test_episodes_of_the_same_values_are_equal() -> None:
    episode = one_turn(Thing("a", 1), Thing("b", 2))
    assert episode == one_turn(Thing("a", 1), Thing("b", 2))
    assert replace(Thing("a", 1), name="b") == Thing("b", 1)
