"""How fast `turnwise/ALFWorld-v0` plays ALFWorld's own games, and what an episode and a game cost.

    python benchmarks/alfworld.py [--games PATH] [--episodes N]

Random admissible commands, 50 turns an episode, one process. "cold" turns are those of one episode of each game after
all tables of the games were thrown away and made anew by a reset; "warm" ones are those of the same episodes again.
CPU time, medians of three rounds.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from turnwise.envs.core.rng import Stream
from turnwise.envs.household import ALFWorldEnv, ALFWorldGames, home
from turnwise.envs.household.solver import distance
from turnwise.wrappers import ProcessReward

ROUNDS = 3


class Script(NamedTuple):
    """One episode to play again."""

    split: str
    index: int
    texts: tuple[str, ...]


def scripts(base: ALFWorldEnv, tasks: ALFWorldGames, episodes: int) -> list[Script]:
    """Episodes of random admissible commands, the games of all splits in turn."""
    games = [(split, index) for split in tasks.splits for index in range(tasks.count(split))]
    made = []
    for number in range(episodes):
        split, index = games[number % len(games)]
        _, info = base.reset(options={"split": split, "index": index})
        texts: list[str] = []
        while base.episode.end is None:
            texts.append(Stream(number, "benchmark", len(texts)).choice(info["legal"]))
            *_, info = base.step(texts[-1])
        made.append(Script(split, index, tuple(texts)))
    return made


def play(env: Any, episodes: Sequence[Script]) -> tuple[float, float]:
    """Seconds a reset and seconds a turn."""
    resets = turns = 0.0
    for script in episodes:
        began = time.process_time()
        env.reset(options={"split": script.split, "index": script.index})
        ready = time.process_time()
        for text in script.texts:
            env.step(text)
        resets += ready - began
        turns += time.process_time() - ready
    return resets / len(episodes), turns / sum(len(script.texts) for script in episodes)


def forget(env: Any, episodes: Sequence[Script]) -> None:
    """Throws the tables away and makes those that a reset of a loaded game may rely on."""
    home.cache_clear()
    for script in episodes:
        env.reset(options={"split": script.split, "index": script.index})


def median(measure: Callable[[], float]) -> float:
    """The median of three rounds."""
    return statistics.median([measure() for _ in range(ROUNDS)])


def episode_bytes(base: ALFWorldEnv, episodes: Sequence[Script]) -> float:
    """Bytes that an episode of 50 turns keeps alive, the tables of its game aside."""
    play(base, episodes)
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    held = []
    for script in episodes:
        play(base, [script])
        held.append(base.snapshot())
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (after - before) / len(held)


def main() -> None:
    """Prints one line a number."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = Path(os.environ.get("TURNWISE_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--games", type=Path, default=root / "alfworld" / "alfworld_games.tar.xz")
    parser.add_argument("--episodes", type=int, default=124)
    options = parser.parse_args()
    base = ALFWorldEnv(games=options.games)
    tasks = base.tasks
    assert isinstance(tasks, ALFWorldGames)
    judged = ProcessReward(base)
    episodes = scripts(base, tasks, options.episodes)
    files = [file for split in tasks.splits for file in tasks.playable(split)]

    def parse() -> float:
        began = time.process_time()
        for file in files:
            file.read()
        return (time.process_time() - began) / len(files)

    def cold(env: Any) -> float:
        forget(env, episodes)
        return play(env, episodes)[1]

    def starts() -> float:
        definitions = [tasks.task(script.split, script.index).definition for script in episodes]
        states = [
            (home(text), base.game.start(tasks.task(s.split, s.index)))
            for text, s in zip(definitions, episodes, strict=True)
        ]
        began = time.process_time()
        for its_home, state in states:
            its_home.distances.clear()
            distance(its_home, state)
        return (time.process_time() - began) / len(states)

    print(f"{len(files)} games, {len(episodes)} episodes, {sum(len(s.texts) for s in episodes)} turns")
    print(f"parsing a game                 {median(parse) * 1e3:10.2f} ms")
    print(f"turns, cold                    {1 / median(lambda: cold(base)):10,.0f} /s")
    print(f"turns with verdicts, cold      {1 / median(lambda: cold(judged)):10,.0f} /s")
    print(f"turns, warm                    {1 / median(lambda: play(base, episodes)[1]):10,.0f} /s")
    print(f"turns with verdicts, warm      {1 / median(lambda: play(judged, episodes)[1]):10,.0f} /s")
    print(f"reset of a loaded game         {median(lambda: play(base, episodes)[0]) * 1e6:10.1f} us")
    print(f"reset with rewards             {median(lambda: play(judged, episodes)[0]) * 1e6:10.1f} us")
    print(f"distance of a start            {median(starts) * 1e6:10.1f} us")
    print(f"an episode of 50 turns         {episode_bytes(base, episodes) / 1000:10.1f} kB")


if __name__ == "__main__":
    main()
