"""Oddities of ALFWorld that must stay, what the agent was shown, and why a command did nothing."""

import json
from typing import Any

import pytest

from turnwise.envs.core.codec import episode_from_json, episode_to_json
from turnwise.envs.core.game import Transition
from turnwise.envs.core.rng import Stream
from turnwise.envs.household import ALFWorld, ALFWorldEnv, Facts, State, Task, facts, home
from turnwise.envs.household.cause import Cause, cause
from turnwise.envs.household.goal import conditions

GAME = ALFWorld()
ANY = Stream(0)


def _task(dialect: str = "move", kind: str = "clean", **changes: Any) -> Task:
    """A kitchen: the counter shares its place with the coffee machine, where the same mug is listed too."""
    data = {
        "dialect": dialect,
        "sentence": "put a clean mug in coffeemachine.",
        "goal": [kind, "mug", "coffeemachine"],
        "places": ["loc 4", "loc 3", "loc 2", "loc 1"],
        "start": 0,
        "receptacles": [
            ["coffeemachine 1", "coffeemachine", 1, 0],
            ["countertop 1", "countertop", 1, 0],
            ["drawer 1", "drawer", 2, 1],
            ["sinkbasin 1", "sinkbasin", 3, 0],
            ["microwave 1", "microwave", 3, 1],
        ],
        "objects": [
            ["apple 1", "apple", "pcs", [2], [2]],
            ["knife 1", "knife", "pc", [1], [1]],
            ["mug 1", "mug", "pchr", [0, 1], [1]],
            ["papertowelroll 1", "papertowelroll", "p", [1], [1]],
        ],
        "inner": [],
        "held": -1,
        "fits": {
            "coffeemachine": ["mug"],
            "countertop": ["apple", "knife", "mug"],
            "drawer": ["apple", "knife"],
            "sinkbasin": ["apple", "knife", "mug"],
        },
    }
    return Task(json.dumps({**data, **changes}))


def _play(task: Task, *texts: str) -> tuple[State, str]:
    state = GAME.start(task)
    told = GAME.describe(state, None)
    for text in texts:
        before, command = state, GAME.parse(text, state)
        state, events = GAME.apply(before, command, ANY)
        told = GAME.describe(state, Transition(before, command, state, events, 0))
        assert bool(events) == (told != "Nothing happens.")
        assert bool(events) == (text.strip() in GAME.legal_texts(before))
        assert (cause(home(task.definition), before, command) is Cause.NONE) == bool(events)
    return state, told


def _facts(state: State) -> Facts:
    return facts(home(state.task.definition), state)


def test_a_receptacle_of_the_same_place_cannot_be_gone_to_but_examined() -> None:
    assert _play(_task(), "go to countertop 1", "go to coffeemachine 1")[1] == "Nothing happens."
    assert (
        _play(_task(), "go to countertop 1", "examine coffeemachine 1")[1] == "On the coffeemachine 1, you see a mug 1."
    )
    look = _play(_task(), "go to countertop 1", "look")[1]
    assert look == "You are facing the coffeemachine 1, and countertop 1. Next to it, you see nothing."


def test_a_thing_listed_twice_stays_listed_and_can_win_early() -> None:
    state, told = _play(_task(), "go to countertop 1", "take mug 1 from countertop 1", "examine coffeemachine 1")
    assert told == "On the coffeemachine 1, you see a mug 1."
    state, told = _play(
        _task(),
        "go to countertop 1",
        "take mug 1 from countertop 1",
        "go to sinkbasin 1",
        "clean mug 1 with sinkbasin 1",
    )
    assert (state.won, told) == (True, "You clean the mug 1 using the sinkbasin 1.")


