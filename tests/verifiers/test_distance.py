"""Verdicts by exact distances: a table of moves, and what can't be earned."""

from typing import Any

import gymnasium as gym
import pytest

import turnwise
from turnwise.envs.core import Stream
from turnwise.envs.core.episode import Limits, Origin, advance, begin
from turnwise.envs.puzzles.pegs import PegSolitaire, PegSolitaireTasks
from turnwise.envs.puzzles.tiles import SlidingTiles
from turnwise.envs.puzzles.tiles import Task as Board
from turnwise.verifiers import Label
from turnwise.verifiers.puzzles.distance import DistanceOracle, DistanceOutcome

BOARD = Board((1, 2, 3, 4, 0, 5, 7, 8, 6), 3)  # two slides away: left, up
TRAP = PegSolitaireTasks("easy").task("train", 0)  # a first jump can lose it, which the generator promises


def judged(game: Any, task: Any, *texts: str, max_turns: int = 50) -> Any:
    episode = begin(game, task, 0, Origin("test", "train", 0))
    for text in texts:
        episode = advance(game, episode, text, Limits(max_turns))
    t = episode.turns[-1].transition
    return DistanceOracle(game)(t), DistanceOutcome(game)(t)


@pytest.mark.parametrize(
    ("texts", "label", "score", "parts"),
    [
        (("left",), Label.OPTIMAL, 1.0, {"optimal": 1.0, "regret": 0.0, "progress": 0.25, "distance": 1.0}),
        (("left", "up"), Label.SOLVED, 1.0, {"optimal": 1.0, "progress": 0.25, "distance": 0.0}),
        (("right",), Label.NEUTRAL, 0.0, {"optimal": 0.0, "regret": 1.0, "progress": -0.25, "distance": 3.0}),
        (("left", "right"), Label.NEUTRAL, 0.0, {"optimal": 0.0, "regret": 1.0, "progress": -0.25}),
        (("hop",), Label.REJECTED, -1.0, {"rejected": 1.0, "optimal": 0.0, "progress": 0.0, "distance": 2.0}),
        (("left", "left"), Label.REJECTED, -1.0, {"rejected": 1.0, "progress": 0.0, "distance": 1.0}),
    ],
)
def test_moves_on_a_board(texts: tuple[str, ...], label: Label, score: float, parts: dict[str, float]) -> None:
    verdict, _ = judged(SlidingTiles(), BOARD, *texts)
    assert (verdict.label, verdict.score) == (label, score)
    assert {name: verdict.components[name] for name in parts} == parts
    assert verdict.recoverable


def test_a_fatal_jump_and_what_follows() -> None:
    game = PegSolitaire()
    start = game.start(TRAP)
    fatal = [jump for jump in game.legal(start) if game.distance(game.after(start, jump)) is None]
    assert fatal
    verdict, _ = judged(game, TRAP, game.format(fatal[0]))
    assert (verdict.label, verdict.score, verdict.recoverable) == (Label.FATAL, -1.0, False)
    assert (verdict.components["deadlock"], verdict.components["regret"]) == (1.0, 1.0)
    verdict, _ = judged(game, TRAP, game.format(fatal[0]), "jump A Z")
    assert (verdict.label, verdict.components["deadlock"]) == (Label.REJECTED, 1.0)


@pytest.mark.parametrize("name", ["Hanoi", "SlidingTiles", "LightsOut", "WaterJugs", "PegSolitaire"])
def test_the_sum_over_an_episode_is_the_way_covered(name: str) -> None:
    env = gym.make(f"turnwise/{name}-v0", terms={"progress": 1.0})
    for index in range(5):
        _, info = env.reset(seed=index, options={"index": index})
        total, over, turn, last = 0.0, False, 0, None
        while not over:
            text = Stream(index, "play", turn).choice(info["legal"])
            _, reward, terminated, truncated, info = env.step(text)
            total, over, turn = total + float(reward), terminated or truncated, turn + 1
            last = info["reward"].verdicts["progress"].potential
        assert last is not None
        assert total == pytest.approx(last[1] - 0.5, abs=1e-9)
    assert turnwise.snapshot(env).end is not None
