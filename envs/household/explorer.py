"""A player who knows what it was shown and where things usually are, and nothing else of the home.

It has an answer in every state, so it also serves as the expert of imitation learning. Unlike the optimal player it has
to search; unlike ALFWorld's hand-coded expert it always does the same in the same state.
"""

from __future__ import annotations

from .home import Home, bits
from .menu import menu
from .prior import expected
from .shown import known_inside
from .state import State

__all__ = ["explore"]

_OFTEN_CLOSED = ("cabinet", "drawer", "fridge", "microwave", "safe")
_UNLIKELY = 0.002
"""Objects expected in a receptacle of which nothing is known."""


def explore(home: Home, state: State) -> str:
    """The next command: what was seen is used, else the likeliest place is searched. Always an admissible one."""
    player = _Explorer(home, state)
    command = player.with_full_hands() if state.held >= 0 else player.with_empty_hands()
    return command if command in menu(home, state) else "look"


class _Explorer:
    """What the player knows in one state, and what it does about it."""

    __slots__ = ("here", "home", "known", "state")

    def __init__(self, home: Home, state: State) -> None:
        self.home = home
        self.state = state
        self.known = known_inside(home, state, state.shown.contents)
        self.here = home.here[state.place]

    def with_full_hands(self) -> str:
        """Use what is held, or put it down."""
        home, held = self.home, self.state.held
        if not home.wanted >> held & 1:
            return self.put_down()
        kind, name = home.goal.kind, home.things[held]
        if kind == "look":
            return self.to_lamp()
        if kind in ("clean", "heat", "cool"):
            if not self.is_changed(held):
                return self.change(kind, name)
        elif kind == "two" and self.target_with_one() >> held & 1:
            return self.put_down()
        return self.put_into(home.fitting_targets & self.best_targets())

    def with_empty_hands(self) -> str:
        """Take a wanted object that was seen, or search one."""
        home = self.home
        if home.is_look and not self.lamps() and not self.sources():
            return self.search()
        source = self.nearest(self.sources())
        if source < 0:
            return self.search()
        if not self.is_here(source):
            return f"go to {home.receptacles[source]}"
        if self.is_closed(source):
            return f"open {home.receptacles[source]}"
        thing = bits(self.sources_in(source))[0]
        return f"take {home.things[thing]} from {home.receptacles[source]}"

    def is_changed(self, thing: int) -> bool:
        """Whether an object is known to be as the goal wants it."""
        kind, marks, shown = self.home.goal.kind, self.state.marks, self.state.shown
        told = {"clean": marks.clean, "heat": marks.hot, "cool": marks.cool & (shown.cooled | shown.examined)}
        return kind not in told or told[kind] >> thing & 1 == 1

    def is_here(self, receptacle: int) -> bool:
        """Whether the agent stands at a receptacle."""
        return self.here >> receptacle & 1 == 1

    def is_closed(self, receptacle: int) -> bool:
        """Whether a receptacle is known to be closed."""
        known = self.state.shown.visited | self.here
        return self.home.openable & ~self.state.opened & known & 1 << receptacle != 0

    def cost(self, receptacle: int) -> int:
        """Commands to get at what is in a receptacle, as far as one can know."""
        known = self.state.shown.visited | self.here
        often = self.home.receptacle_kinds[receptacle].startswith(_OFTEN_CLOSED)
        shut = self.is_closed(receptacle) if known >> receptacle & 1 else often
        return (not self.is_here(receptacle)) + shut

    def nearest(self, mask: int) -> int:
        """The cheapest receptacle of a mask to get at, -1 for none."""
        return min(bits(mask), key=self.cost, default=-1)

    def target_with_one(self) -> int:
        """For two objects: those that a target is known to hold; empty where none holds any."""
        return max([self.known[r] & self.home.wanted for r in bits(self.best_targets())], default=0)

    def best_targets(self) -> int:
        """The targets to bring things to: for two objects those that hold one already, where there are such."""
        targets = self.home.fitting_targets
        if self.home.goal.kind != "two":
            return targets
        begun = sum([1 << r for r in bits(targets) if self.known[r] & self.home.wanted])
        return begun & -begun if begun else targets

    def sources_in(self, receptacle: int) -> int:
        """The wanted objects that are known to be in a receptacle and have to be fetched."""
        found = self.known[receptacle] & self.home.wanted & self.home.pickupable
        return found & ~self.target_with_one() if self.home.goal.kind == "two" else found

    def sources(self) -> int:
        """The receptacles with such objects, as a mask."""
        return sum([1 << r for r, content in enumerate(self.known) if content and self.sources_in(r)])

    def lamps(self) -> int:
        """The receptacles with a lamp that were seen, as a mask."""
        return sum([1 << r for r, content in enumerate(self.known) if content & self.home.lamps])

    def to_lamp(self) -> str:
        """With the object in the hands: go to a lamp and use it, or search one."""
        home, lamps = self.home, self.lamps()
        if lamps & self.here:
            lamp = bits(self.known[bits(lamps & self.here)[0]] & home.lamps)[0]
            return f"use {home.things[lamp]}"
        return f"go to {home.receptacles[bits(lamps)[0]]}" if lamps else self.search()

    def change(self, kind: str, name: str) -> str:
        """With the object in the hands: clean, heat or cool it."""
        home = self.home
        stations = {"clean": home.sinks, "heat": home.microwaves, "cool": home.fridges}[kind]
        station = self.nearest(stations)
        if station < 0:
            return "look"
        return f"{kind} {name} with {home.receptacles[station]}" if self.is_here(station) else self.go(station)

    def put_down(self) -> str:
        """Get rid of what is held."""
        return self.put_into(self.home.fits[self.state.held])

    def put_into(self, mask: int) -> str:
        """Put what is held into one of the receptacles."""
        receptacle, home = self.nearest(mask), self.home
        if receptacle < 0:
            return "look"
        if not self.is_here(receptacle):
            return self.go(receptacle)
        if self.is_closed(receptacle):
            return f"open {home.receptacles[receptacle]}"
        thing, name = home.things[self.state.held], home.receptacles[receptacle]
        return f"move {thing} to {name}" if home.dialect == "move" else f"put {thing} in/on {name}"

    def go(self, receptacle: int) -> str:
        """Go to a receptacle."""
        return f"go to {self.home.receptacles[receptacle]}"

    def search(self) -> str:
        """Look where what is missing most likely is, by how many are expected for a command spent."""
        home = self.home
        unseen = [r for r in range(len(home.receptacles)) if not self.state.shown.contents >> r & 1]
        if not unseen:
            return "look"
        missing = [home.goal.target] if home.is_look and self.state.held >= 0 else [home.goal.thing]
        if home.is_look and self.state.held < 0 and not self.lamps():
            missing.append(home.goal.target)

        def worth(receptacle: int) -> float:
            found = sum([expected(home, thing, receptacle) for thing in missing])
            return max(found, _UNLIKELY) / max(self.cost(receptacle), 1)

        best = max(unseen, key=worth)
        if not self.is_here(best):
            return self.go(best)
        verb = "open" if self.is_closed(best) else "examine"
        return f"{verb} {home.receptacles[best]}"
