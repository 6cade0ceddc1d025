"""Questions that follow relations from thing to thing, to a value, an office, or to where no page tells."""

from __future__ import annotations

from ..answers import UNKNOWN
from .facts import Node, Plan, forms
from .lexicon import RELATIONS, Kind
from .teller import Asked, Teller, separate, told_early

__all__ = ["bridge", "temporal", "temporal_by_event", "unanswerable"]


def bridge(teller: Teller, hops: int) -> Asked | None:
    """The end of a chain of relations."""
    plan = Plan(teller.world)
    node = teller.chain(plan, hops, tuple(Kind))
    if node is None or not separate(plan):
        return None
    relation, subject = plan.keys[-1][1:] if plan.keys[-1][0] == "fact" else _last(plan)
    answers = forms(teller.world, relation, subject)
    if told_early(teller.world, plan, answers):
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


def temporal(teller: Teller, hops: int) -> Asked | None:
    """Who held an office in a year."""
    return _office(teller, hops, event=False)


def temporal_by_event(teller: Teller, hops: int) -> Asked | None:
    """Who held an office in the year of something else."""
    return _office(teller, hops, event=True)


def _office(teller: Teller, hops: int, *, event: bool) -> Asked | None:
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
    if not separate(plan):
        return None
    alias = teller.world.alias(holder.kind, holder.thing)
    text = f"Who was the {noun} of {node.phrase} {said}?"
    shape = "temporal by event" if event else "temporal"
    answers = tuple(filter(None, (holder.name, alias)))
    return Asked(text, answers, "temporal", shape, before + 1 + event, plan, teller.side)


def _event(teller: Teller, plan: Plan, years: range) -> Node | None:
    """A thing whose year, which the world tells, lies in a range."""
    graph = teller.world.graph
    relation = teller.rng.choice([n for n, own in enumerate(RELATIONS) if own.kind is Kind.YEAR])
    for _ in range(40):
        thing = teller.thing(RELATIONS[relation].subject)
        if int(graph.objects[relation][thing]) in years:
            return plan.follow(plan.anchor(RELATIONS[relation].subject, thing), relation, teller.noun(relation))
    return None


def unanswerable(teller: Teller, hops: int) -> Asked | None:
    """The end of a chain whose last relation no page tells."""
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
    if not separate(plan):
        return None
    opening = "Who" if RELATIONS[relation].object == 0 else "What"
    return Asked(f"{opening} is {end.phrase}?", UNKNOWN, "unanswerable", "unanswerable", hops, plan, teller.side)
