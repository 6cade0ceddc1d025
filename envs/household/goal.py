"""Goals: when one is met, how many of its conditions are, and the landmarks on the way."""

from __future__ import annotations

from .home import LANDMARKS, Home, bits
from .state import Marks, State

__all__ = ["changed", "conditions", "is_met", "placed", "reached"]


def changed(home: Home, marks: Marks) -> int:
    """The wanted objects that are as the goal wants them, wherever they are; a mask."""
    good = home.wanted
    for mark in home.mark_of_change:
        good &= marks[mark]
    return good


def is_met(home: Home, place: int, held: int, inside: tuple[int, ...], marks: Marks) -> bool:
    """Whether what the goal asks for is done; an "if" task also asks to have looked, which is no fact of the home."""
    kind = home.goal.kind
    if kind == "look":
        return held >= 0 and home.wanted >> held & 1 == 1 and _lit(home, place, inside, marks)
    if kind == "stack":
        return bool(_stacked(home, inside) & placed(home, inside, home.vessels_wanted))
    if kind == "all":
        return placed(home, inside, home.wanted) == home.wanted
    good = changed(home, marks)
    if home.count > 1:
        return _most(home, inside, good) >= home.count
    return any(inside[target] & good for target in home.target_list)


def placed(home: Home, inside: tuple[int, ...], things: int) -> int:
    """Those of the objects that are directly in a target; a mask."""
    found = 0
    for target in home.target_list:
        found |= inside[target]
    return found & things


def _stacked(home: Home, inside: tuple[int, ...]) -> int:
    """The vessels asked for that hold a wanted object."""
    return sum([1 << vessel for vessel in bits(home.vessels_wanted) if inside[home.slot_of[vessel]] & home.wanted])


def _lit(home: Home, place: int, inside: tuple[int, ...], marks: Marks) -> bool:
    on = marks.toggled & home.lamps
    return on != 0 and any(inside[receptacle] & on for receptacle in home.listed_here[place])


def _most(home: Home, inside: tuple[int, ...], good: int) -> int:
    """The most of some objects in one target."""
    return max([(inside[target] & good).bit_count() for target in home.target_list], default=0)


def conditions(home: Home, state: State) -> tuple[int, int]:
    """Goal conditions met, and how many there are: ALFRED's, whose share is the goal-condition success rate.

    place: in the target (1); two: in one target (2); look: in the hands, lamp on beside (2); clean, heat, cool: one in
    the target, one changed, one object both (3). In the same manner (ours): one in the target, each change done to
    one, all to the same one ("slice", "chain"); in one target ("three", with those that are changed besides where that
    is asked); put away ("all"); in the vessel, vessel in the target, both the same ("stack"); looked, and those of the
    branch ("if").
    """
    kind, inside, marks = home.goal.kind, state.inside, state.marks
    if kind == "look":
        holds = state.held >= 0 and home.wanted >> state.held & 1 == 1
        return holds + _lit(home, state.place, inside, marks), 2
    if kind == "stack":
        full, at = _stacked(home, inside), placed(home, inside, home.vessels_wanted)
        return (full != 0) + (at != 0) + (full & at != 0), 3
    if kind == "all":
        return placed(home, inside, home.wanted).bit_count(), home.count
    met, of = _of_objects(home, inside, marks)
    if home.look_into >= 0:
        return met + (state.shown.contents >> home.look_into & 1), of + 1
    return met, of


def _of_objects(home: Home, inside: tuple[int, ...], marks: Marks) -> tuple[int, int]:
    good, count = changed(home, marks), home.count
    if count > 1:
        met = min(count, _most(home, inside, good))
        return (met, count) if not home.changes else (met + min(count, good.bit_count()), 2 * count)
    there = placed(home, inside, home.wanted)
    if not home.changes:
        return int(there != 0), 1
    one_each = sum([home.wanted & marks[mark] != 0 for mark in home.mark_of_change])
    return (there != 0) + one_each + (there & good != 0), len(home.changes) + 2


def reached(home: Home, state: State) -> int:
    """The landmarks that the state itself is at, as a mask; those reached before are in `state.shown`."""
    kind, held, before = home.goal.kind, state.held, state.shown.landmarks
    if kind in _OF_OURS:
        return _reached_of_ours(home, state)
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
    """The wanted objects in containers whose contents were listed."""
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
    good = changed(home, state.marks)
    full = [content & good for target in home.target_list if (content := state.inside[target]) & good]
    found = (len(full) > 0) << 2 | state.won << 5
    if ~state.shown.landmarks & 0b1001:
        known = _known(home, state) | (1 << state.held if in_hand else 0)
        found |= (known != 0) | (known.bit_count() > 1) << 3
    if in_hand and any(not content >> state.held & 1 for content in full):
        found |= 1 << 4
    return found


_OF_OURS = frozenset({"slice", "chain", "stack", "three", "all", "if"})


def _reached_of_ours(home: Home, state: State) -> int:
    """The landmarks of the task types that ALFWorld does not have."""
    kind, held = home.goal.kind, state.held
    in_hand = held >= 0 and home.wanted >> held & 1 == 1
    facts = {
        "seen": in_hand or _known(home, state) != 0,
        "held": in_hand,
        "done": state.won,
        "looked": home.look_into >= 0 and state.shown.contents >> home.look_into & 1 == 1,
        "knife held": held >= 0 and home.knives >> held & 1 == 1,
    }
    if kind in ("slice", "chain"):
        facts["changed"] = changed(home, state.marks) != 0
    elif kind == "stack":
        facts["vessel held"] = held >= 0 and home.vessels_wanted >> held & 1 == 1
        facts["stacked"] = _stacked(home, state.inside) != 0
    elif kind in ("three", "all"):
        good = changed(home, state.marks)
        there = placed(home, state.inside, good).bit_count() if kind == "all" else _most(home, state.inside, good)
        facts |= {"first done": there > 0, "second done": there > 1, "half done": 2 * there >= home.count}
    return sum([facts[name] << i for i, name in enumerate(LANDMARKS[kind])])
