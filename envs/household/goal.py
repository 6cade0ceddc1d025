"""Goals: when one is met, how many of its conditions are, and the landmarks on the way."""

from __future__ import annotations

from .home import LANDMARKS, Home
from .state import Marks, State

__all__ = ["changed", "conditions", "is_met", "reached"]


def changed(home: Home, marks: Marks) -> int:
    """The wanted objects that are as the goal wants them, wherever they are; a mask."""
    kind = home.goal.kind
    if kind == "clean":
        return home.wanted & marks.clean
    if kind == "heat":
        return home.wanted & marks.hot
    if kind == "cool":
        return home.wanted & marks.cool
    return home.wanted


def is_met(home: Home, place: int, held: int, inside: tuple[int, ...], marks: Marks) -> bool:
    """Whether the goal is met."""
    kind = home.goal.kind
    if kind == "look":
        return held >= 0 and home.wanted >> held & 1 == 1 and _lit(home, place, inside, marks)
    if kind == "two":
        return _most(home, inside) >= 2
    good = changed(home, marks)
    return any(inside[target] & good for target in home.target_list)


def _lit(home: Home, place: int, inside: tuple[int, ...], marks: Marks) -> bool:
    on = marks.toggled & home.lamps
    return on != 0 and any(inside[receptacle] & on for receptacle in home.listed_here[place])


def _most(home: Home, inside: tuple[int, ...]) -> int:
    """The most wanted objects in one target."""
    wanted = home.wanted
    return max([(inside[target] & wanted).bit_count() for target in home.target_list], default=0)


def conditions(home: Home, state: State) -> tuple[int, int]:
    """How many of the goal's conditions are met, and how many there are, as ALFRED counts them in its simulator.

    place: an object in a target (1). two: the most objects in one target, at most 2 (2). look: the object in the
    hands; a lamp that is on at the agent's place (2). clean, heat, cool: some object in a target; some object changed;
    the same object both (3).
    """
    kind, inside, marks = home.goal.kind, state.inside, state.marks
    if kind == "two":
        return min(2, _most(home, inside)), 2
    if kind == "look":
        holds = state.held >= 0 and home.wanted >> state.held & 1 == 1
        return holds + _lit(home, state.place, inside, marks), 2
    placed = 0
    for target in home.target_list:
        placed |= inside[target] & home.wanted
    if kind == "place":
        return int(placed != 0), 1
    good = changed(home, marks)
    return (placed != 0) + (good != 0) + (placed & good != 0), 3


def reached(home: Home, state: State) -> int:
    """The landmarks that the state itself is at, as a mask; those reached before are in `state.shown`."""
    kind, held, before = home.goal.kind, state.held, state.shown.landmarks
    in_hand = held >= 0 and home.wanted >> held & 1 == 1
    found = in_hand << 1
    if kind == "two":
        return found | _second(home, state, in_hand)
    if not before & 1 and (in_hand or _known(home, state)):
        found |= 1
    last = len(LANDMARKS[kind]) - 1
    if state.won:
        found |= 1 << last
    if in_hand:
        ready = changed(home, state.marks) >> held & 1
        if kind in ("clean", "heat", "cool"):
            found |= ready << 2
        found |= (ready & _at_target(home, state)) << last - 1
    return found


def _known(home: Home, state: State) -> int:
    """The wanted objects in receptacles whose contents were listed."""
    listed, wanted, found = state.shown.contents, home.wanted, 0
    for content in [content for r, content in enumerate(state.inside) if content & wanted and listed >> r & 1]:
        found |= content & wanted
    return found


def _at_target(home: Home, state: State) -> bool:
    if home.goal.kind != "look":
        return home.here[state.place] & home.targets != 0
    return any(state.inside[receptacle] & home.lamps for receptacle in home.listed_here[state.place])


def _second(home: Home, state: State, in_hand: bool) -> int:
    """The landmarks of "two" but that one object is held."""
    full = [content & home.wanted for target in home.target_list if (content := state.inside[target]) & home.wanted]
    found = (len(full) > 0) << 2 | state.won << 5
    if ~state.shown.landmarks & 0b1001:
        known = _known(home, state) | (1 << state.held if in_hand else 0)
        found |= (known != 0) | (known.bit_count() > 1) << 3
    if in_hand and any(not content >> state.held & 1 for content in full):
        found |= 1 << 4
    return found
