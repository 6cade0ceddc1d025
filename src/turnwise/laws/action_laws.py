"""Laws: listed actions can be written, read and taken; any other text is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from ..envs.core.errors import AgentError
from ..envs.core.rng import Stream
from .comparison import brief
from .garbage_texts import garbage_texts, hostile_texts
from .law import LawBroken, require
from .playing import Run
from .subject import Subject

__all__ = ["action_round_trip", "garbage"]

MAX_REASON = 1000
"""Characters of the longest reason: an agent's megabyte must not come back to it."""
STATES = 40
ACTIONS = 24


def action_round_trip(subject: Subject) -> None:
    """`parse(format(a), s) == a`, texts are unique, legal actions are accepted, and the fixed list has all of them."""
    game = subject.game
    fixed = game.actions
    texts = [game.format(action) for action in fixed]
    require(len(set(texts)) == len(texts), f"{subject.label}, game.actions", "one text an action", _twice(texts))
    known = frozenset(fixed)
    for where, state in islice(_states(subject), subject.some(STATES, 8)):
        legal = tuple(game.legal(state))
        require(legal == tuple(game.legal(state)), where, "legal() in a fixed order", "another order")
        formatted = [game.format(action) for action in legal]
        require(len(set(formatted)) == len(legal), where, "one text a legal action", _twice(formatted))
        if fixed and (strange := [text for action, text in zip(legal, formatted, strict=True) if action not in known]):
            raise LawBroken(f"{where}: expected every legal action in game.actions, got also {strange[0]!r}")
        for action, text in zip(legal, formatted, strict=True):
            require(game.format(action) == text, where, "one text an action", "another")
            try:
                got = game.parse(text, state)
            except AgentError as error:
                raise LawBroken(f"{where}: expected parse to read {text!r}, got {error!r}") from error
            require(got == action and type(got) is type(action), f"{where}, parse({text!r})", brief(action), brief(got))
        for action in Stream(subject.seed, "law", "legal").sample(legal, min(subject.some(ACTIONS, 2), len(legal))):
            try:
                game.apply(state, action, Stream(subject.seed, "law", "apply"))
            except AgentError as error:
                raise LawBroken(f"{where}: expected {game.format(action)!r} to be accepted, got {error!r}") from error


def garbage(subject: Subject) -> None:
    """No text raises: it is an action, or it is refused, the state stays, and the agent is told why.

    Random texts of many scripts, control characters, lone surrogates, near misses of legal actions, several actions
    at once, the prompt itself, brackets without end, megabytes. A refused text never ends the first turn.
    """
    env = subject.make()
    base: Any = env.unwrapped
    env.reset(seed=0)
    moments = [
        (run, turn) for run in subject.runs("mixed", tasks=subject.some(2, 1)) for turn in range(min(4, len(run.steps)))
    ]
    rng = Stream(subject.seed, "law", "garbage")
    patient = base.limits.max_turns != 1 and base.limits.max_rejected != 1
    for (run, turn), number in zip(cycle(moments), range(subject.garbage + len(hostile_texts())), strict=False):
        before = run.snapshots[turn]
        hostile = hostile_texts()
        text = hostile[number] if number < len(hostile) else garbage_texts(rng, base.game, before)
        base.restore(before)
        where = f"{run.at(turn)}, instead the text {brief(text, 80)} of {len(text)} characters"
        try:
            observation, *_ = env.step(text)
        except Exception as error:  # whatever it is, the text is what matters for mending it
            raise LawBroken(f"{where}: expected no exception, got {type(error).__name__}: {error}") from error
        _was_taken_or_refused(where, before, base, observation, ends=turn > 0 or not patient)


def _was_taken_or_refused(where: str, before: Any, base: Any, observation: str, *, ends: bool) -> None:
    after = base.episode
    require(len(after.turns) == len(before.turns) + 1, where, "one turn more", f"{len(after.turns)} turns")
    record = after.turns[-1].transition
    if not record.rejected:
        kind = type(record.action)
        require(kind in base.game.types, where, "an action of game.types", kind.__name__)
        return
    require(after.state is before.state, where, "the same state object after a refusal", "another")
    require(record.events == (), where, "no events of a refused text", brief(record.events))
    reason = record.action.reason
    require(bool(reason.strip()) and reason in observation, where, "the reason in the observation", brief(reason))
    require(len(reason) <= MAX_REASON, where, f"a reason of at most {MAX_REASON} characters", len(reason))
    require(ends or after.end is None, where, "the first turn not to end the episode", after.end)


def _states(subject: Subject) -> Iterator[tuple[str, Any]]:
    """Different states that are not over, with where they are from; a few of each task."""
    seen = set()
    runs: list[Run] = list(subject.runs("mixed", "random", "oracle"))
    for turn in range(max(len(run.steps) for run in runs)):
        for run in runs:
            if turn < len(run.steps) and (state := run.snapshots[turn].state) not in seen:
                seen.add(state)
                yield run.at(turn), state


def _twice(texts: list[str]) -> str:
    return f"twice {next((text for text in texts if texts.count(text) > 1), '')!r}"
