"""The home as a replay draws it: every receptacle with what the agent knows to be in it."""

from __future__ import annotations

from ..core.scene import Part, Scene, Tone
from .home import Home
from .shown import Facts, facts
from .state import State

__all__ = ["home_scene"]


def home_scene(home: Home, state: State) -> Scene:
    """A box for each receptacle, by rooms where there are several; nothing that was not shown."""
    known = facts(home, state)
    room_of = {receptacle: name for name, here in home.rooms for receptacle in here}
    parts = [_part(home, known, receptacle, room_of.get(receptacle, "")) for receptacle in _in_order(home)]
    notes = [f"Task: {home.sentence}", f"Holding: {_thing(known, known.holding) if known.holding else 'nothing'}"]
    if not known.here:
        notes.append("The agent is in the middle of the home, at no receptacle.")
    return Scene("What the agent knows", tuple(parts), (), tuple(notes))


def _in_order(home: Home) -> list[int]:
    """The receptacles by their numbers: ALFWorld's descend within a type."""
    if home.friendly:
        return list(range(len(home.receptacles)))
    names = [name.rpartition(" ") for name in home.receptacles]
    return sorted(range(len(names)), key=lambda r: (names[r][0], int(names[r][2])))


def _part(home: Home, known: Facts, receptacle: int, room: str) -> Part:
    name = home.receptacles[receptacle]
    tone: Tone = "plain"
    lines: list[str] = []
    if name in known.contents:
        lines = [_thing(known, thing) for thing in known.contents[name]] or ["empty"]
    elif name in known.placed:
        lines = [*[_thing(known, thing) for thing in known.placed[name]], "and what was there before"]
    elif name in known.closed:
        lines = ["not looked into"]
    if name in known.closed:
        tone = "shut"
    if name in known.unvisited:
        tone = "hidden"
    if name in known.here:
        tone = "here"
    door = "closed" if name in known.closed else "open" if name in known.open else ""
    return Part(f"{name} ({door})" if door else name, room, tone, tuple(lines))


def _thing(known: Facts, thing: str) -> str:
    """An object with what was done to it and what stands in it."""
    done = f": {', '.join(known.conditions[thing])}" if thing in known.conditions else ""
    inner = known.contents.get(thing, ())
    return f"{thing}{done} (with {', '.join(inner)})" if inner else f"{thing}{done}"
