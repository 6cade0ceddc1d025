"""The player without map knowledge, and the potential that knows no more than it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from turnwise.envs.core.rng import Stream
from turnwise.envs.household import ALFWorldGames, ExampleGames, Home, HouseholdTasks, State, Task, home
from turnwise.envs.household.belief import informed_closeness
from turnwise.envs.household.explorer import explore
from turnwise.envs.household.menu import menu
from turnwise.envs.household.prior import expected, placements
from turnwise.envs.household.solver import distance, plan
from turnwise.envs.household.steps import after_text, start
from turnwise.envs.household.tasks import CHAINS, TASK_TYPES


def _all(source: ALFWorldGames | ExampleGames) -> list[Task]:
    return [source.task(split, index) for split in source.splits for index in range(source.count(split) or 0)]


@pytest.fixture(scope="module")
def tasks(data_dir: Callable[[str], Path]) -> list[Task]:
    return _all(ALFWorldGames(data_dir("alfworld") / "alfworld_games.tar.xz"))


def _explored(its_home: Home, state: State, limit: int = 50) -> int:
    """Commands that the explorer takes, more than `limit` where it does not get there."""
    for turn in range(limit):
        if state.won:
            return turn
        text = explore(its_home, state)
        assert text in menu(its_home, state)
        assert text == explore(its_home, state)
        state = after_text(its_home, state, text)
    return limit if state.won else limit + 1


def test_the_explorer_wins_nearly_always_within_the_limit(tasks: list[Task]) -> None:
    turns = [_explored(home(task.definition), start(home(task.definition), task)) for task in tasks]
    assert sum(turn <= 50 for turn in turns) >= 0.99 * len(turns)
    assert sorted(turns)[len(turns) // 2] <= 9
    for task in _all(ExampleGames()):
        assert _explored(home(task.definition), start(home(task.definition), task)) <= 50


@pytest.mark.parametrize("split", HouseholdTasks.splits)
def test_the_explorer_wins_in_homes_without_end(split: str) -> None:
    tasks = HouseholdTasks()
    for index in range(33):
        its_home = home(tasks.task(split, index).definition)
        assert _explored(its_home, start(its_home, tasks.task(split, index))) <= 50, (split, index)


@pytest.mark.slow
def test_the_explorer_wins_a_hundred_times_of_every_task_type() -> None:
    turns: dict[str, list[int]] = {}
    for types, split in ((TASK_TYPES, "test"), (CHAINS, "long_chains")):
        tasks = HouseholdTasks(())
        for index in range(100 * len(types)):
            task = tasks.task(split, index)
            its_home = home(task.definition)
            turns.setdefault(types[index % len(types)], []).append(_explored(its_home, start(its_home, task)))
    for kind, needed in turns.items():
        assert sum(turn <= 50 for turn in needed) >= 0.99 * len(needed) >= 99, kind


def test_the_explorer_knows_nothing_of_an_if_before_it_looked() -> None:
    """Whatever is in the receptacle that decides, it does the same until it has looked into it."""
    tasks = HouseholdTasks(("if",))
    for index in range(20):
        task = tasks.task("train", index)
        data = json.loads(task.definition)
        first, second = data["condition"]["goals"]
        other = {**data, "goal": second if data["goal"] == first else first}
        twins = [(home(text), start(home(text), Task(text))) for text in (task.definition, json.dumps(other))]
        while not any(state.shown.contents >> its_home.look_into & 1 for its_home, state in twins):
            texts = {explore(its_home, state) for its_home, state in twins}
            assert len(texts) == 1
            mine, theirs = [informed_closeness(its_home, state, state.shown.contents) for its_home, state in twins]
            assert mine == theirs
            twins = [(its_home, after_text(its_home, state, min(texts))) for its_home, state in twins]


def test_the_explorer_goes_on_from_any_state(tasks: list[Task]) -> None:
    won = possible = 0
    for number in range(120):
        rng = Stream(number, "wander")
        task = rng.choice(tasks)
        its_home = home(task.definition)
        state = start(its_home, task)
        for _ in range(25):
            if not state.won:
                state = after_text(its_home, state, rng.choice(menu(its_home, state)))
        if distance(its_home, state) < 100:
            possible += 1
            won += _explored(its_home, state) <= 50
    assert won >= 0.99 * possible > 50


def _swapped(task: Task, one: int, other: int) -> Task:
    """The same home with the contents of two receptacles swapped."""
    data = json.loads(task.definition)
    swap = {one: other, other: one}
    for row in data["objects"]:
        row[3] = sorted(swap.get(receptacle, receptacle) for receptacle in row[3])
    return Task(json.dumps(data))


def test_neither_depends_on_what_was_not_shown(tasks: list[Task]) -> None:
    checked = 0
    for number in range(60):
        rng = Stream(number, "hidden")
        task = rng.choice(tasks)
        its_home = home(task.definition)
        state = start(its_home, task)
        path = []
        for _ in range(rng.integers(8)):
            path.append(rng.choice([text for text in menu(its_home, state) if text.startswith(("go", "open"))]))
            state = after_text(its_home, state, path[-1])
        hidden = [r for r in range(len(its_home.receptacles)) if not state.shown.contents >> r & 1]
        twin = _swapped(task, *rng.sample(hidden, 2))
        twin_home = home(twin.definition)
        twin_state = start(twin_home, twin)
        for text in path:
            twin_state = after_text(twin_home, twin_state, text)
        assert explore(its_home, state) == explore(twin_home, twin_state)
        mine = informed_closeness(its_home, state, state.shown.contents)
        assert mine == informed_closeness(twin_home, twin_state, twin_state.shown.contents)
        checked += 1
    assert checked == 60


def test_the_informed_closeness_begins_near_a_half_and_ends_at_one(tasks: list[Task]) -> None:
    for task in tasks[::6]:
        its_home = home(task.definition)
        state = start(its_home, task)
        assert informed_closeness(its_home, state, 0) == pytest.approx(0.5, abs=0.05)
        for text in plan(its_home, state):
            state = after_text(its_home, state, text)
            assert 0.0 <= informed_closeness(its_home, state, state.shown.contents) <= 1.0
        assert informed_closeness(its_home, state, state.shown.contents) == 1.0


def test_the_prior_knows_every_pair_by_type() -> None:
    assert len(placements()) > 55
    assert placements()["book"]["bed"] == pytest.approx(0.96)
    its_home = home(ExampleGames().task("train", 2).definition)
    drawers = [r for r, kind in enumerate(its_home.receptacle_kinds) if kind == "drawer"]
    assert sum(expected(its_home, "spoon", r) for r in drawers) == pytest.approx(placements()["spoon"]["drawer"])
