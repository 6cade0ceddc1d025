"""Questions about a made-up world: one function a kind, each with one answer by the graph, or none made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ...core.rng import Stream
from ..answers import UNKNOWN
from .facts import Node, Plan, forms
from .graph import ABSENT
from .lexicon import ATTRIBUTES, BY_NAME, RELATIONS, Kind, relations_of
from .pages import World

__all__ = ["KINDS", "SHAPES", "Asked", "ask"]

_COUNTS = ("zero", "one", "two", "three", "four")
_ORDER = {Kind.DATE: ("earlier", "later"), Kind.YEAR: ("earlier", "later"), Kind.NUMBER: ("smaller", "larger")}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its plan."""

    text: str
    answers: tuple[str, ...]
    kind: str
    shape: str
    """The form of its graph of facts: the kind, with what is unusual about it."""
    hops: int
    """Relations that have to be looked up: facts, without those that only tell what an alias stands for."""
    plan: Plan
    side: int
    """0 this side of the world's border, 1 beyond it."""


def ask(world: World, shape: str, hops: int, rng: Stream, *, side: int, held_out: bool) -> Asked | None:
    """One question of a shape, or None where what was drawn does not lead to one.

    Args:
        world: what it is about.
        shape: one of `SHAPES`.
        hops: how many relations a chain has; other shapes have their own number.
        rng: decides everything.
        side: which side of the border it is about.
        held_out: whether relations that are held out may occur.
    """
    teller = _Teller(world, rng, side, held_out)
    return SHAPES[shape](teller, hops)


@dataclass(slots=True)
class _Teller:
    """What the shapes share: draws of things, relations and words."""

    world: World
    rng: Stream
    side: int
    held_out: bool

    def thing(self, kind: int) -> int:
        graph = self.world.graph
        border = graph.border[kind]
        return self.rng.integers(border) if self.side == 0 else self.rng.integers(border, graph.counts[kind])

    def noun(self, relation: int) -> str:
        return self.rng.choice(RELATIONS[relation].nouns)

    def allowed(self, relation: int) -> bool:
        return self.held_out or not RELATIONS[relation].held_out

    def relations(self, kind: int, *, far: tuple[Kind, ...] = tuple(Kind)) -> list[int]:
        return [number for number in relations_of(kind) if RELATIONS[number].kind in far and self.allowed(number)]

    def has(self, relation: int, thing: int) -> bool:
        return bool(self.world.graph.objects[relation][thing] != ABSENT)

    def chain(self, plan: Plan, hops: int, last: tuple[Kind, ...]) -> Node | None:
        """Walks from a random thing; None at a dead end or where it comes back."""
        kind = self.rng.integers(len(self.world.graph.counts))
        node = plan.anchor(kind, self.thing(kind))
        seen = {(node.kind, node.thing)}
        for hop in range(hops):
            choices = self.relations(node.kind, far=last if hop == hops - 1 else (Kind.ENTITY,))
            choices = [relation for relation in choices if self.has(relation, node.thing)]
            if not choices:
                return None
            relation = self.rng.choice(choices)
            node = plan.follow(node, relation, self.noun(relation))
            if (node.kind, node.thing) in seen:
                return None
            if node.kind >= 0:
                seen.add((node.kind, node.thing))
        return node

    def roll(self) -> tuple[int, int, list[int]] | None:
        """A roll of this side: relation, object, subjects."""
        graph = self.world.graph
        relation, far = graph.rolls[self.rng.integers(len(graph.rolls))].tolist()
        if (far >= graph.border[RELATIONS[relation].object]) != (self.side == 1):
            return None
        return relation, far, graph.subjects(relation, far)

    def attribute(self, relation: int) -> int | None:
        names = [BY_NAME[name] for name in ATTRIBUTES[RELATIONS[relation].name]]
        names = [number for number in names if self.allowed(number)]
        return self.rng.choice(names) if names else None


def _bridge(teller: _Teller, hops: int) -> Asked | None:
    plan = Plan(teller.world)
    node = teller.chain(plan, hops, tuple(Kind))
    if node is None or not _separate(plan):
        return None
    relation, subject = plan.keys[-1][1:] if plan.keys[-1][0] == "fact" else _last(plan)
    answers = forms(teller.world, relation, subject)
    if _told_early(teller.world, plan, answers):
        return None
    opening = "Who" if node.kind == 0 else "What"
    return Asked(f"{opening} is {node.phrase}?", answers, "bridge", "bridge", hops, plan, teller.side)


