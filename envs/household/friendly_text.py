"""How a friendly game is shown, and why it refuses what it refuses. Wording of ours."""

from __future__ import annotations

from collections.abc import Callable

from ..core.game import Transition
from .cause import Cause
from .friendly_reading import COMMANDS
from .home import Home, bits
from .state import Command, State, Verb

__all__ = ["HELP", "contents_of", "home_at_sight", "refusal", "told_friendly"]

HELP = f"""Commands: {"; ".join(COMMANDS)}.
You carry one thing at a time. A thing in a bowl, plate, mug or the like goes along with it. What is asked to be in a \
place must be there itself, not in something that stands there."""


def _and(names: list[str]) -> str:
    """`x`, `x and y`, `x, y and z`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _some(home: Home, state: State, mask: int) -> str:
    """Objects with what stands in them."""
    names = []
    for thing in bits(mask):
        slot = home.slot_of.get(thing, -1)
        held = state.inside[slot] if slot >= 0 else 0
        inner = f" (holding {_and([home.things[i] for i in bits(held)])})" if held else ""
        names.append(f"{home.things[thing]}{inner}")
    return _and(names)


def contents_of(home: Home, state: State, receptacle: int) -> str:
    """What can be seen of a receptacle where the agent stands."""
    content, bit = state.inside[receptacle], 1 << receptacle
    if home.openable & ~state.opened & bit:
        return "It is closed."
    where = home.prepositions[receptacle].capitalize()
    door = "It is open. " if home.openable & bit else ""
    return f"{door}{where} it: {_some(home, state, content) if content else 'nothing'}."


def home_at_sight(home: Home, state: State) -> str:
    """The receptacles of every room: what is known from the start."""
    rooms = [f"In the {name}: {_and([home.receptacles[r] for r in here])}." for name, here in home.rooms]
    return " ".join(rooms)


def told_friendly(home: Home, state: State, last: Transition[State, Command] | None) -> str:
    """What the agent is told of a turn; of a refused one, only where it is: the reason stands before it."""
    if last is None:
        return f"{home_at_sight(home, state)}\n\nTask: {home.sentence}"
    if last.rejected:
        held = f"holding the {home.things[state.held]}" if state.held >= 0 else "with empty hands"
        here = home.listed_here[state.place]
        return f"You are {f'at the {home.receptacles[here[0]]}' if here else 'in the middle of the home'}, {held}."
    command = last.action
    assert type(command) is Command
    return _TOLD[command.verb](home, state, command)


def _looked(home: Home, state: State, command: Command) -> str:
    here = home.listed_here[state.place]
    if not here:
        return f"You are in the middle of the home. {home_at_sight(home, state)}"
    return f"You are at the {home.receptacles[here[0]]}. {contents_of(home, state, here[0])}"


def _inventory(home: Home, state: State, command: Command) -> str:
    return f"You are holding {_some(home, state, 1 << state.held)}." if state.held >= 0 else "Your hands are empty."


def _inspected(home: Home, state: State, command: Command) -> str:
    bit, words = 1 << command.thing, ("clean", "hot", "cool", "sliced")
    done = [word for word, mask in zip(words, state.marks[:4], strict=True) if mask & bit]
    slot = home.slot_of.get(command.thing, -1)
    inner = ""
    if slot >= 0:
        held = state.inside[slot]
        inner = f" It is holding {_and([home.things[i] for i in bits(held)])}." if held else " It is empty."
    name = home.things[command.thing]
    return (f"The {name} is {_and(done)}." if done else f"There is nothing special about the {name}.") + inner


def _put(home: Home, state: State, command: Command) -> str:
    where = home.prepositions[command.other]
    return f"You put the {home.things[command.thing]} {where} the {home.containers[command.other]}."


_TOLD: dict[Verb, Callable[[Home, State, Command], str]] = {
    Verb.LOOK: _looked,
    Verb.INVENTORY: _inventory,
    Verb.HELP: lambda home, state, command: HELP,
    Verb.GO: lambda home, state, command: (
        f"You go to the {home.receptacles[command.other]}. {contents_of(home, state, command.other)}"
    ),
    Verb.OPEN: lambda home, state, command: (
        f"You open the {home.receptacles[command.other]}. {contents_of(home, state, command.other)}"
    ),
    Verb.CLOSE: lambda home, state, command: f"You close the {home.receptacles[command.other]}.",
    Verb.EXAMINE: lambda home, state, command: (
        f"You look at the {home.receptacles[command.other]}. {contents_of(home, state, command.other)}"
    ),
    Verb.INSPECT: _inspected,
    Verb.TAKE: lambda home, state, command: (
        f"You take the {home.things[command.thing]} from the {home.containers[command.other]}."
    ),
    Verb.PUT: _put,
    Verb.CLEAN: lambda home, state, command: (
        f"You clean the {home.things[command.thing]} with the {home.receptacles[command.other]}."
    ),
    Verb.HEAT: lambda home, state, command: (
        f"You heat the {home.things[command.thing]} with the {home.receptacles[command.other]}."
    ),
    Verb.COOL: lambda home, state, command: (
        f"You cool the {home.things[command.thing]} with the {home.receptacles[command.other]}."
    ),
    Verb.USE: lambda home, state, command: f"You switch on the {home.things[command.thing]}.",
    Verb.SLICE: lambda home, state, command: (
        f"You slice the {home.things[command.thing]} with the {home.things[command.other]}."
    ),
}


def refusal(home: Home, state: State, command: Command, why: Cause) -> str:
    """Why a command is not carried out, for the agent: what is in the way and what to do."""
    verb, things = command.verb, home.things
    thing = things[command.thing] if command.thing >= 0 else ""
    other = ""
    if command.other >= 0:
        other = things[command.other] if verb is Verb.SLICE else home.containers[command.other]
    held = things[state.held] if state.held >= 0 else ""
    if why is Cause.ALREADY_HERE:
        beside = [home.receptacles[r] for r in home.listed_here[state.place] if r != command.other]
        return f"You are at the {other} already{f': it shares this place with {_and(beside)}' if beside else ''}."
    if why is Cause.CLOSED:
        return f"The {_shut(home, state, command, other)} is closed. Open it first."
    if why is Cause.ALREADY_DONE:
        return f"The {other} is {'open' if verb is Verb.OPEN else 'closed'} already."
    if why is Cause.HANDS_FULL:
        return f"You are holding the {held}. Put it somewhere first."
    if why is Cause.NOT_HELD:
        needed = other if verb is Verb.SLICE else thing
        return f"You are not holding the {needed}. Take it first."
    if why is Cause.WRONG_CONTAINER:
        if verb is Verb.PUT:
            return f"The {thing} does not go {home.prepositions[command.other]} the {other}."
        return f"The {other} can't {verb.value} anything."
    if why is Cause.NOT_POSSIBLE:
        return _impossible(verb, thing, other)
    return _not_here(home, state, command, thing, other)


def _shut(home: Home, state: State, command: Command, other: str) -> str:
    """The receptacle that is closed: what was named, or where the named vessel stands."""
    if command.other < len(home.receptacles):
        return other
    vessel = home.vessel_list[command.other - len(home.receptacles)]
    return next(home.receptacles[r] for r, content in enumerate(state.inside) if content >> vessel & 1)


def _impossible(verb: Verb, thing: str, other: str) -> str:
    if verb in (Verb.OPEN, Verb.CLOSE):
        return f"The {other} can't be opened or closed."
    if verb is Verb.USE:
        return f"The {thing} can't be switched on."
    if verb is Verb.SLICE:
        return f"The {thing} can't be sliced with the {other}. It takes food and a knife."
    done = {Verb.TAKE: "taken", Verb.CLEAN: "cleaned", Verb.HEAT: "heated", Verb.COOL: "cooled"}[verb]
    return f"The {thing} can't be {done}."


def _not_here(home: Home, state: State, command: Command, thing: str, other: str) -> str:
    if command.verb in (Verb.USE, Verb.SLICE):
        return f"The {thing} is not within reach. Go where it is first."
    fixed = command.other < len(home.receptacles)
    if fixed and home.place_of[command.other] != state.place:
        return f"You are not at the {other}. Go there first."
    if not fixed and thing != other and not _stands_here(home, state, command.other):
        return f"The {other} is not within reach. Go where it is first."
    return f"The {thing} is not {home.prepositions[command.other]} the {other}."


def _stands_here(home: Home, state: State, container: int) -> bool:
    vessel = home.vessel_list[container - len(home.receptacles)]
    return any(state.inside[receptacle] >> vessel & 1 for receptacle in home.listed_here[state.place])
