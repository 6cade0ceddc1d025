"""Laws: the right play earns the most, thoughtless play stays at the floor, and nothing pays for going in circles."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import Any

from ..envs.core.rng import Stream
from ..verifiers import Label
from .law import LawBroken, require
from .playing import UNTHINKING, Run
from .subject import Subject

__all__ = ["floor", "oracle_maximum"]

TOLERANCE = 1e-9
OTHERS = ("random", "mixed", "repeat-first", *UNTHINKING)
GAP = 0.25
"""Points of return that random play must stay below the oracle, where the whole reach is at least one point."""

EPISODES = 16
"""Random episodes at the least, over all tasks."""


def oracle_maximum(subject: Subject) -> None:
    """The oracle's play is judged optimal on every turn, earns what is guaranteed, and no other play earns more.

    "No more" is meant task by task where neither chance nor hidden facts decide (the dynamics give the same for
    other random numbers, and a return is guaranteed), else for the means, with three standard errors of room.
    """
    if subject.oracle is None:
        subject.note("Not checked: the family has no oracle.")
        return
    exact = True
    for run in subject.runs("oracle"):
        exact &= _judged_optimal(run, subject)
    if not subject.on_unit_scale:
        subject.note("Returns not compared: the reward is not the default one.")
        return
    if not exact:
        subject.note("Returns not compared: the oracle was out of budget.")
        return
    for run in subject.runs("oracle"):
        promised = _promised(run, subject)
        if promised is None:
            continue
        require(run.total >= promised - TOLERANCE, run.at(), f"at least the guaranteed return {promised}", run.total)
        if promised > 0 or subject.outcome(run).components["success"]:
            require(subject.outcome(run).components["success"] == 1.0, run.at(), "success of the oracle", "none")
        if _without_chance(run, subject):
            for other in (subject.run(policy, run.index) for policy in OTHERS):
                best = run.total >= other.total - TOLERANCE
                require(best, other.at(), f"at most the oracle's return {run.total} on the same task", other.total)
    for policy in OTHERS:
        _no_better_mean(policy, subject)


def floor(subject: Subject) -> None:
    """Play that names no single action earns nothing, random play far less than the oracle, wrong less than right.

    Empty texts, the prompt itself and lists of every legal action return at most 0 and never succeed. On one task
    an episode with a better outcome always returns more than one with a worse outcome.
    """
    if not subject.on_unit_scale:
        subject.note("Not checked: the reward is not the default one.")
        return
    for run in subject.runs(*UNTHINKING):
        if run.policy in ("list-all", "list-blocks") and len(run.opening[1]["legal"]) < 2:
            continue  # a list of one action is that action
        require(run.total <= 0.0, run.at(), "a return of at most 0", run.total)
        success = run.episode.end is not None and subject.outcome(run).components["success"]
        require(not success, run.at(), "no success", "success")
    for index in subject.indices:
        _better_pays_more(subject, index)
    if subject.oracle is not None:
        _random_is_far(subject)


def _judged_optimal(run: Run, subject: Subject) -> bool:
    """Whether the oracle was exact all along; raises where its own verifier does not call its play optimal."""
    oracle: Any = subject.oracle
    for turn, record in enumerate(run.episode.turns):
        t = record.transition
        best = oracle.actions(t.before)
        if not best.exact:
            return False
        require(t.action in best.actions, run.at(turn), "the played action in the oracle's own set", t.action)
        if not callable(oracle):
            continue
        verdict = oracle(t)
        if verdict.degraded:
            return False
        praised = verdict.label in (Label.SOLVED, Label.OPTIMAL)
        require(
            praised,
            run.at(turn),
            "the oracle's play judged solved or optimal",
            f"{verdict.label.value}: {verdict.reason}",
        )
        for name, wanted in (("optimal", 1.0), ("regret", 0.0), ("rejected", 0.0)):
            value = verdict.components.get(name, wanted)
            close = abs(value - wanted) <= TOLERANCE
            require(close, f"{run.at(turn)}, component {name!r} of the oracle's play", wanted, value)
    return True


def _promised(run: Run, subject: Subject) -> float | None:
    guarantee: Callable[[Any], float | None] | None = subject.scoring.guarantee
    return None if guarantee is None else guarantee(run.snapshots[0].state)


def _without_chance(run: Run, subject: Subject) -> bool:
    """Whether other random numbers would have given the same, on every turn of the task's episodes."""
    for policy in ("oracle", "random"):
        for record in subject.run(policy, run.index).episode.turns:
            t = record.transition
            if not t.rejected:
                for seed in range(4):
                    after, _ = subject.game.apply(t.before, t.action, Stream(seed, "law", "chance", t.turn))
                    if after != t.after:
                        return False
    return True


def _no_better_mean(policy: str, subject: Subject) -> None:
    gaps = [subject.run("oracle", index).total - subject.run(policy, index).total for index in subject.indices]
    mean, error = sum(gaps) / len(gaps), _standard_error(gaps)
    where = f"{subject.label}, {len(gaps)} tasks of {subject.base.split!r}"
    fine = mean >= -3 * error - TOLERANCE
    require(
        fine, where, f"the oracle's mean return at least that of {policy}", f"{-mean} less (standard error {error})"
    )


def _better_pays_more(subject: Subject, index: int) -> None:
    runs = [subject.run(policy, index) for policy in ("oracle", *OTHERS)]
    scored: list[tuple[float, float, Run]] = []
    for run in runs:
        if run.episode.end is not None and (score := subject.outcome(run).score) is not None:
            scored.append((score, run.total, run))
    for score, total, run in scored:
        for other_score, other_total, other in scored:
            if score > other_score and total <= other_total:
                raise LawBroken(
                    f"{run.at()}: expected outcome {score} to return more than outcome {other_score} of policy "
                    f"{other.policy} on the same task ({other_total}), got {total}"
                )


def _random_is_far(subject: Subject) -> None:
    """Several random episodes a task, and two standard errors of room: few tasks must not decide by luck."""
    times = range(1, 1 + -(-subject.some(EPISODES, 6) // len(subject.indices)))
    gaps, reaches = [], []
    for index in subject.indices:
        best = subject.run("oracle", index).total
        reaches.append(best - subject.run("noop", index).total)
        gaps += [best - subject.run(f"random#{number}", index).total for number in times]
    where = f"{subject.label}, {len(subject.indices)} tasks of {subject.base.split!r}"
    reach, gap = sum(reaches) / len(reaches), sum(gaps) / len(gaps)
    require(reach > 0, where, "the oracle's mean return above doing nothing", f"a difference of {reach}")
    # in points, not as a share of the reach: a reach can be long because doing nothing is punished twice
    wanted, error = GAP * min(reach, 1.0), _standard_error(gaps)
    got = f"{gap} (standard error {error})"
    require(gap + 2 * error >= wanted, where, f"random play at least {wanted} below the oracle in the mean", got)


def _standard_error(values: list[float]) -> float:
    mean = sum(values) / len(values)
    return sqrt(sum((value - mean) ** 2 for value in values) / max(1, len(values) - 1) / len(values))
