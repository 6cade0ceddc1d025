"""The exact number of commands that a home needs to its goal, by formula instead of search.

The formulas are in `plans` for ALFWorld's homes and in `errands` for ours. Privileged: they see everything.
"""

from __future__ import annotations

from .errands import Errands
from .home import Home
from .menu import menu
from .plans import LOST, Plans
from .shown import known_inside
from .state import Marks, State
from .steps import after_text

__all__ = ["LOST", "culprit", "distance", "distance_of", "known_distance", "optimal_texts", "plan"]

_KEPT = 1024


def distance(home: Home, state: State) -> int:
    """The fewest commands to the goal, 0 where it is met, `LOST` where it can't be reached."""
    _, place, held, inside, _, _, opened, marks, shown, _ = state
    looked = home.look_into < 0 or shown.contents >> home.look_into & 1 == 1
    return distance_of(home, place, held, inside, home.openable & ~opened, marks, looked)


def distance_of(
    home: Home, place: int, held: int, inside: tuple[int, ...], closed: int, marks: Marks, looked: bool = True
) -> int:
    """`distance` of the parts of a state that matter; `inside` may be what an agent knows instead of what is.

    Args:
        home: where.
        place: of the agent.
        held: the object in its hands, -1 for none.
        inside: the contents of the containers.
        closed: the closed receptacles, as a mask.
        marks: what was done to objects.
        looked: whether the contents that an "if" task depends on were told.
    """
    key = (place, held, inside, closed, marks, looked)
    found = home.distances.get(key)
    if found is None:
        if len(home.distances) >= _KEPT:
            home.distances.clear()
        if home.friendly:
            found = Errands(home, inside, marks).least(place, held, closed, looked)
        else:
            found = Plans(home, inside, marks).least(place, held, closed)
        found = home.distances[key] = min(found, LOST)
    return found


def known_distance(home: Home, state: State, listed: int) -> int:
    """The fewest commands to the goal in the home as the agent knows it; `LOST` where it knows of no way.

    It takes what was never listed to be empty, and knows only of what it cooled or examined that it is cool. As long as
    it does not know what an "if" task asks for, the way is that to look, and one command more.

    Args:
        home: of the state.
        state: at some moment.
        listed: see `known_inside`.
    """
    marks, shown = state.marks, state.shown
    marks = marks._replace(cool=marks.cool & (shown.cooled | shown.examined))
    closed, asked = home.openable & ~state.opened, home.look_into
    looked = asked < 0 or listed >> asked & 1 == 1
    if not looked:
        return 1 + (home.place_of[asked] != state.place) + (closed >> asked & 1)
    return distance_of(home, state.place, state.held, known_inside(home, state, listed), closed, marks, looked)


def optimal_texts(home: Home, state: State, texts: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the admissible commands that can begin a shortest way to the goal; none where it is met or lost."""
    left = distance(home, state)
    if left in (0, LOST):
        return ()
    idle = _IDLE if "slice" in home.changes else (*_IDLE, "slice")
    kept = [text for text in texts if not text.startswith(idle)]
    return tuple([text for text in kept if distance(home, after_text(home, state, text)) == left - 1])


def plan(home: Home, state: State) -> tuple[str, ...]:
    """A shortest plan: of the commands that begin one the first in order, and so on; empty where it is met or lost."""
    steps = []
    while best := optimal_texts(home, state, menu(home, state)):
        steps.append(best[0])
        state = after_text(home, state, best[0])
    return tuple(steps)


_IDLE = ("examine", "look", "inventory", "help", "close")
"""What never brings the goal nearer."""


def culprit(home: Home, state: State) -> str:
    """Why the goal can't be reached any more, as the end of a sentence; empty where it can be, or could never be."""
    if distance(home, state) < LOST or state.held < 0:
        return ""
    name = home.things[state.held]
    if not home.fits[state.held]:
        return f"the {name} in the hands can be put down nowhere, so nothing else can be taken"
    return f"the {name} in the hands can't be put where it is needed"
