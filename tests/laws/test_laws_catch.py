"""Each law fails on an environment that breaks it: a law that can't fail says nothing.

`Ladder` keeps all laws; each of the others breaks it in one way.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

import turnwise
from turnwise.envs.core import Game, TaskSource, TurnEnv
from turnwise.laws import LAWS, LawBroken, Subject, check_env_laws

from .broken_environments import (
    SHARED,
    Amnesiac,
    Blank,
    Crowded,
    Endless,
    Fixed,
    Growing,
    Lenient,
    NanReward,
    Outside,
    Patient,
    Plain,
    Reserved,
    Seedless,
    Sharing,
    Slow,
    Tipping,
    Trusting,
    Undocumented,
    Untrue,
    Widening,
)
from .broken_rules import (
    Ambiguous,
    Brittle,
    Cloudy,
    Counting,
    Deaf,
    Debugging,
    Echoing,
    Escalator,
    FirstOfMany,
    Forgetful,
    Generous,
    Incomplete,
    Keyed,
    Listing,
    Moody,
    OutOfSpace,
    Overlapping,
    Shuffled,
    Silent,
    Telling,
    Unwritable,
)
from .broken_verifiers import (
    Changing,
    Falling,
    Identity,
    Impure,
    Loud,
    OnlyAtTheTop,
    Terse,
    Unchained,
    Unpromised,
    Whispering,
    narrow,
    too_high,
)
from .ladder import AtTheTop, Climbing, LadderEnv, score


def game(kind: type[Game[Any, Any, Any]]) -> Callable[..., TurnEnv[Any, Any, Any]]:
    return partial(LadderEnv, game=kind())


def tasks(kind: type[TaskSource[Any]]) -> Callable[..., TurnEnv[Any, Any, Any]]:
    return partial(LadderEnv, tasks=kind())


def scored(*arguments: Any, **weights: Any) -> Callable[..., TurnEnv[Any, Any, Any]]:
    return partial(LadderEnv, scoring=score(*arguments, **weights))


CATCHES: list[tuple[str, Callable[..., TurnEnv[Any, Any, Any]], str]] = [
    ("gymnasium-check", NanReward, "NaN"),
    ("seed-determinism", game(Moody), "you are on rung"),
    ("seed-determinism", Seedless, "one and the same"),
    ("seed-determinism", Crowded, "not alone"),
    ("seed-determinism", Slow, "extra"),
    ("replay", game(Forgetful), "replayed"),
    ("replay", game(Unwritable), "Moved"),
    ("restore", Outside, "restored"),
    ("restore", Trusting, "expected UsageError"),
    ("reseed", Fixed, "three new seeds"),
    ("reseed", game(Forgetful), "twice"),
    ("pickling", Amnesiac, "the episode after it"),
    ("immutability", game(Listing), "frozen"),
    ("immutability", Sharing, "to be new"),
    ("action-round-trip", game(Ambiguous), "one text"),
    ("action-round-trip", game(Deaf), "expected parse to read 'down'"),
    ("action-round-trip", game(Generous), "to be accepted"),
    ("action-round-trip", game(Incomplete), "game.actions"),
    ("garbage", game(Brittle), "expected no exception"),
    ("garbage", game(Silent), "the reason in the observation"),
    ("garbage", game(Echoing), "at most 1000 characters"),
    ("info-types", Widening, "int as in the first info"),
    ("info-types", Blank, "None"),
    ("info-types", Reserved, "reserved"),
    ("ends", Patient, "truncation at turn"),
    ("ends", Endless, "EpisodeError"),
    ("ends", scored(Climbing(), OnlyAtTheTop()), "an outcome when truncated"),
    ("reward-sum", Tipping, "the sum of"),
    ("reward-sum", partial(LadderEnv, scoring=narrow()), "a value in"),
    ("verdicts", scored(Impure()), "asked twice"),
    ("verdicts", scored(Changing()), "components"),
    ("verdicts", scored(Unchained()), "potential"),
    ("verdicts", scored(Terse()), "sentence"),
    ("verdicts", scored(Loud()), "a score in"),
    ("verdicts", scored(Identity()), "asked about a copy"),
    ("oracle-maximum", scored(Falling()), "judged solved or optimal"),
    ("oracle-maximum", scored(Climbing(), AtTheTop(), too_high), "guaranteed return 9.0"),
    ("oracle-maximum", scored(Unpromised()), "guaranteed"),
    ("floor", scored(rejected=1.0), "at most 0"),
    ("floor", game(FirstOfMany), "at most 0"),
    ("floor", scored(outcome=-1.0), "to return more than"),
    ("floor", game(Escalator), "below the oracle"),
    ("no-positive-cycle", scored(up=0.1), "expected no cycle that pays"),
    ("no-positive-cycle", partial(LadderEnv, game=Cloudy(), scoring=score(up=0.1)), "going round again"),
    ("leakage", game(Telling), "no trace"),
    ("leakage", game(Keyed), "tells hidden states apart"),
    ("leakage", game(Debugging), "no trace"),
    ("leakage", Sharing, "str, int, bool, float or tuple"),
    ("leakage", scored(Whispering()), "no trace"),
    ("splits", tasks(Overlapping), "a task that is not in 'train'"),
    ("splits", tasks(Counting), "made again"),
    ("splits", Lenient, "expected TaskError"),
    ("documentation", Undocumented, "## Description"),
    ("documentation", Untrue, "examples to be true"),
    ("vector", Growing, "shape"),
    ("async-vector", Plain, "expected ValueError"),
    ("discrete-view", game(Shuffled), "in the discrete view"),
    ("array-view", game(OutOfSpace), "an array in"),
    ("own-vector", Crowded, "in the vector"),
]

ELSEWHERE = {"restore-new-process": "test_validate_command.py, with a module that another process can import"}


@pytest.mark.parametrize(
    ("name", "make", "said"),
    CATCHES,
    ids=[f"{name}-{i}-{getattr(make, '__name__', 'part')}" for i, (name, make, _) in enumerate(CATCHES)],
)
def test_law_catches(name: str, make: Callable[..., TurnEnv[Any, Any, Any]], said: str) -> None:
    SHARED.clear()
    laws = [law for law in LAWS if law.name == name]
    report = check_env_laws(make, laws=laws, tasks=4, garbage=150)
    assert [result.name for result in report.failures] == [name]
    assert said in report.failures[0].message


def test_every_law_is_seen_to_fail() -> None:
    assert {name for name, _, _ in CATCHES} | set(ELSEWHERE) == {law.name for law in LAWS}


def test_the_ladder_itself_keeps_every_law() -> None:
    report = check_env_laws(LadderEnv, laws=[law for law in LAWS if law.name not in ELSEWHERE])
    report.raise_if_broken()


def test_a_message_says_where_what_was_expected_and_what_came() -> None:
    (law,) = [law for law in LAWS if law.name == "seed-determinism"]
    with pytest.raises(LawBroken) as caught:
        law.check(Subject(game(Moody)))
    for part in ("split 'train'", "index 0", "seed ", "turn 0", "expected '", "got '"):
        assert part in str(caught.value)


def test_a_crash_is_a_broken_law() -> None:
    def make(**options: Any) -> Any:
        raise ZeroDivisionError("no ladder")

    report = check_env_laws(make)
    assert len(report.failures) == len(LAWS)
    assert "ZeroDivisionError: no ladder" in report.failures[0].message


def test_numbers_of_tasks_and_texts_are_checked() -> None:
    with pytest.raises(turnwise.envs.core.UsageError, match="at least 1"):
        check_env_laws(LadderEnv, tasks=0)
