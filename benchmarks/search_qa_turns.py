"""What a turn of SearchQA-v0 costs over its search: CPU time of the thread, verdicts and legal actions included.

    python benchmarks/search_qa_turns.py [--questions 150] [--pages 4000]

Plays the oracle's episodes again and again; the search engine's own time is measured inside the same turn and taken
off. Resets, which plan the queries of a question, are measured apart.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from typing import Any

import gymnasium as gym

import turnwise
from turnwise.envs.retrieval import Hit, Retriever
from turnwise.envs.search_qa.solver import best_actions


class Timed:
    """A search engine that adds up the CPU time that it takes."""

    def __init__(self, inner: Retriever) -> None:
        self.inner, self.spent = inner, 0

    @property
    def fingerprint(self) -> str:
        """The inner engine's."""
        return self.inner.fingerprint

    def search(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        """The inner engine's answer."""
        begun = time.thread_time_ns()
        found = self.inner.search(queries, k)
        self.spent += time.thread_time_ns() - begun
        return found


def main() -> None:
    """Plays and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--pages", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    plain = gym.make("turnwise/SearchQA-v0", pages=given.pages)
    timed = Timed(plain.unwrapped.game.retriever)  # type: ignore[attr-defined]
    env = gym.make("turnwise/SearchQA-v0", pages=given.pages, retriever=timed)
    base: Any = env.unwrapped
    timed = base.game.retriever.retriever  # the one inside the check that hits are pages
    resets, episodes = [], []
    for index in range(given.questions):
        begun = time.thread_time_ns()
        env.reset(seed=0, options={"index": index})
        resets.append(time.thread_time_ns() - begun)
        moment, texts = turnwise.snapshot(env), []
        while base.episode.end is None:
            texts.append(base.game.format(best_actions(base.episode.state)[0]))
            env.step(texts[-1])
        episodes.append((moment, texts))
    over, searches = [], []
    for _ in range(given.rounds):
        for moment, texts in episodes:
            turnwise.restore(env, moment)
            for text in texts:
                timed.spent, begun = 0, time.thread_time_ns()
                env.step(text)
                over.append(time.thread_time_ns() - begun - timed.spent)
                if timed.spent:
                    searches.append(timed.spent)
    for name, values in (("a turn over its search", over), ("the search itself", searches), ("a reset", resets)):
        values.sort()
        shown = [statistics.median(values), values[int(0.9 * len(values))], values[int(0.99 * len(values))]]
        print(f"{name}: median {shown[0] / 1e3:.0f} us, p90 {shown[1] / 1e3:.0f} us, p99 {shown[2] / 1e3:.0f} us")


if __name__ == "__main__":
    main()
