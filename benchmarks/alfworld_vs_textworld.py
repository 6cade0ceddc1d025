"""`turnwise/ALFWorld-v0` against the real ALFWorld (textworld and fast-downward), in one run, on the same commands.

    python benchmarks/alfworld_vs_textworld.py --python PATH [--games PATH] [--number N]

PATH is a Python with alfworld 0.4.2 and textworld 1.7.0 (see README.md here). Each game is played by both, one after
the other: the same 50 commands, drawn beside the real engine from its admissible ones, with a few wrong ones. First the
texts are compared: every observation, list of admissible commands and success. Then the rates: processor time of each
process alone.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

from turnwise.envs.household import ALFWorldEnv, home
from turnwise.wrappers import ProcessReward

ROUNDS = 5


def chosen(root: Path, number: int) -> list[Path]:
    """Games of all task types in turn, by the names of their folders."""
    by_type: dict[str, list[Path]] = {}
    for path in sorted(root.rglob("game.tw-pddl")):
        by_type.setdefault(path.parent.parent.name.split("-")[0], []).append(path)
    found: list[Path] = []
    while len(found) < number and any(by_type.values()):
        for games in by_type.values():
            if games and len(found) < number:
                found.append(games.pop(len(games) // 2))
    return found


def ours(path: Path, played: dict[str, Any]) -> tuple[dict[str, float], int]:
    """Seconds of ours for the same commands, and the turns at which something differs."""
    base = ALFWorldEnv(games=path, max_turns=None)
    judged = ProcessReward(base, terms={"progress": 1.0, "regret": -1.0, "outcome": 1.0})
    different = 0
    observation, info = base.reset(options={"index": 0})
    different += observation != played["opening"]
    for text, legal, feedback, won in played["turns"]:
        different += list(info["legal"]) != legal
        observation, _, over, _, info = base.step(text)
        different += (observation, over) != (feedback, won)
    texts = [turn[0] for turn in played["turns"]]
    cost: dict[str, list[float]] = {"bare": [], "judged": [], "warm": [], "first": [], "again": []}
    for _ in range(ROUNDS):
        for name, env in (("bare", base), ("judged", judged)):
            home.cache_clear()  # tables are made anew, as for a game that is played for the first time
            env.reset(options={"index": 0})
            cost[name].append(_seconds(env, texts))
            env.reset(options={"index": 0})
            if env is judged:
                cost["warm"].append(_seconds(env, texts))
        began = time.process_time()
        home.cache_clear()
        fresh = ALFWorldEnv(games=path)
        fresh.reset(options={"index": 0})
        cost["first"].append(time.process_time() - began)
        began = time.process_time()
        for _ in range(20):
            base.reset(options={"index": 0})
        cost["again"].append((time.process_time() - began) / 20)
    return {name: statistics.median(values) for name, values in cost.items()}, different


def _seconds(env: Any, texts: list[str]) -> float:
    began = time.process_time()
    for text in texts:
        env.step(text)
    return time.process_time() - began


def main() -> None:
    """Prints the rates and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = Path(os.environ.get("TURNWISE_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--python", required=True, help="a Python with alfworld and textworld")
    parser.add_argument("--games", type=Path, default=root / "alfworld" / "alfworld_games.tar.xz")
    parser.add_argument("--number", type=int, default=12)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        games = options.games
        if games.is_file():
            with tarfile.open(games) as archive:
                archive.extractall(folder, filter="data")
            games = Path(folder)
        paths = chosen(games, options.number)
        command = [options.python, "-P", str(Path(__file__).with_name("textworld_player.py"))]
        theirs, mine, different = [], [], 0
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as peer:
            assert peer.stdin is not None
            assert peer.stdout is not None
            for seed, path in enumerate(paths):
                print(json.dumps([str(path), seed]), file=peer.stdin, flush=True)
                played = json.loads(peer.stdout.readline())
                cost, wrong = ours(path, played)
                theirs.append(played)
                mine.append(cost)
                different += wrong
                print(f"  {seed + 1} of {len(paths)} games", end="\r", file=sys.stderr)
            peer.stdin.close()
    _report(theirs, mine, different)


def _report(theirs: list[dict[str, Any]], mine: list[dict[str, float]], different: int) -> None:
    turns = sum(len(played["turns"]) for played in theirs)
    print(
        f"{len(theirs)} games, {turns} turns; turns at which texts, admissible commands or success differ: {different}"
    )
    rate = turns / sum(played["seconds"] for played in theirs)
    print(f"{'':48}{'textworld':>12}{'turnwise':>12}{'ratio':>10}")
    for name, label in (
        ("bare", "turns/s, without verdicts, new tables"),
        ("judged", "turns/s, with exact distance and verdicts, new"),
        ("warm", "the same, a game played before"),
    ):
        own = turns / sum(cost[name] for cost in mine)
        print(f"{label:48}{rate:12.1f}{own:12,.0f}{own / rate:10,.0f}")
    for name, label in (
        ("first", "resets/s, first of a game (read from its file)"),
        ("again", "resets/s, game loaded"),
    ):
        their_rate = 1 / statistics.median(played[name] for played in theirs)
        own = 1 / statistics.median(cost[name] for cost in mine)
        print(f"{label:48}{their_rate:12.2f}{own:12,.0f}{own / their_rate:10,.0f}")


if __name__ == "__main__":
    main()
