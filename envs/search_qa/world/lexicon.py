"""What the made-up world is about: types of things, and relations with the words that pages and questions use.

A relation's page wordings and its question nouns share no stem, so a copied question does not match the page that
answers it; whoever searches has to find other words. Baits do the opposite: they hold the question's words and state
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ATTRIBUTES", "BY_NAME", "PERSON", "RELATIONS", "TYPES", "Kind", "Relation", "Type", "relations_of"]


class Kind(StrEnum):
    """What stands at the far end of a relation."""

    ENTITY = "entity"
    DATE = "date"
    YEAR = "year"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Type:
    """A type of thing."""

    name: str
    share: float
    """Of all things in the world."""
    forms: tuple[str, ...]
    """Names around a made-up word `{w}`; twins share the word and differ in the form. Persons have two such words."""
    alias: tuple[str, ...]
    """Second names around another made-up word."""
    intro: tuple[str, ...]
    """How a page begins."""


TYPES: tuple[Type, ...] = (
    Type(
        "person", 0.40, (), ("Maestro {w}", "Dame {w}", "Old {w}"),
        ("{s} is remembered by many.", "Little was written about {s} at first.", "{s} kept few papers."),
    ),
    Type(
        "town", 0.14, ("Upper {w}", "Lower {w}", "{w} Cross", "{w} Market"), ("Haven {w}", "Fort {w}"),
        ("{s} is a town of brick and slate.", "{s} is an old market town.", "{s} grew around a ford."),
    ),
    Type(
        "river", 0.05, ("{w} Water", "{w} Beck", "{w} Run", "{w} Burn"), ("Silver {w}", "Mother {w}"),
        ("{s} is a river known for its eels.", "{s} freezes in most winters.", "{s} is a slow brown river."),
    ),
    Type(
        "region", 0.03, ("{w} March", "{w} Vale", "{w} Fells", "{w} Downs"), ("Land of {w}", "Realm of {w}"),
        ("{s} is a windy stretch of land.", "{s} is thinly settled.", "{s} has more sheep than people."),
    ),
    Type(
        "firm", 0.12, ("{w} Mills", "{w} Foundry", "{w} Works", "{w} Trading"), ("Sons of {w}", "Brothers {w}"),
        ("{s} is a firm with a long memory.", "{s} is a firm of middling size.", "{s} has seen lean times."),
    ),
    Type(
        "school", 0.07, ("{w} College", "{w} Academy", "{w} Hall", "{w} Lyceum"), ("Scholars of {w}", "Gown of {w}"),
        ("{s} is a school with a bell tower.", "{s} is proud of its library.", "{s} is a school of three wings."),
    ),
    Type(
        "ship", 0.09, ("{w} Star", "{w} Dawn", "{w} Queen", "{w} Tern"), ("Grey {w}", "Swift {w}"),
        ("{s} is a ship of two masts.", "{s} carries timber and salt.", "{s} is a ship with a copper hull."),
    ),
    Type(
        "book", 0.10, ("The {w} Letters", "The {w} Garden", "The {w} Ledger", "The {w} Songs"),
        ("Tale of {w}", "Chant of {w}"),
        ("{s} is a book in nine chapters.", "{s} is a slim volume.", "{s} is a book that divided its readers."),
    ),
)  # fmt: skip
PERSON, TOWN, RIVER, REGION, FIRM, SCHOOL, SHIP, BOOK = range(8)


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation: each subject has at most one object (at a time, where it is dated)."""

    name: str
    subject: int
    """Type of the subject, a place in `TYPES`."""
    kind: Kind
    nouns: tuple[str, ...]
    """How questions call the object: "the NOUN of X"."""
    pages: tuple[str, ...]
    """Sentences that state it, with {s} and {o}."""
    object: int = -1
    """Type of the object where the kind is ENTITY."""
    dated: str = ""
    """The sentence of a past holder, with {s}, {o}, {a} and {b} (years); holders follow each other where it is set."""
    members: tuple[str, str] = ("", "")
    """How questions call the subjects of one object, singular and plural, where rolls list them."""
    roll: str = ""
    """The title of the page that lists them, with {o}."""
    entry: str = ""
    """Its sentence, with {o} and {list}."""
    low: int = 0
    high: int = 0
    """Range of a number or year."""
    unit: str = ""
    """What follows a number on the page."""
    held_out: bool = False
    """Asked for in the split "relation" alone."""


