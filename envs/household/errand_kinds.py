"""What a home can be asked for, by task type: drawn from what is in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.rng import Stream
from .rooms import Furnished, kinds

__all__ = ["DRAW", "Goal"]

Goal = list[Any]
"""See `pddl.Goal`."""

Drawn = tuple[Goal, dict[str, Any] | None] | None
_STATIONS = {"clean": ("c", "sinkbasin"), "heat": ("h", "microwave"), "cool": ("k", "fridge")}


def _things(place: Furnished, changes: tuple[str, ...] = (), least: int = 1) -> list[str]:
    """The types of objects that can be taken and changed so in this home, of which there are enough."""
    letters = {"clean": "c", "heat": "h", "cool": "k", "slice": "s"}
    if any(change in _STATIONS and _STATIONS[change][1] not in place.receptacles for change in changes):
        return []
    if "slice" in changes and not {"knife", "butterknife"} & {*place.things}:
        return []
    can = "p" + "".join([letters[change] for change in changes])
    return [
        kind
        for kind in sorted({*place.things})
        if place.things.count(kind) >= least
        and all(letter in kinds().things[kind] for letter in can)
        and (least == 1 or not _is_stacked(place, kind))
    ]


def _targets(place: Furnished, thing: str) -> list[str]:
    """The types of receptacles that take a type of object and hold none of it yet."""
    holding = {place.receptacles[spot] for spot in _spots(place, thing)}
    return [kind for kind in sorted({*place.receptacles} - holding) if thing in kinds().fits[kind]]


def _spots(place: Furnished, thing: str) -> list[int]:
    """The receptacles that hold objects of a type, be it in a vessel."""
    found = []
    for kind, spot in zip(place.things, place.where, strict=True):
        if kind == thing:
            vessel = spot - len(place.receptacles)
            found.append(spot if vessel < 0 else place.where[place.vessels[vessel]])
    return found


def _one(rng: Stream, place: Furnished, things: list[str]) -> tuple[str, str] | None:
    """One of the types of objects and a type of receptacle for it."""
    pairs = [(thing, target) for thing in things for target in _targets(place, thing)]
    return rng.choice(pairs) if pairs else None


def _draw_one(kind: str, changes: tuple[str, ...] = (), number: int = 1) -> Callable[[Stream, Furnished], Drawn]:
    def draw(rng: Stream, place: Furnished) -> Drawn:
        needed = (kind,) if kind in _STATIONS else changes
        found = _one(rng, place, _things(place, needed, number))
        return ([kind, *found, number, list(changes), ""], None) if found else None

    return draw


def _draw_look(rng: Stream, place: Furnished) -> Drawn:
    things = _things(place)
    return (["look", rng.choice(things), "desklamp", 1, [], ""], None) if "desklamp" in place.things else None


def _draw_stack(rng: Stream, place: Furnished) -> Drawn:
    nests = kinds().nests
    options = [
        (thing, vessel, target)
        for vessel in sorted({place.things[i] for i in place.vessels})
        for thing in _things(place)
        if thing in nests[vessel] and not _is_stacked(place, thing, vessel)
        for target in _targets(place, vessel)
    ]
    if not options:
        return None
    thing, vessel, target = rng.choice(options)
    return ["stack", thing, target, 1, [], vessel], None


def _is_stacked(place: Furnished, thing: str, vessel: str = "") -> bool:
    """Whether such an object is in such a vessel already, or in any."""
    for kind, spot in zip(place.things, place.where, strict=True):
        number = spot - len(place.receptacles)
        if kind == thing and number >= 0 and vessel in ("", place.things[place.vessels[number]]):
            return True
    return False


def _draw_all(least: int, most: int) -> Callable[[Stream, Furnished], Drawn]:
    def draw(rng: Stream, place: Furnished) -> Drawn:
        found = _one(rng, place, [kind for kind in _things(place, (), least) if place.things.count(kind) <= most])
        return (["all", *found, place.things.count(found[0]), [], ""], None) if found else None

    return draw


def _draw_chain(rng: Stream, place: Furnished) -> Drawn:
    sets = [("clean", "heat"), ("clean", "cool"), ("clean", "slice"), ("heat", "slice"), ("cool", "slice")]
    changes = rng.choice([*sets, ("clean", "heat", "slice"), ("clean", "cool", "slice")])
    return _draw_one("chain", changes)(rng, place)


def _draw_if(*changes: str) -> Callable[[Stream, Furnished], Drawn]:
    def draw(rng: Stream, place: Furnished) -> Drawn:
        boxes = [r for r, kind in enumerate(place.receptacles) if kind in kinds().openable]
        if not boxes:
            return None
        receptacle = rng.choice(boxes)
        fitting = sorted(kinds().fits[place.receptacles[receptacle]])
        there = [kind for kind in fitting if receptacle in _spots(place, kind)]
        holds = rng.random() < 0.5
        asked = rng.choice(there if holds and there else [kind for kind in fitting if kind not in there])
        holds = asked in there
        done = (rng.choice(changes),) if changes else ()
        goals = [_goal_of_branch(rng, place, asked, done) for _ in range(2)]
        if None in goals or goals[0] == goals[1]:
            return None
        return goals[0 if holds else 1], {"receptacle": receptacle, "thing": asked, "goals": goals}  # type: ignore[return-value]

    return draw


def _goal_of_branch(rng: Stream, place: Furnished, asked: str, changes: tuple[str, ...]) -> Goal | None:
    found = _one(rng, place, [kind for kind in _things(place, changes) if kind != asked])
    return ["if", *found, 1, list(changes), ""] if found else None


DRAW: dict[str, Callable[[Stream, Furnished], Drawn]] = {
    **{kind: _draw_one(kind) for kind in ("place", "clean", "heat", "cool")},
    "look": _draw_look,
    "two": _draw_one("two", (), 2),
    "slice": _draw_one("slice", ("slice",)),
    "stack": _draw_stack,
    "three": _draw_one("three", (), 3),
    "all": _draw_all(2, 3),
    "if": _draw_if(),
    "chain": _draw_chain,
    "clean two": _draw_one("two", ("clean",), 2),
    "heat two": _draw_one("two", ("heat",), 2),
    "clean three": _draw_one("three", ("clean",), 3),
    "chain if": _draw_if("clean", "heat", "cool"),
}
