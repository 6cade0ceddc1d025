"""Laws: a reward is the sum of its terms, and verdicts are pure, bounded and explained."""

from __future__ import annotations

import math
import pickle
from collections.abc import Iterator
from typing import Any

from ..envs.core.game import Transition
from ..verifiers import Label, Verdict, Verifier
from ..wrappers import score_episode, scorer_of
from .comparison import brief, require_equal
from .law import LawBroken, require
from .subject import Subject

__all__ = ["reward_sum", "verdicts"]

TOLERANCE = 1e-9
_SIGNS = {Label.SOLVED: "+", Label.OPTIMAL: "+", Label.PROGRESS: "+", Label.NEUTRAL: "0", Label.FAILED: "-0"}


def reward_sum(subject: Subject) -> None:
    """The reward is exactly the sum of its terms, within the declared bounds, and scoring a record gives it again."""
    spec = subject.scorer.spec
    bounds = {term.name: (term.low, term.high) for term in spec.terms}
    for run in subject.runs("mixed", "noop", "oracle", "random", tasks=3):
        for turn, step in enumerate(run.steps):
            where, terms = run.at(turn), step.info["reward_terms"]
            require(type(step.reward) is float, where, "a reward of type float", type(step.reward).__name__)
            require(sum(terms.values()) == step.reward, where, f"the sum of {terms}", step.reward)
            require(step.info["reward"].total == step.reward, where, "info['reward'].total", step.reward)
            require_equal(f"{where}, info['reward'].terms", terms, dict(step.info["reward"].terms))
            require(terms.keys() == bounds.keys(), where, f"the terms {list(bounds)}", list(terms))
            for name, (low, high) in bounds.items():
                inside = low - TOLERANCE <= terms[name] <= high + TOLERANCE
                require(inside, f"{where}, term {name!r}", f"a value in [{low}, {high}]", terms[name])
        online = [step.info["reward"] for step in run.steps]
        episode, scorer = pickle.loads(pickle.dumps((run.episode, subject.scorer)))
        require_equal(f"{run.at()}, scored offline", online, score_episode(run.episode, subject.scorer))
        require_equal(f"{run.at()}, pickled and scored offline", online, score_episode(episode, scorer))
        require_equal(
            f"{run.at()}, scored by another scorer", online, score_episode(episode, scorer_of(subject.make()))
        )
    bare: Any = subject.make().unwrapped
    bare.reset(seed=0)
    require_equal(f"{subject.label}, reward of the bare environment", 0.0, bare.step("")[1])


def verdicts(subject: Subject) -> None:
    """Verdicts of every term are pure, bounded, agree with their label, chain their potentials and say why."""
    for name, verifier in _verifiers(subject):
        keys: tuple[str, ...] | None = None
        for run in subject.runs("mixed", "random", "oracle", "noop", tasks=4):
            before: float | None = None
            for turn, record in enumerate(run.episode.turns):
                where = f"{run.at(turn)}, verdict of {name}"
                verdict = _judged_purely(where, verifier, record.transition)
                _is_sound(where, verdict, getattr(verifier, "bounds", (-1.0, 1.0)))
                found = tuple(verdict.components)
                keys = found if keys is None else keys
                require(found == keys, where, f"the components {keys} as before", found)
                before = _chained(where, verdict, before)


def _verifiers(subject: Subject) -> Iterator[tuple[str, Verifier]]:
    """Each different verifier of the family's terms, and the oracle where it judges."""
    found: list[Verifier] = []
    named: dict[str, Any] = {f"term {name!r}": term.verifier for name, term in subject.scoring.terms.items()}
    if callable(subject.oracle):
        named["the oracle"] = subject.oracle
    for name, verifier in named.items():
        if verifier not in found:
            found.append(verifier)
            yield name, verifier


def _judged_purely(where: str, verifier: Verifier, t: Transition[Any, Any]) -> Verdict:
    numbers, copied = (hash(t.before), hash(t.after)), _apart(t)
    verdict = verifier(t)
    require_equal(f"{where}, asked twice", verdict, verifier(t))
    require_equal(f"{where}, asked about a copy", verdict, verifier(copied))
    require((hash(t.before), hash(t.after)) == numbers, where, "the transition unchanged", "another hash of a state")
    require_equal(f"{where}, the transition", copied, t)
    return verdict


def _apart(t: Transition[Any, Any]) -> Transition[Any, Any]:
    """A copy whose states share nothing, as when they were loaded one by one: `is` tells nothing there."""
    before = pickle.loads(pickle.dumps(t.before))
    return t._replace(before=before, after=before if t.rejected else pickle.loads(pickle.dumps(t.after)))


def _is_sound(where: str, verdict: Verdict, bounds: tuple[float, float]) -> None:
    score, label = verdict.score, verdict.label
    if score is not None:
        require(type(score) is float, where, "a score of type float", brief(score))
        require(bounds[0] <= score <= bounds[1], where, f"a score in {bounds}", score)
        sign = "+" if score > 0 else "-" if score < 0 else "0"
        require(sign in _SIGNS.get(label, "-"), where, f"a score that agrees with {label.value!r}", score)
    else:
        unjudged = label is Label.PENDING or not verdict.measured or verdict.degraded
        require(unjudged, where, "a score, or why there is none", f"label {label.value!r} without a score")
    for name, value in verdict.components.items():
        finite = type(value) is float and math.isfinite(value)
        require(finite, f"{where}, component {name!r}", "a finite float", brief(value))
    if verdict.potential is not None:
        inside = all(0.0 <= value <= 1.0 for value in verdict.potential)
        require(inside, where, "potentials in [0, 1]", verdict.potential)
    reason = verdict.reason.strip()
    sentence = " " in reason and reason.rstrip("\"')]")[-1:] in (".", "!", "?")
    require(sentence, where, "a reason that is a sentence", brief(verdict.reason))


def _chained(where: str, verdict: Verdict, before: float | None) -> float | None:
    if verdict.potential is None or verdict.degraded:
        return None
    if before is not None and verdict.potential[0] != before:
        raise LawBroken(
            f"{where}: expected the potential {before} that the last turn ended with, got {verdict.potential[0]}"
        )
    return verdict.potential[1]
