"""Answers a world's questions from their text alone, by search over plain triples: shares no code with the generator.

It reads the question's English, resolves "the NOUN of X" from the inside out over lists of triples, and gives every
answer that fits, so that a second one would be seen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from typing import Any

from turnwise.envs.search_qa.world import World
from turnwise.envs.search_qa.world.lexicon import RELATIONS, TYPES

__all__ = ["Solver"]

Values = set[Any]


class Solver:
    """Triples of a world, read off its arrays."""

    def __init__(self, world: World) -> None:
        graph = world.graph
        self.names: dict[tuple[int, int], str] = {}
        self.things: dict[str, tuple[int, int]] = {}
        for kind in range(len(TYPES)):
            for thing in range(graph.counts[kind]):
                name = world.name(kind, thing)
                assert name not in self.things
                self.names[kind, thing], self.things[name] = name, (kind, thing)
        self.aliases = {node: world.alias(*node) for node in self.names}
        self.nouns: dict[str, list[int]] = defaultdict(list)
        self.forward: dict[int, dict[int, int]] = {}
        self.backward: dict[int, dict[int, list[int]]] = {}
        self.offices: dict[int, dict[int, list[tuple[int, int, int]]]] = defaultdict(dict)
        for number, relation in enumerate(RELATIONS):
            for noun in relation.nouns:
                self.nouns[noun].append(number)
            pairs = [(s, o) for s, o in enumerate(graph.objects[number].tolist()) if o != -1]
            self.forward[number] = dict(pairs)
            self.backward[number] = defaultdict(list)
            for s, o in pairs:
                self.backward[number][o].append(s)
            if relation.dated:
                for s, _ in pairs:
                    years = [*graph.since[number][s].tolist(), 9999]
                    holders = graph.pasts[number][s].tolist()
                    self.offices[number][s] = [(holders[i], years[i], years[i + 1]) for i in range(3)]

    def solve(self, text: str) -> set[str]:
        """Every answer that fits, by name (values as their digits); {"unknown"} where the world does not tell."""
        for pattern, reader in (
            (r"How many (?P<what>.+?) (?:of|by) (?P<of>.+) have (?P<who>.+) as their (?P<noun>.+)\?", self._count),
            (r"Which (?P<what>.+?) (?:of|by) (?P<of>.+) does not have (?P<who>.+) as (?P<noun>.+)\?", self._not),
            (r"Which is (?P<word>\w+): (?P<a>.+) or (?P<b>.+)\? Answer with the \w+ itself\.", self._compare),
            (r"(?:Who|Which of the two) has the (?P<word>\w+) (?P<noun>.+?): (?P<a>.+) or (?P<b>.+)\?", self._which),
            (r"Which (?P<what>.+?) (?:of|by) (?P<of>.+) has (?P<who>.+) as (?P<noun>.+)\?", self._has),
            (r"Who was the (?P<noun>.+?) of (?P<of>.+) in (?P<when>.+)\?", self._held),
            (r"(?:Who|What) is (?P<of>.+)\?", self._chain),
        ):
            if found := re.fullmatch(pattern, text):
                return reader(**found.groupdict())
        raise AssertionError(f"no reading of {text!r}")

    def _resolve(self, phrase: str) -> Values:
        """What a noun phrase means: things as (type, number), values as ("value", number)."""
        if phrase in self.things:
            return {self.things[phrase]}
        for noun, relations in self.nouns.items():
            for spoken in (f"the {noun} of ", f"the current {noun} of "):
                if phrase.startswith(spoken) and (inner := self._resolve(phrase.removeprefix(spoken))):
                    found = set()
                    for relation in relations:
                        own = RELATIONS[relation]
                        for kind, thing in inner:
                            if kind == own.subject and thing in self.forward[relation]:
                                far = self.forward[relation][thing]
                                found.add((own.object, far) if own.object >= 0 else ("value", far, own.kind.value))
                    return found
        return set()

    def _said(self, values: Values) -> set[str]:
        return {self.names[value] if value in self.names else _digits(value) for value in values}

    def _chain(self, of: str) -> set[str]:
        return self._said(self._resolve(of)) or {"unknown"}

    def _compare(self, word: str, a: str, b: str) -> set[str]:
        values = sorted([*self._resolve(a), *self._resolve(b)], key=lambda value: value[1])
        assert len(values) == 2
        return self._said({values[0] if word in ("earlier", "smaller") else values[1]})

    def _which(self, word: str, noun: str, a: str, b: str) -> set[str]:
        ranked = []
        for phrase in (a, b):
            for node in self._resolve(phrase):
                for relation in self.nouns[noun]:
                    if RELATIONS[relation].subject == node[0] and node[1] in self.forward[relation]:
                        ranked.append((self.forward[relation][node[1]], node))
        assert len(ranked) == 2
        ranked.sort()
        best = ranked[0] if word in ("earlier", "smaller") else ranked[1]
        return {self.names[best[1]]} if ranked[0][0] != ranked[1][0] else {self.names[node] for _, node in ranked}

    def _members(self, what: str, of: str) -> tuple[int, list[int]]:
        (relation,) = [n for n, own in enumerate(RELATIONS) if what in own.members]
        (node,) = self._resolve(of)
        assert node[0] == RELATIONS[relation].object
        return RELATIONS[relation].subject, self.backward[relation][node[1]]

    def _fits(self, what: str, of: str, who: str, noun: str, wanted: bool) -> list[tuple[int, int]]:
        kind, subjects = self._members(what, of)
        (relation,) = [n for n in self.nouns[noun] if RELATIONS[n].subject == kind]
        far = self.things[who][1]
        return [(kind, s) for s in subjects if (self.forward[relation].get(s) == far) == wanted]

    def _count(self, what: str, of: str, who: str, noun: str) -> set[str]:
        return {str(len(self._fits(what, of, who, noun, True)))}

    def _has(self, what: str, of: str, who: str, noun: str) -> set[str]:
        return self._said(set(self._fits(what, of, who, noun, True)))

    def _not(self, what: str, of: str, who: str, noun: str) -> set[str]:
        return self._said(set(self._fits(what, of, who, noun, False)))

    def _held(self, noun: str, of: str, when: str) -> set[str]:
        year = int(when) if when.isdigit() else next(iter(self._resolve(when)))[1]
        found = set()
        for relation in self.nouns[noun]:
            for kind, thing in self._resolve(of):
                if kind == RELATIONS[relation].subject:
                    tenures = self.offices[relation].get(thing, [])
                    found |= {(0, holder) for holder, first, last in tenures if first <= year <= last}
        return self._said(found) or {"unknown"}


def _digits(value: tuple[str, int, str]) -> str:
    _, number, kind = value
    if kind != "date":
        return str(number)
    day = date.fromordinal(number)
    return f"{day.day} {day:%B} {day.year}"
