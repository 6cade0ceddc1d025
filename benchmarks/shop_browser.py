"""What `turnwise/WebShopBrowser-v0` costs: CPU and wall time of a reset and a step, memory, and what it leaves behind.

    python benchmarks/shop_browser.py [--episodes N] [--observation text] [--pages 8] [--turns 15] [--executable PATH]

CPU time is that of the whole process tree (Python, Playwright's driver, every process of Chromium), read from /proc;
one step a phase would drown in its 10 ms grain, so phases of many are measured. Episodes are random legal actions.
`--pages` environments are then played at once, by a thread each, in one browser. At the end memory is compared with
that after the first tenth of the episodes, the contexts that are open are counted, and after stopping, the processes.

Beside it stands what BrowserGym 0.14.3 was recorded to take on a shop of this kind on a machine of two cores (wall
time; its open-ended task waits 1 s by `slow_mo` and 0.5 s before each observation): reset 2.3 s, step 1.8 s.
"""

from __future__ import annotations

import argparse
import json
import os
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import gymnasium as gym

import turnwise  # noqa: F401 - registers the ids
from turnwise.envs.core.rng import Stream
from turnwise.envs.web_shop.browser.live import HOST, the_site
from turnwise.envs.web_shop.browser.process import stop_all, the_browser

BROWSERGYM = {"reset": 2.3, "step": 1.8}
_TICKS = os.sysconf("SC_CLK_TCK")


def tree(root: int) -> dict[int, float]:
    """CPU seconds of a process and of all that descend from it, dead children of theirs included."""
    children: dict[int, list[int]] = defaultdict(list)
    used = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children[int(fields[1])].append(int(folder.name))
            used[int(folder.name)] = sum(map(int, fields[11:15])) / _TICKS
    found, waiting = {}, [root]
    while waiting:
        pid = waiting.pop()
        if pid in used:
            found[pid] = used[pid]
        waiting += children[pid]
    return found


def memory() -> float:
    """Megabytes of the whole tree, shared pages divided among those that share them."""
    total = 0
    for pid in tree(os.getpid()):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return total / 1024


class Clock:
    """CPU seconds of the tree and wall seconds, by phase."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = defaultdict(float)
        self.wall: dict[str, float] = defaultdict(float)
        self.calls: dict[str, int] = defaultdict(int)
        self._mark = (sum(tree(os.getpid()).values()), time.perf_counter())

    def lap(self, phase: str, calls: int) -> None:
        """What passed since the last lap belongs to a phase of so many calls."""
        now = (sum(tree(os.getpid()).values()), time.perf_counter())
        self.cpu[phase] += now[0] - self._mark[0]
        self.wall[phase] += now[1] - self._mark[1]
        self.calls[phase] += calls
        self._mark = now

    def means(self, phase: str) -> dict[str, float]:
        """Seconds a call."""
        calls = self.calls[phase]
        return {"cpu": round(self.cpu[phase] / calls, 4), "wall": round(self.wall[phase] / calls, 4), "calls": calls}


def episode(env: gym.Env[Any, Any], number: int, clock: Clock | None = None) -> int:
    """Plays one episode of random actions; the number of its turns."""
    _, info = env.reset(seed=number)
    if clock is not None:
        clock.lap("reset", 1)
    turns, over = 0, False
    while not over:
        legal = info["legal"]
        late = [text for text in legal if text != "click[buy now]"] if turns < 12 else legal
        *_, terminated, truncated, info = env.step(Stream(number, "benchmark", turns).choice(late or legal))
        over = terminated or truncated
        turns += 1
    if clock is not None:
        clock.lap("step", turns)
    return turns


def at_once(count: int, options: dict[str, Any]) -> dict[str, float]:
    """Steps a second of so many environments in one browser, by a thread each."""
    envs = [gym.make("turnwise/WebShopBrowser-v0", **options) for _ in range(count)]
    turns = [0] * count

    def play(place: int) -> None:
        turns[place] = sum(episode(envs[place], 1000 * place + number) for number in range(2))

    before, began = sum(tree(os.getpid()).values()), time.perf_counter()
    threads = [threading.Thread(target=play, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall, cpu = time.perf_counter() - began, sum(tree(os.getpid()).values()) - before
    open_now = the_browser(options["executable"], HOST, the_site()[1].port).contexts
    for env in envs:
        env.close()
    steps = sum(turns)
    return {"contexts": open_now, "steps_per_s": round(steps / wall, 1), "cpu_per_step": round(cpu / steps, 4)}


def main() -> None:
    """Measures, and prints one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--episodes", type=int, default=60)
    parser.add_argument("--observation", default="text", choices=("text", "axtree", "dom"))
    parser.add_argument("--pages", type=int, default=8)
    parser.add_argument("--products", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=15, help="the longest episode")
    parser.add_argument("--executable")
    arguments = parser.parse_args()
    options = {name: getattr(arguments, name) for name in ("observation", "products", "executable")}
    options["max_turns"] = arguments.turns
    env = gym.make("turnwise/WebShopBrowser-v0", **options)
    episode(env, 0)  # starts the browser, fills tables that stay
    clock, memories = Clock(), {}
    for number in range(1, arguments.episodes + 1):
        episode(env, number, clock)
        if number in (max(1, arguments.episodes // 10), arguments.episodes):
            memories[number] = round(memory())
            clock.lap("measuring", 1)
    env.close()
    result: dict[str, Any] = {"observation": arguments.observation, "episodes": arguments.episodes}
    for phase in ("reset", "step"):
        result[phase] = means = clock.means(phase)
        result[f"browsergym_recorded_{phase}_wall"] = BROWSERGYM[phase]
        result[f"{phase}_times_faster"] = round(BROWSERGYM[phase] / means["wall"], 1)
    result["memory_mb_after_episodes"] = memories
    result["at_once"] = at_once(arguments.pages, options) if arguments.pages else {}
    time.sleep(0.5)  # contexts are closed in the background
    browser = the_browser(arguments.executable, HOST, the_site()[1].port)
    result["chromium"] = browser.version
    result["contexts_left"], result["visits_left"] = browser.contexts, len(the_site()[0])
    family = set(tree(os.getpid())) - {os.getpid()}
    stop_all()
    time.sleep(0.5)
    result["processes_while_running"] = len(family)
    result["processes_left"] = len(set(tree(os.getpid())) - {os.getpid()})
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
