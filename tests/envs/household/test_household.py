"""Household-v0: its tasks, how it reads commands, and what it says when it refuses one."""

import json
from typing import Any

import pytest

from turnwise.envs.core.errors import TaskError, UsageError
from turnwise.envs.core.rng import Stream
from turnwise.envs.household import HouseholdEnv, HouseholdTasks, Task, home
from turnwise.envs.household.menu import menu
from turnwise.envs.household.rooms import kinds
from turnwise.envs.household.solver import LOST, distance, plan
from turnwise.envs.household.steps import after_text, start
from turnwise.envs.household.tasks import CHAINS, TASK_TYPES

TASKS = HouseholdTasks()


def _begun(definition: dict[str, Any]) -> HouseholdEnv:
    env = HouseholdEnv()
    env.reset(seed=0, options={"task": Task(json.dumps(definition))})
    return env


KITCHEN: dict[str, Any] = {
    "dialect": "friendly",
    "sentence": "Put a spoon in a mug, and that mug on a dining table.",
    "goal": ["stack", "spoon", "diningtable", 1, [], "mug"],
    "places": ["", "drawer 1", "drawer 2", "dining table 1", "fridge 1", "counter 1"],
    "start": 0,
    "rooms": [["kitchen", [0, 1, 2, 3, 4]]],
    "receptacles": [
        ["drawer 1", "drawer", 1, 1],
        ["drawer 2", "drawer", 2, 1],
        ["dining table 1", "diningtable", 3, 0],
        ["fridge 1", "fridge", 4, 1],
        ["counter 1", "countertop", 5, 0],
    ],
    "objects": [
        ["apple 1", "apple", "pchks", [4], []],
        ["knife 1", "knife", "p", [0], []],
        ["mug 1", "mug", "pchkr", [4], []],
        ["pen 1", "pen", "p", [6], []],
        ["mug 2", "mug", "pchkr", [3], []],
        ["spoon 1", "spoon", "pc", [0], []],
    ],
    "inner": [],
    "held": -1,
    "fits": {
        "drawer": ["spoon", "knife", "pen"],
        "diningtable": ["apple", "knife", "mug", "pen", "spoon"],
        "fridge": ["apple", "mug"],
        "countertop": ["apple", "knife", "mug", "pen", "spoon"],
    },
    "vessels": [2, 4],
    "nests": {"mug": ["pen", "spoon"]},
    "prepositions": ["in", "in", "on", "in", "on", "in", "in"],
}


def test_a_spoon_goes_along_in_its_mug() -> None:
    env = _begun(KITCHEN)
    told = [
        env.step(text)
        for text in (
            "go to drawer 1",
            "open drawer 1",
            "take spoon 1 from drawer 1",
            "go to counter 1",
            "put spoon 1 in mug 1",
            "take mug 1 from counter 1",
            "go to dining table 1",
            "put mug 1 on dining table 1",
        )
    ]
    assert told[1][0] == "You open the drawer 1. It is open. In it: knife 1 and spoon 1."
    assert told[3][0] == "You go to the counter 1. On it: apple 1 and mug 1."
    assert told[4][0] == "You put the spoon 1 in the mug 1."
    assert [step[2] for step in told] == [False] * 7 + [True]


