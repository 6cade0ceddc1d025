"""Nim against a scripted opponent: the winning moves in closed form, normal and misere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import xor
from typing import Any, ClassVar, Literal, Unpack

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from ..core.errors import Illegal, Malformed, UsageError
from ..core.game import Event, Immutable, Transition
from ..core.parsing import integers, words
from ..core.rng import Stream
from ..core.turn_env import CommonOptions, TurnEnv
from .drawn import DrawnTasks, Level
from .values import ValueGame

__all__ = ["Nim", "NimEnv", "NimTasks", "State", "Take", "Task", "Took", "mover_wins"]

Opponent = Literal["random", "noisy", "optimal"]
OPPONENTS: dict[str, Opponent] = {"easy": "random", "medium": "noisy", "hard": "optimal"}
NOISE = 0.3
"""Share of the noisy opponent's moves that are random."""
MAX_HEAPS = 5
MAX_SIZE = 9


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """One game; the agent moves first."""

    heaps: tuple[int, ...]
    """Objects in each heap."""
    opponent: Opponent
    misere: bool = False
    """Whoever takes the last object loses."""


@dataclass(frozen=True, slots=True)
class State(Immutable):
    """What is left, with the agent to move or the game over."""

    task: Task
    heaps: tuple[int, ...]
    won: bool | None = None
    """Whether the agent won, once no object is left."""


@dataclass(frozen=True, slots=True)
class Take(Immutable):
    """Objects are taken from one heap."""

    heap: int
    count: int


@dataclass(frozen=True, slots=True)
class Took(Event):
    """What a side took."""

    heap: int
    count: int
    by_agent: bool


TAKES = tuple(Take(heap, count) for heap in range(MAX_HEAPS) for count in range(1, MAX_SIZE + 1))
_TEXTS = {take: f"take {take.count} from {take.heap + 1}" for take in TAKES}


def mover_wins(heaps: tuple[int, ...], misere: bool) -> bool:
    """Whether the side to move wins under best play (Bouton 1901).

    Normal: the binary digital sum is not 0. Misere: the same while a heap has two or more objects; with heaps of one
    alone, an even number of them wins.
    """
    if misere and max(heaps, default=0) <= 1:
        return sum(heaps) % 2 == 0
    return reduce(xor, heaps, 0) != 0


def taken(heaps: tuple[int, ...], take: Take) -> tuple[int, ...]:
    """The heaps after a move."""
    return (*heaps[: take.heap], heaps[take.heap] - take.count, *heaps[take.heap + 1 :])


@lru_cache(maxsize=32768)
def takes(heaps: tuple[int, ...]) -> tuple[Take, ...]:
    """The legal moves, heap by heap."""
    return tuple([take for take in TAKES if take.heap < len(heaps) and take.count <= heaps[take.heap]])


