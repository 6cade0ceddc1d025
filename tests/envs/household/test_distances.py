"""The distance to the goal: against a search of every state of small homes, and in ALFWorld's own games."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from turnwise.envs.core.rng import Stream
from turnwise.envs.household import ALFWorldGames, Home, State, Task, home
from turnwise.envs.household.menu import menu
from turnwise.envs.household.solver import LOST, culprit, distance, optimal_texts
from turnwise.envs.household.steps import after_text, start

KINDS = ("place", "look", "clean", "heat", "cool", "two")
MOST = 12_000
"""States of the largest home that is searched."""


def _definition(seed: int, kind: str) -> str:
    """A home of 3 or 4 receptacles and 2 to 6 objects, with shared places, doors and things listed twice."""
    rng = Stream(seed, "small home", kind)
    extra = {"clean": ["sinkbasin"], "heat": ["microwave"], "cool": ["fridge"]}.get(kind, [])
    target = "desklamp" if kind == "look" else rng.choice(["shelf", "drawer", *extra])
    kinds = [*extra, "shelf" if kind == "look" else target, *(rng.choice(["shelf", "drawer"]) for _ in range(2))]
    places = rng.integers(2, 4)
    wanted = 2 if kind == "two" or rng.random() < 0.5 else 1
    things: list[list[Any]] = [
        [f"mug {i}", "mug", "pchk" + ("K" if rng.random() < 0.2 else ""), _spots(rng, len(kinds), 0.3), []]
        for i in range(wanted)
    ]
    things += [[f"pen {i}", "pen", "p", _spots(rng, len(kinds), 0.0), []] for i in range(1 + rng.integers(2))]
    lamps = 1 + rng.integers(2) if kind == "look" else 0
    things += [[f"desklamp {i}", "desklamp", "t", _spots(rng, len(kinds), 0.0), []] for i in range(lamps)]
    fits = {
        name: [thing for thing in ("mug", "pen") if rng.random() < 0.65 or (thing, name) == ("mug", target)]
        for name in sorted(set(kinds))
    }
    data = {
        "dialect": "move",
        "sentence": "a task.",
        "goal": [kind, "mug", target],
        "places": [f"loc {i}" for i in range(places + 1)],
        "start": 0,
        "receptacles": [
            [f"{name} {i}", name, 1 + rng.integers(places), rng.integers(2)] for i, name in enumerate(kinds)
        ],
        "objects": things,
        "inner": [],
        "held": -1,
        "fits": fits,
    }
    return json.dumps(data)


def _spots(rng: Stream, count: int, twice: float) -> list[int]:
    return sorted(rng.sample(range(count), 2 if rng.random() < twice else 1))


def _essence(state: State) -> tuple[Any, ...]:
    return state.place, state.held, state.inside, state.opened, state.marks


def _searched(its_home: Home, task: Task) -> list[tuple[State, int]]:
    """Every state that can be reached with its true distance, found backward from the ends; none if too many."""
    first = start(its_home, task)
    states, waiting = {_essence(first): first}, [first]
    before: dict[Any, list[Any]] = {}
    for state in waiting:
        for text in () if state.won else menu(its_home, state):
            after = after_text(its_home, state, text)
            key = _essence(after)
            before.setdefault(key, []).append(_essence(state))
            if key not in states:
                states[key] = after
                waiting.append(after)
        if len(states) > MOST:
            return []
    found = {key: 0 for key, state in states.items() if state.won}
    ring = list(found)
    for key in ring:
        for earlier in before.get(key, ()):
            if earlier not in found:
                found[earlier] = found[key] + 1
                ring.append(earlier)
    return [(state, found.get(key, LOST)) for key, state in states.items()]


@pytest.mark.parametrize("kind", KINDS)
def test_equals_a_search_of_every_state_of_small_homes(kind: str) -> None:
    checked = 0
    for seed in range(100, 180):
        task = Task(_definition(seed, kind))
        for state, true in _searched(home(task.definition), task):
            assert distance(home(task.definition), state) == true, (task.definition, state[1:])
            checked += 1
        if checked > 6_000:
            break
    assert checked > 500


@pytest.fixture(scope="module")
def games(data_dir: Callable[[str], Path]) -> ALFWorldGames:
    return ALFWorldGames(data_dir("alfworld") / "alfworld_games.tar.xz")


def _tasks(games: ALFWorldGames) -> list[tuple[Task, tuple[str, ...]]]:
    return [
        (games.task(split, index), games.walkthrough(split, index))
        for split in games.splits
        for index in range(games.count(split))
    ]


def test_equals_the_length_of_the_walkthrough_at_the_start(games: ALFWorldGames) -> None:
    checked = 0
    for task, walkthrough in _tasks(games):
        if walkthrough:
            assert distance(home(task.definition), start(home(task.definition), task)) == len(walkthrough), task.name
            checked += 1
    assert checked == 120


def test_each_command_changes_it_as_a_distance_must(games: ALFWorldGames) -> None:
    """No command brings the goal nearer than by one, and one does so: with 0 at the end that makes it exact."""
    tasks = [task for task, _ in _tasks(games)]
    lost = 0
    for number in range(2000):
        rng = Stream(number, "walk")
        task = rng.choice(tasks)
        its_home = home(task.definition)
        state = _walked(its_home, start(its_home, task), rng)
        left = distance(its_home, state)
        after = [distance(its_home, after_text(its_home, state, text)) for text in menu(its_home, state)]
        assert min(after) == (left - 1 if left < LOST else LOST), (task.name, state[1:])
        assert (left == LOST) == bool(culprit(its_home, state))
        lost += left == LOST
    assert lost > 0


def _walked(its_home: Home, state: State, rng: Stream) -> State:
    skill = rng.random() / 2
    for _ in range(rng.integers(30)):
        texts = menu(its_home, state)
        best = optimal_texts(its_home, state, texts) if rng.random() < skill else ()
        doing = [text for text in texts if text.split()[0] in ("take", "move", "put", "open", "heat", "cool", "use")]
        after = after_text(its_home, state, rng.choice(best or (doing if doing and rng.random() < 0.5 else texts)))
        if after.won:
            return state
        state = after
    return state
