"""An episode is a value: the snapshot, the record and what a step makes a new one of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from .errors import AgentError, EpisodeError, Malformed, UsageError
from .game import A, End, Event, Game, Immutable, Rejected, S, Transition
from .rng import Stream, derive_seed

__all__ = ["Episode", "Limits", "Origin", "Turn", "advance", "begin", "reseeded"]

T = TypeVar("T")

_made = tuple.__new__
"""Makes a named tuple of all its fields in half of the time: three of them are made every turn."""


@dataclass(frozen=True, slots=True)
class Origin(Immutable):
    """Where a task came from: enough to make it again."""

    env_id: str
    split: str
    index: int
    """Address in the split; -1 where the task was handed in."""
    name: str = ""
    """The task's title, where it has one."""


@dataclass(frozen=True, slots=True)
class Limits(Immutable):
    """What cuts an episode short (`truncated`). Both are positive; `None` is no limit."""

    max_turns: int | None = None
    max_rejected: int | None = None
    """Rejected actions in a row after which the episode is cut (1: the first one ends it, as VPR does)."""

    def __post_init__(self) -> None:
        for name in ("max_turns", "max_rejected"):
            value = getattr(self, name)
            if value is not None and (type(value) is not int or value < 1):
                raise UsageError(f"{name} must be a positive integer or None, got {value!r}")


class Turn(NamedTuple, Generic[S, A]):
    """One turn of an episode: what the agent wrote, what it was shown next, what happened."""

    text: str
    observation: str
    transition: Transition[S, A]

    def __deepcopy__(self, memo: object) -> Turn[S, A]:
        return self


class Episode(NamedTuple, Generic[S, A]):
    """Everything about an episode so far. Holding on to one is a snapshot; stepping makes a new one."""

    origin: Origin
    seed: int
    """Addresses the dynamics' random numbers: `Stream(seed, "dynamics", turn)`."""
    state: S
    opening: str
    """The first observation."""
    turns: tuple[Turn[S, A], ...] = ()
    end: End | None = None

    @property
    def observation(self) -> str:
        """What the agent was shown last."""
        return self.turns[-1].observation if self.turns else self.opening

    def __deepcopy__(self, memo: object) -> Episode[S, A]:
        return self


def begin(game: Game[T, S, Any], task: T, seed: int, origin: Origin) -> Episode[S, Any]:
    """A new episode of a task.

    Raises:
        UsageError: the task is over before the first turn.
    """
    state = game.start(task)
    if game.is_over(state):
        raise UsageError(f"the task {origin} is over before its first turn; a task source must not give such tasks")
    board = game.describe(state, None)
    return Episode(origin, seed, state, f"{game.rules}\n\n{board}" if game.rules else board)


def advance(game: Game[Any, S, A], episode: Episode[S, A], text: str, limits: Limits) -> Episode[S, A]:
    """The episode one turn later: the only step loop there is. Pure.

    A text that is no legal action becomes a `Rejected` turn: same state, turn counted, reason shown.

    Raises:
        EpisodeError: the episode has ended.
    """
    origin, seed, before, opening, turns, end = episode
    if end is not None:
        raise EpisodeError(f"the episode has ended ({end}); call reset() before step()")
    turn, rejected = len(turns), False
    action: A | Rejected
    try:
        action = game.parse(text, before)
        after, events = game.apply(before, action, Stream(seed, "dynamics", turn))
    except AgentError as error:
        kind = "malformed" if isinstance(error, Malformed) else "illegal"
        action, after, events = Rejected(text[:200], str(error), kind), before, ()  # type: ignore[arg-type]
        rejected = True
    if game.is_over(after):
        end = "terminated"
    elif _cut(game, turns, action, events, limits):
        end = "truncated"
    transition: Transition[S, A] = _made(Transition, (before, action, after, events, turn, game.player(before), end))
    observation = game.describe(after, transition)
    if rejected:
        observation = f"{action.reason}\n\n{observation}"  # type: ignore[union-attr]
    taken = (*turns, _made(Turn, (text, observation, transition)))
    return _made(Episode, (origin, seed, after, opening, taken, end))


def reseeded(episode: Episode[S, A], seed: int) -> Episode[S, A]:
    """The same moment with other futures: what is drawn from here on is addressed by another seed."""
    return episode._replace(seed=derive_seed(episode.seed, "reseed", seed))


def _cut(
    game: Game[Any, S, A],
    turns: tuple[Turn[S, A], ...],
    action: A | Rejected,
    events: tuple[Event, ...],
    limits: Limits,
) -> bool:
    count, allowed = len(turns) + 1, limits.max_rejected
    if limits.max_turns is not None and count >= limits.max_turns:
        return True
    if allowed is None or count < allowed or not game.refused(action, events):
        return False
    earlier = (turn.transition for turn in turns[count - allowed :])
    return all(game.refused(t.action, t.events) for t in earlier)
