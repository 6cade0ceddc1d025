"""Facts of a made-up world as steps of a question: which pages state them, where, and how one searches for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from ..answers import UNKNOWN
from ..corpus import Fact
from .graph import ABSENT, Place
from .lexicon import RELATIONS, Kind
from .pages import Key, World, read_number

__all__ = ["Node", "Plan", "forms"]


@dataclass(frozen=True, slots=True)
class Node:
    """A thing on the way to the answer, or the value at its end."""

    kind: int
    """Its type, -1 for a value."""
    thing: int
    """Its local number, or the value."""
    name: str
    """How it is called where one learns of it."""
    step: int = -1
    """The fact that tells of it; -1 for what the question names."""
    phrase: str = ""
    """How the question calls it: its name, or "the capital of ..."."""


@dataclass(slots=True)
class Plan:
    """The facts of a question in the making, in an order in which one can learn them.

    Attributes:
        facts: the steps so far.
        queries: beside them, texts that should bring up their pages; `#1` stands for what fact 1 told.
        keys: what each fact is in the graph, for splits and for checks by other means.
        relations: the relations that occur.
    """

    world: World
    facts: list[Fact] = field(default_factory=list)
    queries: list[tuple[str, ...]] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    relations: list[int] = field(default_factory=list)

    def anchor(self, kind: int, thing: int) -> Node:
        """A thing that the question names."""
        name = self.world.name(kind, thing)
        return Node(kind, thing, name, -1, name)

    def follow(self, node: Node, relation: int, noun: str) -> Node:
        """Adds the fact that a relation of a thing is what it is; the thing or value that it leads to."""
        own, graph = RELATIONS[relation], self.world.graph
        far = int(graph.objects[relation][node.thing])
        if graph.places[relation][node.thing] != Place.OWN:
            node = self._resolved(node)
        value = self.world.called(relation, node.thing)
        pages, keys = _stated(self.world, relation, node.thing)
        spoken = f"current {noun}" if own.dated else noun
        asked = f"{spoken} of {self._slot(node)}"
        slot, words = self._slot(node), _wordings(relation)
        searches = [f"{slot} {said}" for said in words]
        # said twice a wording counts twice, and the pages that tell of several things all have one word in their titles
        searches += [f"{slot} {said} {said}" for said in words]
        searches += [f"Letters bundle {slot} {said} {said}" for said in words]
        step = self._add(node, pages, keys, noun, value, forms(self.world, relation, node.thing), asked, searches)
        self.relations.append(relation)
        kind = own.object if own.kind is Kind.ENTITY else -1
        return Node(kind, far, value, step, f"the {spoken} of {node.phrase}")

    def roll(self, node: Node, relation: int) -> int:
        """Adds the fact that a roll lists all subjects of a thing; its step."""
        own, graph = RELATIONS[relation], self.world.graph
        page = graph.offsets[2] + int(graph.roll_at[relation][node.thing])
        key: Key = ("roll", relation, node.thing)
        names = [self.world.name(own.subject, subject) for subject in graph.subjects(relation, node.thing)]
        slot, title = self._slot(node), own.roll.format(o="{o}").replace("{o}", self._slot(node))
        searches = [title, f"{title} {_bare(own.entry)}"]
        self.relations.append(relation)
        return self._add(
            node, (page,), (key,), own.members[1], ", ".join(names), (), f"{own.members[1]} of {slot}", searches
        )

    def held(self, node: Node, relation: int, turn: int, noun: str, when: str, needs: tuple[int, ...]) -> Node:
        """Adds the fact who held an office in the past: the holder."""
        own, graph = RELATIONS[relation], self.world.graph
        node = self._resolved(node)
        page = graph.offsets[3] + int(graph.annal_at[relation][node.thing])
        key: Key = (f"past {turn}", relation, node.thing)
        far = int(graph.pasts[relation][node.thing, turn])
        name, slot = self.world.name(own.object, far), self._slot(node)
        searches = [f"Annals {slot} {_bare(own.dated)}", f"{slot} {_bare(own.dated)}"]
        alias = tuple(filter(None, (self.world.alias(own.object, far),)))
        asked = f"{noun} of {slot} in {when}"
        step = self._add(node, (page,), (key,), f"{noun} in {when}", name, alias, asked, searches, needs)
        self.relations.append(relation)
        return Node(own.object, far, name, step)

    def missing(self, node: Node, relation: int, noun: str) -> Node:
        """Adds the fact that a thing's page, read to its end, does not tell the relation."""
        own, graph = RELATIONS[relation], self.world.graph
        page, slot = graph.start[own.subject] + node.thing, self._slot(node)
        searches = [slot, f"by another name {slot}", *[f"{slot} {words}" for words in _wordings(relation)]]
        key: Key = ("missing", relation, node.thing)
        asked = f"{noun} of {slot}"
        step = self._add(node, (page,), (key,), noun, UNKNOWN[0], UNKNOWN[1:], asked, searches)
        self.relations.append(relation)
        return Node(-1, ABSENT, UNKNOWN[0], step, f"the {noun} of {node.phrase}")

    def _resolved(self, node: Node) -> Node:
        """The thing by its name; adds the fact which name an alias stands for, where only the alias is known."""
        name = self.world.name(node.kind, node.thing)
        if node.name == name:
            return node
        page = self.world.graph.start[node.kind] + node.thing
        key: Key = ("alias", node.kind, node.thing)
        slot = self._slot(node)
        asked, searches = f"other name of {slot}", [f"by another name {slot}", slot]
        step = self._add(node, (page,), (key,), "other name", name, (), asked, searches)
        return Node(node.kind, node.thing, name, step, node.phrase)

    def _slot(self, node: Node) -> str:
        return node.name if node.step < 0 else f"#{node.step + 1}"

    def _add(
        self,
        node: Node,
        pages: tuple[int, ...],
        keys: tuple[Key, ...],
        relation: str,
        value: str,
        aliases: tuple[str, ...],
        asked: str,
        searches: list[str],
        further: tuple[int, ...] = (),
    ) -> int:
        spans = tuple(self._span(page, key) for page, key in zip(pages, keys, strict=True))
        needs = tuple(sorted({step for step in (node.step, *further) if step >= 0}))
        docs = tuple(self.world.doc_id(page) for page in pages)
        others = tuple(form for form in dict.fromkeys(aliases) if form != value)
        self.facts.append(Fact(docs, spans, needs, node.name, relation, value, asked, others))
        self.queries.append(tuple(searches))
        self.keys.append(keys[0])
        return len(self.facts) - 1

    def _span(self, page: int, key: Key) -> tuple[int, int]:
        spans = self.world.spans(page)
        if key[0] == "missing":
            return 0, len(self.world.page(self.world.doc_id(page)).text)
        return spans[key]


