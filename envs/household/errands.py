"""Shortest plans in homes of ours: one place a receptacle, one container a thing, more kinds of tasks.

They are built so that formulas stay exact: no vessel takes the things of a task that asks for several, else one could
carry these together.

A plan is a route: stops at receptacles, each of which costs one `go to` where the agent is not there already and one
`open` where it is closed and has to be entered, plus the commands that take, change and put. The distance is the
minimum over the routes that can be best, of which each task type has few; receptacles that a plan can't tell apart
(nothing wanted in them, all open or all closed) stand for one another.
"""

from __future__ import annotations

from .goal import is_met
from .home import bits
from .plans import LOST
from .routes import Missing, Routes

__all__ = ["Errands"]


class Errands(Routes):
    """The shortest plans of each task type; see `Routes` for what the methods take."""

    __slots__ = ()

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
