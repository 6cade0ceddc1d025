"""Every open transcript of the real engine, step by step."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from turnwise.envs.core.game import Transition
from turnwise.envs.core.rng import Stream
from turnwise.envs.household import ALFWorld, ALFWorldEnv, ALFWorldGames, Task

DataDir = Callable[[str], Path]
ANY = Stream(0)


@pytest.fixture(scope="module")
def games(data_dir: DataDir) -> ALFWorldGames:
    return ALFWorldGames(data_dir("alfworld") / "alfworld_games.tar.xz")


def _task(games: ALFWorldGames, path: str) -> Task:
    return games.task(*games.find(path))


def test_observations_commands_and_ends_are_the_real_engines(games: ALFWorldGames, data_dir: DataDir) -> None:
    game, steps = ALFWorld(), 0
    for file in sorted((data_dir("alfworld") / "transcripts").glob("*.jsonl")):
        header, *records = (json.loads(line) for line in file.read_text().splitlines())
        task = _task(games, header["game"])
        state = game.start(task)
        for record in records:
            where = f"{file.name}, {record['ep']}, step {record['t']}, {record['action']!r}"
            if record["action"] is None:
                state = game.start(task)
                observation = game.describe(state, None)
            else:
                before, command = state, game.parse(record["action"], state)
                state, events = game.apply(before, command, ANY)
                observation = game.describe(state, Transition(before, command, state, events, 0))
            assert observation == record["obs"], where
            assert list(game.legal_texts(state)) == record["admissible"], where
            assert (int(state.won), state.won, state.won) == (record["reward"], record["done"], record["won"]), where
            steps += 1
    assert steps > 1000


def test_the_environment_gives_the_same(data_dir: DataDir) -> None:
    env: Any = ALFWorldEnv(games=data_dir("alfworld") / "alfworld_games.tar.xz", max_turns=None)
    for file in sorted((data_dir("alfworld") / "transcripts").glob("*.jsonl"))[::4]:
        header, *records = (json.loads(line) for line in file.read_text().splitlines())
        for record in records:
            if record["action"] is None:
                observation, info = env.reset(options={"game": header["game"]})
                assert observation == record["obs"]
            else:
                observation, _, terminated, truncated, info = env.step(record["action"])
                assert (observation, terminated, truncated) == (record["obs"], record["done"], False)
                assert info["rejected"] == (record["obs"] == "Nothing happens.")
            if not record["done"]:
                assert list(info["legal"]) == record["admissible"]


def test_walkthroughs_win_at_their_last_command(games: ALFWorldGames) -> None:
    game, played = ALFWorld(), 0
    for split in games.splits:
        for index in range(games.count(split)):
            state = game.start(games.task(split, index))
            for text in games.walkthrough(split, index):
                assert not state.won
                assert text in game.legal_texts(state)
                state, _ = game.apply(state, game.parse(text, state), ANY)
                played += state.won
    assert played == 120
