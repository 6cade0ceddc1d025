"""The knowledge graph of a made-up world: who is what to whom, since when, and which page says so. In arrays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...core.errors import UsageError
from .lexicon import ATTRIBUTES, BY_NAME, PERSON, RELATIONS, TYPES, Kind
from .numbers import permutation, uniform

__all__ = ["ABSENT", "SHEET_FACTS", "Graph", "Place", "WorldOptions", "graph"]

Ints = NDArray[np.int32]

ABSENT = -1
"""The object of a relation that a subject does not have."""
SHEET_FACTS = 5
"""Facts on one sheet of letters."""
SMALLEST = 300
LARGEST = 1_500_000
_THINGS = 0.52  # of all pages, where nothing is outdated
_ROLL_SIZES = (2, 4)


class Place(IntEnum):
    """Which page states a fact."""

    OWN = 0
    """The subject's."""
    OBJECT = 1
    """The object's: a reader has to look from the other end."""
    SHEET = 2
    """A sheet that tells of several things and is called after none."""
    ROLL = 3
    """The roll that lists all subjects of the object."""


@dataclass(frozen=True, slots=True)
class WorldOptions:
    """What a world is made of. Equal options make equal worlds, on every machine.

    Args:
        seed: other seeds have other names and other facts.
        pages: how many pages, 300 to 1,500,000.
        lexical_gap: share of facts whose sentence shares no word with the question's noun.
        twins: share of things whose name differs in one word from another's.
        aliases: share of things with a second name.
        outdated: share of dated and numeric facts of which an old page states a value that no longer holds.
        long: share of things whose page is several times longer than usual.

    Raises:
        UsageError: a number out of range.
    """

    seed: int = 0
    pages: int = 4000
    lexical_gap: float = 1.0
    twins: float = 0.3
    aliases: float = 0.25
    outdated: float = 0.15
    long: float = 0.03

    def __post_init__(self) -> None:
        if not SMALLEST <= self.pages <= LARGEST:
            raise UsageError(f"pages must be {SMALLEST} to {LARGEST:,}, got {self.pages!r}")
        for name in ("lexical_gap", "twins", "aliases", "outdated", "long"):
            value = getattr(self, name)
            if not 0.0 <= value <= 1.0:
                raise UsageError(f"{name} must be 0 to 1, got {value!r}")


@lru_cache(maxsize=4)
def graph(options: WorldOptions) -> Graph:
    """The graph of a world; the same object for equal options, as it is large and read-only."""
    return Graph(options)


