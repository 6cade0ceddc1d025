"""Shortest plans in homes of ours: one place a receptacle, one container a thing, more kinds of tasks.

They are built so that formulas stay exact: no vessel takes the things of a task that asks for several, else one could
carry these together.

A plan is a route: stops at receptacles, each of which costs one `go to` where the agent is not there already and one
`open` where it is closed and has to be entered, plus the commands that take, change and put. The distance is the
minimum over the routes that can be best, of which each task type has few; receptacles that a plan can't tell apart
(nothing wanted in them, all open or all closed) stand for one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import permutations, product

from .goal import changed, is_met
from .home import Home, bits
from .plans import LOST
from .state import Marks

__all__ = ["Errands"]

Missing = tuple[str, ...]
"""What still has to be done to an object: of "clean", "heat", "cool" and "slice"."""


@lru_cache(maxsize=256)
def _orders(missing: Missing) -> tuple[Missing, ...]:
    """The orders in which an object can be changed at stations."""
    return tuple(permutations([change for change in missing if change != "slice"]))


class Errands:
    """The routes that there are for given contents and marks.

    Methods take where the agent stands, which receptacles are closed and whether the contents that an "if" task
    depends on were told, at that moment of the plan. A stop is the number of a receptacle that is entered, and the
    complement `~number` of one that is only visited.
    """

    __slots__ = ("core", "good", "home", "inside", "marks", "reach", "sources")

    def __init__(self, home: Home, inside: tuple[int, ...], marks: Marks) -> None:
        self.home, self.inside, self.marks = home, inside, marks
        self.good = changed(home, marks)
        self.reach = list(inside[: len(home.receptacles)])
        """What can be taken at each receptacle: what is in it and in the vessels there."""
        if any(inside[len(home.receptacles) :]):
            for receptacle, content in enumerate(self.reach):
                for vessel in bits(content & home.nesting):
                    self.reach[receptacle] |= inside[home.slot_of[vessel]]
        wanted = home.wanted & home.pickupable
        self.sources = [(r, content & wanted) for r, content in enumerate(self.reach) if content & wanted]
        self.core = self._core()

    def _core(self) -> int:
        """The receptacles that a plan can tell apart from others like them, the one where it begins aside."""
        home, needed = self.home, self.home.vessels_wanted | self.home.lamps
        if "slice" in home.changes:
            needed |= home.knives
        core = sum([1 << r for r, _ in self.sources])
        if needed:
            core |= sum([1 << r for r, content in enumerate(self.reach) if content & needed])
        for change in home.changes:
            core |= home.station_masks.get(change, 0)
        return core if home.look_into < 0 else core | 1 << home.look_into

    def least(self, place: int, held: int, closed: int, looked: bool) -> int:
        """The fewest commands from a state."""
        home = self.home
        if is_met(home, place, held, self.inside, self.marks):
            return self.route(place, closed, looked, ())
        if held < 0:
            return self.with_empty_hands(place, closed, looked)
        if not looked and home.place_of[home.look_into] == place:  # before leaving, if ever
            bit = 1 << home.look_into
            return self.least(place, held, closed & ~bit, True) + (closed & bit != 0)
        best = self.with_full_hands(place, held, closed, looked)
        if best <= 2 or (best < LOST and home.wanted >> held & 1 and not home.changes and not home.goal.vessel):
            return best  # it has to be brought in any case
        return min(best, self.after_putting_down(place, held, closed, looked))

    def route(self, place: int, closed: int, looked: bool, stops: tuple[int, ...]) -> int:
        """Commands to go to the stops and open those that are entered; with a look into what an "if" depends on."""
        cost, at, place_of = 0, place, self.home.place_of
        for stop in stops:
            receptacle = stop if stop >= 0 else ~stop
            if place_of[receptacle] != at:
                at = place_of[receptacle]
                cost += 1
            if stop >= 0 and closed >> stop & 1:
                closed ^= 1 << stop
                cost += 1
        return cost if looked else cost + self._look(place, closed, stops)

    def _look(self, place: int, closed: int, stops: tuple[int, ...]) -> int:
        """Further commands to be told the contents that an "if" depends on, somewhere on the route."""
        asked = self.home.look_into
        if asked in stops:
            return 0
        passes = ~asked in stops or self.home.place_of[asked] == place
        return (not passes) + (closed >> asked & 1)

    def targets(self, place: int, closed: int, busy: int) -> list[int]:
        """The targets that may take the thing, one of each kind of those that are told apart by nothing.

        Args:
            place: where the agent stands.
            closed: see the class.
            busy: receptacles that are told apart.
        """
        return self.one_of_each(self.home.fitting_targets, closed, busy | self.home.here[place])

    @staticmethod
    def one_of_each(mask: int, closed: int, busy: int) -> list[int]:
        """The receptacles that are told apart, and an open and a closed one of the others."""
        rest = mask & ~busy
        return [
            *bits(mask & busy),
            *[(some & -some).bit_length() - 1 for some in (rest & ~closed, rest & closed) if some],
        ]

    def missing(self, thing: int) -> Missing:
        """What has to be done to an object yet."""
        home = self.home
        return tuple(
            [
                change
                for change, mark in zip(home.changes, home.mark_of_change, strict=True)
                if not self.marks[mark] >> thing & 1
            ]
        )

    def stations(self, missing: Missing) -> list[tuple[int, ...]]:
        """The stops at which an object can be changed as is missing, slicing aside, in every order."""
        if not missing:
            return [()]
        masks = self.home.station_masks
        return [
            stops for order in _orders(missing) for stops in product(*[[~r for r in bits(masks[c])] for c in order])
        ]

    def with_empty_hands(self, place: int, closed: int, looked: bool) -> int:
        """With nothing in the hands."""
        kind = self.home.goal.kind
        if kind == "look":
            return min(
                [
                    self.route(place, closed, True, (s,)) + 1 + self.to_lamp(self.home.place_of[s])
                    for s, _ in self.sources
                ],
                default=LOST,
            )
        if kind == "stack":
            return self.stack(place, closed)
        if kind == "all":
            return self.put_all_away(place, closed)
        if self.home.count > 1:
            return min([self.collect(place, t, closed) for t in self.targets(place, closed, self.core)], default=LOST)
        return self.single(place, closed, looked)

    def with_full_hands(self, place: int, held: int, closed: int, looked: bool) -> int:
        """With something in the hands that is of use; `LOST` where it is of none."""
        home, kind = self.home, self.home.goal.kind
        if home.vessels_wanted >> held & 1:
            return self.stack_with_vessel(place, held, closed)
        if not home.wanted >> held & 1:
            return self.single_with_knife(place, held, closed, looked) if self.is_knife(held) else LOST
        if kind == "look":
            return self.to_lamp(place)
        if kind == "stack":
            return self.stack_with_thing(place, held, closed)
        if kind == "all" or home.count > 1:
            return self.several_with_one(place, held, closed)
        return self.single_with_thing(place, held, closed, looked)

    def is_knife(self, held: int) -> bool:
        """Whether a knife is of use and held."""
        return "slice" in self.home.changes and self.home.knives >> held & 1 == 1

    # one object: fetch, change, bring

    def single(self, place: int, closed: int, looked: bool) -> int:
        """One object, with nothing in the hands."""
        best, slicing = LOST, "slice" in self.home.changes
        knives = self.knives() if slicing else []
        for source, missing, done in self.groups():
            for stops in self.stations(missing):
                for target in self.targets(place, closed, self.core):
                    if "slice" not in missing:
                        cost = 2 + len(missing)
                        best = min(best, cost + self.route(place, closed, looked, (source, *stops, target)))
                        continue
                    for knife in knives:  # brought first, and sliced where it is wanted
                        trip = (source, *stops, target, knife, target)
                        best = min(best, 3 + len(missing) + self.route(place, closed, looked, trip))
            if "slice" in missing:
                for knife in knives:
                    best = min(best, 1 + self.sliced(place, closed, looked, knife, source, missing, done))
        return best

    def groups(self) -> Iterator[tuple[int, Missing, bool]]:
        """(source, what is missing, whether it is in a target already) of the wanted objects, each kind once."""
        home, seen = self.home, set()
        for source, content in self.sources:
            target = home.targets >> source & 1
            for thing in bits(content):
                group = (source, self.missing(thing), bool(target and self.inside[source] >> thing & 1))
                if group not in seen:
                    seen.add(group)
                    yield group

    def knives(self) -> list[int]:
        """The receptacles where a knife can be taken."""
        return [r for r, content in enumerate(self.reach) if content & self.home.knives]

    def sliced(
        self, place: int, closed: int, looked: bool, knife: int, source: int, missing: Missing, done: bool
    ) -> int:
        """Take a knife, slice an object where it is, put the knife down, and bring the object.

        Args:
            place: where the agent stands.
            closed: see the class.
            looked: see the class.
            knife: where the knife is.
            source: where the object is.
            missing: of the object.
            done: the object is in a target.
        """
        if done and len(missing) == 1:
            return 1 + self.route(place, closed, looked, (knife, source))
        takers = [self.takers(one) for one in bits(self.reach[knife] & self.home.knives)]
        return min([self.dropped(place, closed, looked, (knife,), source, missing, where) for where in takers])

    def dropped(
        self, place: int, closed: int, looked: bool, before: tuple[int, ...], source: int, missing: Missing, takers: int
    ) -> int:
        """As `sliced`, for an object that is brought afterwards and a knife that some receptacles take."""
        drops: list[tuple[int, ...]] = [()] if takers >> source & 1 else [(drop, source) for drop in bits(takers)]
        best = LOST
        for stops in self.stations(missing):
            for target in self.targets(place, closed, self.core):
                for drop in drops:
                    trip = (*before, source, *drop, *stops, target)
                    best = min(best, 3 + len(missing) + self.route(place, closed, looked, trip))
        return best

    def single_with_knife(self, place: int, held: int, closed: int, looked: bool) -> int:
        """One object, with a knife in the hands that is used."""
        best, takers = LOST, self.takers(held)
        for source, missing, done in self.groups():
            if "slice" in missing:
                if done and len(missing) == 1:
                    best = min(best, 1 + self.route(place, closed, looked, (source,)))
                else:
                    best = min(best, self.dropped(place, closed, looked, (), source, missing, takers))
        return best

    def single_with_thing(self, place: int, held: int, closed: int, looked: bool) -> int:
        """One object, which is in the hands."""
        best, missing = LOST, self.missing(held)
        tails = [(knife,) for knife in self.knives()] if "slice" in missing else [()]
        for stops in self.stations(missing):
            for target in self.targets(place, closed, self.core):
                for tail in tails:
                    trip = (*stops, target, *tail, *([target] if tail else []))
                    best = min(best, 1 + len(missing) + len(tail) + self.route(place, closed, looked, trip))
        return best

    def takers(self, thing: int) -> int:
        """The receptacles where an object can be put down, be it in a vessel there."""
        home, found = self.home, self.home.fits[thing]
        vessels = sum(
            [1 << vessel for vessel, nest in zip(home.vessel_list, home.nests, strict=True) if nest >> thing & 1]
        )
        if vessels:
            found |= sum([1 << r for r in range(len(self.reach)) if self.inside[r] & vessels])
        return found

    # a lamp

    def to_lamp(self, place: int) -> int:
        """Commands to stand by a lamp that is on."""
        home, best = self.home, LOST
        for receptacle, content in enumerate(self.reach):
            for lamp in bits(content & home.lamps):
                dark = not self.marks.toggled >> lamp & 1
                best = min(best, (home.place_of[receptacle] != place) + dark)
        return best

    # several objects: one trip each

    def collect(self, place: int, target: int, closed: int, brought: int = 0) -> int:
        """So many objects into one target: the cheapest trips, each from the target and back but for the first.

        The first begins where the agent stands, which may save or cost a `go to`; a closed source is opened once.
        `brought` objects are in the target besides those of the contents.
        """
        home = self.home
        need = home.count - (self.inside[target] & self.good).bit_count() - brought
        if need <= 0:
            return 0
        table: dict[tuple[int, bool], int] = {(0, False): closed >> target & 1}
        goal = home.place_of[target]
        for source, content in self.sources:
            if source == target:
                content &= ~(self.inside[target] & self.good)
            trips = sorted([self.trip(goal, source, self.missing(thing), target) for thing in bits(content)])[:need]
            door = closed >> source & 1 if source != target else 0
            first = (place != home.place_of[source]) - (goal != home.place_of[source])
            table = _extended(table, trips, door, first, need)
        return table.get((need, True), LOST)

    def trip(self, start: int, source: int, missing: Missing, target: int) -> int:
        """Commands from a place to a source, the stations and the target, doors aside."""
        best = LOST
        for stops in self.stations(missing):
            best = min(best, 2 + len(missing) + self.route(start, 0, True, (source, *stops, target)))
        return best

    def put_all_away(self, place: int, closed: int) -> int:
        """Every object into a target, whichever, with nothing in the hands: a trip for each that is in none."""
        home = self.home
        away = [(source, content) for source, content in self.sources if not home.targets >> source & 1]
        if not away:
            return 0
        doors = sum([closed >> source & 1 for source, _ in away])
        fitting = home.fitting_targets
        doors += 0 if fitting & ~closed else 1 if fitting else LOST
        at_source = any(home.place_of[source] == place for source, _ in away)
        return 4 * sum([content.bit_count() for _, content in away]) + doors - at_source

    def several_with_one(self, place: int, held: int, closed: int) -> int:
        """Several objects, one of them in the hands, which goes to its target first."""
        home, best, missing = self.home, LOST, self.missing(held)
        for target in self.targets(place, closed, self.core):
            cost = 1 + len(missing)
            cost += min([self.route(place, closed, True, (*stops, target)) for stops in self.stations(missing)])
            goal, rest = home.place_of[target], closed & ~(1 << target)
            if home.goal.kind == "all":
                best = min(best, cost + self.put_all_away(goal, rest))
                continue
            best = min(best, cost + self.collect(goal, target, rest, brought=1))
        return best

    # an object in a vessel

    def stack(self, place: int, closed: int) -> int:
        """One object in a vessel in a target, with nothing in the hands."""
        best = LOST
        for vessel in bits(self.home.vessels_wanted):
            where = self.where(vessel)
            if where < 0:
                continue
            best = min(best, self._stack_on(place, closed, vessel, where))
        return best

    def _stack_on(self, place: int, closed: int, vessel: int, where: int) -> int:
        home, best = self.home, LOST
        slot = home.slot_of[vessel]
        there = home.targets >> where & 1
        targets = self.targets_of(vessel, place, closed)
        if self.inside[slot] & home.wanted:
            return min([2 + self.route(place, closed, True, (where, t)) for t in targets], default=LOST)
        for source, content in self.sources:
            if not content & self.nest(vessel):
                continue
            if there:
                best = min(best, 2 + self.route(place, closed, True, (source, where)))
            for target in targets:
                best = min(best, 4 + self.route(place, closed, True, (source, where, target)))
                best = min(best, 4 + self.route(place, closed, True, (where, target, source, target)))
        return best

    def stack_with_thing(self, place: int, held: int, closed: int) -> int:
        """The same with the object in the hands."""
        home, best = self.home, LOST
        for vessel in bits(home.vessels_wanted):
            where = self.where(vessel)
            if where < 0 or not self.nest(vessel) >> held & 1:
                continue
            if home.targets >> where & 1:
                best = min(best, 1 + self.route(place, closed, True, (where,)))
            for target in self.targets_of(vessel, place, closed):
                best = min(best, 3 + self.route(place, closed, True, (where, target)))
        return best

    def stack_with_vessel(self, place: int, held: int, closed: int) -> int:
        """The same with the vessel in the hands."""
        best, filled = LOST, self.inside[self.home.slot_of[held]] & self.home.wanted
        sources = [source for source, content in self.sources if content & self.nest(held)]
        for target in self.targets_of(held, place, closed):
            if filled:
                best = min(best, 1 + self.route(place, closed, True, (target,)))
                continue
            for source in sources:
                best = min(best, 3 + self.route(place, closed, True, (target, source, target)))
        return best

    def where(self, vessel: int) -> int:
        """The receptacle that a vessel stands in, -1 for none."""
        return next((r for r, content in enumerate(self.reach) if self.inside[r] >> vessel & 1), -1)

    def nest(self, vessel: int) -> int:
        """The objects that a vessel may hold."""
        home = self.home
        return home.nests[home.slot_of[vessel] - len(home.receptacles)]

    def targets_of(self, vessel: int, place: int, closed: int) -> list[int]:
        """The targets that take a vessel, one of each kind."""
        mask = self.home.targets & self.home.fits[vessel]
        return self.one_of_each(mask, closed, self.core | self.home.here[place])

    # something in the way

    def after_putting_down(self, place: int, held: int, closed: int, looked: bool) -> int:
        """With an object in the hands that is put down first."""
        home, best = self.home, LOST
        takers = self.takers(held)
        plain = not (home.wanted | home.vessels_wanted) >> held & 1 and not self.is_knife(held)
        if home.nesting >> held & 1:
            plain &= not self.inside[home.slot_of[held]] and "slice" not in home.changes
        candidates = list(bits(takers))
        if plain:
            apart = self.core | home.here[place]
            candidates = self.one_of_each(takers & ~home.targets, closed, apart)
            candidates += self.one_of_each(takers & home.targets, closed, apart)
        for receptacle in candidates:
            at, bit = home.place_of[receptacle], 1 << receptacle
            cost = (place != at) + (closed >> receptacle & 1) + 1
            if cost + 1 >= best:
                continue
            rest = self if plain else Errands(home, self.having_put(held, receptacle), self.marks)
            now = looked or receptacle == home.look_into
            if plain:
                best = min(best, cost + rest.with_empty_hands(at, closed & ~bit, now))
            else:
                best = min(best, cost + rest.least(at, -1, closed & ~bit, now))
        return best

    def having_put(self, thing: int, receptacle: int) -> tuple[int, ...]:
        """The contents after an object was put down at a receptacle."""
        home, found = self.home, list(self.inside)
        if home.fits[thing] >> receptacle & 1:
            found[receptacle] |= 1 << thing
        else:
            vessel = next(v for v in bits(found[receptacle] & home.nesting) if self.nest(v) >> thing & 1)
            found[home.slot_of[vessel]] |= 1 << thing
        return tuple(found)


def _extended(
    table: dict[tuple[int, bool], int], trips: list[int], door: int, first: int, need: int
) -> dict[tuple[int, bool], int]:
    """(objects, whether the first trip is among them) -> commands, with a further source.

    Args:
        table: the same without it.
        trips: commands of a trip for each of its objects, ascending.
        door: 1 if it is closed.
        first: what a first trip to it costs more or less.
        need: objects that are needed.
    """
    found = dict(table)
    total = door
    for count, cost in enumerate(trips, 1):
        total += cost
        for (had, begun), before in table.items():
            for begins in (False,) if begun else (False, True):
                key = (had + count, begun or begins)
                if key[0] <= need:
                    found[key] = min(found.get(key, LOST), before + total + (first if begins else 0))
    return found
