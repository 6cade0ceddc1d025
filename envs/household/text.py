"""How a household game is shown and written, character for character as ALFWorld's engine does."""

from __future__ import annotations

from ..core.game import Transition
from .home import Home, bits
from .state import Command, State, Verb

__all__ = ["HELP", "NOTHING_HAPPENS", "contents", "listed", "opening", "read", "told"]

NOTHING_HAPPENS = "Nothing happens."

HELP = """Available commands:
  look:                             look around your current location
  inventory:                        check your current inventory
  go to (receptacle):               move to a receptacle
  open (receptacle):                open a receptacle
  close (receptacle):               close a receptacle
  take (object) from (receptacle):  take an object from a receptacle
  move (object) to (receptacle):  place an object in or on a receptacle
  examine (something):              examine a receptacle or an object
  use (object):                     use an object
  heat (object) with (receptacle):  heat an object using a receptacle
  clean (object) with (receptacle): clean an object using a receptacle
  cool (object) with (receptacle):  cool an object using a receptacle
  slice (object) with (object):     slice an object using a sharp object
"""

_KEPT_TEXTS = 2048
"""Entries of a cache of texts, which is emptied when full."""


def _sentence(names: list[str]) -> str:
    """ALFWorld's list: `nothing`, `x`, or `x, y, and z` (with two: `x, and y`)."""
    if not names:
        return "nothing"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, and {names[-1]}"


def listed(home: Home, mask: int) -> str:
    """The objects of a mask as a list, each with its article."""
    return _sentence([f"a {home.things[i]}" for i in bits(mask)])


def contents(home: Home, state: State, receptacle: int) -> str:
    """What is told of a receptacle: whether it is closed, else what it holds."""
    return _kept(home, "", state, receptacle)


def _kept(home: Home, verb: str, state: State, receptacle: int) -> str:
    """The contents of a receptacle after what was done to it."""
    is_open = state.opened >> receptacle & 1
    key = (verb, state.inside[receptacle], receptacle, is_open)
    found = home.shown.get(key)
    if found is None:
        name = home.receptacles[receptacle]
        if not home.openable >> receptacle & 1:
            found = f"On the {name}, you see {listed(home, state.inside[receptacle])}."
        elif is_open:
            found = f"The {name} is open. In it, you see {listed(home, state.inside[receptacle])}."
        else:
            found = f"The {name} is closed."
        if verb == Verb.GO:
            place = name if home.dialect == "move" else home.places[state.place]
            found = f"You arrive at {place}. {found}"
        elif verb == Verb.OPEN:
            found = f"You open the {name}. {found}"
        if len(home.shown) >= _KEPT_TEXTS:
            home.shown.clear()
        home.shown[key] = found
    return found


def opening(home: Home, state: State) -> str:
    """The first observation."""
    if not home.opening:
        home.opening = _opening(home, state)
    return home.opening


def _opening(home: Home, state: State) -> str:
    look = _look(home, state)
    if not home.here[state.place]:
        names = _sentence([f"a {name}" for name in home.receptacles])
        look = f"You are in the middle of a room. Looking quickly around you, you see {names}."
    return f"-= Welcome to TextWorld, ALFRED! =-\n\n{look}\n\nYour task is to: {home.sentence}"


def told(home: Home, last: Transition[State, Command]) -> str:
    """What the agent is told of a turn."""
    if not last.events:
        return NOTHING_HAPPENS
    command, state = last.action, last.after
    assert type(command) is Command  # texts are never refused: what has events is a command
    verb = command.verb
    if verb in _OF_RECEPTACLE:
        return _kept(home, _OF_RECEPTACLE[verb], state, command.other)
    if verb == Verb.LOOK:
        return _look(home, state)
    if verb == Verb.HELP:
        return HELP
    if verb == Verb.INVENTORY:
        return (
            f"You are carrying: a {home.things[state.held]}." if state.held >= 0 else "You are not carrying anything."
        )
    if verb == Verb.CLOSE:
        return f"You close the {home.receptacles[command.other]}."
    thing = home.things[command.thing]
    if verb == Verb.INSPECT:
        return _condition(home, state, command.thing)
    if verb == Verb.USE:
        return f"You turn on the {thing}."
    if verb == Verb.SLICE:
        return f"You sliced the {thing} with the {home.things[command.other]}."
    other = home.receptacles[command.other]
    if verb == Verb.TAKE:
        return f"You pick up the {thing} from the {other}."
    if verb == Verb.PUT:
        return (
            f"You move the {thing} to the {other}."
            if home.dialect == "move"
            else f"You put the {thing} in/on the {other}."
        )
    return f"You {verb.value} the {thing} using the {other}."


