"""Why a command could not be carried out: what ALFWorld's engine answers with "Nothing happens." alone."""

from __future__ import annotations

from enum import StrEnum

from .home import Home
from .menu import within_reach
from .state import Command, State, Verb
from .steps import can_reach, takes

__all__ = ["Cause", "cause", "explain"]


class Cause(StrEnum):
    """What keeps a command from being carried out."""

    NONE = "none"
    """Nothing: it is admissible."""
    UNKNOWN_VERB = "unknown verb"
    OTHER_DIALECT = "other dialect"
    """It is written as in the other version of ALFWorld's data."""
    UNKNOWN_THING = "unknown thing"
    """It names what is not in this home, or is not written exactly."""
    NOT_HERE = "not here"
    ALREADY_HERE = "already here"
    """`go to` a receptacle at whose place the agent stands: several may share one."""
    CLOSED = "closed"
    ALREADY_DONE = "already done"
    """The receptacle is open, or closed, as it should become."""
    HANDS_FULL = "hands full"
    NOT_HELD = "not held"
    NOT_POSSIBLE = "not possible"
    """Such a thing can never be done with it."""
    WRONG_CONTAINER = "wrong container"
    """The receptacle does not take such objects."""


_EXPLANATIONS = {
    Cause.NONE: "",
    Cause.UNKNOWN_VERB: "no command begins like this",
    Cause.OTHER_DIALECT: "commands are written otherwise in this game",
    Cause.UNKNOWN_THING: "it names something that is not in this home, or is not written exactly",
    Cause.NOT_HERE: "what it names is not where the agent stands",
    Cause.ALREADY_HERE: "the agent is at that place already, which several receptacles may share",
    Cause.CLOSED: "the receptacle is closed",
    Cause.ALREADY_DONE: "it is so already",
    Cause.HANDS_FULL: "the hands are full",
    Cause.NOT_HELD: "the object is not in the hands",
    Cause.NOT_POSSIBLE: "that can't be done with it",
    Cause.WRONG_CONTAINER: "that receptacle does not take such objects",
}

_VERBS = ("go to", "open", "close", "examine", "use", "take", "clean", "heat", "cool", "slice")


def explain(found: Cause) -> str:
    """The cause as the end of a sentence, for a person."""
    return _EXPLANATIONS[found]


def cause(home: Home, state: State, command: Command) -> Cause:
    """Why a command can't be carried out in a state, `NONE` where it can."""
    verb, thing, other = command.verb, command.thing, command.other
    if verb is Verb.NOTHING:
        return _unread(home, command.text)
    if verb in (Verb.LOOK, Verb.INVENTORY, Verb.HELP):
        return Cause.NONE
    if verb is Verb.INSPECT:
        return Cause.NONE if thing == state.held else Cause.NOT_HELD
    if verb is Verb.USE:
        return _use(home, state, thing)
    if verb is Verb.SLICE:
        return _slice(home, state, thing, other)
    if verb is Verb.TAKE:
        return _take(home, state, thing, other)
    if verb not in (Verb.GO, Verb.EXAMINE, Verb.OPEN, Verb.CLOSE):
        return _with_held(home, state, command)
    here = home.place_of[other] == state.place
    if verb is Verb.GO:
        return Cause.ALREADY_HERE if here else Cause.NONE
    if verb is Verb.EXAMINE:
        return Cause.NONE if here else Cause.NOT_HERE
    if not home.openable >> other & 1:
        return Cause.NOT_POSSIBLE
    if not here:
        return Cause.NOT_HERE
    return Cause.ALREADY_DONE if (state.opened >> other & 1) == (verb is Verb.OPEN) else Cause.NONE


def _out_of_reach(home: Home, state: State, container: int) -> Cause:
    """What keeps the agent from getting into a container, `NONE` if nothing does."""
    if can_reach(home, state, container):
        return Cause.NONE
    if container < len(home.receptacles):
        return Cause.CLOSED if home.place_of[container] == state.place else Cause.NOT_HERE
    vessel = home.vessel_list[container - len(home.receptacles)]
    near = any(state.inside[receptacle] >> vessel & 1 for receptacle in home.listed_here[state.place])
    return Cause.CLOSED if near else Cause.NOT_HERE


def _unread(home: Home, text: str) -> Cause:
    words = " ".join(text.lower().split())
    mine, others = ("move ", "put ") if home.dialect == "move" else ("put ", "move ")
    if words.startswith(others) or (words == "help" and home.dialect == "put"):
        return Cause.OTHER_DIALECT
    if words.startswith(mine) or any(words.startswith(f"{verb} ") for verb in _VERBS):
        return Cause.UNKNOWN_THING
    return Cause.UNKNOWN_VERB


def _use(home: Home, state: State, thing: int) -> Cause:
    if not home.toggleable >> thing & 1:
        return Cause.NOT_POSSIBLE
    near = any(state.inside[receptacle] >> thing & 1 for receptacle in home.listed_here[state.place])
    return Cause.NONE if near else Cause.NOT_HERE


def _slice(home: Home, state: State, thing: int, knife: int) -> Cause:
    if not (home.sliceable >> thing & 1 and home.knives >> knife & 1):
        return Cause.NOT_POSSIBLE
    if knife != state.held:
        return Cause.NOT_HELD
    near = within_reach(home, state) if home.friendly else state.near[state.place]
    return Cause.NONE if near >> thing & 1 else Cause.NOT_HERE


def _take(home: Home, state: State, thing: int, container: int) -> Cause:
    if not home.pickupable >> thing & 1:
        return Cause.NOT_POSSIBLE
    barred = _out_of_reach(home, state, container)
    if barred is Cause.NOT_HERE:
        return barred
    if state.held >= 0:
        return Cause.HANDS_FULL
    if barred is not Cause.NONE:
        return barred
    return Cause.NONE if state.inside[container] >> thing & 1 else Cause.NOT_HERE


def _with_held(home: Home, state: State, command: Command) -> Cause:
    verb, thing, container = command.verb, command.thing, command.other
    if thing != state.held:
        return Cause.NOT_HELD
    if verb is Verb.PUT:
        return _out_of_reach(home, state, container) if takes(home, container, thing) else Cause.WRONG_CONTAINER
    can, stations = {
        Verb.CLEAN: (home.cleanable, home.sinks),
        Verb.HEAT: (home.heatable, home.microwaves),
        Verb.COOL: (home.coolable, home.fridges),
    }[verb]
    if not can >> thing & 1:
        return Cause.NOT_POSSIBLE
    if not stations >> container & 1:
        return Cause.WRONG_CONTAINER
    return Cause.NONE if home.place_of[container] == state.place else Cause.NOT_HERE
