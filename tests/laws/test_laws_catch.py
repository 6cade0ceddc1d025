"""Each law fails on an environment that breaks it: a law that can't fail says nothing.

`Ladder` keeps all laws; each of the others breaks it in one way.
"""

import itertools
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

import numpy as np
import pytest
from gymnasium import spaces

import turnwise
from turnwise.envs.core import (
    AgentError,
    Event,
    Game,
    Illegal,
    Immutable,
    Limits,
    Malformed,
    Stream,
    TaskError,
    TaskSource,
    Transition,
    TurnEnv,
)
from turnwise.envs.core.parsing import words
from turnwise.laws import LAWS, LawBroken, Subject, check_env_laws
from turnwise.verifiers import Kind, Label, OracleSet, OutcomeVerifier, PerTurn, Scoring, Term, Verdict

TOP = 5
COUNT = itertools.count()
"""Shared by everything that does what it must not."""
SHARED: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    name: str
    rung: int
    secret: str


@dataclass(frozen=True, slots=True)
class State(Immutable):
    task: Task
    rung: int
    past: Any = ()


@dataclass(frozen=True, slots=True)
class Move(Immutable):
    text: str


@dataclass(frozen=True, slots=True)
class Moved(Event):
    rung: int


@dataclass
class Loose:
    """Not frozen."""

    rung: int

    def __hash__(self) -> int:
        return 1


UP, DOWN = MOVES = Move("up"), Move("down")