@dataclass(frozen=True)
class Nim(ValueGame[Task, State, Take]):
    """Take objects from one heap; the opponent answers within the same turn."""

    types: ClassVar[tuple[type, ...]] = (Task, State, Take, Took)

    @property
    def actions(self) -> tuple[Take, ...]:
        """1 to 9 objects from each of five heaps."""
        return TAKES

    def start(self, task: Task) -> State:
        """The task's heaps."""
        return State(task, task.heaps)

    def legal(self, state: State) -> Sequence[Take]:
        """Every number of objects of every heap."""
        return takes(state.heaps)

    def apply(self, state: State, action: Take, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """The heaps after the agent's move and, unless that ended the game, the opponent's.

        Raises:
            Illegal: no such heap, or fewer objects in it.
        """
        task, heaps = state.task, state.heaps
        if action.heap >= len(heaps) or action.count > heaps[action.heap]:
            there = heaps[action.heap] if action.heap < len(heaps) else 0
            raise Illegal(f"Heap {action.heap + 1} has {there} objects. Take at least 1 and at most what is there.")
        heaps, mine = taken(heaps, action), Took(action.heap, action.count, True)
        if not any(heaps):
            return State(task, heaps, not task.misere), (mine,)
        answer = _reply(heaps, task, rng)
        heaps, theirs = taken(heaps, answer), Took(answer.heap, answer.count, False)
        return State(task, heaps, None if any(heaps) else task.misere), (mine, theirs)

    def is_over(self, state: State) -> bool:
        """Whether no object is left."""
        return state.won is not None

    def result(self, state: State) -> float:
        """1 won, 0 lost."""
        return float(bool(state.won))

    def values(self, state: State) -> Mapping[Take, float]:
        """1 for a move after which the opponent loses under best play, else 0."""
        heaps, misere = state.heaps, state.task.misere
        return {take: float(not mover_wins(taken(heaps, take), misere)) for take in takes(heaps)}

    def parse(self, text: str, state: State) -> Take:
        """`take COUNT from HEAP`, or the two numbers in this order."""
        tokens = [
            token for token in words(text) if token not in ("take", "remove", "from", "heap", "objects", "object")
        ]
        if len(tokens) != 2:
            raise Malformed('Expected a number of objects and a heap, such as "take 2 from 1".')
        (count,) = integers(tokens[:1], low=1, high=MAX_SIZE, what="The number of objects")
        (heap,) = integers(tokens[1:], low=1, high=len(state.heaps), what="The heap")
        return TAKES[(heap - 1) * MAX_SIZE + count - 1]

    def format(self, action: Take) -> str:
        """`take COUNT from HEAP`."""
        return _TEXTS[action]

    def describe(self, state: State, last: Transition[State, Take] | None) -> str:
        """The heaps and what the opponent did, after the rules at the start."""
        shown = self.key(state)
        if last is None:
            return f"{_rules(state.task)}\n\n{shown}"
        if len(last.events) > 1:
            theirs: Any = last.events[1]
            shown = f"The opponent took {theirs.count} from heap {theirs.heap + 1}.\n{shown}"
        return shown if state.won is None else f"{shown}\n{'You won.' if state.won else 'The opponent won.'}"

    def key(self, state: State) -> str:
        """What is left in each heap, and who wins."""
        heaps = ", ".join([f"{number + 1}: {count}" for number, count in enumerate(state.heaps)])
        return f"Heaps {heaps}. Who takes the last object {'loses' if state.task.misere else 'wins'}."

    @property
    def space(self) -> spaces.Box:
        """int8 (6,): objects in each of five heaps, 0 for none; 1 where the last object loses."""
        return spaces.Box(0, MAX_SIZE, (MAX_HEAPS + 1,), np.int8)

    def array(self, state: State) -> NDArray[Any]:
        """The heaps in `space`."""
        return np.array([*state.heaps, *[0] * (MAX_HEAPS - len(state.heaps)), state.task.misere], np.int8)


def _reply(heaps: tuple[int, ...], task: Task, rng: Stream) -> Take:
    """The opponent's move: a winning one if there is one and it plays well, else any."""
    options = takes(heaps)
    if task.opponent == "random" or (task.opponent == "noisy" and rng.random() < NOISE):
        return rng.choice(options)
    winning = [take for take in options if not mover_wins(taken(heaps, take), task.misere)]
    return rng.choice(winning or options)


def _rules(task: Task) -> str:
    ends = "loses" if task.misere else "wins"
    return (
        f"You play Nim. Each turn you take one or more objects from one heap, and the opponent answers. Who takes the "
        f'last object {ends}. Write "take COUNT from HEAP", for example "take 2 from 1".'
    )


_SHAPES = {"easy": (3, 5), "medium": (3, 7), "hard": (4, 7)}
_HARDEST = (5, 9)


@dataclass(frozen=True)
class NimTasks(DrawnTasks[Task]):
    """Heaps from which the agent wins under best play.

    `hard` has five heaps of up to nine, and an optimal opponent; `structure` is misere: the last object loses.

    Args:
        level: "easy" (3 heaps of up to 5, random opponent), "medium" (3 of up to 7, noisy) or "hard" (4 of up to 7,
            optimal).
        opponent: overrides the level's.
    """

    title: ClassVar[str] = "turnwise/Nim"

    opponent: Opponent | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.opponent not in (None, *OPPONENTS.values()):
            raise UsageError(f"opponent must be one of {list(OPPONENTS.values())}, got {self.opponent!r}")

    def draw(self, rng: Stream, split: str) -> Task | None:
        """Random heaps."""
        count, most = _HARDEST if split == "hard" else _SHAPES[self.level]
        heaps = tuple([rng.integers(1, most + 1) for _ in range(count)])
        opponent = self.opponent or ("optimal" if split == "hard" else OPPONENTS[self.level])
        return Task(heaps, opponent, split == "structure")

    def fits(self, task: Task, split: str) -> bool:
        """Whether the agent can win, and lose by its first move, with several heaps of two or more."""
        values = set(Nim().values(Nim().start(task)).values())
        return values == {0.0, 1.0} and sum(heap > 1 for heap in task.heaps) > 1

    def key(self, task: Task) -> str:
        """The heaps in order of size, and who wins."""
        return f"{tuple(sorted(task.heaps))}{' misere' if task.misere else ''}"

    def _options(self) -> tuple[Any, ...]:
        return (self.level, self.opponent or "")


class NimEnv(TurnEnv[Task, State, Take]):
    """Nim against a scripted opponent, every move judged in closed form.

    ## Description
    Take objects from one heap a turn; who takes the last one wins. Every start is won for the agent under best play.

    >>> import gymnasium as gym, turnwise
    >>> env = gym.make("turnwise/Nim-v0", opponent="optimal")
    >>> observation, info = env.reset(seed=0, options={"index": 0})
    >>> print(observation.split("from 1")[1][3:])
    <BLANKLINE>
    Heaps 1: 2, 2: 6, 3: 6. Who takes the last object wins.

    ## Action Space
    Text: `take COUNT from HEAP`, or the two numbers in this order. Discrete view: 1 to 9 objects of each of five heaps.

    >>> for action in ("take 1 from 1", "2 1", "[take 9 from 2]"):
    ...     observation, reward, terminated, truncated, info = env.step(action)
    >>> print(observation)
    Heap 2 has 6 objects. Take at least 1 and at most what is there.
    <BLANKLINE>
    Heaps 1: 0, 2: 6, 3: 6. Who takes the last object wins.

    ## Observation Space
    Text: the heaps, and what the opponent took. Numeric view: int8 (6,), objects in each of five heaps, 0 for none, and
    1 where the last object loses.

    ## Starting State
    Heaps from which the agent wins under best play. Splits own heaps in any order; `hard` has five heaps of up to nine
    and an optimal opponent; in `structure` the last object loses (misere).

    ## Rewards
    Scale "unit": `outcome` 1 won, -1 lost or unfinished; `regret` -1/max_turns for a move that gives a won game away;
    `rejected` -1/max_turns. Best play earns 1. Scale "dense": also `progress`, the change of the game value. Scale
    "sparse": the outcome alone.

    ## Episode End
    Terminated: no object is left. Truncated: after `max_turns` turns (30).

    ## Information
    `legal`, `state_key`, `turn`, `player`, `rejected`, `split`, `index`, `task`, `reward`, `reward_terms`, `success`
    (won), `measured`, `privileged`.

    ## Arguments
    `level` "easy", "medium" (default) or "hard": size of the heaps, and an opponent that is random, noisy (30 % random
    moves) or optimal; `opponent` overrides it; `split`, `max_turns`, `max_rejected`, `render_mode`, `scale`, `terms` as
    everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.puzzles.nim:SCORING"

    def __init__(
        self, *, level: Level = "medium", opponent: Opponent | None = None, **common: Unpack[CommonOptions]
    ) -> None:
        common.setdefault("max_turns", 30)
        super().__init__(Nim(), NimTasks(level, opponent), **common)