def test_what_was_moved_within_a_place_lies_beside_it() -> None:
    steps = ("go to countertop 1", "take mug 1 from countertop 1", "move mug 1 to coffeemachine 1")
    assert _play(_task(), *steps, "look")[1].endswith("Next to it, you see a mug 1.")
    more = ("take mug 1 from coffeemachine 1", "move mug 1 to countertop 1")
    assert _play(_task(), *steps, *more, "look")[1].endswith("Next to it, you see a mug 1.")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("dance", Cause.UNKNOWN_VERB),
        ("", Cause.UNKNOWN_VERB),
        ("put mug 1 in/on countertop 1", Cause.OTHER_DIALECT),
        ("go to fridge 1", Cause.UNKNOWN_THING),
        ("Go to drawer 1", Cause.UNKNOWN_THING),
        ("go to drawer 1 ", Cause.NONE),
        ("go to  drawer 1", Cause.UNKNOWN_THING),
        ("go to coffeemachine 1", Cause.ALREADY_HERE),
        ("open drawer 1", Cause.NOT_HERE),
        ("open countertop 1", Cause.NOT_POSSIBLE),
        ("examine mug 1", Cause.NOT_HELD),
        ("take apple 1 from drawer 1", Cause.NOT_HERE),
        ("take apple 1 from countertop 1", Cause.NOT_HERE),
        ("move mug 1 to countertop 1", Cause.NOT_HELD),
        ("slice apple 1 with knife 1", Cause.NOT_HELD),
        ("use mug 1", Cause.NOT_POSSIBLE),
        ("<action>look</action>", Cause.UNKNOWN_VERB),
        ("help", Cause.NONE),
    ],
)
def test_what_is_no_admissible_command_has_a_cause(text: str, why: Cause) -> None:
    state, _ = _play(_task(), "go to countertop 1", text)
    before, _ = _play(_task(), "go to countertop 1")
    assert cause(home(before.task.definition), before, GAME.parse(text, before)) is why
    assert (state is before or state == before) == (why is not Cause.NONE or text == "help")


def test_closed_full_and_wrong_places_have_causes_too() -> None:
    state, _ = _play(_task(), "go to drawer 1")
    its_home = home(state.task.definition)
    assert cause(its_home, state, GAME.parse("take apple 1 from drawer 1", state)) is Cause.CLOSED
    assert cause(its_home, state, GAME.parse("close drawer 1", state)) is Cause.ALREADY_DONE
    state, _ = _play(_task(), "go to countertop 1", "take knife 1 from countertop 1")
    assert cause(its_home, state, GAME.parse("take mug 1 from countertop 1", state)) is Cause.HANDS_FULL
    assert cause(its_home, state, GAME.parse("move knife 1 to coffeemachine 1", state)) is Cause.WRONG_CONTAINER
    assert cause(its_home, state, GAME.parse("clean knife 1 with sinkbasin 1", state)) is Cause.NOT_HERE
    assert cause(its_home, state, GAME.parse("heat knife 1 with microwave 1", state)) is Cause.NOT_POSSIBLE


def test_the_old_dialect_has_its_own_words_and_no_help() -> None:
    task = _task("put")
    assert _play(task, "go to countertop 1")[1].startswith("You arrive at loc 3. On the countertop 1, you see")
    take = ("go to countertop 1", "take knife 1 from countertop 1")
    assert _play(task, *take, "put knife 1 in/on countertop 1")[1] == "You put the knife 1 in/on the countertop 1."
    assert _play(task, *take, "move knife 1 to countertop 1")[1] == "Nothing happens."
    assert _play(task, "help")[1] == "Nothing happens."


def test_conditions_of_things_are_told_as_the_engine_tells_them() -> None:
    task = _task()
    assert _play(task, "go to drawer 1", "open drawer 1")[1] == (
        "You open the drawer 1. The drawer 1 is open. In it, you see a apple 1."
    )
    take = ("go to drawer 1", "open drawer 1", "take apple 1 from drawer 1")
    assert _play(task, *take, "examine apple 1")[1] == "There's nothing special about apple 1."
    clean = (*take, "go to sinkbasin 1", "clean apple 1 with sinkbasin 1")
    assert _play(task, *clean, "examine apple 1")[1] == "This is a clean apple 1."
    mug = ("go to countertop 1", "take mug 1 from coffeemachine 1", "examine mug 1")
    assert _play(task, *mug)[1] == "This is a normal mug 1. In it, you see nothing."
    knife = ("go to countertop 1", "take knife 1 from countertop 1", "go to drawer 1", "slice apple 1 with knife 1")
    assert _play(task, *knife)[1] == "You sliced the apple 1 with the knife 1."


