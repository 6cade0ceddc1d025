"""Laws: the same seed is the same episode, and a record can be played again and written down."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gymnasium as gym
import numpy as np

from ..envs.core.codec import episode_from_json, episode_to_json
from ..envs.core.episode import advance, begin, reseeded
from .comparison import brief, require_equal
from .law import require
from .playing import Run
from .subject import Subject

__all__ = ["replay", "reseed", "seed_determinism"]

SEEDS = 6


def seed_determinism(subject: Subject) -> None:
    """The same seed gives the same episode, whatever else runs beside it; another seed gives another.

    Each recorded episode is played again in a new environment while a second one plays something else in between,
    under other states of the global generators of `random` and NumPy: observations, rewards, ends and infos are equal.
    """
    for run in subject.runs("mixed", tasks=subject.some(3, 1)):
        with _other_global_generators(run.seed):
            _same_again(run, subject.make(), subject.make())
    env, twin = subject.make(), subject.make()
    openings = set()
    for seed in range(SEEDS):
        first, second = env.reset(seed=seed), twin.reset(seed=seed)
        require_equal(f"{subject.label}, reset(seed={seed}) of two instances", first, second)
        openings.add((first[0], str(first[1]["index"]), first[1]["privileged"]["seed"]))
    require_equal(f"{subject.label}, the reset after reset(seed={SEEDS - 1})", env.reset(), twin.reset())
    require(len(openings) > 1, f"{subject.label}, seeds 0 to {SEEDS - 1}", "different episodes", "one and the same")
    if subject.source.count(subject.base.split) != 1:
        tasks = {index for _, index, _ in openings}
        require(
            len(tasks) > 1,
            f"{subject.label}, seeds 0 to {SEEDS - 1}",
            "more than one task",
            f"only index {tasks.pop()}",
        )


def replay(subject: Subject) -> None:
    """The recorded texts, played again from the start, give an equal episode; so does its JSON."""
    game, limits = subject.game, subject.base.limits
    for run in subject.runs("mixed", "random", "oracle", "noop", tasks=subject.some(3, 1)):
        episode = run.episode
        task = subject.source.task(episode.origin.split, episode.origin.index)
        again = begin(game, task, episode.seed, episode.origin)
        for turn in episode.turns:
            again = advance(game, again, turn.text, limits)
        require_equal(f"{run.at()}, replayed", episode, again)
        text = json.dumps(episode_to_json(episode, game.types))
        require_equal(f"{run.at()}, through JSON", episode, episode_from_json(json.loads(text), game.types))


def reseed(subject: Subject) -> None:
    """`restore(reseed=k)` gives futures that depend on `k` alone; the past stays as it was."""
    for run in subject.runs("random", tasks=subject.some(3, 1)):
        middle = len(run.steps) // 2
        snapshot, texts = run.snapshots[middle], [step.text for step in run.steps[middle:]]
        seeds = {snapshot.seed}
        for number in (1, 2, 1 << 40):
            futures = [_future(subject, snapshot, number, texts) for _ in range(2)]
            require_equal(f"{run.at(middle)}, restore(reseed={number}) twice", *futures)
            past = futures[0]._replace(seed=snapshot.seed, state=snapshot.state, end=None)
            past = past._replace(turns=past.turns[:middle])
            require_equal(f"{run.at(middle)}, the past after restore(reseed={number})", snapshot, past)
            seeds.add(futures[0].seed)
        require(len(seeds) == 4, f"{run.at(middle)}, reseed 1, 2 and {1 << 40}", "three new seeds", brief(seeds))
        require(reseeded(snapshot, 1).state is snapshot.state, run.at(middle), "the same state", "another")


def _future(subject: Subject, snapshot: Any, number: int, texts: list[str]) -> Any:
    env = subject.make()
    base: Any = env.unwrapped
    base.restore(snapshot, reseed=number)
    for text in texts:
        if base.episode.end is not None:
            break
        env.step(text)
    return base.episode


def _same_again(run: Run, env: gym.Env[Any, Any], other: gym.Env[Any, Any]) -> None:
    other.reset(seed=run.seed + 1)
    require_equal(f"{run.at(0)}, reset", run.opening, env.reset(seed=run.seed, options={"index": run.index}))
    beside: Any = other.unwrapped
    for turn, step in enumerate(run.steps):
        if beside.episode.end is not None:
            other.reset()
        other.step(step.text)
        require_equal(f"{run.at(turn)}, played again", tuple(step[1:]), env.step(step.text))


@contextmanager
def _other_global_generators(seed: int) -> Iterator[None]:
    """Sets the global generators to something else, and puts them back."""
    state, array_state = random.getstate(), np.random.get_state()  # noqa: NPY002 - the global one is what is tested
    random.seed(seed + 1)
    np.random.seed((seed + 1) % (1 << 32))  # noqa: NPY002
    try:
        yield
    finally:
        random.setstate(state)
        np.random.set_state(array_state)  # noqa: NPY002
