"""ALFWorld's rules: what each command does, and which can be carried out."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ..core.game import Event, Game, Rejected, Transition
from ..core.rng import Stream
from . import goal, text
from .home import Home, home
from .menu import menu
from .shown import key
from .state import Command, Marks, Performed, Shown, State, Task, Verb

__all__ = ["ALFWorld", "after_text", "read_command", "start"]


@dataclass(frozen=True)
class ALFWorld(Game[Task, State, Command]):
    """ALFWorld's text game. Every text is an action: what is no admissible command costs a turn and does nothing."""

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
        verb = action.verb
        if verb is Verb.NOTHING:
            return state, ()
        its_home = home(state.task.definition)
        after = _STEPS[verb](its_home, state, action)
        if after is None:
            return state, ()
        entry = its_home.commands.get(action.text)
        if entry is None:
            entry = its_home.command(verb, action.thing, action.other, action.text)
        return after, entry[1]

    def refused(self, action: Command | Rejected, events: tuple[Event, ...]) -> bool:
        """Whether nothing happened: every text is a command here, so none is rejected outright."""
        return not events

    def is_over(self, state: State) -> bool:
        """Whether the goal is met."""
        return state.won

    def parse(self, text_: str, state: State) -> Command:
        """The command that the text is, exactly as the game writes it but for blanks at its ends; never refuses one."""
        return read_command(home(state.task.definition), text_.strip())

    def format(self, action: Command) -> str:
        """The text of a command."""
        return action.text

    def describe(self, state: State, last: Transition[State, Command] | None) -> str:
        """See `text`."""
        its_home = home(state.task.definition)
        return text.opening(its_home, state) if last is None else text.told(its_home, last)

    def key(self, state: State) -> str:
        """See `shown.key`."""
        return key(home(state.task.definition), state)


def start(home: Home, task: Task) -> State:
    """The state in which a game begins."""
    place, held, inside, marks = home.start_place, home.held, home.inside, home.marks
    won = goal.is_met(home, place, held, inside, marks)
    return State(task, place, held, inside, home.near, (), home.opened, marks, Shown(), won)


def read_command(home: Home, line: str) -> Command:
    """The command that a text without blanks at its ends is."""
    entry = home.commands.get(line)
    return text.read(home, line) if entry is None else entry[0]


def after_text(home: Home, state: State, line: str) -> State:
    """The state after an admissible command."""
    command = read_command(home, line)
    return _STEPS[command.verb](home, state, command) or state


_Step = Callable[[Home, State, Command], State | None]


def _same(home: Home, state: State, command: Command) -> State | None:
    return state


def _go(home: Home, state: State, command: Command) -> State | None:
    place = home.place_of[command.other]
    if place == state.place:
        return None
    task, _, held, inside, near, taken, opened, marks, shown, _ = state
    won = home.is_look and goal.is_met(home, place, held, inside, marks)
    return _having_told(home, State(task, place, held, inside, near, taken, opened, marks, shown, won), command.other)


def _examine(home: Home, state: State, command: Command) -> State | None:
    if home.place_of[command.other] != state.place:
        return None
    return _having_told(home, state, command.other)


def _inspect(home: Home, state: State, command: Command) -> State | None:
    if command.thing != state.held:
        return None
    bit = 1 << command.thing
    if home.vessels & bit or state.shown.examined & bit:
        return state
    return state._replace(shown=state.shown._replace(examined=state.shown.examined | bit))


def _open(home: Home, state: State, command: Command) -> State | None:
    bit = 1 << command.other
    if not home.openable & ~state.opened & home.here[state.place] & bit:
        return None
    return _having_told(home, state._replace(opened=state.opened | bit), command.other)


def _close(home: Home, state: State, command: Command) -> State | None:
    bit = 1 << command.other
    if not home.openable & state.opened & home.here[state.place] & bit:
        return None
    return state._replace(opened=state.opened & ~bit, shown=state.shown._replace(visited=state.shown.visited | bit))


def _having_told(home: Home, state: State, receptacle: int) -> State:
    """The state after a receptacle's contents, or that it is closed, were told."""
    task, place, held, inside, near, taken, opened, marks, shown, won = state
    visited, contents, examined, cooled, placed, landmarks = shown
    bit = 1 << receptacle
    if not contents & bit and not home.openable & ~opened & bit:
        count = len(home.receptacles)
        if placed:
            placed = tuple([code for code in placed if code % count != receptacle])
        told = Shown(visited | bit, contents | bit, examined, cooled, placed, landmarks)
    elif not visited & bit:
        told = Shown(visited | bit, contents, examined, cooled, placed, landmarks)
    else:
        return _landed(home, state)
    return _landed(home, State(task, place, held, inside, near, taken, opened, marks, told, won))


