"""What each command does, and which can be carried out: pure functions of a home and a state."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable

from . import goal, text
from .home import Home, bits
from .menu import within_reach
from .state import Command, Marks, Performed, Shown, State, Task, Verb

__all__ = ["after_text", "can_reach", "carried_out", "read_command", "start", "takes"]


def start(home: Home, task: Task) -> State:
    """The state in which a game begins."""
    place, held, inside, marks = home.start_place, home.held, home.inside, home.marks
    won = home.look_into < 0 and goal.is_met(home, place, held, inside, marks)
    return State(task, place, held, inside, home.near, (), home.opened, marks, Shown(), won)


def carried_out(home: Home, state: State, command: Command) -> tuple[State, tuple[Performed]] | None:
    """The next state and what happened, None where nothing does."""
    after = _STEPS[command.verb](home, state, command)
    if after is None:
        return None
    entry = home.commands.get(command.text)
    if entry is None:
        entry = home.command(command.verb, command.thing, command.other, command.text)
    return after, entry[1]


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
    if state.shown.examined & bit or (home.vessels & bit and not home.friendly):  # ALFWorld's vessels are "normal"
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
        if placed:
            count = len(home.containers)
            placed = tuple([code for code in placed if code % count != receptacle])
        listed = contents | bit
        for vessel in bits(inside[receptacle] & home.nesting):
            listed |= 1 << home.slot_of[vessel]
        told = Shown(visited | bit, listed, examined, cooled, placed, landmarks)
    elif not visited & bit:
        told = Shown(visited | bit, contents, examined, cooled, placed, landmarks)
    else:
        return _landed(home, state)
    return _landed(home, State(task, place, held, inside, near, taken, opened, marks, told, won))


def _take(home: Home, state: State, command: Command) -> State | None:
    thing, receptacle = command.thing, command.other
    task, place, held, inside, near, taken, opened, marks, shown, _ = state
    bit = 1 << thing
    if held >= 0 or not inside[receptacle] & bit & home.pickupable or not can_reach(home, state, receptacle):
        return None
    inside = (*inside[:receptacle], inside[receptacle] ^ bit, *inside[receptacle + 1 :])
    code = thing * len(home.containers) + receptacle
    if not home.friendly:
        if near[place] & bit:
            near = (*near[:place], near[place] ^ bit, *near[place + 1 :])
        codes = list(taken)
        insort(codes, code)
        taken = tuple(codes)
    if code in shown.placed:
        shown = shown._replace(placed=tuple([other for other in shown.placed if other != code]))
    won = goal.is_met(home, place, thing, inside, marks)
    return _landed(home, State(task, place, thing, inside, near, taken, opened, marks, shown, won))


def _put(home: Home, state: State, command: Command) -> State | None:
    thing, receptacle = command.thing, command.other
    task, place, held, inside, near, taken, opened, marks, shown, _ = state
    bit, at = 1 << thing, 1 << receptacle
    if held != thing or not takes(home, receptacle, thing) or not can_reach(home, state, receptacle):
        return None
    if not inside[receptacle] & bit:
        inside = (*inside[:receptacle], inside[receptacle] | bit, *inside[receptacle + 1 :])
    if not home.friendly and not near[place] & bit:
        near = (*near[:place], near[place] | bit, *near[place + 1 :])
    code = thing * len(home.containers) + receptacle
    if code in taken:
        taken = tuple([other for other in taken if other != code])
    if not shown.contents & at:
        shown = shown._replace(placed=tuple(sorted({*shown.placed, code})))
    won = goal.is_met(home, place, -1, inside, marks)
    return _landed(home, State(task, place, -1, inside, near, taken, opened, marks, shown, won))


def can_reach(home: Home, state: State, container: int) -> bool:
    """Whether the agent can take from a container and put into it: it is here and open, or stands in one that is."""
    if container < len(home.receptacles):
        return home.place_of[container] == state.place and not home.openable & ~state.opened & 1 << container
    vessel = home.vessel_list[container - len(home.receptacles)]
    open_here = home.here[state.place] & ~(home.openable & ~state.opened)
    return any(state.inside[receptacle] >> vessel & 1 for receptacle in bits(open_here))


def takes(home: Home, container: int, thing: int) -> bool:
    """Whether a container holds objects of that type."""
    if container < len(home.receptacles):
        return home.fits[thing] >> container & 1 == 1
    return home.nests[container - len(home.receptacles)] >> thing & 1 == 1


def _landed(home: Home, state: State) -> State:
    """The state with the landmarks that it reaches."""
    if home.look_into >= 0:
        _, place, held, inside, *_, marks, shown, won = state
        done = shown.contents >> home.look_into & 1 == 1 and goal.is_met(home, place, held, inside, marks)
        if done != won:
            state = state._replace(won=done)
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
    near = within_reach(home, state) if home.friendly else state.near[state.place]
    if not home.sliceable & near & 1 << thing:
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
