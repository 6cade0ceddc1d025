"""Shortest plans in ALFWorld's homes, where receptacles share places and a thing may be listed in two of them.

Each `go to` costs one command however far it is, and what an agent does in the best case is one of few plans: fetch
a wanted object, change it where asked, bring it; put down first what is in the way. So the distance is a minimum over
sources, targets and places to put things down, in which all that coincides (one place, one opened door) is paid once.
"""

from __future__ import annotations

from collections.abc import Iterator

from .goal import changed, is_met
from .home import Home, bits
from .state import Marks

__all__ = ["LOST", "Plans"]

LOST = 1_000_000
"""The distance of a state from which the goal can't be reached."""

_Sources = list[tuple[int, int, int]]
"""(receptacle, its place, the wanted objects in it that can be taken)"""


class Plans:
    """The plans that there are for given contents and marks.

    The methods take where the agent stands and which receptacles are closed at that moment of the plan.
    """

    __slots__ = ("good", "home", "inside", "lamps", "marks", "sources", "targets")

    def __init__(self, home: Home, inside: tuple[int, ...], marks: Marks) -> None:
        self.home, self.inside, self.marks = home, inside, marks
        self.good = changed(home, marks)
        self.targets = home.fitting_targets
        can = home.wanted & home.pickupable
        place_of = home.place_of
        self.sources: _Sources = [(r, place_of[r], content & can) for r, content in enumerate(inside) if content & can]
        self.lamps: list[tuple[int, int]] = []
        if home.is_look:
            self.lamps = [
                (place_of[r], 0 if marks.toggled >> lamp & 1 else 1)
                for r, content in enumerate(inside)
                if content & home.lamps
                for lamp in bits(content & home.lamps)
            ]

    def least(self, place: int, held: int, closed: int) -> int:
        """The fewest commands from a state."""
        home = self.home
        if is_met(home, place, held, self.inside, self.marks):
            return 0
        if held < 0:
            return self.with_empty_hands(place, closed)
        best, two = LOST, home.goal.kind == "two"
        if home.wanted >> held & 1:
            best = self.with_wanted(place, held, closed)
            listed = two and any(self.inside[target] >> held & 1 for target in home.target_list)
            if best <= 3 or (best < LOST and (home.is_look or (two and not listed))):
                return best
        return min(best, self.after_putting_down(place, held, closed))

    def with_wanted(self, place: int, held: int, closed: int) -> int:
        """With a wanted object in the hands, which is used."""
        if self.home.is_look:
            return self.to_lamp(place)
        if self.home.goal.kind == "two":
            return self.second_with_first_held(place, held, closed)
        if self.good >> held & 1:
            return self.to_target(place, closed)
        return self.to_change(place, closed, self.in_a_target(held, -1))

    def with_empty_hands(self, place: int, closed: int) -> int:
        """With nothing in the hands."""
        if self.home.goal.kind == "two":
            return self.two(place, closed)
        best, good = LOST, self.good
        for source, at, content in self.sources:
            cost = (place != at) + (closed >> source & 1) + 1
            now = closed & ~(1 << source)
            if self.home.is_look:
                best = min(best, cost + self.to_lamp(at))
                continue
            if content & good:
                best = min(best, cost + self.to_target(at, now))
            rest = content & ~good
            if rest:
                twice = any(self.in_a_target(thing, source) for thing in bits(rest))
                best = min(best, cost + self.to_change(at, now, twice))
        return best

    def in_a_target(self, thing: int, without: int) -> bool:
        """Whether an object is listed in a target, one receptacle aside: then changing it is enough."""
        return any(target != without and self.inside[target] >> thing & 1 for target in self.home.target_list)

    def to_lamp(self, place: int) -> int:
        """Commands to stand by a lamp that is on."""
        return min([(place != at) + dark for at, dark in self.lamps], default=LOST)

    def to_target(self, place: int, closed: int) -> int:
        """Commands to put what is held into a target."""
        targets = self.targets
        here = targets & self.home.here[place]
        if here:
            return 1 if here & ~closed else 2
        if targets & ~closed:
            return 2
        return 3 if targets else LOST

    def to_change(self, place: int, closed: int, enough: bool) -> int:
        """Commands to change what is held, and to put it into a target unless changing is enough."""
        return min(
            [
                (place != station) + 1 + (0 if enough else self.to_target(station, closed))
                for station in self.home.stations
            ],
            default=LOST,
        )

    def after_putting_down(self, place: int, held: int, closed: int) -> int:
        """With an object in the hands that is put down first: where that can be done, one receptacle of each kind.

        Receptacles are of a kind where the rest of the plan can't tell them apart: by the place, if something else
        is done there, and by what it helps that they are open from then on.
        """
        home = self.home
        busy = home.here[place]
        for at in home.stations:
            busy |= home.here[at]
        sources = 0
        for source, at, _ in self.sources:
            busy |= home.here[at]
            sources |= 1 << source
        fits = home.fits[held]
        away = fits & ~busy
        one_of_each = [away & ~closed, away & closed & self.targets, away & closed & ~self.targets]
        candidates = [*bits(fits & busy), *[(mask & -mask).bit_length() - 1 for mask in one_of_each if mask]]
        seen: set[tuple[int, int, int, int]] = set()
        best = LOST
        for receptacle in candidates:
            at, shut = home.place_of[receptacle], closed >> receptacle & 1
            own = receptacle if shut and sources >> receptacle & 1 else -1
            kind = (at, shut, own, shut and self.targets >> receptacle & 1)
            if kind not in seen:
                seen.add(kind)
                cost = (place != at) + shut + 1
                if cost + 1 < best:  # whatever remains takes one command at least
                    best = min(best, cost + self.with_empty_hands(at, closed & ~(1 << receptacle)))
        return best

    def kinds_of_targets(self, place: int, closed: int) -> Iterator[tuple[int, int, int]]:
        """(place, 1 if closed, wanted objects in it) of the targets; of those without one, one of each kind."""
        busy = {place, *(at for _, at, _ in self.sources)}
        seen: set[tuple[int, int]] = set()
        for target in bits(self.targets):
            at, shut = self.home.place_of[target], closed >> target & 1
            content = self.inside[target] & self.home.wanted
            kind = (at if at in busy else -1, shut)
            if content or kind not in seen:
                if not content:
                    seen.add(kind)
                yield at, shut, content

    def two(self, place: int, closed: int) -> int:
        """Two wanted objects into one target, with nothing in the hands."""
        best = LOST
        for goal, shut, content in self.kinds_of_targets(place, closed):
            firsts = [
                (source, rest, (place != at) + (closed >> source & 1) + (at != goal) + shut + 2)
                for source, at, things in self.sources
                if (rest := things & ~content)
            ]
            if content:
                best = min(best, min([cost for _, _, cost in firsts], default=LOST))
                continue
            seconds = self.fetches(goal, closed, -1)
            for source, things, cost in firsts:
                for other, more, again in seconds:
                    if (things | more).bit_count() > 1:
                        once = closed >> source & 1 if source == other else 0
                        best = min(best, cost + again - once)
        return best

    def second_with_first_held(self, place: int, held: int, closed: int) -> int:
        """Two wanted objects into one target, with one of them in the hands, which goes there first."""
        best = LOST
        for goal, shut, content in self.kinds_of_targets(place, closed):
            if content >> held & 1:
                continue
            cost = (place != goal) + shut + 1
            if not content:
                cost += min([again for _, _, again in self.fetches(goal, closed, held)], default=LOST)
            best = min(best, cost)
        return best

    def fetches(self, goal: int, closed: int, without: int) -> list[tuple[int, int, int]]:
        """(source, objects, commands) to fetch one more object to a place with an open target, from there and back."""
        barred = 0 if without < 0 else 1 << without
        return [
            (source, things & ~barred, 2 * (at != goal) + (closed >> source & 1) + 2)
            for source, at, things in self.sources
            if things & ~barred
        ]