def _take(home: Home, state: State, command: Command) -> State | None:
    thing, receptacle = command.thing, command.other
    task, place, held, inside, near, taken, opened, marks, shown, _ = state
    bit, at = 1 << thing, 1 << receptacle
    if held >= 0 or home.place_of[receptacle] != place or not inside[receptacle] & bit & home.pickupable:
        return None
    if home.openable & ~opened & at:
        return None
    inside = (*inside[:receptacle], inside[receptacle] ^ bit, *inside[receptacle + 1 :])
    if near[place] & bit:
        near = (*near[:place], near[place] ^ bit, *near[place + 1 :])
    code = thing * len(home.receptacles) + receptacle
    codes = list(taken)
    insort(codes, code)
    if code in shown.placed:
        shown = shown._replace(placed=tuple([other for other in shown.placed if other != code]))
    won = goal.is_met(home, place, thing, inside, marks)
    return _landed(home, State(task, place, thing, inside, near, tuple(codes), opened, marks, shown, won))


def _put(home: Home, state: State, command: Command) -> State | None:
    thing, receptacle = command.thing, command.other
    task, place, held, inside, near, taken, opened, marks, shown, _ = state
    bit, at = 1 << thing, 1 << receptacle
    if held != thing or home.place_of[receptacle] != place or not home.fits[thing] & at & (~home.openable | opened):
        return None
    if not inside[receptacle] & bit:
        inside = (*inside[:receptacle], inside[receptacle] | bit, *inside[receptacle + 1 :])
    if not near[place] & bit:
        near = (*near[:place], near[place] | bit, *near[place + 1 :])
    code = thing * len(home.receptacles) + receptacle
    if code in taken:
        taken = tuple([other for other in taken if other != code])
    if not shown.contents & at:
        shown = shown._replace(placed=tuple(sorted({*shown.placed, code})))
    won = goal.is_met(home, place, -1, inside, marks)
    return _landed(home, State(task, place, -1, inside, near, taken, opened, marks, shown, won))


def _landed(home: Home, state: State) -> State:
    """The state with the landmarks that it reaches."""
    landmarks = state.shown.landmarks
    if landmarks == home.all_landmarks:
        return state
    now = landmarks | goal.reached(home, state)
    return state if now == landmarks else state._replace(shown=state.shown._replace(landmarks=now))


def _changing(home: Home, state: State, command: Command, can: int, stations: int) -> bool:
    """Whether the held object can be changed by a receptacle here."""
    thing = command.thing
    return thing == state.held and can >> thing & 1 == 1 and stations & home.here[state.place] & 1 << command.other != 0


def _clean(home: Home, state: State, command: Command) -> State | None:
    if not _changing(home, state, command, home.cleanable, home.sinks):
        return None
    return _with_marks(home, state, state.marks._replace(clean=state.marks.clean | 1 << command.thing))


def _heat(home: Home, state: State, command: Command) -> State | None:
    if not _changing(home, state, command, home.heatable, home.microwaves):
        return None
    bit, marks, shown = 1 << command.thing, state.marks, state.shown
    state = state._replace(shown=shown._replace(cooled=shown.cooled & ~bit))
    return _with_marks(home, state, marks._replace(hot=marks.hot | bit, cool=marks.cool & ~bit))


def _cool(home: Home, state: State, command: Command) -> State | None:
    if not _changing(home, state, command, home.coolable, home.fridges):
        return None
    bit, marks, shown = 1 << command.thing, state.marks, state.shown
    state = state._replace(shown=shown._replace(cooled=shown.cooled | bit))
    return _with_marks(home, state, marks._replace(cool=marks.cool | bit, hot=marks.hot & ~bit))


def _use(home: Home, state: State, command: Command) -> State | None:
    bit, inside = 1 << command.thing, state.inside
    if not home.toggleable & bit or not any(inside[r] & bit for r in home.listed_here[state.place]):
        return None
    return _with_marks(home, state, state.marks._replace(toggled=state.marks.toggled | bit))


def _slice(home: Home, state: State, command: Command) -> State | None:
    thing, knife = command.thing, command.other
    if knife != state.held or not home.knives >> knife & 1:
        return None
    if not home.sliceable & state.near[state.place] & 1 << thing:
        return None
    return _with_marks(home, state, state.marks._replace(sliced=state.marks.sliced | 1 << thing))


def _with_marks(home: Home, state: State, marks: Marks) -> State:
    won = goal.is_met(home, state.place, state.held, state.inside, marks)
    return _landed(home, state._replace(marks=marks, won=won))


_STEPS: dict[Verb, _Step] = {
    Verb.LOOK: _same,
    Verb.INVENTORY: _same,
    Verb.HELP: _same,
    Verb.GO: _go,
    Verb.OPEN: _open,
    Verb.CLOSE: _close,
    Verb.EXAMINE: _examine,
    Verb.INSPECT: _inspect,
    Verb.TAKE: _take,
    Verb.PUT: _put,
    Verb.CLEAN: _clean,
    Verb.HEAT: _heat,
    Verb.COOL: _cool,
    Verb.USE: _use,
    Verb.SLICE: _slice,
}