_OF_RECEPTACLE = {Verb.GO: "go to", Verb.OPEN: "open", Verb.EXAMINE: ""}


def _look(home: Home, state: State) -> str:
    here = home.listed_here[state.place]
    if not here:
        return "You are in the middle of a room. Looking quickly around you, you see nothing."
    facing = _sentence([home.receptacles[r] for r in here])
    near, count = state.near[state.place], len(home.receptacles)
    floor = [
        f"a {home.things[code // count]}"
        for code in state.taken
        if near >> code // count & 1 and home.place_of[code % count] == state.place
    ]
    return f"You are facing the {facing}. Next to it, you see {_sentence(floor)}."


def _condition(home: Home, state: State, thing: int) -> str:
    name, bit, marks = home.things[thing], 1 << thing, state.marks
    if home.vessels & bit:
        return f"This is a normal {name}. In it, you see {listed(home, home.inner[thing])}."
    clean, hot, cool, sliced = (bool(mask & bit) for mask in marks[:4])
    words = ["hot"] if hot else ["cool"] if cool and (clean or sliced) else []
    if clean:
        words.append("clean")
    if words and sliced:
        return f"This is a {' and '.join(words)} sliced {name}."
    if words:
        return f"This is a {' and '.join(words)} {name}."
    if cool:
        return f"This is a cold {name}."
    if home.toggleable & marks.toggled & bit:
        return f"This {name} is on."
    return f"This is a sliced {name}." if sliced else f"There's nothing special about {name}."


_WITH = {"clean ": Verb.CLEAN, "heat ": Verb.HEAT, "cool ": Verb.COOL}
_ALONE = {"open ": Verb.OPEN, "close ": Verb.CLOSE, "go to ": Verb.GO}


def read(home: Home, text: str) -> Command:
    """The command that a text is, exactly as the game writes it; `NOTHING` for any other.

    Args:
        home: whose names count.
        text: without blanks at its ends.
    """
    found = _command(home, text) if len(text) < 200 else None
    if found is None:
        return Command(Verb.NOTHING, -1, -1, text)
    return home.command(*found, text)[0]


def _command(home: Home, text: str) -> tuple[Verb, int, int] | None:
    things, receptacles = home.numbers, home.receptacle_numbers
    if text in ("look", "inventory") or (text == "help" and home.dialect != "put"):
        return Verb(text), -1, -1
    for prefix, verb in _ALONE.items():
        if text.startswith(prefix):
            other = receptacles.get(text.removeprefix(prefix))
            return None if other is None else (verb, -1, other)
    if text.startswith("examine "):
        name = text.removeprefix("examine ")
        if name in receptacles:
            return Verb.EXAMINE, -1, receptacles[name]
        return (Verb.INSPECT, things[name], -1) if name in things else None
    if text.startswith("use "):
        thing = things.get(text.removeprefix("use "))
        return None if thing is None else (Verb.USE, thing, -1)
    return _command_with_two(home, text)


_PUT = {"move": ("move ", " to "), "put": ("put ", " in/on "), "friendly": ("put ", " on ")}


def _command_with_two(home: Home, text: str) -> tuple[Verb, int, int] | None:
    things, others = home.numbers, home.container_numbers
    put = _PUT[home.dialect]
    if home.friendly and " in " in text:
        put = "put ", " in "
    if text.startswith("take "):
        verb, prefix, between = Verb.TAKE, "take ", " from "
    elif text.startswith(put[0]):
        verb, (prefix, between) = Verb.PUT, put
    elif text.startswith("slice "):
        verb, prefix, between, others = Verb.SLICE, "slice ", " with ", things
    else:
        prefix = next((word for word in _WITH if text.startswith(word)), "")
        if not prefix:
            return None
        verb, between = _WITH[prefix], " with "
    first, _, second = text.removeprefix(prefix).partition(between)
    if first not in things or second not in others:
        return None
    return verb, things[first], others[second]
