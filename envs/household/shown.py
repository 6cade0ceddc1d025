"""What the agent has been shown: exact facts in the game's own names, and the public key of a state."""

from __future__ import annotations

from typing import NamedTuple

from .home import Home, bits
from .state import State

__all__ = ["Facts", "facts", "key", "known_inside"]

_KEPT_KEYS = 256
_KEPT_PARTS = 1024


class Facts(NamedTuple):
    """What a note-taker who forgets nothing knows from what it was told, in the names of the game.

    Told are the opening, what each observation says, and that what the agent did was done. Contents that were listed
    stay known, since nothing but the agent changes a home. That a thing may be listed in two receptacles at once is a
    fact of the data.
    """

    here: tuple[str, ...]
    """The receptacles where the agent stands."""
    holding: str
    """The object in its hands, empty for none."""
    contents: dict[str, tuple[str, ...]]
    """Receptacle, or thing that holds others, -> all that is in it, where that was listed."""
    placed: dict[str, tuple[str, ...]]
    """The same -> what the agent put there, where its contents were never listed."""
    open: tuple[str, ...]
    """Receptacles of which it knows that they are open."""
    closed: tuple[str, ...]
    unvisited: tuple[str, ...]
    """Receptacles of which nothing was told but that they are there."""
    conditions: dict[str, tuple[str, ...]]
    """Object -> which of clean, hot, cool, sliced and on it is known to be, where any."""
    examined: tuple[str, ...]
    """Objects of which all of that is known, also what they are not."""


def facts(home: Home, state: State) -> Facts:
    """See `Facts`."""
    names, things, shown, marks = home.receptacles, home.things, state.shown, state.marks
    placed: dict[str, tuple[str, ...]] = {}
    for code in shown.placed:
        thing, container = divmod(code, len(home.containers))
        name = home.containers[container]
        placed[name] = (*placed.get(name, ()), things[thing])
    cool = marks.cool & (shown.cooled | shown.examined)
    told = {"clean": marks.clean, "hot": marks.hot, "cool": cool, "sliced": marks.sliced, "on": marks.toggled}
    conditions: dict[str, tuple[str, ...]] = {}
    for word, mask in told.items():
        for thing in bits(mask):
            conditions[things[thing]] = (*conditions.get(things[thing], ()), word)
    visited = shown.visited & home.openable
    everything = (1 << len(names)) - 1
    return Facts(
        _named(names, home.here[state.place]),
        things[state.held] if state.held >= 0 else "",
        {home.containers[c]: _named(things, state.inside[c]) for c in bits(shown.contents)},
        placed,
        _named(names, visited & state.opened),
        _named(names, visited & ~state.opened),
        _named(names, everything & ~shown.visited & ~shown.contents),
        conditions,
        _named(things, shown.examined),
    )


def _named(names: tuple[str, ...], mask: int) -> tuple[str, ...]:
    return tuple([names[i] for i in bits(mask)])


def known_inside(home: Home, state: State, listed: int) -> tuple[int, ...]:
    """The objects that the agent knows to be in each container, as masks.

    Args:
        home: of the state.
        state: at some moment.
        listed: the containers whose contents it was shown: `state.shown.contents`, or that of an earlier moment.
    """
    count = len(home.containers)
    known = [content if listed >> r & 1 else 0 for r, content in enumerate(state.inside)]
    for code in state.shown.placed:
        known[code % count] |= 1 << code // count
    return tuple(known)


def key(home: Home, state: State) -> str:
    """A text of what the agent has been shown: equal where that is equal, in whatever order it was told."""
    what = (state.inside, state.opened, state.marks, state.shown)
    known = home.keys.get(what)
    if known is None:
        if len(home.keys) >= _KEPT_KEYS:
            home.keys.clear()
        known = home.keys[what] = _known_key(home, state)
    held = home.things[state.held] if state.held >= 0 else "nothing"
    return f"at {home.place_names[state.place]}; holding {held}; {known}"


def _known_key(home: Home, state: State) -> str:
    shown, inside = state.shown, state.inside
    parts = [home.sentence, *[_listed(home, r, inside[r]) for r in bits(shown.contents)]]
    visited = shown.visited & home.openable
    parts += [f"open {home.receptacles[r]}" for r in bits(visited & state.opened)]
    parts += [f"closed {home.receptacles[r]}" for r in bits(visited & ~state.opened & ~shown.contents)]
    if shown.placed or shown.examined or any(state.marks):
        known = facts(home, state)
        parts += [f"{name} at least {', '.join(things)}" for name, things in known.placed.items()]
        parts += [f"{name} is {' '.join(words)}" for name, words in sorted(known.conditions.items())]
        parts += [f"examined {name}" for name in known.examined]
    return "; ".join(parts)


def _listed(home: Home, receptacle: int, mask: int) -> str:
    found = home.key_parts.get((receptacle, mask))
    if found is None:
        if len(home.key_parts) >= _KEPT_PARTS:
            home.key_parts.clear()
        found = f"{home.containers[receptacle]}: {', '.join([home.things[i] for i in bits(mask)])}"
        home.key_parts[receptacle, mask] = found
    return found