@dataclass(frozen=True)
class Ladder(Game[Task, State, Move]):
    """Climb to the top."""

    types: ClassVar[tuple[type, ...]] = (Task, State, Move, Moved)

    @property
    def rules(self) -> str:
        return 'Climb the ladder with "up" and "down".'

    def start(self, task: Task) -> State:
        return State(task, task.rung)

    def legal(self, state: State) -> Sequence[Move]:
        return MOVES if state.rung else (UP,)

    def apply(self, state: State, action: Move, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        if action == DOWN and state.rung == 0:
            raise Illegal("You stand on the ground already. Go up.")
        rung = state.rung + (1 if action == UP else -1)
        return replace(state, rung=rung), (Moved(rung),)

    def is_over(self, state: State) -> bool:
        return state.rung == TOP

    def parse(self, text: str, state: State) -> Move:
        tokens = words(text)
        if len(tokens) != 1 or tokens[0] not in ("up", "down"):
            raise Malformed('Expected "up" or "down".')
        return UP if tokens[0] == "up" else DOWN

    def format(self, action: Move) -> str:
        return action.text

    def describe(self, state: State, last: Transition[State, Move] | None) -> str:
        return f"Ladder {state.task.name}: you are on rung {state.rung} of {TOP}."

    def key(self, state: State) -> str:
        return f"{state.task.name} {state.rung}"

    @property
    def actions(self) -> tuple[Move, ...]:
        return MOVES

    @property
    def space(self) -> spaces.Box | None:
        return spaces.Box(0, TOP, (1,), np.int8)

    def array(self, state: State) -> Any:
        return np.array([state.rung], np.int8)

    def secrets(self, state: State) -> tuple[str, ...]:
        return (state.task.secret,)


@dataclass(frozen=True)
class Ladders(TaskSource[Task]):
    splits = ("train", "test")

    def task(self, split: str, index: int) -> Task:
        rng = Stream(0, "ladder", split, index)
        return Task(f"{split} {index}", rng.integers(3), f"secret{rng.integers(10**9)}")

    def key(self, task: Task) -> str:
        return task.name


@dataclass(frozen=True)
class Climbing:
    """Optimal is up."""

    bounds = (-1.0, 1.0)

    def actions(self, state: State) -> OracleSet[Move]:
        return OracleSet(() if state.rung == TOP else (UP,))

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        potential = (t.before.rung / TOP, t.after.rung / TOP)
        parts = {"rejected": float(t.rejected), "progress": potential[1] - potential[0], "up": float(t.action == UP)}
        if t.rejected:
            return Verdict(-1.0, Label.REJECTED, t.action.reason, parts, potential)
        if t.action == UP:
            return Verdict(1.0, Label.OPTIMAL, f"Up leads to rung {t.after.rung}.", parts, potential)
        return Verdict(-0.5, Label.SETBACK, f"Down leads to rung {t.after.rung}.", parts, potential)


@dataclass(frozen=True)
class AtTheTop(OutcomeVerifier):
    def result(self, t: Transition[Any, Any]) -> tuple[float, bool, str]:
        done = t.after.rung == TOP
        return float(done), done, f"The episode ended on rung {t.after.rung}."


def score(oracle: Any = Climbing(), judge: Any = AtTheTop(), guarantee: Any = None, /, **weights: Any) -> Scoring:
    return Scoring(
        {
            "outcome": Term(judge, Kind.OUTCOME),
            "progress": Term(oracle, Kind.PROCESS, "progress"),
            "rejected": Term(oracle, Kind.FORMAT, "rejected", 0.0),
            "up": Term(oracle, Kind.PROCESS, "up", 0.0),
        },
        {"unit": {"outcome": 1.0, "progress": 1.0, "rejected": PerTurn(-1.0), **weights}},
        oracle,
        guarantee or guaranteed,
    )


def guaranteed(state: State) -> float:
    return 1.0 + (TOP - state.rung) / TOP


class LadderEnv(TurnEnv[Task, State, Move]):
    """A ladder.

    ## Description
    Climb it.

    >>> env = LadderEnv()
    >>> env.reset(seed=0, options={"index": 3})[0][-6:]
    ' of 5.'

    ## Action Space
    Text.

    ## Observation Space
    Text.

    ## Starting State
    A rung.

    ## Rewards
    Progress.

    ## Episode End
    The top.

    ## Information
    The usual.

    ## Arguments
    The usual.

    ## Version History
    v0.
    """

    scoring = score()

    def __init__(self, *, game: Any = None, tasks: Any = None, scoring: Any = None, **common: Any) -> None:
        common.setdefault("max_turns", 16)
        super().__init__(game or Ladder(), tasks or Ladders(), **common)
        if scoring is not None:
            self.scoring = scoring  # type: ignore[misc]


# ---------------------------------------------------------------------------------- games that break a law


class Forgetful(Ladder):
    """A global counter gets into the state."""

    def apply(self, state: State, action: Move, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        after, events = super().apply(state, action, rng)
        return replace(after, past=next(COUNT)), events


class Moody(Ladder):
    def describe(self, state: State, last: Any) -> str:
        return f"{super().describe(state, last)} {random.random()}"


class Unwritable(Ladder):
    types = (Task, State, Move)


class Listing(Ladder):
    def start(self, task: Task) -> State:
        return replace(super().start(task), past=Loose(0))


class Ambiguous(Ladder):
    def format(self, action: Move) -> str:
        return "up"


class Deaf(Ladder):
    def parse(self, text: str, state: State) -> Move:
        if text.strip() == "down":
            raise Malformed('Expected "up".')
        return super().parse(text, state)


class Generous(Ladder):
    def legal(self, state: State) -> Sequence[Move]:
        return MOVES


class Incomplete(Ladder):
    @property
    def actions(self) -> tuple[Move, ...]:
        return (UP,)


class Brittle(Ladder):
    def parse(self, text: str, state: State) -> Move:
        if text.strip()[:1].isdigit():
            int(text)
        return super().parse(text, state)


class Silent(Ladder):
    def parse(self, text: str, state: State) -> Move:
        try:
            return super().parse(text, state)
        except AgentError as error:
            raise Malformed("") from error


class Echoing(Ladder):
    def parse(self, text: str, state: State) -> Move:
        try:
            return super().parse(text, state)
        except AgentError as error:
            raise Malformed(f"Expected up or down, got {text}") from error


class Telling(Ladder):
    def describe(self, state: State, last: Any) -> str:
        return f"{super().describe(state, last)}{state.task.secret if state.rung == 3 else ''}"


class Keyed(Ladder):
    """The key tells hidden tasks apart that look the same."""

    def describe(self, state: State, last: Any) -> str:
        return "You are on a ladder."

    def secrets(self, state: State) -> tuple[str, ...]:
        return ()


class Debugging(Ladder):
    def describe(self, state: State, last: Any) -> str:
        return f"{state!r}"

    def secrets(self, state: State) -> tuple[str, ...]:
        return ()


class FirstOfMany(Ladder):
    """Reads the first word of a list of answers."""

    def parse(self, text: str, state: State) -> Move:
        return UP if "up" in text else super().parse(text, state)


class Escalator(Ladder):
    """Whatever one does leads up."""

    def apply(self, state: State, action: Move, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        return super().apply(state, UP, rng)


class Shuffled(Ladder):
    @property
    def actions(self) -> tuple[Move, ...]:
        return MOVES if next(COUNT) % 2 else MOVES[::-1]


class OutOfSpace(Ladder):
    def array(self, state: State) -> Any:
        return np.array([state.rung + 3], np.int8)


class Cloudy(Ladder):
    """The state remembers each turn, so that no state comes twice."""

    def apply(self, state: State, action: Move, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        after, events = super().apply(state, action, rng)
        return replace(after, past=(*state.past, action)), events


# ------------------------------------------------------------------------------ task sources that break a law


class Overlapping(Ladders):
    def key(self, task: Task) -> str:
        return task.name.removeprefix("train").removeprefix("test")


class Counting(Ladders):
    def task(self, split: str, index: int) -> Task:
        return replace(super().task(split, index), rung=next(COUNT) % 3)


# ------------------------------------------------------------------------------- verifiers that break a law


class Impure(Climbing):
    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        verdict = super().__call__(t)
        return Verdict(*verdict._replace(reason=f"This is call {next(COUNT)}."))


class Changing(Climbing):
    """Another set of components for rejected texts."""

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        verdict = super().__call__(t)
        return Verdict(*verdict._replace(components={**verdict.components, **({"odd": 1.0} if t.rejected else {})}))


class Unchained(Climbing):
    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        verdict = super().__call__(t)
        return Verdict(*verdict._replace(potential=(0.5, 0.25)))


class Terse(Climbing):
    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        return Verdict(*super().__call__(t)._replace(reason="bad"))


class Loud(Climbing):
    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        verdict = super().__call__(t)
        return Verdict(*verdict._replace(score=None if verdict.score is None else 3 * verdict.score))


class Identity(Climbing):
    """Compares states by `is`, which pickling undoes."""

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        verdict = super().__call__(t)
        same = t.before.task is t.after.task
        return Verdict(*verdict._replace(reason=f"The task is {'the same' if same else 'another'}."))


class Falling(Climbing):
    """An oracle that is wrong."""

    def actions(self, state: State) -> OracleSet[Move]:
        return OracleSet((DOWN,) if state.rung else (UP,))


class Unpromised(Falling):
    """Wrong, and sure of itself."""

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        verdict = super().__call__(t)
        if t.rejected:
            return verdict
        return Verdict(*verdict._replace(score=1.0, label=Label.OPTIMAL))


class OnlyAtTheTop(AtTheTop):
    """Forgets to judge what was cut short."""

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        return super().__call__(t if t.end == "terminated" else t._replace(end=None))


# ---------------------------------------------------------------------------- environments that break a law


class NanReward(LadderEnv):
    def step(self, action: str) -> Any:
        observation, _, *rest = super().step(action)
        return (observation, float("nan"), *rest)


class Seedless(LadderEnv):
    def reset(self, *, seed: int | None = None, options: Any = None) -> Any:
        return super().reset(seed=0, options=options)


class Outside(LadderEnv):
    """Counts its steps outside the episode."""

    steps = 0

    def step(self, action: str) -> Any:
        self.steps += 1
        observation, *rest = super().step(action)
        return (observation + "!" * (self.steps % 3), *rest)


class Trusting(LadderEnv):
    """Restores anything."""

    def restore(self, episode: Any, *, reseed: int | None = None) -> None:
        self._episode = episode


class Fixed(LadderEnv):
    """Ignores reseed."""

    def restore(self, episode: Any, *, reseed: int | None = None) -> None:
        super().restore(episode)


class Amnesiac(LadderEnv):
    """Forgets its generator when pickled."""

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_np_random": np.random.default_rng(next(COUNT))}


class Sharing(LadderEnv):
    def _info(self, episode: Any) -> dict[str, Any]:
        return {**super()._info(episode), "extra": SHARED}


class Widening(LadderEnv):
    def _info(self, episode: Any) -> dict[str, Any]:
        return {**super()._info(episode), "extra": 0 if not episode.turns else 0.5}


class Blank(LadderEnv):
    def _info(self, episode: Any) -> dict[str, Any]:
        return {**super()._info(episode), "extra": None}


class Reserved(LadderEnv):
    def _info(self, episode: Any) -> dict[str, Any]:
        return {**super()._info(episode), "episode": 1}


class Patient(LadderEnv):
    """One turn more than asked for."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.limits = Limits(*(None if n is None else n + 1 for n in (self.limits.max_turns, self.limits.max_rejected)))


class Endless(LadderEnv):
    """Goes on after the end."""

    def step(self, action: str) -> Any:
        if self.episode.end is not None:
            return (self.episode.observation, 0.0, True, False, self._info(self.episode))
        return super().step(action)


class Tipping(LadderEnv):
    def step(self, action: str) -> Any:
        observation, _, *rest = super().step(action)
        return (observation, 0.25, *rest)


class Growing(LadderEnv):
    """An array in info whose shape changes: Gymnasium can't merge it."""

    def _info(self, episode: Any) -> dict[str, Any]:
        return {**super()._info(episode), "extra": np.zeros(1 + len(episode.turns))}


class Plain(LadderEnv):
    """Gymnasium's own space of texts, whose shared memory silently gives garbage."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.observation_space = spaces.Text(300, charset="".join(map(chr, range(10, 127))))


class Crowded(LadderEnv):
    """What one instance does shows in another."""

    def step(self, action: str) -> Any:
        SHARED["last"], last = id(self), SHARED.get("last", id(self))
        observation, *rest = super().step(action)
        return (observation + ("" if last == id(self) else " You are not alone."), *rest)


class Undocumented(LadderEnv):
    """A ladder."""


class Untrue(LadderEnv):
    __doc__ = (LadderEnv.__doc__ or "").replace("of 5.", "of 7.")


class Lenient(LadderEnv):
    """Takes any address."""

    def reset(self, *, seed: int | None = None, options: Any = None) -> Any:
        try:
            return super().reset(seed=seed, options=options)
        except TaskError:
            return super().reset(seed=seed)


class Slow(LadderEnv):
    """Shows the clock."""

    def _info(self, episode: Any) -> dict[str, Any]:
        return {**super()._info(episode), "extra": time.perf_counter_ns()}


def game(kind: type[Game[Any, Any, Any]]) -> Callable[..., TurnEnv[Any, Any, Any]]:
    return partial(LadderEnv, game=kind())


def tasks(kind: type[TaskSource[Any]]) -> Callable[..., TurnEnv[Any, Any, Any]]:
    return partial(LadderEnv, tasks=kind())


def scored(*arguments: Any, **weights: Any) -> Callable[..., TurnEnv[Any, Any, Any]]:
    return partial(LadderEnv, scoring=score(*arguments, **weights))


def narrow() -> Scoring:
    """Declares smaller bounds than it pays."""
    whole = score()
    return replace(whole, terms={**whole.terms, "progress": Term(Climbing(), Kind.PROCESS, "progress", -0.1, 0.1)})


def too_high(state: State) -> float:
    return 9.0


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