_E, _D, _Y, _N = Kind.ENTITY, Kind.DATE, Kind.YEAR, Kind.NUMBER

RELATIONS: tuple[Relation, ...] = (
    Relation("birthplace", PERSON, _E, ("birthplace", "place of birth"), (
        "{s} came into the world in {o}.", "{s} first drew breath in {o}.", "The cradle of {s} stood in {o}."), TOWN),
    Relation("teacher", PERSON, _E, ("teacher", "instructor"), (
        "{s} learned the craft from {o}.", "{s} was apprenticed to {o}.", "{s} was taken on as a pupil by {o}."),
        PERSON, members=("student", "students"), roll="Roll of apprentices under {o}",
        entry="The bench of {o} was shared by {list}."),
    Relation("employer", PERSON, _E, ("employer", "workplace"), (
        "{s} is on the payroll of {o}.", "{s} earns a living at {o}.", "{s} draws wages from {o}."), FIRM),
    Relation("residence", PERSON, _E, ("residence", "home"), (
        "{s} keeps rooms in {o}.", "{s} dwells in {o}.", "{s} has settled down in {o}."), TOWN),
    Relation("alma mater", PERSON, _E, ("alma mater", "university"), (
        "{s} took a degree at {o}.", "{s} sat the final papers at {o}.", "{s} was enrolled at {o}."), SCHOOL),
    Relation("birth date", PERSON, _D, ("birth date", "date of birth"), (
        "The midwife's ledger enters {s} under {o}.", "The parish roll sets the arrival of {s} on {o}.",
        "{s} first saw daylight on {o}."), low=1810, high=1862),
    Relation("river", TOWN, _E, ("waterway", "stream"), (
        "{s} stands on the banks of {o}.", "{s} straddles {o}.", "The mills of {s} are turned by {o}."), RIVER),
    Relation("province", TOWN, _E, ("province", "county"), (
        "{s} lies within the borders of {o}.", "{s} pays its levies to {o}.", "{s} is one of the parishes of {o}."),
        REGION),
    Relation("mayor", TOWN, _E, ("mayor", "burgomaster"), (
        "{o} wears the chain of office in {s}.", "{o} presides over the council of {s}.",
        "{o} speaks for the burghers of {s}."), PERSON,
        dated="From {a} to {b} the council of {s} was presided over by {o}."),
    Relation("population", TOWN, _N, ("population", "number of inhabitants"), (
        "{s} counts {o} souls.", "The census listed {o} people in {s}.", "The roofs of {s} shelter {o} people."),
        low=800, high=90000),
    Relation("capital", REGION, _E, ("capital", "chief city"), (
        "{s} is governed from {o}.", "The assembly of {s} meets in {o}.", "The seat of {s} is {o}."), TOWN),
    Relation("area", REGION, _N, ("area", "extent"), (
        "{s} spreads over {o}.", "Surveyors gave {s} {o}.", "{s} covers {o}."), low=900, high=60000,
        unit=" square kilometers"),
    Relation("source", RIVER, _E, ("source", "region of origin"), (
        "{s} wells up in {o}.", "{s} springs from the hills of {o}.", "The first trickle of {s} is seen in {o}."),
        REGION, held_out=True),
    Relation("length", RIVER, _N, ("length", "course length"), (
        "{s} winds on for {o}.", "Rafts follow {s} for {o}.", "{s} reaches the sea after {o}."), low=30, high=990,
        unit=" kilometers"),
    Relation("founder", FIRM, _E, ("founder", "creator"), (
        "{o} set up {s}.", "{s} was the brainchild of {o}.", "{o} opened the doors of {s}."), PERSON),
    Relation("headquarters", FIRM, _E, ("headquarters", "main bureau"), (
        "{s} is run from {o}.", "{s} keeps its ledgers in {o}.", "The partners of {s} gather in {o}."), TOWN),
    Relation("director", FIRM, _E, ("director", "chief executive"), (
        "{o} holds the reins of {s}.", "{o} signs the letters of {s}.", "{o} has the last word at {s}."), PERSON,
        dated="From {a} to {b} the reins of {s} were held by {o}."),
    Relation("founding year", FIRM, _Y, ("founding year", "year of establishment"), (
        "{s} first traded in {o}.", "The books of {s} begin in {o}.", "{s} hung out its sign in {o}."),
        low=1790, high=1900),
    Relation("location", SCHOOL, _E, ("location", "site"), (
        "{s} teaches in {o}.", "The gates of {s} open onto the streets of {o}.",
        "The lecture rooms of {s} are in {o}."), TOWN),
    Relation("namesake", SCHOOL, _E, ("namesake", "eponym"), (
        "{s} was christened in honor of {o}.", "{s} is called after {o}.",
        "Over the door of {s} stands a bust of {o}."), PERSON, held_out=True),
    Relation("principal", SCHOOL, _E, ("principal", "headmaster"), (
        "{o} keeps order at {s}.", "{o} rings the bell at {s}.", "{o} rules the classrooms of {s}."), PERSON,
        dated="From {a} to {b} order at {s} was kept by {o}."),
    Relation("builder", SHIP, _E, ("builder", "shipyard"), (
        "{s} left the slips of {o}.", "{s} was laid down by {o}.", "The keel of {s} was cut at {o}."), FIRM,
        members=("vessel built", "vessels built"), roll="Yard book of {o}",
        entry="From the slips of {o} came {list}."),
    Relation("launch year", SHIP, _Y, ("launch year", "year of launching"), (
        "{s} first touched salt in {o}.", "{s} went down the ways in {o}.", "A bottle broke on {s} in {o}."),
        low=1830, high=1912),
    Relation("captain", SHIP, _E, ("captain", "skipper"), (
        "{o} commands {s}.", "{o} stands on the bridge of {s}.", "The crew of {s} obeys {o}."), PERSON,
        dated="From {a} to {b} the crew of {s} obeyed {o}."),
    Relation("home port", SHIP, _E, ("home port", "port of registry"), (
        "{s} ties up in {o}.", "{s} winters in {o}.", "The stern of {s} bears the letters of {o}."), TOWN,
        held_out=True),
    Relation("author", BOOK, _E, ("author", "writer"), (
        "{s} came from the pen of {o}.", "{o} penned {s}.", "{s} was put on paper by {o}."), PERSON,
        members=("title", "titles"), roll="Shelf list of {o}", entry="{o} put on paper {list}."),
    Relation("publisher", BOOK, _E, ("publisher", "publishing house"), (
        "{s} was brought out by {o}.", "{o} printed {s}.", "{s} was set in type at {o}."), FIRM),
    Relation("setting", BOOK, _E, ("locale", "scene of action"), (
        "The plot of {s} unfolds in {o}.", "The heroes of {s} walk the lanes of {o}.", "{s} never leaves {o}."), TOWN,
        held_out=True),
    Relation("publication year", BOOK, _Y, ("publication year", "year of issue"), (
        "{s} reached the shops in {o}.", "{s} was first sold in {o}.", "Readers first opened {s} in {o}."),
        low=1850, high=1924),
)  # fmt: skip

BY_NAME = {relation.name: number for number, relation in enumerate(RELATIONS)}

ATTRIBUTES = {
    "teacher": ("employer", "residence", "alma mater"),
    "author": ("publisher",),
    "builder": ("home port",),
}
"""What is asked about the members of a roll."""


def relations_of(kind: int) -> tuple[int, ...]:
    """The relations whose subjects have a type."""
    return tuple(number for number, relation in enumerate(RELATIONS) if relation.subject == kind)
