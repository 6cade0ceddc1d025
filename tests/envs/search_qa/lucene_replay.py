"""Plays episodes on the embedded engine and again on real Lucene, in a process of its own; prints what agreed as JSON.

Arguments: the folder of indexes, then the paths of published sets.
"""

import json
import os
import sys
from typing import Any

from turnwise.envs.core import Stream
from turnwise.envs.search_qa import SearchQAEnv
from turnwise.envs.search_qa.solver import best_actions

TURNS = 8


def policy(env: SearchQAEnv, informed: bool, rng: Stream) -> str:
    if informed:
        return env.game.format(best_actions(env.episode.state)[0])
    return rng.choice([text for text in env.observe()[1]["legal"] if not text.startswith("answer")])


def compare(options: dict[str, Any], tasks: int) -> tuple[int, int, int, int]:
    """(episodes, with the same waypoints, turns, with the same observation)."""
    ours, theirs = SearchQAEnv(**options), SearchQAEnv(**options, retriever="lucene")
    episodes = same = turns = equal = 0
    for number in range(tasks):
        split = ours.tasks.splits[number % len(ours.tasks.splits)]
        for informed in (True, False):
            ours.reset(seed=number, options={"split": split, "index": number // len(ours.tasks.splits)})
            rng = Stream(number, "replay")
            while ours.episode.end is None and len(ours.episode.turns) < TURNS:
                ours.step(policy(ours, informed, rng))
            theirs.reset(seed=number, options={"task": ours.episode.state.task})
            for turn in ours.episode.turns:
                equal += theirs.step(turn.text)[0] == turn.observation
            turns += len(ours.episode.turns)
            episodes += 1
            same += theirs.episode.state.facts == ours.episode.state.facts
    return episodes, same, turns, equal


if __name__ == "__main__":
    os.environ["TURNWISE_CACHE"] = sys.argv[1]
    found = {"world": compare({"pages": 3000}, 70)}
    found |= {path: compare({"data": path}, 40) for path in sys.argv[2:]}
    print("\x02" + json.dumps(found))
