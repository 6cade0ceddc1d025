"""The pages of a made-up world, written out one by one when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from ...core.errors import DataError
from ..corpus import Page
from .graph import SHEET_FACTS, Graph, Place, WorldOptions, graph
from .lexicon import PERSON, RELATIONS, TYPES, Kind, relations_of
from .names import Naming
from .numbers import mixed

__all__ = ["Key", "World", "read_number", "world"]

Key = tuple[str, int, int]
"""What a sentence states: ("fact", relation, subject), ("alias", type, thing), ("past 0", relation, subject) for the
first holder of an office, ("roll", relation, object). Subjects and objects are local numbers."""

_FILLERS = (
    "Rain fell for much of that spring.", "A clerk copied these lines by candlelight.",
    "Nothing more was thought worth keeping.", "The paper is torn at one corner.",
    "Old people still tell it in other ways.", "A second hand has added a small drawing here.",
    "The ink has faded to brown.", "Some lines were struck out and cannot be read.",
    "The copyist complains of cold fingers.", "A pressed flower lies between the leaves.",
)  # fmt: skip
_BAITS = (
    "A reader asks after the {n} of {s}; no reply has come in.",
    "On the {n} of {s} the editor has had many letters and can print none.",
    "Whoever knows the {n} of {s} is asked to write to this paper.",
)
_LONG = 40  # fillers on a long page
_KEPT = 50_000  # pages that are remembered once written: some 30 MB
_CURRENT = 1926  # the first year of pages that hold what is true


def read_number(value: int, kind: Kind) -> str:
    """A date, year or number as pages write it."""
    if kind is Kind.DATE:
        day = date.fromordinal(value)
        return f"{day.day} {day:%B} {day.year}"
    return str(value) if kind is Kind.YEAR else f"{value:,}"


@lru_cache(maxsize=4)
def world(options: WorldOptions) -> World:
    """The world of some options: the same object for equal ones."""
    return World(options)


class World:
    """A corpus: pages by id, in a fixed order, made when asked for, so a million of them cost no memory.

    Args:
        options: what it is made of.
    """

    def __init__(self, options: WorldOptions) -> None:
        self.options = options
        self.graph: Graph = graph(options)
        self._naming = Naming(options.seed)
        self._salt = mixed(options.seed, options.pages)
        own = self.graph
        # plain views: an item of an array costs a tenth of a microsecond more, and a page needs dozens
        self._objects = [memoryview(objects.data) for objects in own.objects]
        self._places = [memoryview(places.data) for places in own.places]
        self._written: dict[str, Page] = {}
        self._kinds = [relations_of(kind) for kind in range(len(TYPES))]
        self._towards = [
            [number for number, relation in enumerate(RELATIONS) if relation.object == kind]
            for kind in range(len(TYPES))
        ]

    def __reduce__(self) -> tuple[object, tuple[WorldOptions]]:
        return world, (self.options,)

    def __len__(self) -> int:
        return self.options.pages

    @property
    def fingerprint(self) -> str:
        """What ties an index to these pages."""
        return self.graph.fingerprint

    def __contains__(self, doc_id: object) -> bool:
        return isinstance(doc_id, str) and self._number(doc_id) >= 0

    def doc_id(self, page: int) -> str:
        """The id of a page by its number."""
        return f"w{page:07d}"

    def page(self, doc_id: str) -> Page:
        """A page.

        Raises:
            DataError: there is none of that id.
        """
        page = self._written.get(doc_id)
        if page is None:
            number = self._number(doc_id)
            if number < 0:
                raise DataError(f"expected the id of one of {len(self):,} pages, such as 'w0000000', got {doc_id!r}")
            page = self._page(number)
            if len(self._written) >= _KEPT:
                self._written.clear()
            self._written[doc_id] = page
        return page

    def pages(self) -> Iterator[Page]:
        """All pages in the order of their ids."""
        return map(self._page, range(len(self)))

    def spans(self, page: int) -> dict[Key, tuple[int, int]]:
        """Where in a page's text each of its statements stands: [start, end) in characters."""
        found, at = {}, 0
        for key, sentence in self._sentences(page):
            if key is not None:
                found[key] = (at, at + len(sentence))
            at += len(sentence) + 1
        return found

    def title(self, page: int) -> str:
        """A page's title; no two are equal."""
        first, own = self.graph.offsets, self.graph
        if page < first[1]:
            return self.name(*self.thing(page))
        if page < first[2]:
            return f"Letters from bundle {page - first[1] + 1}"
        if page < first[3]:
            relation, far = map(int, own.rolls[page - first[2]])
            roll: str = RELATIONS[relation].roll
            return roll.format(o=self.name(RELATIONS[relation].object, far))
        if page < first[4]:
            return f"Annals, volume {page - first[3] + 1}"
        if page < first[5]:
            return f"Gazette of {int(own.gazette_year[page - first[4]])}, sheet {page - first[4] + 1}"
        return f"Readers' column {page - first[5] + 1}"

    def thing(self, number: int) -> tuple[int, int]:
        """Type and local number of a thing by its number among all."""
        start = self.graph.start
        kind = max(kind for kind in range(len(start)) if start[kind] <= number)
        return kind, number - start[kind]

    def name(self, kind: int, thing: int) -> str:
        """The name of a thing; no two are equal."""
        number = self.graph.start[kind] + thing
        if kind == PERSON:  # up to three persons share a family name
            family, place = divmod(thing, 3)
            if mixed(self._salt + 5, family) % 1000 >= self.options.twins * 1000:
                family, place = self.graph.things + thing, 0
            given = (mixed(self._salt + 3, family) + place) % 6400
            return f"{self._naming.given(given)} {self._naming.word(family)}"
        forms, pair = TYPES[kind].forms, number // 2
        spin = mixed(self._salt + 7, pair)
        word = number
        if spin % 1000 < self.options.twins * 1000 and thing > 0 and thing + 1 < self.graph.counts[kind]:
            word = pair * 2 + 1  # of odd numbers' own, so one of the twins has it anyway
        word = self.graph.things * 2 + word
        return forms[(spin // 1000 + number) % len(forms)].format(w=self._naming.word(word))

    def alias(self, kind: int, thing: int) -> str:
        """The second name of a thing, empty where it has none."""
        number = self.graph.start[kind] + thing
        spin = mixed(self._salt + 11, number)
        if spin % 1000 >= self.options.aliases * 1000:
            return ""
        forms = TYPES[kind].alias
        return forms[spin // 1000 % len(forms)].format(w=self._naming.word(self.graph.things * 3 + number + 1))

    def called(self, relation: int, subject: int) -> str:
        """How the page that states a fact calls its object: by name, by alias, or as a number is written."""
        own, far = RELATIONS[relation], self._objects[relation][subject]
        if own.kind is not Kind.ENTITY:
            return read_number(far, own.kind) + own.unit
        by_name = self._places[relation][subject] in (Place.OBJECT, Place.ROLL)
        if not by_name and mixed(self._salt + relation, subject) % 10 < 3 and (alias := self.alias(own.object, far)):
            return alias
        return self.name(own.object, far)

    def _number(self, doc_id: str) -> int:
        """The number of a page, -1 where there is no page of that id."""
        if len(doc_id) != 8 or doc_id[0] != "w" or not (doc_id[1:].isascii() and doc_id[1:].isdigit()):
            return -1
        number = int(doc_id[1:])
        return number if number < len(self) else -1

    def _page(self, number: int) -> Page:
        text = " ".join([sentence for _, sentence in self._sentences(number)])
        return Page(self.doc_id(number), self.title(number), text)

    def _sentences(self, page: int) -> list[tuple[Key | None, str]]:
        """What a page says, in order."""
        first, own = self.graph.offsets, self.graph
        spin = mixed(self._salt + 13, page)
        year = _CURRENT + spin % 8
        if page < first[1]:
            stated = self._of_a_thing(page, spin)
        elif page < first[2]:
            place = (page - first[1]) * SHEET_FACTS
            facts = own.sheets[place : place + SHEET_FACTS].tolist()
            stated = [self._fact(relation, subject) for relation, subject in facts]
        elif page < first[3]:
            stated = [self._roll(*own.rolls[page - first[2]].tolist())]
        elif page < first[4]:
            stated = self._annals(*own.annals[page - first[3]].tolist())
        elif page < first[5]:
            year = int(own.gazette_year[page - first[4]])
            stated = [(None, self._outdated(*own.gazettes[page - first[4]].tolist()))]
        else:
            stated = [(None, self._bait(mixed(spin, turn))) for turn in range(3)]
        stated.insert(spin // 8 % (len(stated) + 1), (None, _FILLERS[spin // 64 % len(_FILLERS)]))
        return [(None, f"Written down in {year}."), *stated]

    def _of_a_thing(self, page: int, spin: int) -> list[tuple[Key | None, str]]:
        kind, thing = self.thing(page)
        name, objects, places = self.name(kind, thing), self._objects, self._places
        stated: list[tuple[Key | None, str]] = []
        if alias := self.alias(kind, thing):
            stated.append((("alias", kind, thing), f"Some call {name} by another name, {alias}."))
        for relation in self._kinds[kind]:
            if places[relation][thing] == Place.OWN and objects[relation][thing] >= 0:
                stated.append(self._fact(relation, thing))
        known = len(stated)
        for relation in self._towards[kind]:
            placed = places[relation]
            for subject in self._pointing(relation, thing):
                if placed[subject] == Place.OBJECT:
                    stated.append(self._fact(relation, subject))
        # a page of its own name is found however long it is; what it tells of others would be buried
        if len(stated) == known and mixed(spin, 2) % 1000 < self.options.long * 1000:
            stated += [(None, _FILLERS[mixed(spin, 100 + turn) % len(_FILLERS)]) for turn in range(_LONG)]
            stated += [(None, intro.format(s=name)) for intro in TYPES[kind].intro * 2]
        order = sorted(range(len(stated)), key=lambda place: mixed(spin, place))
        intro = TYPES[kind].intro[spin // 4096 % 3].format(s=name)
        return [(None, intro), *[stated[place] for place in order]]

    def _pointing(self, relation: int, thing: int) -> list[int]:
        order, edges = self.graph.inverse(relation)
        found: list[int] = order[edges[thing] : edges[thing + 1]].tolist()
        return found

    def _fact(self, relation: int, subject: int) -> tuple[Key, str]:
        own, spin = RELATIONS[relation], mixed(self._salt + 17 + relation, subject)
        name, far = self.name(own.subject, subject), self.called(relation, subject)
        if spin % 1000 < self.options.lexical_gap * 1000:
            text = own.pages[spin // 1000 % len(own.pages)].format(s=name, o=far)
        else:
            text = f"The {own.nouns[spin // 1000 % len(own.nouns)]} of {name} is {far}."
        return ("fact", relation, subject), text

    def _roll(self, relation: int, far: int) -> tuple[Key, str]:
        own = RELATIONS[relation]
        names = [self.name(own.subject, subject) for subject in self._pointing(relation, far)]
        listed = f"{', '.join(names[:-1])} and {names[-1]}"
        text = own.entry.format(o=self.name(own.object, far), list=listed)
        return ("roll", relation, far), f"{text} The list is complete."

    def _annals(self, relation: int, subject: int) -> list[tuple[Key | None, str]]:
        own, holders, since = RELATIONS[relation], self.graph.pasts[relation], self.graph.since[relation]
        name, stated = self.name(own.subject, subject), list[tuple[Key | None, str]]()
        years = [*since[subject].tolist(), 0]
        for turn in range(3):
            far = self.name(own.object, int(holders[subject, turn]))
            if turn == 0:
                text = own.dated.format(s=name, o=far, a=years[0], b=years[1])
            else:  # the name once alone: else a question's words would do to find the page
                text = (f"Then until {years[2]} this was", f"Since {years[2]} this has been")[turn - 1] + f" {far}."
            stated.append(((f"past {turn}", relation, subject), text))
        return stated

    def _outdated(self, relation: int, subject: int) -> str:
        own = RELATIONS[relation]
        if own.dated:
            far = self.name(own.object, int(self.graph.pasts[relation][subject, 1]))
        else:
            far = read_number(int(self.graph.was[relation][subject]), own.kind) + own.unit
        spin = mixed(self._salt + 19 + relation, subject)
        return own.pages[spin % len(own.pages)].format(s=self.name(own.subject, subject), o=far)

    def _bait(self, spin: int) -> str:
        relation = spin % len(RELATIONS)
        own = RELATIONS[relation]
        name = self.name(own.subject, spin // 64 % self.graph.counts[own.subject])
        noun = own.nouns[spin // 8 % len(own.nouns)]
        return _BAITS[spin // 3 % len(_BAITS)].format(n=noun, s=name)
