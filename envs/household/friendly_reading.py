"""Reads commands of friendly games: aliases, articles, case and blanks between words don't matter."""

from __future__ import annotations

import re
from functools import lru_cache

from ..core.errors import Malformed
from ..core.parsing import action_text
from .cause import Cause, cause
from .home import Home, bits
from .menu import menu, put_text
from .state import Command, State, Verb
from .steps import read_command

__all__ = ["COMMANDS", "canonical", "read_friendly"]

COMMANDS = (
    "go to R",
    "open R",
    "close R",
    "take O from R",
    "put O in R",
    "examine R or O",
    "clean O with R",
    "heat O with R",
    "cool O with R",
    "slice O with O",
    "use O",
    "look",
    "inventory",
    "help",
)
"""How commands are written; R for a container, O for an object."""

_MOST = 400
"""Characters of the longest text that can be a command."""

_KEPT = 2048
"""Texts that a home keeps as they were read."""

_VERBS = {
    Verb.GO: ("go to", "goto", "go", "walk to", "walk", "head to", "visit"),
    Verb.OPEN: ("open up", "open"),
    Verb.CLOSE: ("close", "shut"),
    Verb.TAKE: ("take", "pick up", "pickup", "pick", "grab", "get", "remove"),
    Verb.PUT: ("put down", "put", "move", "place", "drop", "set", "store", "insert", "stack"),
    Verb.EXAMINE: ("examine", "inspect", "look at", "look in", "look into", "look inside", "look on", "check"),
    Verb.CLEAN: ("clean", "wash", "rinse"),
    Verb.HEAT: ("heat up", "heat", "warm up", "warm", "microwave", "cook"),
    Verb.COOL: ("cool down", "cool", "chill"),
    Verb.SLICE: ("slice up", "slice", "cut up", "cut"),
    Verb.USE: ("use", "turn on", "switch on", "toggle"),
    Verb.LOOK: ("look around", "look", "l"),
    Verb.INVENTORY: ("inventory", "i", "check inventory", "look at inventory"),
    Verb.HELP: ("help", "commands"),
}
_WORDS = sorted(((word, verb) for verb, words in _VERBS.items() for word in words), key=lambda pair: -len(pair[0]))
_ALONE = {word: verb for verb in (Verb.LOOK, Verb.INVENTORY, Verb.HELP) for word in _VERBS[verb]}
_BETWEEN = {
    Verb.TAKE: re.compile(r" (?:out of|from|off|in|on|at) "),
    Verb.PUT: re.compile(r" (?:in/on|on/in|on top of|inside|into|onto|in|on|to|at) "),
    Verb.CLEAN: re.compile(r" (?:with|using|in|at|on) "),
    Verb.HEAT: re.compile(r" (?:with|using|in|at|on) "),
    Verb.COOL: re.compile(r" (?:with|using|in|at|on) "),
    Verb.SLICE: re.compile(r" (?:with|using) "),
}
_ARTICLES = re.compile(r"\b(?:a|an|the|some|my)\b")
_BLANKS = re.compile(r"[\s_-]+")


def read_friendly(home: Home, text: str, state: State) -> Command:
    """The command that a text means.

    A name without a number means the only thing of that kind that the command can be about; what can be taken from or
    changed with only one container needs no "from" and no "with". What the agent was never shown has no name yet.

    Raises:
        Malformed: it means none, or could mean several; says how commands are written.
    """
    line = action_text(text)
    if line in menu(home, state):
        return read_command(home, line)
    if len(line) > _MOST:
        raise Malformed(f"Expected a command of at most {_MOST} characters, got {len(line)}.")
    found = home.written.get(line)
    if found is None:
        if len(home.written) >= _KEPT:
            home.written.clear()
        found = home.written[line] = _meanings(home, line)
    found = tuple([command for command in found if _is_known(home, state, command)])
    if len(found) == 1:
        return found[0]
    if not found:
        raise Malformed(f"{line[:60]!r} names something that you have not seen, or not under that name.")
    possible = [command for command in found if cause(home, state, command) is Cause.NONE]
    if len(possible) > 1:
        names = ", ".join([f'"{command.text}"' for command in possible[:3]])
        raise Malformed(f"{line[:60]!r} could mean several things: {names}. Name the one that you mean.")
    there = [c for c in found if c.verb is Verb.TAKE and state.inside[c.other] >> c.thing & 1]
    return (possible or there or found)[0]