def forms(world: World, relation: int, subject: int) -> tuple[str, ...]:
    """All forms of the object of a fact that are accepted: name and alias, or ways to write the number."""
    own, far = RELATIONS[relation], int(world.graph.objects[relation][subject])
    if own.kind is Kind.ENTITY:
        names = (world.called(relation, subject), world.name(own.object, far), world.alias(own.object, far))
        return tuple(dict.fromkeys(filter(None, names)))
    text = read_number(far, own.kind)
    return tuple(dict.fromkeys((text + own.unit, text, text.replace(",", ""))))


def _stated(world: World, relation: int, subject: int) -> tuple[tuple[int, ...], tuple[Key, ...]]:
    """The pages that state a fact, and under which key each does."""
    graph = world.graph
    if graph.places[relation][subject] == Place.ROLL:
        key: Key = ("roll", relation, int(graph.objects[relation][subject]))
    else:
        key = ("fact", relation, subject)
    page = graph.page_of(relation, subject)
    if relation in graph.annal_at and graph.annal_at[relation][subject] >= 0:
        annals = graph.offsets[3] + int(graph.annal_at[relation][subject])
        return (page, annals), (key, ("past 2", relation, subject))
    return (page,), (key,)


@cache
def _wordings(relation: int) -> tuple[str, ...]:
    """What pages say around the names, for queries; a roll's words and the question's nouns last."""
    own = RELATIONS[relation]
    spoken = [_bare(page) for page in own.pages]
    return (*spoken, " ".join(spoken), *([_bare(own.entry)] if own.entry else []), *own.nouns)


def _bare(sentence: str) -> str:
    for slot in ("{s}", "{o}", "{a}", "{b}", "{list}", ".", "From  to "):
        sentence = sentence.replace(slot, "")
    return " ".join(sentence.split())