class Graph:
    """Facts as arrays over local numbers: thing `i` of its type. `start[type] + i` is its number among all things.

    The first `border[type]` things of a type and the rest never occur in one fact: the rest is the split "entity".

    Attributes:
        counts, start, border: things, first number and border, by type.
        objects: by relation, the object of each subject (local number, or the value), `ABSENT` where it has none.
        places: by relation, the `Place` of each fact.
        pasts: by dated relation, (subjects, 3) holders, the last is `objects`; `since` beside it, their first years.
        was: by numeric relation, the value that an old page gives.
        sheets: (facts, 2) relation and subject of what the sheets state, in order; `sheet_at` the place in it.
        rolls: (rolls, 2) relation and object; `roll_at` the number of an object's roll or -1.
        annals, gazettes: (pages, 2) relation and subject; `annal_at`, `gazette_at`, and the `gazette_year`.
        news: number of pages that state nothing.
    """

    def __init__(self, options: WorldOptions) -> None:
        self.options = options
        self._seed = (options.seed, "search-qa", options.pages)
        self.counts, self.border = _sizes(options)
        self.start = [sum(self.counts[:kind]) for kind in range(len(TYPES))]
        self.things = sum(self.counts)
        self.objects = [self._draw(number) for number in range(len(RELATIONS))]
        self._follow_the_first()
        self._drop_some()
        self.pasts, self.since = self._histories()
        self.was = self._old_values()
        self._inverse: dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]] = {}
        self.rolls, self.roll_at = self._make_rolls()
        self.places = [self._place(number) for number in range(len(RELATIONS))]
        self.sheets, self.sheet_at = self._make_sheets()
        self._make_dated_pages()
        self.offsets = self._lay_out()

    @property
    def fingerprint(self) -> str:
        """What ties an index to the world: all options."""
        return f"turnwise-world/1 {self.options!r}"

    def subjects(self, relation: int, thing: int) -> list[int]:
        """The subjects (local numbers, ascending) that have a thing (local number) as their object."""
        order, edges = self.inverse(relation)
        found: list[int] = order[edges[thing] : edges[thing + 1]].tolist()
        return found

    def inverse(self, relation: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Subjects sorted by object, and where each object's begin: made when first asked for."""
        known = self._inverse.get(relation)
        if known is None:
            far = self.objects[relation]
            order = np.argsort(far, kind="stable")
            edges = np.searchsorted(far[order], np.arange(self.counts[RELATIONS[relation].object] + 1))
            known = self._inverse[relation] = (order, edges)
        return known

    def page_of(self, relation: int, subject: int) -> int:
        """The page that states a fact."""
        place, own = self.places[relation][subject], RELATIONS[relation]
        if place == Place.OWN:
            return self.start[own.subject] + subject
        if place == Place.OBJECT:
            return self.start[own.object] + int(self.objects[relation][subject])
        if place == Place.SHEET:
            return self.offsets[1] + int(self.sheet_at[relation][subject]) // SHEET_FACTS
        return self.offsets[2] + int(self.roll_at[relation][self.objects[relation][subject]])

    def _draw(self, number: int) -> Ints:
        """Objects before any is dropped: of the subject's own side of the border."""
        relation, count = RELATIONS[number], self.counts[RELATIONS[number].subject]
        where = (*self._seed, relation.name)
        if relation.kind is not Kind.ENTITY:
            if relation.kind is Kind.DATE:
                first = date(relation.low, 1, 1).toordinal()
                return (first + uniform(count, (relation.high - relation.low) * 365, *where)).astype(np.int32)
            return (uniform(count, relation.high - relation.low, *where) + relation.low).astype(np.int32)
        near, far = self.border[relation.subject], self.border[relation.object]
        spans = {0: (0, far), 1: (far, self.counts[relation.object])}
        drawn = np.empty(count, np.int64)
        for side, (low, high) in spans.items():
            mine = slice(0, near) if side == 0 else slice(near, count)
            size = (near, count - near)[side]
            width = high - low
            if relation.members[0]:  # few have subjects, so that those have several
                width = max(2, min(width, int(size / 2.4)))
            drawn[mine] = low + uniform(size, width, *where, side)
            if relation.object == relation.subject:
                own = np.arange(low, high)[:size]
                drawn[mine] = np.where(drawn[mine] == own, low + (drawn[mine] - low + 1) % width, drawn[mine])
        return drawn.astype(np.int32)

    def _follow_the_first(self) -> None:
        """Half of a roll's members have what its first one has, so that counts and exceptions are worth asking for."""
        for name, attributes in ATTRIBUTES.items():
            far = self.objects[BY_NAME[name]]
            order = np.argsort(far, kind="stable")
            first = order[np.searchsorted(far[order], far)]
            for attribute in attributes:
                objects = self.objects[BY_NAME[attribute]]
                follows = uniform(len(objects), 100, *self._seed, "follows", attribute) < 55
                self.objects[BY_NAME[attribute]] = np.where(follows, objects[first], objects)

    def _drop_some(self) -> None:
        """Some subjects lack a relation: what nobody wrote down can't be answered."""
        for number, relation in enumerate(RELATIONS):
            gone = uniform(len(self.objects[number]), 100, *self._seed, "gone", relation.name) < 7
            self.objects[number][gone] = ABSENT

    def _histories(self) -> tuple[dict[int, Ints], dict[int, Ints]]:
        pasts, since = {}, {}
        for number, relation in enumerate(RELATIONS):
            if not relation.dated:
                continue
            last, count = self.objects[number].astype(np.int64), len(self.objects[number])
            near, far = self.border[relation.subject], self.border[PERSON]
            inside = np.arange(count) < near
            low, width = np.where(inside, 0, far), np.where(inside, far, self.counts[PERSON] - far)
            steps = [uniform(count, width // 3, *self._seed, "past", relation.name, turn) + 1 for turn in range(2)]
            old = low + (last - low + steps[0]) % width
            older = low + (old - low + steps[1]) % width  # at most two thirds round, so all three differ
            pasts[number] = np.stack([older, old, last], axis=1).astype(np.int32)
            years = [uniform(count, 10, *self._seed, "since", relation.name, turn) for turn in range(3)]
            since[number] = np.stack([1878 + years[0], 1894 + years[1], 1910 + years[2]], axis=1).astype(np.int32)
        return pasts, since

    def _old_values(self) -> dict[int, Ints]:
        found = {}
        for number, relation in enumerate(RELATIONS):
            if relation.kind is Kind.NUMBER:
                share = 60 + uniform(len(self.objects[number]), 30, *self._seed, "was", relation.name)
                found[number] = (self.objects[number].astype(np.int64) * share // 100).astype(np.int32)
        return found

    def _make_rolls(self) -> tuple[Ints, dict[int, Ints]]:
        """Rolls of two to four subjects, for most objects that have so many."""
        rows, places, total = [], {}, 0
        for name in ATTRIBUTES:
            number = BY_NAME[name]
            edges = self.inverse(number)[1]
            sizes = np.diff(edges)
            kept = (sizes >= _ROLL_SIZES[0]) & (sizes <= _ROLL_SIZES[1])
            kept &= uniform(len(sizes), 100, *self._seed, "roll", name) < 70
            chosen = np.flatnonzero(kept)
            places[number] = np.full(len(sizes), -1, np.int32)
            places[number][chosen] = total + np.arange(len(chosen))
            rows.append(np.stack([np.full(len(chosen), number), chosen], axis=1))
            total += len(chosen)
        return np.concatenate(rows).astype(np.int32), places

    def _place(self, number: int) -> NDArray[np.uint8]:
        relation, objects = RELATIONS[number], self.objects[number]
        chance = uniform(len(objects), 100, *self._seed, "place", relation.name)
        entity = relation.kind is Kind.ENTITY
        place = np.where(chance < (20 if entity else 35), Place.OWN, Place.SHEET)
        if entity:
            place = np.where(chance >= 75, Place.OBJECT, place)
        if number in self.roll_at:
            place = np.where(self.roll_at[number][objects] >= 0, Place.ROLL, place)
        return np.where(objects == ABSENT, Place.OWN, place).astype(np.uint8)

    def _make_sheets(self) -> tuple[Ints, list[Ints]]:
        pairs = []
        for number in range(len(RELATIONS)):
            held = np.flatnonzero((self.places[number] == Place.SHEET) & (self.objects[number] != ABSENT))
            pairs.append(np.stack([np.full(len(held), number), held], axis=1))
        facts = np.concatenate(pairs).astype(np.int32)
        facts = facts[permutation(len(facts), *self._seed, "sheets")]
        at = [np.full(len(objects), -1, np.int32) for objects in self.objects]
        for number in range(len(RELATIONS)):
            mine = np.flatnonzero(facts[:, 0] == number)
            at[number][facts[mine, 1]] = mine
        return facts, at

    def _make_dated_pages(self) -> None:
        """Annals tell all holders of an office; gazettes are old and say what no longer holds."""
        annals: list[NDArray[Any]] = []
        gazettes: list[NDArray[Any]] = []
        years: list[NDArray[Any]] = []
        self.annal_at: dict[int, Ints] = {}
        for number, relation in enumerate(RELATIONS):
            held, where = self.objects[number] != ABSENT, (*self._seed, "dated", relation.name)
            count, total = len(held), sum(len(chosen) for chosen in annals)
            if relation.dated:
                chosen = np.flatnonzero(held & (uniform(count, 100, *where) < 45))
                self.annal_at[number] = np.full(count, -1, np.int32)
                self.annal_at[number][chosen] = total + np.arange(len(chosen))
                annals.append(np.stack([np.full(len(chosen), number), chosen], axis=1))
            if relation.dated or number in self.was:
                share = int(self.options.outdated * 1000)
                chosen = np.flatnonzero(held & (uniform(count, 1000, *where, "old") < share))
                gazettes.append(np.stack([np.full(len(chosen), number), chosen], axis=1))
                first = self.since[number][chosen, 1] if relation.dated else np.full(len(chosen), 1894)
                years.append(first + 1 + uniform(len(chosen), 3, *where, "year"))  # within the second holder's time
        self.annals: Ints = np.concatenate(annals).astype(np.int32)
        self.gazettes: Ints = np.concatenate(gazettes).astype(np.int32)
        self.gazette_year: NDArray[Any] = np.concatenate(years).astype(np.int32)

    def _lay_out(self) -> tuple[int, ...]:
        """The first page of each kind: things, sheets, rolls, annals, gazettes, news, and the end."""
        sizes = (
            self.things,
            -(-len(self.sheets) // SHEET_FACTS),
            len(self.rolls),
            len(self.annals),
            len(self.gazettes),
        )
        ends = [sum(sizes[:place]) for place in range(len(sizes) + 1)]
        self.news = self.options.pages - ends[-1]
        if self.news < 0:
            raise UsageError(f"{self.options.pages} pages do not hold what a world of {self.things} things says")
        return (*ends, self.options.pages)


def _sizes(options: WorldOptions) -> tuple[list[int], list[int]]:
    """Things of each type, and how many of them are on the larger side of the border."""
    things = options.pages * (_THINGS - 0.2 * options.outdated)
    counts = [max(10, round(things * kind.share)) for kind in TYPES]
    return counts, [count - max(4, count // 5) for count in counts]
