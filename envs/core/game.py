"""What a game is: pure rules over frozen states, and the record of one move."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, NamedTuple, TypeVar

from gymnasium import spaces
from numpy.typing import NDArray

from .errors import UsageError
from .rng import Stream
from .scene import Scene

__all__ = ["End", "Event", "Game", "Immutable", "Rejected", "TaskSource", "Transition"]

T = TypeVar("T")  # task: what is fixed for one episode, the answer included
S = TypeVar("S")  # state: everything that can change, and its task
A = TypeVar("A")  # action

End = Literal["terminated", "truncated"]


class Immutable:
    """A value that never changes: copying hands over the same object."""

    __slots__ = ()

    def __copy__(self) -> Immutable:
        return self

    def __deepcopy__(self, memo: object) -> Immutable:
        return self


class Event(Immutable):
    """A past-tense fact about a move (`DoorOpened(door)`), without any judgment."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Rejected(Immutable):
    """What stands in a transition in place of an action that could not be taken."""

    text: str
    """What the agent wrote, cut to 200 characters (the whole text is in `Turn.text`)."""
    reason: str
    """For the agent: what was wrong and how to write a valid action."""
    kind: Literal["malformed", "illegal"]


class Transition(NamedTuple, Generic[S, A]):
    """One move: the only thing that a verifier sees.

    A named tuple, as the other values that are made every turn: a third of a frozen dataclass's time.
    """

    before: S
    action: A | Rejected
    after: S
    """The same object as `before` where the action was rejected."""
    events: tuple[Event, ...]
    turn: int
    """Turns taken before this one: 0 for the first."""
    player: int = 0
    end: End | None = None
    """How the episode ended with this move, if it did."""

    @property
    def rejected(self) -> bool:
        """Whether the text was no legal action."""
        return type(self.action) is Rejected

    def __deepcopy__(self, memo: object) -> Transition[S, A]:
        return self


class Game(ABC, Generic[T, S, A]):
    """The rules of one game. Subclass it as a frozen dataclass whose fields are its options.

    Every method is pure. Big read-only things (an index, a catalogue) belong to the game, facts of the
    episode to the state. A game never says whether a move was good: that is a verifier's business.
    """

    types: ClassVar[tuple[type, ...]] = ()
    """Every dataclass and enum that occurs in a state, an action or an event: what a recording may hold."""

    players: ClassVar[int] = 1

    discloses: ClassVar[tuple[str, ...]] = ()
    """What tells hidden facts because the original that is reproduced does so: of "legal", "state_key" and "array"."""

    @property
    def rules(self) -> str:
        """What the agent is told once, at the start: the aim and how to write an action, with an example."""
        return ""

    @abstractmethod
    def start(self, task: T) -> S:
        """The first state. It carries its task."""

    @abstractmethod
    def legal(self, state: S) -> Sequence[A]:
        """The legal actions that can be listed, in a fixed order. May be partial where actions are open text."""

    def legal_texts(self, state: S) -> tuple[str, ...]:
        """`format` of each legal action. It runs every turn: a game with many actions may have a quicker way."""
        return tuple([self.format(action) for action in self.legal(state)])

    @abstractmethod
    def apply(self, state: S, action: A, rng: Stream) -> tuple[S, tuple[Event, ...]]:
        """The next state and what happened.

        Raises:
            Illegal: the rules do not allow the action in this state.
        """

    @abstractmethod
    def is_over(self, state: S) -> bool:
        """Whether the episode has ended by the rules."""

    @abstractmethod
    def parse(self, text: str, state: S) -> A:
        """The action that the text means.

        Raises:
            Malformed: it means none.
        """

    @abstractmethod
    def format(self, action: A) -> str:
        """The canonical text of an action: `parse(format(a), s) == a`."""

    @abstractmethod
    def describe(self, state: S, last: Transition[S, A] | None) -> str:
        """What the player to move is shown; the reason of a rejected action is put before it by the step loop."""

    @abstractmethod
    def key(self, state: S) -> str:
        """A canonical text of the visible state without its history: equal for states that look the same."""

    def refused(self, action: A | Rejected, events: tuple[Event, ...]) -> bool:
        """Whether a turn came to nothing by what the agent wrote: `info["rejected"]`, and counted by `max_rejected`.

        A game that takes every text as an action says here which of them did nothing.
        """
        return type(action) is Rejected

    def release(self, state: S) -> None:
        """Gives back what is held outside the process for an episode that is left (a container, a page).

        Called with its last state by `TurnEnv.reset`, `restore` and `close`. The state stays good: `apply` rebuilds
        what it needs.
        """
        return

    def scene(self, state: S) -> Scene | None:
        """A picture of the state for the replay in reports, None for a game that has none.

        For people who look at recordings. Show what the agent knows, and say in its title if it shows more.
        """
        return None

    def secrets(self, state: S) -> tuple[str, ...]:
        """Texts that give the answer away: a law checks that the agent is never shown one."""
        return ()

    def player(self, state: S) -> int:
        """Whose turn it is, 0 for a single player."""
        return 0

    @property
    def actions(self) -> tuple[A, ...]:
        """Every action there is, in a fixed order, where they are finitely many; else empty."""
        return ()

    @property
    def space(self) -> spaces.Box | None:
        """The space of `array`, or None where the game has no numeric view."""
        return None

    def array(self, state: S) -> NDArray[Any]:
        """The visible state as a new array in `space`."""
        raise UsageError(f"{type(self).__name__} has no numeric view")


class TaskSource(ABC, Generic[T]):
    """Where tasks come from: a generator or a file. A task is a pure function of its split and index."""

    splits: tuple[str, ...] = ("train", "valid", "test", "hard", "structure")

    @property
    def held_out(self) -> str:
        """The split that evaluations take unless told otherwise."""
        return "test" if "test" in self.splits else self.splits[-1]

    @abstractmethod
    def task(self, split: str, index: int) -> T:
        """The task at an address.

        Raises:
            TaskError: no such split or index.
        """

    def count(self, split: str) -> int | None:
        """How many tasks a split has, None where there is no end."""
        return None

    @abstractmethod
    def key(self, task: T) -> str:
        """What makes a task this task: two splits never share a key."""

    def name(self, task: T) -> str:
        """A title for reports, empty where there is none."""
        return ""
