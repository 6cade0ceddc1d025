"""The environments `turnwise/Game24-v0` and `turnwise/Countdown-v0`, and their tasks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Unpack

from ..core.rng import Stream
from ..core.turn_env import CommonOptions, TurnEnv
from .arithmetic import Arithmetic, Merge, State, Task
from .drawn import DrawnTasks, Level

__all__ = ["CountdownEnv", "CountdownTasks", "Game24Env", "Game24Tasks"]

_GAME = Arithmetic()
_KEPT = {"easy": (0.25, 1.0), "medium": (0.12, 0.25), "hard": (0.07, 0.12)}
_HARDEST = (0.0, 0.07)
_COUNTS = {"easy": 4, "medium": 4, "hard": 5}
_LARGE = (25, 50, 75, 100)
_LEAST = {"easy": 2, "medium": 3, "hard": 3}


def kept(task: Task) -> float:
    """The share of first merges after which the target can still be made."""
    start = _GAME.start(task)
    legal = _GAME.legal(start)
    return sum(_GAME.distance(_GAME.after(start, merge)) is not None for merge in legal) / len(legal)


@dataclass(frozen=True)
class Game24Tasks(DrawnTasks[Task]):
    """Four numbers from 1 to 13 that make 24: 1,362 of the 1,820 hands.

    A level says how many first merges keep the target in reach: "easy" at least 25 %, "medium" 12 to 25 %, "hard" 7
    to 12 %. `hard` has fewer than 7 %; `structure` has another target, from 25 to 60, by any share.
    """

    title: ClassVar[str] = "turnwise/Game24"

    def draw(self, rng: Stream, split: str) -> Task | None:
        """A random hand."""
        target = rng.integers(25, 61) if split == "structure" else 24
        return Task(tuple(sorted(rng.integers(1, 14) for _ in range(4))), target)

    def fits(self, task: Task, split: str) -> bool:
        """Whether it can be made, by as many first merges as asked for."""
        low, high = _HARDEST if split == "hard" else (0.0, 0.9) if split == "structure" else _KEPT[self.level]
        return _GAME.distance(_GAME.start(task)) is not None and low <= kept(task) < high

    def key(self, task: Task) -> str:
        """The hand, sorted, and the target."""
        return f"{task.numbers} {task.target}"


@dataclass(frozen=True)
class CountdownTasks(DrawnTasks[Task]):
    """Small numbers and one or two large ones (25, 50, 75, 100), and a three-digit target that merges of them make.

    `hard` needs all of five numbers; `structure` has small numbers alone and a target from 11 to 99.

    Args:
        level: "easy" (4 numbers, at least 2 merges), "medium" (4, all of them needed) or "hard" (5, at least 3).
    """

    title: ClassVar[str] = "turnwise/Countdown"

    def draw(self, rng: Stream, split: str) -> Task | None:
        """Random numbers, and what random merges make of them."""
        count = 5 if split == "hard" else _COUNTS[self.level]
        large = 0 if split == "structure" else rng.integers(1, 3)
        small = rng.sample([number for number in range(1, 11) for _ in range(2)], count - large)
        numbers = tuple(sorted((*small, *rng.sample(_LARGE, large))))
        state = _GAME.start(Task(numbers, 0, use_all=False))
        for _ in range(rng.integers(self._least(split), count)):
            state = _GAME.after(state, rng.choice(_GAME.legal(state)))
        low, high = (11, 99) if split == "structure" else (100, 999)
        target = state.numbers[-1][0]
        return Task(numbers, target, use_all=False) if low <= target <= high else None

    def fits(self, task: Task, split: str) -> bool:
        """Whether it takes as many merges as asked for."""
        return (_GAME.distance(_GAME.start(task)) or 0) >= self._least(split)

    def _least(self, split: str) -> int:
        return 4 if split == "hard" else _LEAST[self.level]

    def key(self, task: Task) -> str:
        """The numbers, sorted, and the target."""
        return f"{task.numbers} {task.target}"


class Game24Env(TurnEnv[Task, State, Merge]):
    """The 24 game, a merge a turn, each judged by whether the rest can still be made.

    ## Description
    Make 24 from four numbers, each used once; every turn merges two numbers into one.

    >>> import gymnasium as gym, turnwise
    >>> env = gym.make("turnwise/Game24-v0")
    >>> observation, info = env.reset(seed=0, options={"index": 0})
    >>> print(observation.split("allowed.")[1].strip())
    A = 4, B = 5, C = 7, D = 9. Target: 24.

    ## Action Space
    Text: `A + B`, `A - B`, `A * B` or `A / B` by the letters of two numbers. Discrete view: the merges of six places.

    >>> for action in ("A / E", "b - a", "[A x B]"):
    ...     observation, reward, terminated, truncated, info = env.step(action)
    >>> print(observation)
    A = 1, B = 63. Target: 24.

    ## Observation Space
    Text: the numbers by name, and the target. Numeric view: float64 (7,), the value of each of up to six numbers, 0 for
    none, and the target.

    ## Starting State
    A hand that can be made. Levels and the split `hard` say how many first merges keep it so; splits own hands;
    `structure` has another target, from 25 to 60.

    ## Rewards
    Scale "unit": `outcome` 1 for the target, -1 without it; `progress` the change of 1 - d / (2 * d0), where d merges
    are left of d0, 0 once the target is out of reach; `regret` -1/max_turns for the merge that puts it out of reach;
    `rejected` -1/max_turns. Best play earns 1.5 in all. Scale "sparse": the outcome alone.

    ## Episode End
    Terminated: one number is left. Truncated: after `max_turns` turns (12).

    ## Information
    `legal`, `state_key`, `turn`, `player`, `rejected`, `split`, `index`, `task`, `reward`, `reward_terms`, `success`
    (the target), `measured`, `privileged`.

    ## Arguments
    `level` "easy" (at least 25 % of first merges keep the target in reach), "medium" (default; 12 to 25 %) or "hard" (7
    to 12 %); `split`, `max_turns`, `max_rejected`, `render_mode`, `scale`, `terms` as everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.puzzles.arithmetic:SCORING"

    def __init__(self, *, level: Level = "medium", **common: Unpack[CommonOptions]) -> None:
        common.setdefault("max_turns", 12)
        super().__init__(_GAME, Game24Tasks(level), **common)


