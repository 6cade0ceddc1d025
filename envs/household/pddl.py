"""ALFWorld's PDDL problems, read into the canonical definition of a game.

A definition is compact JSON: what `home.Home` needs and nothing else, objects and receptacles in the order of their
ids, under the names that the agent sees. Equal games have equal definitions.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from ..core.errors import DataError
from ..core.rng import Stream

__all__ = ["Dialect", "Goal", "Kind", "define", "read_goal", "read_problem"]

Dialect = Literal["move", "put", "friendly"]
"""`move X to Y` (data since 2.1.2, with `help`), `put X in/on Y` (data up to 2.1.1), or that of games of ours."""

Kind = Literal["place", "look", "clean", "heat", "cool", "two"]
"""The six task types."""

_PLACED = "(exists (?r - receptacle) (exists (?o - object) (and {} ) ) )"
_CHANGED = "({0}able ?o) (objecttype ?o {{}}) (receptacletype ?r {{}}) (is{1} ?o) (inreceptacle ?o ?r)"
_GOALS: dict[Kind, str] = {
    "place": _PLACED.format("(inreceptacle ?o ?r) (objecttype ?o {}) (receptacletype ?r {})"),
    "clean": _PLACED.format(_CHANGED.format("clean", "clean")),
    "heat": _PLACED.format(_CHANGED.format("heat", "hot")),
    "cool": _PLACED.format(_CHANGED.format("cool", "cool")),
    "two": (
        "(exists (?r - receptacle) (exists (?o1 - object) (and (objecttype ?o1 {}) (receptacletype ?r {}) "
        "(inreceptacle ?o1 ?r) (exists (?o2 - object) (and (not (= ?o1 ?o2)) (objecttype ?o2 {}) "
        "(receptacletype ?r {}) (inreceptacle ?o2 ?r) ) ) ) ) )"
    ),
    "look": (
        "(exists (?ot - object ?r - receptacle ?a - agent ?l - location) (and (objecttype ?ot {}) (toggleable ?ot) "
        "(istoggled ?ot) (receptacleatlocation ?r ?l) (atlocation ?a ?l) (inreceptacle ?ot ?r) ) ) "
        "(exists (?o - object ?a - agent) (and (objecttype ?o {}) (holds ?a ?o) ) )"
    ),
}
"""The formula of each type, as all 4,027 games have it: one line, lower case, `{}` for a type."""


def _pattern(goal: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in f"(:goal (and {goal} ) )".replace(" )", ")").split("{}")]
    return re.compile(r"([^\s()]+)".join(parts))


_PATTERNS = {kind: _pattern(goal) for kind, goal in _GOALS.items()}

_AFFORDANCES = {
    "pickupable": "p",
    "cleanable": "c",
    "heatable": "h",
    "coolable": "k",
    "toggleable": "t",
    "sliceable": "s",
    "isreceptacleobject": "r",
}
_MARKS = {"isclean": "C", "ishot": "H", "iscool": "K", "issliced": "S", "istoggled": "T"}
_WITHOUT_EFFECT = frozenset(
    {
        "checked",
        "examined",
        "full",
        "holdsany",
        "holdsanyreceptacleobject",
        "ison",
        "isreceptacleobjectfull",
        "moveable",
        "wasinreceptacle",
    }
)


class Goal(NamedTuple):
    """What a game asks for. ALFWorld's task types need the first three alone."""

    kind: str
    """One of `Kind`, or of the further task types of games of ours; see `home.LANDMARKS`."""
    thing: str
    """The type of the object, without the suffix "type"."""
    target: str
    """The type of the receptacle, or of the lamp."""
    number: int = 1
    """How many objects, all in one receptacle of the type; for "all" every one there is, in any of them."""
    changes: tuple[str, ...] = ()
    """What must be done to each: of "clean", "heat", "cool" and "slice"."""
    vessel: str = ""
    """The type of the object that must stand in the target with the thing in it."""


Facts = dict[str, list[list[str]]]
"""The arguments of the initial facts, by predicate."""


