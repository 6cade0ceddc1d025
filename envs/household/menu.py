"""The admissible commands of a state, sorted, each part made when something that it depends on changes."""

from __future__ import annotations

from .home import Home, bits
from .state import State

__all__ = ["menu", "put_text", "within_reach"]

_KEPT = 512
"""Menus that a home keeps."""


def menu(home: Home, state: State) -> tuple[str, ...]:
    """The admissible commands, as `sorted` puts them.

    Verbs differ before their first blank, so that sorted groups, one a verb, stand in the order of the verbs.
    """
    place, held, inside = state.place, state.held, state.inside
    cut = 0
    if held >= 0 and home.knives >> held & 1:
        cut = home.sliceable & (within_reach(home, state) if home.friendly else state.near[place])
    receptacles = home.listed_here[place]
    if home.nesting:
        content: int | tuple[int, ...] = inside
    elif len(receptacles) == 1:
        content = inside[receptacles[0]]
    else:
        content = tuple([inside[receptacle] for receptacle in receptacles])
    key = (place, held, state.opened & home.here[place], cut, content)
    found = home.menus.get(key)
    if found is None:
        if len(home.menus) >= _KEPT:
            home.menus.clear()
        found = home.menus[key] = _make(home, state, cut)
    return found


def _make(home: Home, state: State, cut: int) -> tuple[str, ...]:
    place, held, here = state.place, state.held, home.here[state.place]
    names, things = home.receptacles, home.things
    closed = home.openable & here & ~state.opened
    accessible = bits(here & ~closed)
    groups: list[list[str]] = []
    if held >= 0:
        thing, bit = things[held], 1 << held
        cleaned = [f"clean {thing} with {names[r]}" for r in bits(here & home.sinks)] if home.cleanable & bit else []
        heated = [f"heat {thing} with {names[r]}" for r in bits(here & home.microwaves)] if home.heatable & bit else []
        cooled = [f"cool {thing} with {names[r]}" for r in bits(here & home.fridges)] if home.coolable & bit else []
        placed = [put_text(home, held, r) for r in accessible if home.fits[held] >> r & 1]
        taken = []
    else:
        cleaned = heated = cooled = placed = []
        can = home.pickupable
        taken = [f"take {things[o]} from {names[r]}" for r in accessible for o in bits(state.inside[r] & can)]
    for vessel in _vessels_here(home, state, accessible):
        slot = home.slot_of[vessel]
        if held < 0:
            taken += [f"take {things[o]} from {things[vessel]}" for o in bits(state.inside[slot])]
        elif home.nests[slot - len(names)] >> held & 1:
            placed.append(put_text(home, held, slot))
    seen = 0
    for r in home.listed_here[place]:
        seen |= state.inside[r]
    examined, goes = _examine_and_go(home, place)
    if held >= 0:
        examined = [*examined, f"examine {things[held]}"]
    groups = [
        cleaned,
        [f"close {names[r]}" for r in bits(here & home.openable & state.opened)],
        cooled,
        examined,
        goes,
        heated,
        ["help"] if home.dialect != "put" else [],
        ["inventory"],
        ["look"],
        placed if home.dialect == "move" else [],
        [f"open {names[r]}" for r in bits(closed)],
        placed if home.dialect != "move" else [],
        [f"slice {things[o]} with {things[held]}" for o in bits(cut)],
        taken,
        [f"use {things[o]}" for o in bits(seen & home.toggleable)],
    ]
    return tuple([text for group in groups for text in (sorted(group) if len(group) > 1 else group)])


def put_text(home: Home, thing: int, container: int) -> str:
    """The command that puts an object into a container."""
    name, where = home.things[thing], home.containers[container]
    if home.friendly:
        return f"put {name} {home.prepositions[container]} {where}"
    return f"move {name} to {where}" if home.dialect == "move" else f"put {name} in/on {where}"


def _vessels_here(home: Home, state: State, accessible: tuple[int, ...]) -> tuple[int, ...]:
    """The vessels in some receptacles."""
    if not home.nesting:
        return ()
    found = 0
    for receptacle in accessible:
        found |= state.inside[receptacle]
    return bits(found & home.nesting)


def within_reach(home: Home, state: State) -> int:
    """The objects in open receptacles where the agent stands, and in vessels there; a mask."""
    accessible = bits(home.here[state.place] & ~(home.openable & ~state.opened))
    found = 0
    for receptacle in accessible:
        found |= state.inside[receptacle]
    for vessel in bits(found & home.nesting):
        found |= state.inside[home.slot_of[vessel]]
    return found


def _examine_and_go(home: Home, place: int) -> tuple[list[str], list[str]]:
    found = home.menu_parts.get(place)
    if found is None:
        examined = [f"examine {home.receptacles[r]}" for r in home.listed_here[place]]
        goes = sorted([f"go to {name}" for r, name in enumerate(home.receptacles) if home.place_of[r] != place])
        found = home.menu_parts[place] = (examined, goes)
    return found