def _last(plan: Plan) -> tuple[int, int]:
    """Relation and subject of the last step where a roll states it."""
    _, relation, far = plan.keys[-1]
    name = plan.facts[-1].subject
    world, kind = plan.world, RELATIONS[relation].subject
    for subject in world.graph.subjects(relation, far):
        if name in (world.name(kind, subject), world.alias(kind, subject)):
            return relation, subject
    raise AssertionError(f"{name} is not on the roll of {far}")


def _comparison(teller: _Teller, hops: int) -> Asked | None:
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


def _two_values(teller: _Teller) -> tuple[int, tuple[int, int]] | None:
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


def _bridge_comparison(teller: _Teller, hops: int) -> Asked | None:
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


def _members(teller: _Teller, plan: Plan, far: Node, relation: int, attribute: int, subjects: list[int]) -> list[Node]:
    """Adds the roll and what each subject has as the attribute."""
    step = plan.roll(far, relation)
    kind, noun = RELATIONS[relation].subject, RELATIONS[attribute].nouns[0]
    known = [Node(kind, subject, teller.world.name(kind, subject), step) for subject in subjects]
    return [_follow_member(plan, node, attribute, noun) for node in known]


def _follow_member(plan: Plan, node: Node, attribute: int, noun: str) -> Node:
    """As `Plan.follow`; a roll tells several names, so queries hold the name itself in place of `#k`."""
    found, slot = plan.follow(node, attribute, noun), f"#{node.step + 1}"
    plan.queries[found.step] = tuple([query.replace(slot, node.name) for query in plan.queries[found.step]])
    plan.facts[found.step] = replace(plan.facts[found.step], question=f"{noun} of {node.name}")
    return found


def _counting(teller: _Teller, hops: int) -> Asked | None:
    drawn = teller.roll()
    return None if drawn is None else _count(teller, Plan(teller.world), None, *drawn, "counting")


def _counting_behind_a_bridge(teller: _Teller, hops: int) -> Asked | None:
    graph, plan = teller.world.graph, Plan(teller.world)
    node = teller.chain(plan, 1, (Kind.ENTITY,))
    if node is None:
        return None
    for relation, at in graph.roll_at.items():
        if RELATIONS[relation].object == node.kind and at[node.thing] >= 0:
            name = teller.world.name(node.kind, node.thing)
            if node.name == name:
                subjects = graph.subjects(relation, node.thing)
                return _count(teller, plan, node, relation, node.thing, subjects, "counting behind a bridge")
    return None


def _count(
    teller: _Teller, plan: Plan, node: Node | None, relation: int, far: int, subjects: list[int], shape: str
) -> Asked | None:
    attribute = teller.attribute(relation)
    if attribute is None or not all(teller.has(attribute, subject) for subject in subjects):
        return None
    node = node or plan.anchor(RELATIONS[relation].object, far)
    hops = len(plan.facts) + 1 + len(subjects)
    values = [int(teller.world.graph.objects[attribute][subject]) for subject in subjects]
    wanted = values[teller.rng.integers(len(values))]
    _members(teller, plan, node, relation, attribute, subjects)
    count, name = values.count(wanted), teller.world.name(RELATIONS[attribute].object, wanted)
    noun, plural = RELATIONS[attribute].nouns[0], RELATIONS[relation].members[1]
    preposition = "by" if plural.endswith("built") else "of"
    text = f"How many {plural} {preposition} {node.phrase} have {name} as their {noun}?"
    return Asked(text, (str(count), _COUNTS[count]), "counting", shape, hops, plan, teller.side)


def _one_of_a_roll(teller: _Teller, shape: str) -> Asked | None:
    """The one member that has (intersection) or has not (negation) what the question names."""
    drawn = teller.roll()
    if drawn is None:
        return None
    relation, far, subjects = drawn
    attribute = teller.attribute(relation)
    if attribute is None or not all(teller.has(attribute, subject) for subject in subjects):
        return None
    values = [int(teller.world.graph.objects[attribute][subject]) for subject in subjects]
    wanted = values[teller.rng.integers(len(values))]
    negated = shape == "negation"
    fitting = [subject for subject, value in zip(subjects, values, strict=True) if (value == wanted) != negated]
    if len(fitting) != 1:
        return None
    plan = Plan(teller.world)
    anchor = plan.anchor(RELATIONS[relation].object, far)
    _members(teller, plan, anchor, relation, attribute, fitting)
    kind, noun = RELATIONS[relation].subject, RELATIONS[attribute].nouns[0]
    name = teller.world.name(RELATIONS[attribute].object, wanted)
    single = RELATIONS[relation].members[0]
    preposition = "by" if single.endswith("built") else "of"
    verb = "does not have" if negated else "has"
    text = f"Which {single} {preposition} {anchor.phrase} {verb} {name} as {noun}?"
    answers = tuple(filter(None, (teller.world.name(kind, fitting[0]), teller.world.alias(kind, fitting[0]))))
    return Asked(text, answers, shape, shape, 2, plan, teller.side)


