"""Questions about the members of a roll: how many, which one, which one not."""

from __future__ import annotations

from dataclasses import replace

from .facts import Node, Plan
from .lexicon import RELATIONS, Kind
from .teller import Asked, Teller

__all__ = ["counting", "counting_behind_a_bridge", "one_of_a_roll"]


_COUNTS = ("zero", "one", "two", "three", "four")


def _members(teller: Teller, plan: Plan, far: Node, relation: int, attribute: int, subjects: list[int]) -> list[Node]:
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


def counting(teller: Teller, hops: int) -> Asked | None:
    """How many members of a roll have what the question names."""
    drawn = teller.roll()
    return None if drawn is None else _count(teller, Plan(teller.world), None, *drawn, "counting")


def counting_behind_a_bridge(teller: Teller, hops: int) -> Asked | None:
    """The same, of a roll that the question does not name."""
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
    teller: Teller, plan: Plan, node: Node | None, relation: int, far: int, subjects: list[int], shape: str
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


def one_of_a_roll(teller: Teller, shape: str) -> Asked | None:
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
