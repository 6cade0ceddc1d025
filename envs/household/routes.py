"""Routes through homes of ours: stops at receptacles, and what they cost.

One place a receptacle, one container a thing. A stop costs one `go to` where the agent is not there already, and one
`open` where it is closed and has to be entered. Receptacles that a plan can't tell apart (nothing wanted in them, all
open or all closed) stand for one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import permutations, product

from .goal import changed
from .home import Home, bits
from .plans import LOST
from .state import Marks

__all__ = ["Missing", "Routes"]

Missing = tuple[str, ...]
"""What still has to be done to an object: of "clean", "heat", "cool" and "slice"."""


@lru_cache(maxsize=256)
def _orders(missing: Missing) -> tuple[Missing, ...]:
    """The orders in which an object can be changed at stations."""
    return tuple(permutations([change for change in missing if change != "slice"]))


class Routes:
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

    def takers(self, thing: int) -> int:
        """The receptacles where an object can be put down, be it in a vessel there."""
        home, found = self.home, self.home.fits[thing]
        vessels = sum(
            [1 << vessel for vessel, nest in zip(home.vessel_list, home.nests, strict=True) if nest >> thing & 1]
        )
        if vessels:
            found |= sum([1 << r for r in range(len(self.reach)) if self.inside[r] & vessels])
        return found

    def trip(self, start: int, source: int, missing: Missing, target: int) -> int:
        """Commands from a place to a source, the stations and the target, doors aside."""
        best = LOST
        for stops in self.stations(missing):
            best = min(best, 2 + len(missing) + self.route(start, 0, True, (source, *stops, target)))
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

    def having_put(self, thing: int, receptacle: int) -> tuple[int, ...]:
        """The contents after an object was put down at a receptacle."""
        home, found = self.home, list(self.inside)
        if home.fits[thing] >> receptacle & 1:
            found[receptacle] |= 1 << thing
        else:
            vessel = next(v for v in bits(found[receptacle] & home.nesting) if self.nest(v) >> thing & 1)
            found[home.slot_of[vessel]] |= 1 << thing
        return tuple(found)
