"""ALFWorld's rules, as a game."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ..core.errors import Illegal
from ..core.game import Event, Game, Rejected, Transition
from ..core.rng import Stream
from ..core.scene import Scene
from . import text
from .cause import cause
from .friendly_reading import read_friendly
from .friendly_text import refusal
from .home import home
from .menu import menu
from .scene import home_scene
from .shown import key
from .state import Command, Marks, Performed, Shown, State, Task, Verb
from .steps import carried_out, read_command, start

__all__ = ["ALFWorld"]


@dataclass(frozen=True)
class ALFWorld(Game[Task, State, Command]):
    """ALFWorld's text game. Every text is an action: what is no admissible command costs a turn and does nothing."""

    friendly: bool = False
    """True: other usual words are understood, and what can't be done is refused with the reason; see `friendly`."""

    types: ClassVar[tuple[type, ...]] = (Task, State, Marks, Shown, Command, Performed, Verb)

    discloses: ClassVar[tuple[str, ...]] = ("legal", "state_key")
    """ALFWorld's admissible commands show which receptacles share a place, which no observation tells."""

    def start(self, task: Task) -> State:
        """The home as the game's file has it."""
        return start(home(task.definition), task)

    def legal(self, state: State) -> Sequence[Command]:
        """The admissible commands, sorted by their texts."""
        return tuple([self.parse(line, state) for line in self.legal_texts(state)])

    def legal_texts(self, state: State) -> tuple[str, ...]:
        """The texts of the admissible commands, sorted."""
        return menu(home(state.task.definition), state)

    def apply(self, state: State, action: Command, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """The next state; the same one without an event where nothing happens."""
        if action.verb is Verb.NOTHING:
            return state, ()
        its_home = home(state.task.definition)
        done = carried_out(its_home, state, action)
        if done is None and self.friendly:
            raise Illegal(refusal(its_home, state, action, cause(its_home, state, action)))
        return done or (state, ())

    def refused(self, action: Command | Rejected, events: tuple[Event, ...]) -> bool:
        """Whether nothing happened: every text is a command here, so none is rejected outright."""
        return not events

    def is_over(self, state: State) -> bool:
        """Whether the goal is met."""
        return state.won

    def parse(self, text_: str, state: State) -> Command:
        """The command that the text is, exactly as the game writes it but for blanks at its ends; never refuses one.

        A friendly game reads more, and refuses what means nothing; see `friendly_reading`.
        """
        its_home = home(state.task.definition)
        return read_friendly(its_home, text_, state) if self.friendly else read_command(its_home, text_.strip())

    def format(self, action: Command) -> str:
        """The text of a command."""
        return action.text

    def describe(self, state: State, last: Transition[State, Command] | None) -> str:
        """See `text`."""
        its_home = home(state.task.definition)
        return text.opening(its_home, state) if last is None else text.told(its_home, last)

    def scene(self, state: State) -> Scene:
        """See `scene.home_scene`."""
        return home_scene(home(state.task.definition), state)

    def key(self, state: State) -> str:
        """See `shown.key`."""
        return key(home(state.task.definition), state)
