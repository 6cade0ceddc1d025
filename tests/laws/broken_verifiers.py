"""Verifiers, and all that is said about scoring, that break a law."""

import itertools
from dataclasses import replace
from typing import Any

from turnwise.envs.core import Transition
from turnwise.verifiers import Kind, Label, OracleSet, Scoring, Term, Verdict

from .ladder import DOWN, UP, AtTheTop, Climbing, Move, State, score

COUNT = itertools.count()
"""Shared by all that does what it must not."""


class Impure(Climbing):
    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        verdict = super().__call__(t)
        return Verdict(*verdict._replace(reason=f"This is call {next(COUNT)}."))


class Changing(Climbing):
    """Another set of components for rejected texts."""

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        verdict = super().__call__(t)
        return Verdict(*verdict._replace(components={**verdict.components, **({"odd": 1.0} if t.rejected else {})}))


class Unchained(Climbing):
    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        verdict = super().__call__(t)
        return Verdict(*verdict._replace(potential=(0.5, 0.25)))


class Terse(Climbing):
    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        return Verdict(*super().__call__(t)._replace(reason="bad"))


class Loud(Climbing):
    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        verdict = super().__call__(t)
        return Verdict(*verdict._replace(score=None if verdict.score is None else 3 * verdict.score))


class Identity(Climbing):
    """Compares states by `is`, which pickling undoes."""

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        verdict = super().__call__(t)
        same = t.before.task is t.after.task
        return Verdict(*verdict._replace(reason=f"The task is {'the same' if same else 'another'}."))


class Falling(Climbing):
    """An oracle that is wrong."""

    def actions(self, state: State) -> OracleSet[Move]:
        return OracleSet((DOWN,) if state.rung else (UP,))


class Unpromised(Falling):
    """Wrong, and sure of itself."""

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        verdict = super().__call__(t)
        if t.rejected:
            return verdict
        return Verdict(*verdict._replace(score=1.0, label=Label.OPTIMAL))


class OnlyAtTheTop(AtTheTop):
    """Forgets to judge what was cut short."""

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        return super().__call__(t if t.end == "terminated" else t._replace(end=None))


class Whispering(Climbing):
    """Tells the agent in passing what it must not know."""

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        verdict = super().__call__(t)
        return Verdict(*verdict._replace(feedback=f"Well done, {t.after.task.secret}!" if t.after.rung == 3 else ""))


def narrow() -> Scoring:
    """Declares smaller bounds than it pays."""
    whole = score()
    return replace(whole, terms={**whole.terms, "progress": Term(Climbing(), Kind.PROCESS, "progress", -0.1, 0.1)})


def too_high(state: State) -> float:
    return 9.0
