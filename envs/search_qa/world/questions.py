"""Which questions a split has: disjoint by construction, each a pure function of split and index."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ...core.errors import TaskError, UsageError
from ...core.rng import Stream
from ..corpus import Question
from .asking import KINDS, SHAPES, Asked, ask
from .facts import Plan
from .graph import WorldOptions
from .lexicon import RELATIONS
from .numbers import mixed
from .pages import world

__all__ = ["HELD_OUT_SHAPES", "SPLITS", "WorldQuestions", "owner"]

SPLITS = ("train", "valid", "test", "entity", "relation", "shape", "hops")
"""`entity`: things that occur in no other split's questions. `relation`: relations that do not. `shape`: forms of the
graph of facts that do not. `hops`: more of them than any other split has."""

HELD_OUT_SHAPES = ("bridge comparison", "counting behind a bridge", "temporal by event")
_USUAL = tuple(shape for shape in SHAPES if shape not in HELD_OUT_SHAPES)
_LONG = ("bridge", "unanswerable", "temporal")  # the kinds that can have five or six hops
_MOST = 4
_LONGEST = 6
_TRIES = 8000
_PATIENCE = 200
_SHARES = {"train": 80, "valid": 88, "test": 100}


@dataclass(frozen=True)
class WorldQuestions:
    """The questions of a world.

    A fact belongs to train, valid or test. A question of train uses train's facts alone; one of valid or test uses
    at least one of its own and none of the other's, so no question of theirs can be put together from what train saw.

    Args:
        options: the world.
        kinds: which kinds to ask, of `KINDS`; empty for all.
        hops: how many relations a chain may have, of 1 to 6; empty for what the split has.

    Raises:
        UsageError: an unknown kind, or hops out of range.
    """

    options: WorldOptions
    kinds: tuple[str, ...] = ()
    hops: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if unknown := [kind for kind in self.kinds if kind not in KINDS]:
            raise UsageError(f"kinds must be of {list(KINDS)}, got {unknown[0]!r}")
        if wrong := [hops for hops in self.hops if type(hops) is not int or not 1 <= hops <= _LONGEST]:
            raise UsageError(f"hops must be 1 to {_LONGEST}, got {wrong[0]!r}")

    def question(self, split: str, index: int) -> Question:
        """The question at an address.

        Raises:
            TaskError: no such split, or the world is too small for what is asked of it.
        """
        asked = self.asked(split, index)
        plan = asked.plan
        return Question(
            id=f"{split}/{index}",
            text=asked.text,
            answers=asked.answers,
            kind=asked.kind,
            hops=asked.hops,
            facts=tuple(plan.facts),
            queries=tuple(plan.queries),
            answerable=asked.kind != "unanswerable",
        )

    def asked(self, split: str, index: int) -> Asked:
        """The same with its plan in terms of the graph."""
        return _asked(self, split, index)

    def _drawn(self, rng: Stream, split: str, shape: str, hops: int) -> Asked | None:
        own = world(self.options)
        asked = ask(own, shape, hops, rng, side=int(split == "entity"), held_out=split == "relation")
        if asked is None or not self._belongs(asked, split):
            return None
        return None if _holds_its_answer(asked) else asked

    def _shapes(self, split: str) -> list[str]:
        shapes = {"shape": HELD_OUT_SHAPES, "hops": _LONG}.get(split, _USUAL)
        found = [shape for shape in shapes if not self.kinds or _kind(shape) in self.kinds]
        if not found:
            raise TaskError(f"split {split!r} has no questions of the kinds {list(self.kinds)}")
        return found

    def _lengths(self, split: str) -> list[int]:
        lengths = range(_MOST + 1, _LONGEST + 1) if split == "hops" else range(1, _MOST + 1)
        found = [hops for hops in lengths if not self.hops or hops in self.hops]
        if not found:
            raise TaskError(f"split {split!r} has questions of {lengths[0]} to {lengths[-1]} hops, got {self.hops}")
        return found

    def _belongs(self, asked: Asked, split: str) -> bool:
        if self.hops and asked.hops not in self.hops:
            return False
        if asked.kind in ("bridge", "temporal", "unanswerable") and (asked.hops > _MOST) != (split == "hops"):
            return False
        held_out = any(RELATIONS[relation].held_out for relation in asked.plan.relations)
        if held_out != (split == "relation"):
            return False
        return split not in _SHARES or owner(asked.plan) == split


def owner(plan: Plan) -> str:
    """Which of train, valid and test may ask about these facts; empty where none may."""
    salt = mixed(plan.world.options.seed, 29)
    owners = set[str]()
    for kind, relation, thing in plan.keys:
        if kind != "alias":
            number = mixed(salt + relation, thing * 8 + (0 if kind == "fact" else len(kind))) % 100
            owners.add(next(split for split, end in _SHARES.items() if number < end))
    owners.discard("train")
    return "train" if not owners else owners.pop() if len(owners) == 1 else ""


@lru_cache(maxsize=4096)
def _asked(questions: WorldQuestions, split: str, index: int) -> Asked:
    if split not in SPLITS:
        raise TaskError(f"split must be one of {list(SPLITS)}, got {split!r}")
    options = questions.options
    shapes, lengths = questions._shapes(split), questions._lengths(split)
    for attempt in range(_TRIES):
        # a shape is drawn first and kept for a while: else those that seldom work out would hardly be asked
        chosen = Stream(options.seed, "search-qa", options.pages, split, index, "shape", attempt // _PATIENCE)
        shape, hops = chosen.choice(shapes), chosen.choice(lengths)
        rng = Stream(options.seed, "search-qa", options.pages, split, index, attempt)
        if (asked := questions._drawn(rng, split, shape, hops)) is not None:
            return asked
    raise TaskError(
        f"a world of {options.pages} pages has too few facts for split {split!r} with kinds={list(questions.kinds)} "
        f"and hops={list(questions.hops)}: ask for more pages"
    )


def _kind(shape: str) -> str:
    return "comparison" if shape == "bridge comparison" else shape.partition(" ")[0]


def _holds_its_answer(asked: Asked) -> bool:
    """Whether the question's own words hold an accepted answer."""
    text = f" {' '.join(_words(asked.text))} "
    return any(f" {' '.join(_words(answer))} " in text for answer in asked.answers)


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text.lower()).split()
