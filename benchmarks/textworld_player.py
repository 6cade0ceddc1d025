"""Plays ALFWorld games on the real engine; run by `alfworld_vs_textworld.py` with a Python that has alfworld.

Reads lines of JSON with the path of a game and a seed; plays 50 commands of each, most of them admissible, and writes
lines of JSON with what it was shown and what it cost. Needs alfworld and textworld, and nothing of turnwise.
"""

import contextlib
import io
import json
import random
import sys
import time

with contextlib.redirect_stdout(io.StringIO()):
    from alfworld.agents.environment.alfred_tw_env import AlfredDemangler, AlfredInfos
    from textworld import EnvInfos
    from textworld.envs import PddlEnv

TURNS = 50


def choice(rng: random.Random, legal: list) -> str:
    """A command that mostly does something: a walk of pure chance would hardly ever do more than go about."""
    doing = [text for text in legal if not text.startswith(("go to", "look", "help", "inventory", "examine"))]
    if rng.random() < 0.04:
        return rng.choice(["dance", "take it", "put the mug in the fridge", "go to fridge 99", "LOOK", "open"])
    return rng.choice(doing) if doing and rng.random() < 0.5 else rng.choice(legal)


def play(env: AlfredInfos, path: str, seed: int) -> dict:
    """One episode of a game: seconds of processor time to reset it twice and to play, and what was shown."""
    began = time.process_time()
    env.load(path)
    env.reset()
    loaded = time.process_time()
    state = env.reset()
    ready = time.process_time()
    rng, turns, opening = random.Random(seed), [], state["feedback"]
    spent = 0.0
    for _ in range(TURNS):
        legal = state["admissible_commands"]
        text = choice(rng, legal)
        before = time.process_time()
        state, _, done = env.step(text)
        spent += time.process_time() - before
        turns.append([text, list(legal), state["feedback"], bool(state["won"])])
        if done:
            break
    return {
        "first": loaded - began,
        "again": ready - loaded,
        "turns": turns,
        "seconds": spent,
        "opening": opening,
    }


def main() -> None:
    """Plays what it is told to."""
    env = AlfredInfos(AlfredDemangler(PddlEnv(EnvInfos(won=True, admissible_commands=True)), shuffle=False))
    with contextlib.redirect_stdout(sys.stderr):
        for line in sys.stdin:
            path, seed = json.loads(line)
            print(json.dumps(play(env, path, seed)), file=sys.__stdout__, flush=True)


if __name__ == "__main__":
    main()
