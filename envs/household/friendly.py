"""Rules of the games made up here: ALFWorld's, but what can't be done is refused with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ..core.errors import Illegal, Malformed
from ..core.game import Event, Game, Rejected, Transition
from ..core.rng import Stream
from ..core.scene import Scene
from .cause import cause
from .friendly_reading import read_friendly
from .friendly_text import HELP, refusal, told_friendly
from .home import Home, home
from .menu import menu
from .scene import home_scene
from .shown import key
from .state import Command, Marks, Performed, Shown, State, Task, Verb
from .steps import carried_out, read_command, start
from .text import NOTHING_HAPPENS

__all__ = ["Household", "meant"]


@dataclass(frozen=True)
class Household(Game[Task, State, Command]):
    """A home with a task. Commands have aliases; what can't be done is refused, and the agent is told why."""

    friendly: bool = True
    """False: commands must be written exactly, and what can't be done costs a turn and says nothing of the reason."""

    types: ClassVar[tuple[type, ...]] = (Task, State, Marks, Shown, Command, Performed, Verb)

    @property
    def rules(self) -> str:
        """How to write commands."""
        return f"You are in a home and have a task. {HELP}"

    def start(self, task: Task) -> State:
        """The home as the task has it."""
        return start(home(task.definition), task)

    def legal(self, state: State) -> Sequence[Command]:
        """The commands that can be carried out, sorted by their texts."""
        its_home = home(state.task.definition)
        return tuple([read_command(its_home, line) for line in menu(its_home, state)])

    def legal_texts(self, state: State) -> tuple[str, ...]:
        """Their texts."""
        return menu(home(state.task.definition), state)

    def apply(self, state: State, action: Command, rng: Stream) -> tuple[State, tuple[Event, ...]]:
        """The next state.

        Raises:
            Illegal: it can't be carried out; says why. Not where the game is not friendly: then nothing happens.
        """
        its_home = home(state.task.definition)
        done = None if action.verb is Verb.NOTHING else carried_out(its_home, state, action)
        if done is None:
            if not self.friendly:
                return state, ()
            raise Illegal(refusal(its_home, state, action, cause(its_home, state, action)))
        return done

    def is_over(self, state: State) -> bool:
        """Whether the goal is met."""
        return state.won

    def parse(self, text: str, state: State) -> Command:
        """See `friendly_reading`."""
        its_home = home(state.task.definition)
        return read_friendly(its_home, text, state) if self.friendly else read_command(its_home, text.strip())

    def format(self, action: Command) -> str:
        """The text of a command."""
        return action.text

    def describe(self, state: State, last: Transition[State, Command] | None) -> str:
        """See `friendly_text`."""
        if last is not None and not last.events and not self.friendly:
            return NOTHING_HAPPENS
        return told_friendly(home(state.task.definition), state, last)

    def refused(self, action: Command | Rejected, events: tuple[Event, ...]) -> bool:
        """Whether nothing happened."""
        return not events

    def scene(self, state: State) -> Scene:
        """See `scene.home_scene`."""
        return home_scene(home(state.task.definition), state)

    def key(self, state: State) -> str:
        """See `shown.key`."""
        return key(home(state.task.definition), state)


def meant(its_home: Home, text: str, state: State) -> Command:
    """The command that a refused text meant, `NOTHING` where it meant none."""
    try:
        return read_friendly(its_home, text, state)
    except Malformed:
        return Command(Verb.NOTHING, -1, -1, text)
