"""The distance in homes of ours: against a search of every state of small ones."""

import json
from typing import Any

import pytest

from turnwise.envs.core.rng import Stream
from turnwise.envs.household import Home, State, Task, home
from turnwise.envs.household.menu import menu
from turnwise.envs.household.solver import LOST, distance
from turnwise.envs.household.steps import after_text, start

KINDS = ("place", "look", "clean", "heat", "cool", "two", "slice", "stack", "three", "all", "if", "chain")
_STATIONS = {"clean": "sinkbasin", "heat": "microwave", "cool": "fridge"}
_CHAINS = (("clean", "heat"), ("clean", "cool"), ("heat", "slice"), ("clean", "slice"))


MOST = 12_000
"""States of the largest home that is searched."""


def _small_home(seed: int, kind: str) -> str:
    """The definition of a home of 2 to 5 receptacles with apples, bowls, knives, pens and doors as chance has it."""
    rng = Stream(seed, "small home of ours", kind)
    changes = _changes(rng, kind)
    needed = [_STATIONS[change] for change in (kind, *changes) if change in _STATIONS]
    target = "desklamp" if kind == "look" else rng.choice(["shelf", "drawer", *needed])
    receptacles = [*needed, "shelf" if kind == "look" else target]
    receptacles += [rng.choice(["shelf", "drawer"]) for _ in range(1 + rng.integers(2))]
    if needed and rng.random() < 0.2:
        receptacles.append(needed[0])
    things = _things(rng, kind, changes)
    vessels = [i for i, row in enumerate(things) if row[1] == "bowl"]
    nests = [thing for thing in ("knife", "pen") if rng.random() < 0.3]
    nests += ["apple"] if kind not in ("two", "three", "all") else []
    kept = "bowl" if kind == "stack" else "apple"
    fits = {
        name: [
            thing
            for thing in ("apple", "bowl", "knife", "pen")
            if rng.random() < 0.7 or (name, thing) == (target, kept)
        ]
        for name in sorted(set(receptacles))
    }
    _lay(rng, things, receptacles, fits, nests if vessels else [], len(vessels))
    number = {"three": 3, "two": 2}.get(kind, 1)
    goal = [kind, "apple", target, number, list(changes), "bowl" if kind == "stack" else ""]
    data: dict[str, Any] = {
        "dialect": "friendly",
        "sentence": "a task.",
        "goal": goal,
        "places": ["", *(f"{name} {i}" for i, name in enumerate(receptacles))],
        "start": 0,
        "receptacles": [[f"{name} {i}", name, i + 1, rng.integers(2)] for i, name in enumerate(receptacles)],
        "objects": things,
        "inner": [],
        "held": -1,
        "fits": fits,
        "vessels": vessels,
        "nests": {"bowl": nests},
        "prepositions": ["on"] * (len(receptacles) + len(vessels)),
    }
    if kind == "if":
        data["condition"] = {"receptacle": rng.integers(len(receptacles)), "thing": "pen", "goals": [goal, goal]}
    return json.dumps(data)


def _changes(rng: Stream, kind: str) -> tuple[str, ...]:
    if kind == "chain":
        return rng.choice(_CHAINS)
    if kind in ("if", "two", "three") and rng.random() < 0.4:
        return (rng.choice(["clean", "heat"]),)
    return ("slice",) if kind == "slice" else ()


def _things(rng: Stream, kind: str, changes: tuple[str, ...]) -> list[list[Any]]:
    apples = {"two": 2, "three": 3, "all": 1 + rng.integers(3)}.get(kind, 1 + (rng.random() < 0.4))
    bowls = 1 + (rng.random() < 0.3) if kind == "stack" else int(rng.random() < 0.35)
    knives = 1 + (rng.random() < 0.3) if "slice" in changes else 0
    pens = int(kind == "if" or rng.random() < 0.6)
    counts = {"apple": apples, "bowl": bowls, "desklamp": int(kind == "look"), "knife": knives, "pen": pens}
    letters = {"apple": "pchks", "bowl": "pr", "desklamp": "t"}
    return [
        [f"{name} {i}", name, letters.get(name, "p"), [], []] for name, count in counts.items() for i in range(count)
    ]


def _lay(
    rng: Stream,
    things: list[list[Any]],
    receptacles: list[str],
    fits: dict[str, list[str]],
    nests: list[str],
    vessels: int,
) -> None:
    """Puts each thing somewhere; where none may be, a receptacle comes to take such things."""
    for row in things:
        able = [i for i, name in enumerate(receptacles) if row[1] in fits[name] or row[1] == "desklamp"]
        if not able:
            fits[receptacles[-1]].append(row[1])
            able = [i for i, name in enumerate(receptacles) if row[1] in fits[name]]
        stacked = row[1] in nests and rng.random() < 0.25
        row[3] = [len(receptacles) + rng.integers(vessels) if stacked else rng.choice(able)]


def _essence(its_home: Home, state: State) -> tuple[Any, ...]:
    looked = its_home.look_into < 0 or state.shown.contents >> its_home.look_into & 1
    return state.place, state.held, state.inside, state.opened, state.marks, looked


def _searched(its_home: Home, task: Task) -> list[tuple[State, int]]:
    """Every state that can be reached with its true distance, found backward from the ends; none if too many."""
    first = start(its_home, task)
    states, waiting = {_essence(its_home, first): first}, [first]
    before: dict[Any, list[Any]] = {}
    for state in waiting:
        for text in () if state.won else menu(its_home, state):
            after = after_text(its_home, state, text)
            key = _essence(its_home, after)
            before.setdefault(key, []).append(_essence(its_home, state))
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


def _check(kind: str, seeds: range, most: int) -> int:
    checked = 0
    for seed in seeds:
        task = Task(_small_home(seed, kind))
        its_home = home(task.definition)
        for state, true in _searched(its_home, task):
            assert distance(its_home, state) == true, (seed, task.definition, state[1:])
            checked += 1
        if checked > most:
            break
    return checked


@pytest.mark.parametrize("kind", KINDS)
def test_equals_a_search_of_every_state_of_small_homes(kind: str) -> None:
    assert _check(kind, range(1000, 1080), 5_000) > 500


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_equals_a_search_of_very_many_states(kind: str) -> None:
    assert _check(kind, range(400), 40_000) > 2_000