@pytest.mark.parametrize(
    ("texts", "done"),
    [
        (["GO TO THE FRIDGE 1"], "go to fridge 1"),
        (["walk to fridge"], "go to fridge 1"),
        (["go to the dining  table 1."], "go to dining table 1"),
        (["go to diningtable 1"], "go to dining table 1"),
        (["I walk.", "<action>go to fridge 1</action>"], "go to fridge 1"),
        (["go to fridge", "open the fridge!", "Pick up a mug"], "take mug 2 from fridge 1"),
        (["go to counter 1", "grab the apple from the counter"], "take apple 1 from counter 1"),
        (["go to counter 1", "take apple", "move apple 1 to counter 1"], "put apple 1 on counter 1"),
        (["go to counter 1", "take apple", "put the apple in/on the counter"], "put apple 1 on counter 1"),
        (["go to counter 1", "take apple", "put apple on top of counter 1"], "put apple 1 on counter 1"),
        (["go to counter 1", "take apple", "go to fridge", "chill the apple"], "cool apple 1 with fridge 1"),
        (["go to drawer 1", "open it up"], ""),
        (
            ["go to drawer 1", "open drawer 1", "take knife", "go to counter", "cut the apple"],
            "slice apple 1 with knife 1",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else value[-1],
)
def test_usual_words_are_understood(texts: list[str], done: str) -> None:
    env = _begun(KITCHEN)
    for text in texts:
        *_, info = env.step(text)
    last = env.episode.turns[-1].transition
    assert info["rejected"] == (done == "")
    if done:
        assert last.action.text == done


@pytest.mark.parametrize(
    ("before", "text", "reason"),
    [
        ([], "dance", "No command begins like 'dance'."),
        ([], "go to drawer", "could mean several things"),
        ([], "go to sofa 1", "names something that you have not seen"),
        (["go to fridge 1"], "go to fridge 1", "You are at the fridge 1 already."),
        (["go to fridge 1"], "close fridge 1", "The fridge 1 is closed already."),
        (["go to counter 1"], "open counter 1", "The counter 1 can't be opened or closed."),
        (["go to counter 1"], "open fridge 1", "You are not at the fridge 1. Go there first."),
        (["go to counter 1", "take apple 1"], "take mug 1", "You are holding the apple 1. Put it somewhere first."),
        (
            ["go to counter 1", "take apple", "go to fridge 1"],
            "put apple 1 in fridge 1",
            "The fridge 1 is closed. Open it",
        ),
        (
            ["go to counter 1", "take apple", "go to drawer 1", "open drawer 1"],
            "put apple in drawer 1",
            "does not go in",
        ),
        (["go to counter 1"], "put apple 1 on counter 1", "You are not holding the apple 1. Take it first."),
        (["go to counter 1"], "slice apple 1 with mug 1", "The apple 1 can't be sliced with the mug 1."),
        (["go to counter 1", "take apple 1"], "heat apple 1 with fridge 1", "The fridge 1 can't heat anything."),
        (["go to counter 1"], "use apple 1", "The apple 1 can't be switched on."),
        (["go to counter 1", "go to fridge 1"], "take apple 1 from counter 1", "You are not at the counter 1."),
        (
            ["go to counter 1", "go to fridge 1", "open fridge 1"],
            "take apple 1 from fridge 1",
            "is not in the fridge 1",
        ),
    ],
)
def test_a_refusal_says_why(before: list[str], text: str, reason: str) -> None:
    env = _begun(KITCHEN)
    for line in before:
        env.step(line)
    state = env.episode.state
    observation, *_, info = env.step(text)
    assert reason in observation
    assert info["rejected"]
    assert env.episode.state is state


def test_what_was_never_shown_has_no_name() -> None:
    """Nobody can find out by trying names whether there is such a thing."""
    for text in (
        "take {} from fridge 1",
        "take {}",
        "examine {}",
        "put {} in fridge 1",
        "slice {} with knife 1",
        "use {}",
    ):
        told = []
        for name in ("mug 2", "mug 7"):  # the first is in the closed fridge
            env = _begun(KITCHEN)
            env.step("go to fridge 1")
            told.append(env.step(text.format(name))[0].replace(name, "X"))
        assert told[0] == told[1], text


def test_the_strict_mode_is_silent() -> None:
    env = HouseholdEnv(friendly=False)
    env.reset(seed=0, options={"task": Task(json.dumps(KITCHEN))})
    for text in ("GO TO fridge 1", "walk to fridge 1", "open fridge 1"):
        observation, *_, info = env.step(text)
        assert observation == "Nothing happens."
        assert info["rejected"]
    assert env.step(" go to fridge 1 ")[0] == "You go to the fridge 1. It is closed."


@pytest.mark.parametrize("split", TASKS.splits)
def test_every_task_is_proved_possible(split: str) -> None:
    for index in range(33):
        task = TASKS.task(split, index)
        its_home = home(task.definition)
        state = start(its_home, task)
        assert 3 <= distance(its_home, state) < LOST
        for text in plan(its_home, state):
            assert text in menu(its_home, state)
            state = after_text(its_home, state, text)
        assert state.won, task.name


def test_no_state_is_lost() -> None:
    for number in range(300):
        rng = Stream(number, "wander at home")
        task = TASKS.task(rng.choice(TASKS.splits), rng.integers(66))
        its_home = home(task.definition)
        state = start(its_home, task)
        for _ in range(30):
            if not state.won:
                state = after_text(its_home, state, rng.choice(menu(its_home, state)))
        assert distance(its_home, state) < LOST


def test_types_come_in_turn_and_can_be_chosen() -> None:
    names = [TASKS.task("train", index).name for index in range(11)]
    assert [name.split("_", 1)[1] for name in names] == list(TASK_TYPES)
    some = HouseholdTasks(("slice", "if"))
    assert [some.task("test", i).name for i in range(4)] == [TASKS.task("test", i).name for i in (6, 10, 17, 21)]
    chains = [TASKS.task("long_chains", index).name for index in range(6)]
    assert chains == [f"long_chains/{i}_{kind.replace(' ', '_')}" for i, kind in enumerate(CHAINS)]
    with pytest.raises(UsageError, match="'dust'"):
        HouseholdTasks(("dust",))
    with pytest.raises(TaskError, match="long_chains"):
        HouseholdTasks(("slice",)).task("long_chains", 0)


def _rooms(split: str) -> set[str]:
    return {name for i in range(66) for name, _ in home(TASKS.task(split, i).definition).rooms}


def _pairs(split: str) -> set[tuple[str, str]]:
    return {home(TASKS.task(split, i).definition).goal[1:3] for i in range(110)}


def test_splits_hold_out_what_they_say() -> None:
    assert not _rooms("unseen_rooms") & _rooms("train")
    assert not _pairs("unseen_pairs") & (_pairs("train") | _pairs("test"))
    shortest = min(distance(home(t.definition), start(home(t.definition), t)) for t in _some("long_chains"))
    assert shortest >= 9
    homes = [{json.dumps(json.loads(task.definition)["objects"]) for task in _some(s)} for s in TASKS.splits[:3]]
    assert len(homes[0] | homes[1] | homes[2]) == sum(len(some) for some in homes)


def _some(split: str) -> list[Task]:
    return [TASKS.task(split, i) for i in range(66)]


def test_an_if_task_needs_the_look_and_the_right_branch() -> None:
    for index in range(10, 11 * 20, 11):
        task = TASKS.task("train", index)
        its_home = home(task.definition)
        condition = json.loads(task.definition)["condition"]
        inside = its_home.inside[its_home.look_into]
        for vessel in its_home.vessel_list:
            if inside >> vessel & 1:
                inside |= its_home.inside[its_home.slot_of[vessel]]
        there = bool(inside & its_home.of_kind(its_home.look_for))
        assert list(its_home.goal[:3]) == condition["goals"][not there][:3]
        state = start(its_home, task)
        asked = its_home.receptacles[its_home.look_into]
        assert f"open {asked}" in plan(its_home, state)


def test_facts_agree_with_each_other() -> None:
    facts = kinds()
    for name, room in (facts.rooms | facts.unseen).items():
        for word in room["things"].split():
            kind = word.split(":")[0]
            assert kind in facts.things, kind
            spots = [r for r in room["receptacles"] if kind in facts.fits[r]]
            assert spots or kind == "desklamp", (name, kind)
        assert all(kind in facts.fits for kind in room["receptacles"])
    for vessel, things in facts.nests.items():
        assert "r" in facts.things[vessel]
        assert not things & facts.nests.keys(), "vessels hold no vessels"
