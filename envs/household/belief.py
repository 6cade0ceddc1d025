"""How near the goal is for one who knows only what it was shown: the expectation over where the rest may be.

What the goal needs and was not seen yet is placed into receptacles whose contents were not listed, at random by how
often such things are there (see `prior`). The random worlds are the same for every state of a home, and what turns out
not to be in a receptacle moves on to the next one of its own fixed order. So the expectation changes from state to
state by what was done and learned and not by other draws, and it never depends on where an unseen thing really is.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

from ..core.rng import Stream
from .goal import placed
from .home import Home, bits
from .home import home as made_home
from .prior import expected
from .shown import known_inside
from .solver import LOST, distance_of
from .state import State, Task
from .steps import start

__all__ = ["WORLDS", "informed_closeness", "missing_things", "would_win"]

WORLDS = 16
"""Random worlds that the expectation is taken over."""

_UNLIKELY = 0.002
"""Objects expected at least in any receptacle."""

_Places = tuple[tuple[int, ...], ...]
"""For each world the receptacles in the order in which a thing is looked for there."""


def informed_closeness(home: Home, state: State, listed: int) -> float:
    """The expected closeness to the goal, max(0, 1 - d / 2e): d the distance in a world, e its mean at the start.

    1 where the goal is met. Places and doors of receptacles are taken as known, contents are not.

    Args:
        home: of the state.
        state: at some moment.
        listed: the containers whose contents are known: `state.shown.contents`, or that of an earlier moment.
    """
    if state.won:
        return 1.0
    mean = _mean_at_start(home, state.task)
    return sum([max(0.0, 1.0 - d / (2 * mean)) for d in _distances(home, state, listed)]) / WORLDS


def _mean_at_start(home: Home, task: Task) -> float:
    if not home.mean_at_start:
        found = [d for d in _distances(home, start(home, task), 0) if d < LOST]
        home.mean_at_start = sum(found) / len(found) if found else 1.0
    return home.mean_at_start


def _distances(home: Home, state: State, listed: int) -> list[int]:
    """The distance in each of the worlds."""
    known = known_inside(home, state, listed)
    if home.look_into < 0 or listed >> home.look_into & 1:
        return _in_worlds(home, state, listed, known, range(WORLDS))
    branches = [made_home(definition) for definition in home.branches]
    return [_in_worlds(branches[_lacks(home, world)], state, listed, known, (world,))[0] for world in range(WORLDS)]


def _lacks(home: Home, world: int) -> bool:
    """Whether what an "if" asks about is not there in a world, by how often such things are there."""
    there = 1.0 - exp(-max(expected(home, home.look_for, home.look_into), _UNLIKELY))
    return Stream(0, "household worlds", "if", world).random() >= there


def _in_worlds(home: Home, state: State, listed: int, known: tuple[int, ...], worlds: Sequence[int]) -> list[int]:
    """The distance to the goal of one home in some of the worlds."""
    marks, shown = state.marks, state.shown
    marks = marks._replace(cool=marks.cool & (shown.cooled | shown.examined))
    closed, looked = home.openable & ~state.opened, home.look_into < 0 or listed >> home.look_into & 1 == 1
    missing = missing_things(home, state, known)
    if not missing:
        return [distance_of(home, state.place, state.held, known, closed, marks, looked)] * len(worlds)
    found = []
    for world in worlds:
        inside = list(known)
        for slot, kind, thing in missing:
            order = _orders(home, slot, kind)[world]
            shut_out = listed | would_win(home, inside)
            receptacle = next((r for r in order if not shut_out >> r & 1), -1)
            if receptacle >= 0:
                inside[receptacle] |= 1 << thing
        found.append(distance_of(home, state.place, state.held, tuple(inside), closed, marks, looked))
    return found


def would_win(home: Home, inside: list[int]) -> int:
    """The receptacles in which one more wanted object would meet the goal: it is not met, so there is none."""
    if home.changes or home.is_look or home.goal.vessel:
        return 0
    if home.goal.kind == "all":
        return home.targets if placed(home, tuple(inside), home.wanted).bit_count() + 1 == home.count else 0
    if home.count == 1:
        return home.targets
    most = home.count - 1
    return sum([1 << target for target in home.target_list if (inside[target] & home.wanted).bit_count() >= most])


def missing_things(home: Home, state: State, known: tuple[int, ...]) -> list[tuple[int, str, int]]:
    """(slot, type, object) for each thing that the goal needs and that was not seen.

    Which object of a type is all one, since nobody knows them apart. The slot says what it is needed for: below 100
    the wanted objects in turn, or the lamp; above it the knife and the vessel.

    Args:
        home: of the state.
        state: at some moment.
        known: see `shown.known_inside`.
    """
    seen = 1 << state.held if state.held >= 0 else 0
    for content in known:
        seen |= content
    goal = home.goal
    wanted = home.wanted & home.pickupable
    left = max(0, home.count - (seen & home.wanted).bit_count())
    missing = [(slot, goal.thing, thing) for slot, thing in enumerate(bits(wanted & ~seen)[:left])]
    if home.is_look and not seen & home.lamps:
        missing += [(2, goal.target, lamp) for lamp in bits(home.lamps)[:1]]
    if "slice" in home.changes and not seen & home.knives:
        missing += [(100, home.kinds[knife], knife) for knife in bits(home.knives)[:1]]
    if goal.vessel and not seen & home.vessels_wanted:
        missing += [(101, goal.vessel, vessel) for vessel in bits(home.vessels_wanted)[:1]]
    return missing


def _orders(home: Home, slot: int, kind: str) -> _Places:
    """Where a thing is in each world, then where it is if not there, and so on.

    Waiting times with rates in proportion to the expected numbers: the first is drawn by these, and so is the first of
    those that are left, whichever are.
    """
    found = home.orders.get(slot)
    if found is None:
        rates = [max(expected(home, kind, r), _UNLIKELY) for r in range(len(home.receptacles))]
        found = home.orders[slot] = tuple([_order(rates, slot, world) for world in range(WORLDS)])
    return found


def _order(rates: list[float], slot: int, world: int) -> tuple[int, ...]:
    rng = Stream(0, "household worlds", slot, world)
    waits = [-log(1.0 - rng.random()) / rate for rate in rates]
    return tuple(sorted(range(len(rates)), key=waits.__getitem__))