def read_problem(text: str) -> tuple[Facts, Goal]:
    """The initial facts and the goal of a problem, in lower case.

    Raises:
        DataError: it is no PDDL problem, is cut off, or asks for something that is none of the six task types.
    """
    text = text.lower()
    if ";" in text:
        text = re.sub(r";[^\n]*", "", text)
    start, end = text.find("(:init"), text.find("(:goal")
    if "(define" not in text or not 0 <= start < end:
        missing = "(define" if "(define" not in text else "(:init" if start < 0 else "(:goal after (:init"
        raise DataError(f"expected a PDDL problem, got a text of {len(text)} characters without {missing!r}")
    opened, closed = text.count("("), text.count(")")
    if opened != closed:
        raise DataError(f"expected balanced parentheses, got {opened} '(' and {closed} ')': the problem is cut off")
    return _facts(text[start + len("(:init") : end]), read_goal(text[end:])


def read_goal(text: str) -> Goal:
    """The goal that the text of a problem begins with, from its `(:goal` on, in lower case.

    Raises:
        DataError: it is of none of the six types.
    """
    line = " ".join(text.split()).replace(" )", ")")
    for kind, pattern in _PATTERNS.items():
        found = pattern.match(line)
        if found:
            types = [name.removesuffix("type") for name in found.groups()]
            if kind == "two" and types[:2] != types[2:]:
                break
            return Goal(kind, types[1], types[0]) if kind == "look" else Goal(kind, types[0], types[1])
    raise DataError(f"expected a goal of one of the types {list(_GOALS)}, got {line[:160]!r}")


def _facts(body: str) -> Facts:
    facts: Facts = defaultdict(list)
    for part in body.split(")"):
        words = part.split()
        if not words:
            continue
        if words[0] == "(":
            words = [f"({words[1]}", *words[2:]] if len(words) > 1 else words
        if words[0][0] == "(":
            facts[words[0][1:]].append(words[1:])
        elif not words[0].isdigit():  # the value of a function, as in (= (total-cost) 0)
            raise DataError(f"expected facts in parentheses under (:init, got {part.strip()[:60]!r}")
    return facts


def _names(facts: Facts, numbers: Stream | None) -> dict[str, str]:
    """What each id that occurs in the facts is called, as ALFWorld numbers them: the first gets the highest."""
    found = sorted({word for arguments in facts.values() for words in arguments for word in words})
    if numbers is not None:
        found = numbers.permutation(found)
    bases = {}
    for word in found:
        base, bar, _ = word.partition("_bar_")
        if bar:
            bases[word] = f"{base}basin" if "basin" in word else base
    left = Counter(bases.values())
    names = {}
    for word in found:
        if word in bases:
            base = bases[word]
            names[word] = f"{base} {left[base]}"
            left[base] -= 1
        else:
            names[word] = f"{word} "
    return names


def define(facts: Facts, goal: Goal, sentence: str, dialect: Dialect, numbers: Stream | None = None) -> str:
    """The definition of a game.

    Args:
        facts: see `read_problem`.
        goal: what is asked for.
        sentence: the same in words, as the agent is told.
        dialect: how commands are written.
        numbers: where given, things are numbered at random, as ALFWorld's `domain_randomization` does it.

    Raises:
        DataError: a fact is of an unknown kind or misses another.
    """
    names = _names(facts, numbers)
    known = _KNOWN | _WITHOUT_EFFECT
    if unknown := [name for name in facts if name not in known and not name.startswith("=")]:
        raise DataError(f"expected only facts of ALFWorld's domain under (:init, got {unknown[0]!r}")
    _check_arguments(facts)
    places, rooms = _places(facts)
    receptacles = sorted(places)
    number = {name: i for i, name in enumerate(receptacles)}
    kinds = {name: kind.removesuffix("type") for name, kind in facts.get("receptacletype", ())}
    if missing := [name for name in [*kinds, *_seconds(facts, "inreceptacle")] if name not in number]:
        raise DataError(f"expected a place (receptacleAtLocation) for every receptacle, got none for {missing[0]!r}")
    openable, opened = (set(_firsts(facts, name)) for name in ("openable", "opened"))
    data: dict[str, Any] = {
        "dialect": dialect,
        "sentence": sentence,
        "goal": list(goal[:3]),
        "places": [names[room] for room in rooms],
        "start": rooms.index(facts["atlocation"][0][1]),
        "receptacles": [
            [names[name], kinds.get(name, ""), rooms.index(places[name]), int(name in openable) + 2 * (name in opened)]
            for name in receptacles
        ],
        **_objects(facts, names, number, rooms),
        "fits": _fits(facts, set(kinds.values())),
    }
    return json.dumps(data, separators=(",", ":"))


