"""Questions that compare two values."""

from __future__ import annotations

from .facts import Plan, forms
from .graph import ABSENT
from .lexicon import RELATIONS, Kind
from .teller import Asked, Teller

__all__ = ["bridge_comparison", "comparison"]


_ORDER = {Kind.DATE: ("earlier", "later"), Kind.YEAR: ("earlier", "later"), Kind.NUMBER: ("smaller", "larger")}


def comparison(teller: Teller, hops: int) -> Asked | None:
    """The smaller or larger of two values."""
    drawn = _two_values(teller)
    if drawn is None:
        return None
    relation, things = drawn
    plan, noun, own = Plan(teller.world), teller.noun(relation), RELATIONS[relation]
    nodes = [plan.follow(plan.anchor(own.subject, thing), relation, noun) for thing in things]
    which = teller.rng.integers(2)
    best = (min, max)[which](range(2), key=lambda place: nodes[place].thing)
    word = _ORDER[own.kind][which]
    text = f"Which is {word}: {nodes[0].phrase} or {nodes[1].phrase}? Answer with the {own.kind.value} itself."
    answers = forms(teller.world, relation, things[best])
    return Asked(text, answers, "comparison", "comparison", 2, plan, teller.side)


def _two_values(teller: Teller) -> tuple[int, tuple[int, int]] | None:
    """A relation to values, and two things that have different ones."""
    kind = teller.rng.integers(len(teller.world.graph.counts))
    choices = teller.relations(kind, far=(Kind.DATE, Kind.YEAR, Kind.NUMBER))
    if not choices:
        return None
    relation, things = teller.rng.choice(choices), (teller.thing(kind), teller.thing(kind))
    values = [int(teller.world.graph.objects[relation][thing]) for thing in things]
    if things[0] == things[1] or ABSENT in values or values[0] == values[1]:
        return None
    return relation, things


def bridge_comparison(teller: Teller, hops: int) -> Asked | None:
    """Which of two things, each behind a relation, has the smaller or larger value."""
    kind = teller.rng.integers(len(teller.world.graph.counts))
    firsts = teller.relations(kind, far=(Kind.ENTITY,))
    if not firsts:
        return None
    first = teller.rng.choice(firsts)
    seconds = teller.relations(RELATIONS[first].object, far=(Kind.DATE, Kind.YEAR, Kind.NUMBER))
    things = (teller.thing(kind), teller.thing(kind))
    if not seconds or not all(teller.has(first, thing) for thing in things):
        return None
    second, plan = teller.rng.choice(seconds), Plan(teller.world)
    objects = [int(teller.world.graph.objects[first][thing]) for thing in things]
    if things[0] == things[1] or objects[0] == objects[1] or not all(teller.has(second, far) for far in objects):
        return None
    noun, then = teller.noun(first), teller.noun(second)
    middles = [plan.follow(plan.anchor(kind, thing), first, noun) for thing in things]
    ends = [plan.follow(middle, second, then) for middle in middles]
    if ends[0].thing == ends[1].thing:
        return None
    which = teller.rng.integers(2)
    best = (min, max)[which](range(2), key=lambda place: ends[place].thing)
    word, opening = _ORDER[RELATIONS[second].kind][which], "Who" if middles[0].kind == 0 else "Which of the two"
    text = f"{opening} has the {word} {then}: {middles[0].phrase} or {middles[1].phrase}?"
    answers = forms(teller.world, first, things[best])
    return Asked(text, answers, "comparison", "bridge comparison", 4, plan, teller.side)
