"""What tasks of ours ask for, in words."""

from __future__ import annotations

from typing import Any

from ..core.rng import Stream
from .rooms import Furnished, kinds

__all__ = ["sentence"]

_PLACED = ("Put {a_thing} {in_} {a_target}.", "{A_thing} belongs {in_} {a_target}: bring one there.")
_CHANGED = ("Put {a_done} {thing} {in_} {a_target}.", "Make {a_thing} {done} and put it {in_} {a_target}.")
_SENTENCES = {
    "place": _PLACED,
    "look": (
        "Look at {a_thing} under a desk lamp: hold it where the lamp is and switch the lamp on.",
        "Hold {a_thing} in the light of a desk lamp that you switch on.",
    ),
    "clean": _CHANGED,
    "heat": _CHANGED,
    "cool": _CHANGED,
    "slice": ("Put {a_done} {thing} {in_} {a_target}.", "Slice {a_thing} and see that it ends up {in_} {a_target}."),
    "chain": _CHANGED,
    "two": ("Put two {dones}{things} {in_} the same {target}.", "One {target} is to have two {dones}{things}."),
    "three": ("Put three {dones}{things} {in_} the same {target}.", "One {target} is to have three {dones}{things}."),
    "all": (
        "There are {count} {things} here. Put all of them away {in_} {a_target}; each may be {in_} another one.",
        "Put away all {count} {things} of this home, each {in_} {a_target}.",
    ),
    "stack": (
        "Put {a_thing} {on_vessel} {a_vessel}, and that {vessel} {in_} {a_target}.",
        "{A_target} is to have {a_vessel} with {a_thing} {on_vessel} it.",
    ),
}
_CONDITIONS = (
    "Look into the {box}. If there is {a_asked} in it, {first}; if there is none, {second}.",
    "Look into the {box}, for it depends. With {a_asked} in it: {first}. Without: {second}.",
)
_BRANCHES = ("put {a_done_thing} {in_} {a_target}",)
_DONE = {"clean": "clean", "heat": "hot", "cool": "cool", "slice": "sliced"}
_PLURALS = {"knife": "knives", "loaf": "loaves", "potato": "potatoes", "tomato": "tomatoes"}


def sentence(rng: Stream, place: Furnished, goal: list[Any], condition: dict[str, Any] | None) -> str:
    """The task in words, one of several ways.

    Args:
        rng: chooses.
        place: the home.
        goal: see `pddl.Goal`.
        condition: of an "if" task: receptacle, thing and the goals of both branches.
    """
    if condition is None:
        found: str = rng.choice(_SENTENCES[goal[0]]).format(**_words(goal))
        return found
    kind = place.receptacles[condition["receptacle"]]
    number = sum([other == kind for other in place.receptacles[: condition["receptacle"] + 1]])
    first, second = [_BRANCHES[0].format(**_words(branch)) for branch in condition["goals"]]
    found = rng.choice(_CONDITIONS).format(
        box=f"{kinds().name(kind)} {number}",
        a_asked=_article(kinds().name(condition["thing"])),
        first=first,
        second=second,
    )
    return found


def _words(goal: list[Any]) -> dict[str, str]:
    """What the parts of a goal are called, with articles and plurals."""
    _, thing, target, number, changes, vessel = goal
    facts = kinds()
    name, where, stack = facts.name(thing), facts.name(target), facts.name(vessel)
    kind = goal[0]
    done = " ".join([_DONE[change] for change in ((kind,) if kind in ("clean", "heat", "cool") else changes)])
    return {
        "thing": name,
        "a_thing": _article(name),
        "A_thing": _article(name).capitalize(),
        "things": _plural(name),
        "done": " and ".join(", ".join(done.split()).rsplit(", ", 1)),
        "dones": f"{done} " if done else "",
        "a_done": _article(done) if done else "",
        "a_done_thing": _article(f"{done} {name}".strip()),
        "target": where,
        "a_target": _article(where),
        "A_target": _article(where).capitalize(),
        "in_": "in" if target in facts.within else "on",
        "vessel": stack,
        "a_vessel": _article(stack) if stack else "",
        "on_vessel": "on" if vessel == "plate" else "in",
        "count": {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}.get(number, str(number)),
    }


def _article(words: str) -> str:
    return f"{'an' if words[:1] in 'aeiou' else 'a'} {words}"


def _plural(name: str) -> str:
    first, blank, last = name.rpartition(" ")
    if last in _PLURALS:
        return f"{first}{blank}{_PLURALS[last]}"
    return f"{name}es" if last.endswith(("s", "x", "ch", "sh")) else f"{name}s"