def _is_known(home: Home, state: State, command: Command) -> bool:
    """Whether the agent was shown what a command names: what it was not must not be told apart from what is not."""
    others = home.vessel_list if command.verb is not Verb.SLICE else ()
    other = command.other - len(home.receptacles)
    named = [command.thing] if command.thing >= 0 else []
    if command.verb is Verb.SLICE:
        named.append(command.other)
    elif 0 <= other < len(others):
        named.append(others[other])
    return all(_was_shown(home, state, thing) for thing in named)


def _was_shown(home: Home, state: State, thing: int) -> bool:
    if thing == state.held:
        return True
    listed = state.shown.contents
    if any(content >> thing & 1 and listed >> container & 1 for container, content in enumerate(state.inside)):
        return True
    return any(code // len(home.containers) == thing for code in state.shown.placed)


def canonical(home: Home, verb: Verb, thing: int, other: int) -> str:
    """How a command is written by the game itself."""
    things, containers = home.things, home.containers
    if verb in (Verb.LOOK, Verb.INVENTORY, Verb.HELP):
        return verb.value
    if verb in (Verb.GO, Verb.OPEN, Verb.CLOSE, Verb.EXAMINE):
        return f"{verb.value} {containers[other]}"
    if verb is Verb.INSPECT:
        return f"examine {things[thing]}"
    if verb is Verb.USE:
        return f"use {things[thing]}"
    if verb is Verb.TAKE:
        return f"take {things[thing]} from {containers[other]}"
    if verb is Verb.PUT:
        return put_text(home, thing, other)
    return f"{verb.value} {things[thing]} with {things[other] if verb is Verb.SLICE else containers[other]}"


def _meanings(home: Home, line: str) -> tuple[Command, ...]:
    words = " ".join(line.lower().rstrip(".!").split())
    if words in _ALONE:
        return (home.command(_ALONE[words], -1, -1, _ALONE[words].value)[0],)
    for word, verb in _WORDS:
        if words.startswith(f"{word} ") and verb not in (Verb.LOOK, Verb.INVENTORY, Verb.HELP):
            found = _of_verb(home, verb, words[len(word) :])
            made = [(verb, thing, other, canonical(home, verb, thing, other)) for verb, thing, other in found]
            return tuple([home.command(*parts)[0] for parts in dict.fromkeys(made)])
    raise Malformed(f"No command begins like {line[:40]!r}. Commands: {'; '.join(COMMANDS)}.")


def _of_verb(home: Home, verb: Verb, rest: str) -> list[tuple[Verb, int, int]]:
    """Verb, object and container of everything that the words after a verb can mean."""
    things, containers = _index(home.things), _index(home.containers)
    if verb in (Verb.GO, Verb.OPEN, Verb.CLOSE):
        return [(verb, -1, other) for other in containers.get(_key(rest), ()) if other < len(home.receptacles)]
    if verb is Verb.EXAMINE:
        fixed = [(verb, -1, other) for other in containers.get(_key(rest), ()) if other < len(home.receptacles)]
        return [*fixed, *[(Verb.INSPECT, thing, -1) for thing in things.get(_key(rest), ())]]
    if verb is Verb.USE:
        return [(verb, thing, -1) for thing in things.get(_key(rest), ())]
    first, *second = _BETWEEN[verb].split(f" {rest.strip()} ", maxsplit=1)
    named = things.get(_key(first), ())
    if second:
        others = (things if verb is Verb.SLICE else containers).get(_key(second[0]), ())
    elif verb is Verb.SLICE:
        others = bits(home.knives)
    else:
        can = {Verb.CLEAN: home.sinks, Verb.HEAT: home.microwaves, Verb.COOL: home.fridges}
        others = bits(can.get(verb, (1 << len(home.containers)) - 1))
    return [(verb, thing, other) for thing in named for other in others]


def _key(name: str) -> str:
    return _BLANKS.sub("", _ARTICLES.sub(" ", name))


@lru_cache(maxsize=512)
def _index(names: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """Name without blanks, with its number or without -> what it can mean."""
    found: dict[str, tuple[int, ...]] = {}
    for i, name in enumerate(names):
        for key in (_key(name), _key(name.rpartition(" ")[0])):
            found[key] = (*found.get(key, ()), i)
    return found
