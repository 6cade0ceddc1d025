"""Laws: how episodes end."""

from __future__ import annotations

from typing import Any

from ..envs.core.episode import Turn
from ..envs.core.errors import EpisodeError
from ..verifiers import Label
from .law import LawBroken, require
from .playing import Run
from .subject import Subject

__all__ = ["ends"]


def ends(subject: Subject) -> None:
    """An episode ends once: terminated by the rules or truncated exactly at a limit, and is judged either way.

    `step` before `reset` and after the end raises EpisodeError; `step` of something that is no text TypeError.
    """
    for run in subject.runs("mixed", "random", "oracle", "noop"):
        _ends_once(run, subject)
        _is_judged_at_the_end(run, subject)
    for limit in (1, 3):
        _is_cut(subject, limit, max_turns=limit)
        _is_cut(subject, limit, max_turns=10, max_rejected=limit)
    _refuses_wrong_calls(subject)


def _ends_once(run: Run, subject: Subject) -> None:
    limits, game = subject.base.limits, subject.game
    for turn, step in enumerate(run.steps):
        where, flags = run.at(turn), (step.terminated, step.truncated)
        require(all(type(flag) is bool for flag in flags), where, "flags of type bool", flags)
        require(not all(flags), where, "terminated or truncated, never both", flags)
        last = turn == len(run.steps) - 1
        require(any(flags) == (last and run.episode.end is not None), where, "an end at the last turn alone", flags)
        over = game.is_over(run.snapshots[turn + 1].state)
        require(step.terminated == over, where, f"terminated == is_over(state), which is {over}", step.terminated)
        if step.terminated:
            require(step.info["legal"] == (), where, "no legal actions after the end", step.info["legal"][:3])
        if step.truncated:
            at_limit = turn + 1 == limits.max_turns
            tail = run.episode.turns[turn + 1 - (limits.max_rejected or 0) : turn + 1]
            refused = limits.max_rejected is not None and all(_came_to_nothing(subject, t) for t in tail)
            require(
                at_limit or refused, where, f"truncation at a limit of {limits}", f"truncation after turn {turn + 1}"
            )
    count = len(run.steps)
    if limits.max_turns is not None:
        require(
            run.episode.end is not None, run.at(), f"an end by turn {limits.max_turns}", f"none after {count} turns"
        )


def _is_judged_at_the_end(run: Run, subject: Subject) -> None:
    verifier = subject.scoring.terms["outcome"].verifier
    for turn, record in enumerate(run.episode.turns):
        verdict, end = verifier(record.transition), record.transition.end
        if end is None:
            require(
                verdict.label is Label.PENDING, run.at(turn), "a pending outcome before the end", verdict.label.value
            )
            require(verdict.score is None, run.at(turn), "no score of the outcome before the end", verdict.score)
        else:
            judged = verdict.score is not None or not verdict.measured
            require(judged, run.at(turn), f"an outcome when {end}", f"none ({verdict.reason})")
            good = verdict.components.get("success") in (0.0, 1.0)
            require(good, run.at(turn), "the outcome's component success, 0.0 or 1.0", dict(verdict.components))


def _came_to_nothing(subject: Subject, turn: Turn[Any, Any]) -> bool:
    return bool(subject.game.refused(turn.transition.action, turn.transition.events))


def _is_cut(subject: Subject, limit: int, **options: Any) -> None:
    """Doing nothing is cut after exactly `limit` turns."""
    env = subject.make(**options)
    env.reset(seed=0)
    for turn in range(1, limit + 1):
        _, _, terminated, truncated, _ = env.step("")
        where = f"{subject.label} with {options}, empty text number {turn}"
        require(
            (terminated, truncated) == (False, turn == limit),
            where,
            f"truncation at turn {limit}",
            (terminated, truncated),
        )


def _refuses_wrong_calls(subject: Subject) -> None:
    base: Any = subject.make().unwrapped
    _raises(EpisodeError, base, "", f"{subject.label}, step before reset")
    base.reset(seed=0)
    moment = base.snapshot()
    for wrong in (None, 3, b"text", ["text"]):
        _raises(TypeError, base, wrong, f"{subject.label}, step({wrong!r})")
        require(
            base.snapshot() is moment, f"{subject.label}, step({wrong!r})", "nothing to be changed", "another moment"
        )
    base = subject.make(max_turns=1).unwrapped
    base.reset(seed=0)
    base.step("")
    _raises(EpisodeError, base, "", f"{subject.label}, step after the end")


def _raises(kind: type[Exception], base: Any, action: Any, where: str) -> None:
    try:
        base.step(action)
    except kind:
        return
    raise LawBroken(f"{where}: expected {kind.__name__}, got no error")