class CountdownEnv(TurnEnv[Task, State, Merge]):
    """Countdown, a merge a turn, each judged by whether the target can still be made.

    ## Description
    Make the target from some or all of the numbers; every turn merges two numbers into one, and every result must be a
    positive whole number.

    >>> import gymnasium as gym, turnwise
    >>> env = gym.make("turnwise/Countdown-v0", level="easy")
    >>> observation, info = env.reset(seed=0, options={"index": 0})
    >>> print(observation.split("whole number.")[1].strip())
    A = 2, B = 10, C = 25, D = 75. Target: 325.

    ## Action Space
    Text: `A + B`, `A - B`, `A * B` or `A / B` by the letters of two numbers. Discrete view: the merges of six places.

    >>> for action in ("A + B", "a - c", "[C * A]"):
    ...     observation, reward, terminated, truncated, info = env.step(action)
    >>> print(observation)
    There are only the numbers A to B.
    <BLANKLINE>
    A = 75, B = 13. Target: 325.

    ## Observation Space
    Text: the numbers by name, and the target. Numeric view: float64 (7,), the value of each of up to six numbers, 0 for
    none, and the target.

    ## Starting State
    Numbers that make the target. Splits own numbers with their target; `hard` needs all of five numbers; `structure`
    has small numbers alone and a target below 100.

    ## Rewards
    Scale "unit": `outcome` 1 for the target, -1 without it; `progress` the change of max(0, 1 - d / (2 * d0)), where d
    is the exact number of merges left and d0 that at the start, 0 once the target is out of reach; `regret`
    -1/max_turns times the merges wasted as a share of d0; `rejected` -1/max_turns. Best play earns 1.5 in all. Scale
    "sparse": the outcome alone.

    ## Episode End
    Terminated: the target is among the numbers, or one number is left. Truncated: after `max_turns` turns (12).

    ## Information
    `legal`, `state_key`, `turn`, `player`, `rejected`, `split`, `index`, `task`, `reward`, `reward_terms`, `success`
    (the target), `measured`, `privileged`.

    ## Arguments
    `level` "easy" (4 numbers), "medium" (default; 4, all needed) or "hard" (5, at least 3 merges); `split`,
    `max_turns`, `max_rejected`, `render_mode`, `scale`, `terms` as everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.puzzles.arithmetic:SCORING"

    def __init__(self, *, level: Level = "medium", **common: Unpack[CommonOptions]) -> None:
        common.setdefault("max_turns", 12)
        super().__init__(_GAME, CountdownTasks(level), **common)
