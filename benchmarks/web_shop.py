"""Turns of the web shop with verdicts, beside what the real WebShop's text environment was measured at.

python benchmarks/web_shop.py [--source FOLDER] [--products N]

The way of playing is that of the peer's measurement: a search for words of a random goal on the search page, else a
random click; what counts is the CPU time of `step`. The real WebShop, where it can be had, is measured by its own
script, which needs a checkout, Java and spaCy; its recorded numbers are 62 to 81 steps a CPU second at 1,000 products.
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


def play(env: Any, kind: Any, steps: int, seed: int) -> dict[str, float]:
    """CPU seconds of steps and resets, and how many of each."""
    shop, rng = env.unwrapped.game.catalogue, random.Random(seed)
    spent = {"step": 0.0, "reset": 0.0, "resets": 0.0}
    done, info = True, {}
    for _ in range(steps):
        if done:
            started = time.process_time()
            _, info = env.reset(options={"index": rng.randrange(env.unwrapped.tasks.count(env.unwrapped.split))})
            spent["reset"] += time.process_time() - started
            spent["resets"] += 1
        legal = [text for text in info["legal"] if not text.startswith("search[")]
        text = rng.choice(legal) if legal else f"search[{words(shop, kind, rng)}]"
        started = time.process_time()
        _, _, terminated, truncated, info = env.step(text)
        spent["step"] += time.process_time() - started
        done = terminated or truncated
    return spent


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
        spent = play(env, kind, arguments.steps, 2)
        rate = arguments.steps / spent["step"]
        ratios = f"{rate / PEER[1]:.0f} to {rate / PEER[0]:.0f} times the real one's recorded {PEER[0]} to {PEER[1]}"
        what = "WebShop's score alone" if terms else "with verdicts"
        print(
            f"{kind:9} goals, {turns:3} turns, {what}: {rate:7,.0f} turns a CPU second, {ratios}; "
            f"reset {1000 * spent['reset'] / spent['resets']:.3f} ms"
        )
    searches = [words(shop, "human", random.Random(number)) for number in range(500)]
    started = time.process_time()
    for query in searches:
        shop.search(f"{query} x")  # words that the cache of searches has not met
    print(f"a search: {1000 * (time.process_time() - started) / len(searches):.3f} ms")


if __name__ == "__main__":
    print(turnwise.__name__, turnwise.__version__)
    main()
