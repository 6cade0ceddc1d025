"""What there is in a household game: a task, the state of the home, commands, and what the agent has been shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from ..core.game import Event, Immutable

__all__ = ["Command", "Marks", "Performed", "Shown", "State", "Task", "Verb"]


class Verb(StrEnum):
    """What a command asks for. `NOTHING` stands for any text that is no command."""

    LOOK = "look"
    INVENTORY = "inventory"
    HELP = "help"
    GO = "go to"
    OPEN = "open"
    CLOSE = "close"
    EXAMINE = "examine"
    INSPECT = "examine thing"
    """`examine` of an object; `EXAMINE` is that of a receptacle."""
    TAKE = "take"
    PUT = "put"
    """`move ... to ...` or `put ... in/on ...`, by the dialect."""
    CLEAN = "clean"
    HEAT = "heat"
    COOL = "cool"
    USE = "use"
    SLICE = "slice"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Task(Immutable):
    """One game."""

    definition: str
    """Home, contents, goal, sentence and dialect, as canonical JSON; see `home.Home`."""
    name: str = ""
    """Split, task folder and trial, as in "valid_seen/look_at_obj.../trial_T2019..."."""


class Marks(NamedTuple):
    """What has been done to objects: bit masks, bit i for object i."""

    clean: int = 0
    hot: int = 0
    cool: int = 0
    sliced: int = 0
    toggled: int = 0


class Shown(NamedTuple):
    """What the agent has been told so far, as far as the state alone does not say it: bit masks.

    Nothing but the agent changes a home, so what it was shown once it still knows: the contents of a receptacle in
    `contents` are those in the state.
    """

    visited: int = 0
    """Receptacles of which it was told whether they are open."""
    contents: int = 0
    """Containers whose contents were listed."""
    examined: int = 0
    """Objects whose condition was told in full."""
    cooled: int = 0
    """Objects that it cooled itself; others may be cool without its knowing."""
    placed: tuple[int, ...] = ()
    """object * containers + container for each that it put where the contents were never listed, ascending."""
    landmarks: int = 0
    """Landmarks of the task that were reached; see `home.LANDMARKS`."""


class State(NamedTuple):
    """The home at one moment. Objects and receptacles are numbered in the order of their ids.

    A named tuple, since one is made every turn: a third of a frozen dataclass's time.
    """

    task: Task
    place: int
    """Where the agent stands; several receptacles may share a place."""
    held: int
    """The object in its hands, -1 for none."""
    inside: tuple[int, ...]
    """The objects in each container, as a mask: in the receptacles, then in the vessels. An object may be in two."""
    near: tuple[int, ...]
    """The objects at each place, as a mask: PDDL's `objectAtLocation`, a fact of its own. Not kept in games of ours."""
    taken: tuple[int, ...]
    """object * containers + container for each that was taken from where it has not been put back, ascending.

    Not kept in games of ours.
    """
    opened: int
    """Open receptacles, as a mask."""
    marks: Marks
    shown: Shown
    won: bool

    def __deepcopy__(self, memo: object) -> State:
        return self


@dataclass(frozen=True, slots=True)
class Command(Immutable):
    """A text that the agent wrote, read. Whether it can be carried out depends on the state."""

    verb: Verb
    thing: int
    """The object, -1 where there is none."""
    other: int
    """The container (see `home.Home.containers`), or the knife of `slice`; -1 where there is none."""
    text: str
    """As the game writes it; for `NOTHING` what the agent wrote, without blanks at the ends."""


@dataclass(frozen=True, slots=True)
class Performed(Event):
    """A command was carried out. One that could not be has no event."""

    command: Command
