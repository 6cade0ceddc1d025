"""Transcripts that are read in review like prose and compared to the letter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..envs.core.rng import Stream
from ..envs.core.turn_env import TurnEnv
from .playing import POLICIES, Moment, Step
from .subject import Make, Subject

__all__ = ["file_name", "transcript"]

TURNS = 9
"""Turns of the part with mistakes."""
_PLAN = ("oracle", "", "garbage", "oracle", "random", "repeat", "oracle", "random", "oracle")


def file_name(env_id: str) -> str:
    """The name of an id's file: `TicTacToe-v0.txt`."""
    return f"{env_id.rpartition('/')[2]}.txt"


def transcript(make: Make, *, seed: int = 0) -> str:
    """Two episodes of task 0: the first turns with mistakes among them, and the oracle's last turns.

    Shows what the agent sees, what it writes, the reward with its terms, and each verdict with its reason.
    """
    subject = Subject(make)
    lines = [f"# {subject.id}: task 0 of {subject.base.split!r}, seed {seed}", ""]
    lines += _with_mistakes(subject, seed)
    run = subject.run("oracle", 0)
    lines += ["", "#" * 20, f"# the oracle's last turn, number {len(run.steps) - 1}", ""]
    lines += _told(run.steps[-1])
    lines += [f"= return {run.total:+.6f} over {len(run.steps)} turns, {run.episode.end}"]
    return "\n".join(line.rstrip() for line in "\n".join(lines).split("\n")) + "\n"


def _with_mistakes(subject: Subject, seed: int) -> Iterator[str]:
    env = subject.make()
    base: Any = env.unwrapped
    assert isinstance(base, TurnEnv)
    observation, info = env.reset(seed=seed, options={"index": 0})
    yield str(observation)
    yield _facts(info)
    for number, kind in enumerate(_PLAN):
        if base.episode.end is not None:
            return
        rng = Stream(seed, "golden", number)
        moment = Moment(base.episode.observation, info, base.episode, base.game, subject.oracle, rng)
        turns = base.episode.turns
        text = (
            POLICIES[kind](moment)
            if kind in POLICIES
            else {"": "", "garbage": "Hmm, let me think. Perhaps ...", "repeat": turns[-1].text if turns else ""}[kind]
        )
        observation, reward, terminated, truncated, info = env.step(text)
        yield f"\n--- turn {number} ({kind or 'empty text'})"
        yield from _told(Step(text, observation, float(reward), terminated, truncated, info))


def _told(step: Step) -> Iterator[str]:
    record = step.info["reward"]
    yield f"> {step.text}"
    yield ""
    yield str(step.observation)
    yield _facts(step.info)
    yield f"= reward {step.reward:+.6f}"
    yield f"    {', '.join(f'{name} {value:+.6f}' for name, value in record.terms.items())}"
    for text in dict.fromkeys(f"{verdict.label.value}: {verdict.reason}" for verdict in record.verdicts.values()):
        yield f"    {text}"
    if step.terminated or step.truncated:
        yield f"= {'terminated' if step.terminated else 'truncated'}, success {step.info['success']}"


def _facts(info: dict[str, Any]) -> str:
    legal = info["legal"]
    shown = ", ".join(legal[:12]) + (f", ... ({len(legal)} in all)" if len(legal) > 12 else "")
    return f"\n[legal: {shown or 'none'}]\n[state_key: {info['state_key']}]"