def _temporal(teller: _Teller, hops: int) -> Asked | None:
    return _office(teller, hops, event=False)


def _temporal_by_event(teller: _Teller, hops: int) -> Asked | None:
    return _office(teller, hops, event=True)


def _office(teller: _Teller, hops: int, *, event: bool) -> Asked | None:
    """Who held an office in a year, which may be that of another thing; what has the office may lie behind a chain."""
    graph, plan = teller.world.graph, Plan(teller.world)
    before = max(0, hops - 1 - event)
    if before:
        node = teller.chain(plan, before, (Kind.ENTITY,))
    else:
        kind = RELATIONS[teller.rng.choice(list(graph.annal_at))].subject
        node = plan.anchor(kind, teller.thing(kind))
    if node is None:
        return None
    offices = [number for number in graph.annal_at if RELATIONS[number].subject == node.kind]
    if not offices or graph.annal_at[offices[0]][node.thing] < 0:
        return None
    office, turn = offices[0], teller.rng.integers(2)
    since = graph.since[office][node.thing].tolist()
    years = range(since[turn] + 1, since[turn + 1])
    noun, needs = teller.noun(office), tuple[int, ...]()
    if event:
        other = _event(teller, plan, years)
        if other is None:
            return None
        when, needs, said = f"#{other.step + 1}", (other.step,), f"in {other.phrase}"
    else:
        when = str(teller.rng.choice(years))
        said = f"in {when}"
    holder = plan.held(node, office, turn, noun, when, needs)
    if not _separate(plan):
        return None
    alias = teller.world.alias(holder.kind, holder.thing)
    text = f"Who was the {noun} of {node.phrase} {said}?"
    shape = "temporal by event" if event else "temporal"
    answers = tuple(filter(None, (holder.name, alias)))
    return Asked(text, answers, "temporal", shape, before + 1 + event, plan, teller.side)


def _event(teller: _Teller, plan: Plan, years: range) -> Node | None:
    """A thing whose year, which the world tells, lies in a range."""
    graph = teller.world.graph
    relation = teller.rng.choice([n for n, own in enumerate(RELATIONS) if own.kind is Kind.YEAR])
    for _ in range(40):
        thing = teller.thing(RELATIONS[relation].subject)
        if int(graph.objects[relation][thing]) in years:
            return plan.follow(plan.anchor(RELATIONS[relation].subject, thing), relation, teller.noun(relation))
    return None


def _unanswerable(teller: _Teller, hops: int) -> Asked | None:
    plan = Plan(teller.world)
    if hops > 1:
        node = teller.chain(plan, hops - 1, (Kind.ENTITY,))
    else:
        kind = teller.rng.integers(len(teller.world.graph.counts))
        node = plan.anchor(kind, teller.thing(kind))
    if node is None:
        return None
    gone = [relation for relation in teller.relations(node.kind) if not teller.has(relation, node.thing)]
    if not gone:
        return None
    relation = teller.rng.choice(gone)
    end = plan.missing(node, relation, teller.noun(relation))
    if not _separate(plan):
        return None
    opening = "Who" if RELATIONS[relation].object == 0 else "What"
    return Asked(f"{opening} is {end.phrase}?", UNKNOWN, "unanswerable", "unanswerable", hops, plan, teller.side)


def _separate(plan: Plan) -> bool:
    """Whether every fact stands on a page of its own, so that each takes a search."""
    docs = [doc for fact in plan.facts for doc in fact.docs]
    return len(set(docs)) == len(docs)


def _told_early(world: World, plan: Plan, answers: tuple[str, ...]) -> bool:
    """Whether a page before the last names the answer."""
    early = [doc for fact in plan.facts[:-1] for doc in fact.docs]
    return any(answer in text for doc in early for text in (world.page(doc).text,) for answer in answers)


_Shape = Callable[[_Teller, int], Asked | None]

SHAPES: dict[str, _Shape] = {
    "bridge": _bridge,
    "comparison": _comparison,
    "bridge comparison": _bridge_comparison,
    "intersection": lambda teller, hops: _one_of_a_roll(teller, "intersection"),
    "counting": _counting,
    "counting behind a bridge": _counting_behind_a_bridge,
    "temporal": _temporal,
    "temporal by event": _temporal_by_event,
    "negation": lambda teller, hops: _one_of_a_roll(teller, "negation"),
    "unanswerable": _unanswerable,
}
"""The forms that a question's graph of facts can have."""

KINDS = ("bridge", "comparison", "intersection", "counting", "temporal", "negation", "unanswerable")
"""What is asked."""
