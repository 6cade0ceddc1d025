"""Turns of the web shop with verdicts, beside what the real WebShop's text environment was measured at.

python benchmarks/web_shop.py [--source FOLDER] [--products N]

The way of playing is that of the peer's measurement: a search for words of a random goal on the search page, else a
random click. What counts is all CPU time, resets and the choice of actions included; of the peer that of `step`. The
real WebShop is measured by a script of its own, which needs a checkout, Java and spaCy; its recorded numbers are 62 to
81 steps a CPU second at 1,000 products.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path
from typing import Any

import gymnasium as gym

import turnwise
from turnwise.envs.web_shop import Catalogue, open_catalogue

PEER = (62, 81)
"""Steps a CPU second of princeton-nlp/WebShop, by observation mode, at 1,000 products, without any verdict."""


def words(shop: Catalogue, kind: Any, rng: random.Random) -> str:
    """Words to search for: some of a random goal's."""
    goal = shop.goal(kind, rng.randrange(len(shop.goal_table(kind).product)))
    text = rng.choice([goal.query, goal.name[:40], goal.instruction[:80]])
    return text.translate(str.maketrans("[]", "  ")).strip() or "gift"


def play(env: Any, kind: Any, steps: int, seed: int) -> float:
    """CPU seconds of so many steps, with their resets and the choice of actions.

    The clock is read once: reading a process's CPU time is a system call, on some machines as dear as a turn.
    """
    shop, rng = env.unwrapped.game.catalogue, random.Random(seed)
    count, done, info = env.unwrapped.tasks.count(env.unwrapped.split), True, {}
    started = time.process_time()
    for _ in range(steps):
        if done:
            _, info = env.reset(options={"index": rng.randrange(count)})
        legal = [text for text in info["legal"] if not text.startswith("search[")]
        text = rng.choice(legal) if legal else f"search[{words(shop, kind, rng)}]"
        _, _, terminated, truncated, info = env.step(text)
        done = terminated or truncated
    return time.process_time() - started


def reset_time(env: Any, count: int) -> float:
    """CPU seconds of a reset to a task that was not played before."""
    rng = random.Random(3)
    indices = [rng.randrange(env.unwrapped.tasks.count(env.unwrapped.split)) for _ in range(count)]
    started = time.process_time()
    for index in indices:
        env.reset(options={"index": index})
    return (time.process_time() - started) / count


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, help="WebShop's files; without it a made-up catalogue")
    parser.add_argument("--products", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=10_000)
    arguments = parser.parse_args()
    started = time.process_time()
    shop = open_catalogue(arguments.source, products=arguments.products)
    print(f"{shop}: opened in {time.process_time() - started:.2f} s CPU (the first time it is built)")
    for kind, turns, terms in (
        ("synthetic", 100, None),
        ("synthetic", 15, None),
        ("human", 15, None),
        ("synthetic", 15, {"webshop": 1.0}),
    ):
        env = gym.make(
            "turnwise/WebShop-v0",
            catalogue=shop,
            goals=kind,
            mode="compat",
            observation="text",
            max_turns=turns,
            terms=terms,
        )
        play(env, kind, arguments.steps // 5, 1)
        rate = arguments.steps / play(env, kind, arguments.steps, 2)
        ratios = f"{rate / PEER[1]:.0f} to {rate / PEER[0]:.0f} times the real one's recorded {PEER[0]} to {PEER[1]}"
        what = "WebShop's score alone" if terms else "with verdicts"
        print(
            f"{kind:9} goals, {turns:3} turns, {what}: {rate:7,.0f} turns a CPU second, {ratios}; "
            f"reset {1000 * reset_time(env, 300):.3f} ms"
        )
    searches = [words(shop, "human", random.Random(number)) for number in range(500)]
    started = time.process_time()
    for query in searches:
        shop.search(f"{query} x")  # words that the cache of searches has not met
    print(f"a search: {1000 * (time.process_time() - started) / len(searches):.3f} ms")


if __name__ == "__main__":
    print(turnwise.__name__, turnwise.__version__)
    main()