_ARGUMENTS = {
    "atlocation": 2,
    "receptacleatlocation": 2,
    "objectatlocation": 2,
    "inreceptacle": 2,
    "inreceptacleobject": 2,
    "receptacletype": 2,
    "objecttype": 2,
    "cancontain": 2,
    "holds": 2,
    "openable": 1,
    "opened": 1,
    **dict.fromkeys((*_AFFORDANCES, *_MARKS), 1),
}
_KNOWN = frozenset(_ARGUMENTS)


def _check_arguments(facts: Facts) -> None:
    for name, count in _ARGUMENTS.items():
        for words in facts.get(name, ()):
            if len(words) != count:
                raise DataError(f"expected {count} arguments of {name}, got {' '.join(words)!r}")


def _firsts(facts: Facts, name: str) -> list[str]:
    return [words[0] for words in facts.get(name, ())]


def _seconds(facts: Facts, name: str) -> list[str]:
    return [words[1] for words in facts.get(name, ())]


def _places(facts: Facts) -> tuple[dict[str, str], list[str]]:
    """The place of each receptacle, and the places that can be stood at, in order."""
    places: dict[str, str] = {}
    for name, place in facts.get("receptacleatlocation", ()):
        if places.setdefault(name, place) != place:
            raise DataError(f"expected one place for every receptacle, got two for {name!r}")
    here = facts.get("atlocation", [])
    if len(here) != 1:
        raise DataError(f"expected one place of the agent (atLocation), got {len(here)}")
    if not places:
        raise DataError("expected at least one receptacle (receptacleAtLocation), got none")
    return places, sorted({*places.values(), here[0][1]})


def _objects(facts: Facts, names: dict[str, str], number: dict[str, int], rooms: list[str]) -> dict[str, Any]:
    """The objects that can ever be mentioned; scenery in no receptacle is left out."""
    kinds = {name: kind.removesuffix("type") for name, kind in facts.get("objecttype", ())}
    letters: dict[str, str] = defaultdict(str)
    for predicate, letter in (*_AFFORDANCES.items(), *_MARKS.items()):
        for name in _firsts(facts, predicate):
            letters[name] += letter
    within: dict[str, list[int]] = defaultdict(list)
    for name, receptacle in facts.get("inreceptacle", ()):
        within[name].append(number[receptacle])
    at: dict[str, list[int]] = defaultdict(list)
    for name, room in facts.get("objectatlocation", ()):
        if room in rooms:
            at[name].append(rooms.index(room))
    inner = facts.get("inreceptacleobject", [])
    held = _seconds(facts, "holds")
    wanted = {*within, *held, *(name for pair in inner for name in pair), *_firsts(facts, "sliceable")}
    things = sorted(wanted)
    order = {name: i for i, name in enumerate(things)}
    return {
        "objects": [
            [names[name], kinds.get(name, ""), letters[name], sorted(set(within[name])), sorted(set(at[name]))]
            for name in things
        ],
        "inner": sorted([order[outer], order[name]] for name, outer in inner),
        "held": order[held[0]] if held else -1,
    }


def _fits(facts: Facts, present: Iterable[str]) -> dict[str, list[str]]:
    """Which types of objects each type of receptacle may hold."""
    pairs = defaultdict(set)
    for receptacle, thing in facts.get("cancontain", ()):
        pairs[receptacle.removesuffix("type")].add(thing.removesuffix("type"))
    return {kind: sorted(pairs[kind]) for kind in sorted(set(present)) if kind in pairs}