@pytest.mark.parametrize(
    ("letters", "told"),
    [
        ("CHS", "This is a hot and clean sliced apple 1."),
        ("CKS", "This is a cool and clean sliced apple 1."),
        ("CS", "This is a clean sliced apple 1."),
        ("HS", "This is a hot sliced apple 1."),
        ("KS", "This is a cool sliced apple 1."),
        ("CH", "This is a hot and clean apple 1."),
        ("CK", "This is a cool and clean apple 1."),
        ("H", "This is a hot apple 1."),
        ("C", "This is a clean apple 1."),
        ("K", "This is a cold apple 1."),
        ("S", "This is a sliced apple 1."),
        ("", "There's nothing special about apple 1."),
        ("rCHS", "This is a normal apple 1. In it, you see nothing."),
    ],
)
def test_every_condition_has_the_engines_words(letters: str, told: str) -> None:
    task = _task(objects=[["apple 1", "apple", f"p{letters}", [1], [1]]])
    assert _play(task, "go to countertop 1", "take apple 1 from countertop 1", "examine apple 1")[1] == told


def test_what_was_shown_is_known_exactly() -> None:
    nothing = _facts(_play(_task())[0])
    assert nothing.contents == {}
    assert len(nothing.unvisited) == 5
    state, _ = _play(_task(), "go to drawer 1")
    assert (_facts(state).closed, _facts(state).contents) == (("drawer 1",), {})
    state, _ = _play(_task(), "go to drawer 1", "open drawer 1", "take apple 1 from drawer 1", "go to sinkbasin 1")
    known = _facts(state)
    assert (known.holding, known.open) == ("apple 1", ("drawer 1",))
    assert known.contents == {"drawer 1": (), "sinkbasin 1": ()}
    assert known.here == ("sinkbasin 1", "microwave 1")
    state, _ = _play(
        _task(), "go to coffeemachine 1", "take knife 1 from countertop 1", "move knife 1 to countertop 1", "inventory"
    )
    known = _facts(state)
    assert (known.contents, known.placed) == ({"coffeemachine 1": ("mug 1",)}, {"countertop 1": ("knife 1",)})
    assert "countertop 1" in known.unvisited


def test_the_key_is_the_same_in_whatever_order_it_was_told() -> None:
    one, _ = _play(_task(), "go to drawer 1", "go to countertop 1")
    two, _ = _play(_task(), "go to countertop 1", "go to drawer 1", "look", "go to countertop 1")
    assert GAME.key(one) == GAME.key(two)
    assert GAME.key(one) != GAME.key(_play(_task(), "go to countertop 1")[0])
    assert "apple" not in GAME.key(one)


def test_goal_conditions_are_counted_as_in_the_simulator() -> None:
    def met(*texts: str, **changes: Any) -> tuple[int, int]:
        state, _ = _play(_task(**changes), *texts)
        return conditions(home(state.task.definition), state)

    alone = [["mug 1", "mug", "pchr", [1], [1]], ["mug 2", "mug", "pchr", [1], [1]]]
    clean = ("go to countertop 1", "take mug 1 from countertop 1", "go to sinkbasin 1", "clean mug 1 with sinkbasin 1")
    assert met(objects=alone) == (0, 3)
    assert met(*clean, objects=alone) == (1, 3)
    other = ("move mug 1 to sinkbasin 1", "go to countertop 1", "take mug 2 from countertop 1")
    assert met(*clean, *other, "move mug 2 to coffeemachine 1", objects=alone) == (2, 3)
    assert met(*clean, "go to coffeemachine 1", "move mug 1 to coffeemachine 1", objects=alone) == (3, 3)
    two = {"objects": alone, "kind": "two", "goal": ["two", "mug", "coffeemachine"]}
    first = ("go to countertop 1", "take mug 1 from countertop 1", "move mug 1 to coffeemachine 1")
    assert met(*first, **two) == (1, 2)


def test_taking_what_can_be_put_down_nowhere_leaves_no_way() -> None:
    state, _ = _play(_task(), "go to countertop 1", "take papertowelroll 1 from countertop 1")
    assert not [text for text in GAME.legal_texts(state) if text.startswith("move")]


def test_an_episode_survives_json() -> None:
    env = ALFWorldEnv()
    _, info = env.reset(seed=0, options={"index": 3})
    for turn in range(20):
        *_, info = env.step(Stream(turn, "json").choice([*info["legal"], "dance"]))
    record = json.loads(json.dumps(episode_to_json(env.episode, GAME.types)))
    assert episode_from_json(record, GAME.types) == env.episode
