"""What all forms of question share: draws of things, relations and words, and the question that comes of them."""

from __future__ import annotations

from dataclasses import dataclass

from ...core.rng import Stream
from .facts import Node, Plan
from .graph import ABSENT
from .lexicon import ATTRIBUTES, BY_NAME, RELATIONS, Kind, relations_of
from .pages import World

__all__ = ["Asked", "Teller", "separate", "told_early"]


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


@dataclass(slots=True)
class Teller:
    """What the shapes share: draws of things, relations and words."""

    world: World
    rng: Stream
    side: int
    held_out: bool

    def thing(self, kind: int) -> int:
        """A thing of a type, of this side of the border."""
        graph = self.world.graph
        border = graph.border[kind]
        return self.rng.integers(border) if self.side == 0 else self.rng.integers(border, graph.counts[kind])

    def noun(self, relation: int) -> str:
        """A noun for a relation."""
        return self.rng.choice(RELATIONS[relation].nouns)

    def allowed(self, relation: int) -> bool:
        """Whether a relation may be asked for."""
        return self.held_out or not RELATIONS[relation].held_out

    def relations(self, kind: int, *, far: tuple[Kind, ...] = tuple(Kind)) -> list[int]:
        """The relations of a type that may be asked for, by what stands at their far end."""
        return [number for number in relations_of(kind) if RELATIONS[number].kind in far and self.allowed(number)]

    def has(self, relation: int, thing: int) -> bool:
        """Whether a thing has a relation."""
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
        """A relation to ask about the members of a roll, None where none may be asked for."""
        names = [BY_NAME[name] for name in ATTRIBUTES[RELATIONS[relation].name]]
        names = [number for number in names if self.allowed(number)]
        return self.rng.choice(names) if names else None


def separate(plan: Plan) -> bool:
    """Whether every fact stands on a page of its own, so that each takes a search."""
    docs = [doc for fact in plan.facts for doc in fact.docs]
    return len(set(docs)) == len(docs)


def told_early(world: World, plan: Plan, answers: tuple[str, ...]) -> bool:
    """Whether a page before the last names the answer."""
    early = [doc for fact in plan.facts[:-1] for doc in fact.docs]
    return any(answer in text for doc in early for text in (world.page(doc).text,) for answer in answers)
