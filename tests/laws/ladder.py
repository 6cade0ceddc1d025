"""A small environment that keeps every law; the modules beside this one break it, each law in its own way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from gymnasium import spaces

from turnwise.envs.core import Event, Game, Illegal, Immutable, Malformed, Stream, TaskSource, Transition, TurnEnv
from turnwise.envs.core.parsing import words
from turnwise.verifiers import Kind, Label, OracleSet, OutcomeVerifier, PerTurn, Scoring, Term, Verdict

TOP = 5


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
