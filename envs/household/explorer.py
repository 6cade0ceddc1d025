"""A player who knows what it was shown and where things usually are, and nothing else of the home.

It imagines what is missing where it most likely is for the trouble of looking, takes the first step of a shortest plan
in that home, and imagines anew when it was shown more. It has an answer in every state, so it also serves as the expert
of imitation learning. Unlike the optimal player it has to search; unlike ALFWorld's hand-coded one it always does the
same in the same state.
"""

from __future__ import annotations

from .belief import missing_things, would_win
from .home import Home, bits
from .menu import menu
from .plans import LOST
from .prior import expected
from .shown import known_inside
from .solver import distance_of
from .state import Marks, State
from .steps import after_text

__all__ = ["explore"]

_OFTEN_CLOSED = ("cabinet", "drawer", "fridge", "microwave", "safe")
_UNLIKELY = 0.002
"""Objects expected in a receptacle of which nothing is known."""

_ORDER = ("clean", "cool", "heat", "use", "slice", "put", "move", "take", "open", "go")
"""Commands that can be on a shortest way, the surest first."""


def explore(home: Home, state: State) -> str:
    """The next command: a step on the way to what was seen, else to the likeliest place. Always an admissible one."""
    return _Explorer(home, state).command()


class _Explorer:
    """What the player knows and imagines in one state, and what it does about it."""

    __slots__ = ("closed", "guessed", "home", "imagined", "looked", "marks", "state")

    def __init__(self, home: Home, state: State) -> None:
        self.home, self.state = home, state
        shown = state.shown
        seen = shown.visited | shown.contents | home.here[state.place]
        unseen = sum([1 << r for r, kind in enumerate(home.receptacle_kinds) if kind.startswith(_OFTEN_CLOSED)]) & ~seen
        self.closed = home.openable & ~state.opened & seen | unseen
        """The receptacles that are closed as far as it knows."""
        self.marks: Marks = state.marks._replace(cool=state.marks.cool & (shown.cooled | shown.examined))
        self.looked = home.look_into < 0 or shown.contents >> home.look_into & 1 == 1
        self.guessed = 0
        """The receptacles in which it imagines what is missing."""
        self.imagined = list(known_inside(home, state, shown.contents))
        for _, kind, thing in missing_things(home, state, tuple(self.imagined)):
            receptacle = self.likeliest(kind)
            if receptacle >= 0:
                self.imagined[receptacle] |= 1 << thing
                self.guessed |= 1 << receptacle

    def command(self) -> str:
        """What to do."""
        home, texts = self.home, menu(self.home, self.state)
        if not self.looked:
            return self.search(home.look_into)
        here = self.guessed & home.here[self.state.place] & ~self.closed
        if here:  # it came to that place for another receptacle, and has not looked into this one
            return f"examine {home.receptacles[bits(here)[0]]}"
        left = self.distance(self.state, tuple(self.imagined))
        if left < LOST:
            for text in self.in_order(texts):
                if self.after(text) == left - 1:
                    return text
        return self.search(bits(self.guessed)[0]) if self.guessed else "look"

    def distance(self, state: State, inside: tuple[int, ...]) -> int:
        """Commands to the goal from a state in the imagined home."""
        closed = self.closed & ~state.opened
        return distance_of(self.home, state.place, state.held, inside, closed, self.known(state.marks), self.looked)

    def known(self, marks: Marks) -> Marks:
        """Marks without what was there from the start and never told."""
        return marks._replace(cool=marks.cool & (self.marks.cool | ~self.state.marks.cool))

    def after(self, text: str) -> int:
        """The same after a command: what it shows is not known yet, what it does is."""
        after = after_text(self.home, self.state, text)
        if after.inside == self.state.inside:
            return self.distance(after, tuple(self.imagined))
        pairs = zip(self.imagined, self.state.inside, after.inside, strict=True)
        return self.distance(after, tuple([there & ~(old & ~new) | new & ~old for there, old, new in pairs]))

    def in_order(self, texts: tuple[str, ...]) -> list[str]:
        """The commands that can be on a shortest way: first what is at hand, then where to go, likely places first."""
        useful = [text for text in texts if text.startswith(_ORDER)]
        return sorted(useful, key=lambda text: (_ORDER.index(text.split(" ", 1)[0]), self.far(text)))

    def far(self, text: str) -> int:
        """0 for going to where something that is asked for was seen, 1 where it is imagined, 2 elsewhere."""
        if not text.startswith("go to "):
            return 0
        receptacle = self.home.receptacle_numbers[text.removeprefix("go to ")]
        if self.guessed >> receptacle & 1:
            return 1
        return 0 if self.imagined[receptacle] & self.home.wanted else 2

    def likeliest(self, kind: str) -> int:
        """Where a thing most likely is, by how many are expected for a command spent; -1 if everything was seen."""
        home = self.home
        barred = self.state.shown.contents | would_win(home, self.imagined)
        open_to = [r for r in range(len(home.receptacles)) if not barred >> r & 1]

        def worth(receptacle: int) -> float:
            away = home.here[self.state.place] >> receptacle & 1 == 0
            cost = max(1, away + (self.closed >> receptacle & 1))
            return max(expected(home, kind, receptacle), _UNLIKELY) / (cost + 2 * (self.guessed >> receptacle & 1))

        return max(open_to, key=worth, default=-1)

    def search(self, receptacle: int) -> str:
        """Look into a receptacle."""
        name, bit = self.home.receptacles[receptacle], 1 << receptacle
        if not self.home.here[self.state.place] & bit:
            return f"go to {name}"
        return f"open {name}" if self.closed & bit else f"examine {name}"
