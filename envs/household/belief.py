"""How near the goal is for one who knows only what it was shown: the expectation over where the rest may be.

What the goal needs and was not seen yet is placed into receptacles whose contents were not listed, at random by how
often such things are there (see `prior`). The random worlds are the same for every state of a home, and what turns out
not to be in a receptacle moves on to the next one of its own fixed order. So the expectation changes from state to
state by what was done and learned and not by other draws, and it never depends on where an unseen thing really is.
"""

from __future__ import annotations

from math import log

from ..core.rng import Stream
from .home import Home, bits
from .prior import expected
from .rules import start
from .shown import known_inside
from .solver import LOST, distance_of
from .state import State, Task

__all__ = ["WORLDS", "informed_closeness"]

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
        listed: the receptacles whose contents are known: `state.shown.contents`, or that of an earlier moment.
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
    marks, shown = state.marks, state.shown
    marks = marks._replace(cool=marks.cool & (shown.cooled | shown.examined))
    known = known_inside(home, state, listed)
    missing = _missing(home, state, known)
    if not missing:
        return [distance_of(home, state.place, state.held, known, state.opened, marks)] * WORLDS
    found = []
    for world in range(WORLDS):
        inside = list(known)
        for slot, thing in missing:
            order = _orders(home, slot)[world]
            shut_out = listed | _would_win(home, inside)
            receptacle = next((r for r in order if not shut_out >> r & 1), -1)
            if receptacle >= 0:
                inside[receptacle] |= 1 << thing
        found.append(distance_of(home, state.place, state.held, tuple(inside), state.opened, marks))
    return found


def _would_win(home: Home, inside: list[int]) -> int:
    """The receptacles in which one more wanted object would meet the goal: it is not met, so there is none."""
    if home.goal.kind == "place":
        return home.targets
    if home.goal.kind == "two":
        return sum([1 << target for target in home.target_list if inside[target] & home.wanted])
    return 0


def _missing(home: Home, state: State, known: tuple[int, ...]) -> list[tuple[int, int]]:
    """(slot, object) for each thing that the goal needs and that was not seen; which object of a type is all one."""
    seen = 1 << state.held if state.held >= 0 else 0
    for content in known:
        seen |= content
    needed = 2 if home.goal.kind == "two" else 1
    left = needed - (seen & home.wanted).bit_count()
    missing = list(enumerate(bits(home.wanted & home.pickupable & ~seen)[: max(0, left)]))
    if home.is_look and not seen & home.lamps:
        missing += [(2, lamp) for lamp in bits(home.lamps)[:1]]
    return missing


def _orders(home: Home, slot: int) -> _Places:
    """Where a thing is in each world, then where it is if not there, and so on.

    Waiting times with rates in proportion to the expected numbers: the first is drawn by these, and so is the first of
    those that are left, whichever are.
    """
    found = home.orders.get(slot)
    if found is None:
        thing = home.goal.target if slot == 2 else home.goal.thing
        rates = [max(expected(home, thing, r), _UNLIKELY) for r in range(len(home.receptacles))]
        found = home.orders[slot] = tuple([_order(rates, slot, world) for world in range(WORLDS)])
    return found


def _order(rates: list[float], slot: int, world: int) -> tuple[int, ...]:
    rng = Stream(0, "household worlds", slot, world)
    waits = [-log(1.0 - rng.random()) / rate for rate in rates]
    return tuple(sorted(range(len(rates)), key=waits.__getitem__))
