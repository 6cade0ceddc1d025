"""Laws: what the agent is shown holds nothing that it has not earned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ..envs.core.game import Game
from ..verifiers import Verifier
from .comparison import brief
from .law import LawBroken, require
from .playing import Run
from .subject import Subject

__all__ = ["leakage"]

PUBLIC = (str, int, bool, float, tuple)
"""Types of the public values in info."""


def leakage(subject: Subject) -> None:
    """Nothing hidden is visible: no secret, no `repr` of a state, no sign that tells apart what looks alike.

    Two moments with the same past as the agent saw it (prompt, texts, observations) have the same legal actions,
    state key and array, except for what a game says that it `discloses`. The texts of its `secrets(state)` must not
    occur in observations, legal actions, keys and reasons of that state, nor in what any of the family's verifiers
    says in `feedback` about the turn that led there.
    """
    past: dict[tuple[str, ...], tuple[Any, str]] = {}
    judges = _judges(subject)
    for run in subject.runs("mixed", "random", "noop", "oracle", "repeat-first"):
        for turn, visible in _visible(run):
            told = _feedback(judges, run, turn - 1) if turn else {}
            _shows_no_secret(run.at(turn), subject, run.snapshots[turn].state, {**visible, **told})
        _looks_alike(run, subject, past)
    env: Any = subject.make().unwrapped
    env.reset(seed=0)
    for _ in range(2):
        for key, value in env.observe()[1].items():
            if key != "privileged":
                where = f"{subject.label}, info[{key!r}]"
                require(type(value) in PUBLIC, where, "str, int, bool, float or tuple", brief(value))
                if type(value) is tuple:
                    plain = all(type(part) in PUBLIC for part in value)
                    require(plain, where, "a tuple of plain values", brief(value))
        env.step("")
    if type(subject.game).secrets is Game.secrets:
        subject.note("The game names no secrets(state); only states themselves were searched for.")
    if subject.game.discloses:
        subject.note(f"By the rules it reproduces, {', '.join(subject.game.discloses)} may tell hidden facts.")


def _visible(run: Run) -> Iterator[tuple[int, dict[str, Any]]]:
    yield 0, {"observation": run.opening[0], **_told(run.opening[1])}
    for turn, step in enumerate(run.steps):
        yield turn + 1, {"observation": step.observation, **_told(step.info)}


def _told(info: dict[str, Any]) -> dict[str, Any]:
    return {key: info[key] for key in ("legal", "state_key", "task")}


def _judges(subject: Subject) -> dict[str, Verifier]:
    """The family's verifiers, each once, by the first term that uses it."""
    judges: dict[str, Verifier] = {}
    for name, term in subject.scoring.terms.items():
        if term.verifier not in judges.values():
            judges[name] = term.verifier
    return judges


def _feedback(judges: Mapping[str, Verifier], run: Run, turn: int) -> dict[str, str]:
    """What the agent may be told about a turn: with the observation after it, so it is held against that state."""
    transition = run.episode.turns[turn].transition
    return {f"feedback of term {name!r}": judge(transition).feedback for name, judge in judges.items()}


def _shows_no_secret(where: str, subject: Subject, state: Any, visible: dict[str, Any]) -> None:
    secrets = subject.game.secrets(state)
    task = getattr(state, "task", None)
    whole = [text for value in (state, task) if value is not None and len(text := repr(value)) > 8]
    for name, value in visible.items():
        shown = "\n".join(value) if isinstance(value, tuple) else value
        for secret in (*secrets, *whole):
            if secret and secret in shown:
                raise LawBroken(f"{where}, {name}: expected no trace of {brief(secret, 80)}, got {brief(shown)}")


def _looks_alike(run: Run, subject: Subject, past: dict[tuple[str, ...], tuple[Any, str]]) -> None:
    seen: tuple[str, ...] = (str(run.opening[0]),)
    for turn, (_, visible) in enumerate(_visible(run)):
        if turn:
            seen = (*seen, run.steps[turn - 1].text, str(run.steps[turn - 1].observation))
        state, where = run.snapshots[turn].state, run.at(turn)
        got = (visible["legal"], visible["state_key"], _array(subject, state))
        known, first = past.setdefault(seen, (got, where))
        for name, expected, came in zip(("legal", "state_key", "array"), known, got, strict=True):
            if expected != came and name not in subject.game.discloses:
                raise LawBroken(
                    f"{where}, {name}: expected the same as in {first}, where the agent has seen exactly the same "
                    f"({brief(expected)}), got {brief(came)}: it tells hidden states apart"
                )


def _array(subject: Subject, state: Any) -> bytes:
    return b"" if subject.game.space is None else np.ascontiguousarray(subject.game.array(state)).tobytes()
