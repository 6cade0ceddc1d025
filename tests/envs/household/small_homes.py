"""Small random homes, small enough to visit every state that can be reached."""

import json
from typing import Any

from turnwise.envs.core.rng import Stream
from turnwise.envs.household.home import Home
from turnwise.envs.household.menu import menu
from turnwise.envs.household.rules import after_text, start
from turnwise.envs.household.solver import LOST
from turnwise.envs.household.state import State, Task

KINDS = ("place", "look", "clean", "heat", "cool", "two")


def definition(seed: int, kind: str) -> str:
    """A home of 3 to 5 receptacles and 3 or 4 objects, with shared places, doors and things listed twice."""
    rng = Stream(seed, "small home", kind)
    extra = {"clean": ["sinkbasin"], "heat": ["microwave"], "cool": ["fridge"]}.get(kind, [])
    target = "desklamp" if kind == "look" else rng.choice(["shelf", "drawer", *extra])
    kinds = [*extra, "shelf" if kind == "look" else target, *(rng.choice(["shelf", "drawer"]) for _ in range(2))]
    places = rng.integers(2, 4)
    receptacles = [[f"{name} {i}", name, 1 + rng.integers(places), rng.integers(2)] for i, name in enumerate(kinds)]
    wanted = 2 if kind == "two" or rng.random() < 0.5 else 1
    things: list[list[Any]] = [
        [f"mug {i}", "mug", "pchk" + ("K" if rng.random() < 0.2 else ""), _spots(rng, len(kinds), 0.3), []]
        for i in range(wanted)
    ]
    things += [[f"pen {i}", "pen", "p", _spots(rng, len(kinds), 0.0), []] for i in range(1 + rng.integers(2))]
    if kind == "look":
        things += [
            [f"desklamp {i}", "desklamp", "t", _spots(rng, len(kinds), 0.0), []] for i in range(1 + rng.integers(2))
        ]
    data = {
        "dialect": "move",
        "sentence": "a task.",
        "goal": [kind, "mug", target],
        "places": [f"loc {i}" for i in range(places + 1)],
        "start": 0,
        "receptacles": receptacles,
        "objects": things,
        "inner": [],
        "held": -1,
        "fits": {
            name: sorted({"mug"} if name == target or rng.random() < 0.7 else set())
            + (["pen"] if rng.random() < 0.6 else [])
            for name in sorted(set(kinds))
        },
    }
    return json.dumps(data)


def _spots(rng: Stream, count: int, twice: float) -> list[int]:
    return sorted(rng.sample(range(count), 2 if rng.random() < twice else 1))


def essence(state: State) -> tuple[Any, ...]:
    """What of a state decides the rest of the game."""
    return state.place, state.held, state.inside, state.opened, state.marks


def distances(home: Home, task: Task, most: int = 30_000) -> dict[tuple[Any, ...], tuple[State, int]] | None:
    """Every state that can be reached with its true distance, found backward from the ends; None if too many."""
    first = start(home, task)
    states = {essence(first): first}
    before: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    waiting = [first]
    for state in waiting:
        if state.won:
            continue
        for text in menu(home, state):
            after = after_text(home, state, text)
            key = essence(after)
            before.setdefault(key, []).append(essence(state))
            if key not in states:
                states[key] = after
                waiting.append(after)
        if len(states) > most:
            return None
    found = {key: 0 for key, state in states.items() if state.won}
    ring = list(found)
    for key in ring:
        for earlier in before.get(key, ()):
            if earlier not in found:
                found[earlier] = found[key] + 1
                ring.append(earlier)
    return {key: (state, found.get(key, LOST)) for key, state in states.items()}
