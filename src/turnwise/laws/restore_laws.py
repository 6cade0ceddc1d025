"""Laws: a snapshot is the whole episode, here, in a copy, through wrappers and in a new process."""

from __future__ import annotations

import copy
import pickle
from functools import partial
from typing import Any

import gymnasium as gym
from gymnasium.wrappers import RecordEpisodeStatistics, TransformReward

from ..envs.core.errors import EpisodeError, UsageError
from .comparison import brief, require_equal
from .law import LawBroken, require
from .new_process import ask
from .playing import Run
from .subject import Subject

__all__ = ["pickling", "restore", "restore_new_process"]


def restore(subject: Subject) -> None:
    """Restoring a snapshot and stepping is equal to the bit to what happened there the first time.

    At every turn, terminal states included: directly, after pickling environment and snapshot, in a deep copy, and
    by `reset(options={"episode": ...})` through Gymnasium's own wrappers. What is no snapshot is refused and changes
    nothing, and branches leave the moment that they came from unchanged.
    """
    env, stacked = subject.make(), _stack(subject.make())
    env.reset(seed=0)
    for run in subject.runs("mixed", "oracle", tasks=subject.some(3, 1)):
        for turn, snapshot in enumerate(run.snapshots):
            env.unwrapped.restore(snapshot)  # type: ignore[attr-defined]
            _continues(env, run, turn, "restored")
            _through_wrappers(stacked, run, turn)
        for turn in {0, len(run.steps) // 2, len(run.steps)}:
            _copies(env, run, turn)
        _unchanged(run)
    _refuses_garbage(env, subject)


def restore_new_process(subject: Subject) -> None:
    """A snapshot that was pickled restores in a new process, and the next turn there is equal to the bit.

    The new interpreter also makes the same tasks, and has another seed of `hash()`.
    """
    source = subject.source
    if not isinstance(subject.maker, str) and subject.maker.__module__ == "__main__":
        subject.note("Not checked: a new process can't import what stands in a script; put it into a module.")
        return
    addresses = [(split, index) for split in source.splits for index in range(_count(subject, split))]
    moments = [
        (run, turn)
        for run in subject.runs("mixed", tasks=subject.some(3, 1))
        for turn in sorted({0, len(run.steps) // 2, len(run.steps) - 1})
    ]
    snapshots = [(run.snapshots[turn], run.steps[turn].text) for run, turn in moments]
    # by its spec, since the new process has not registered what this one has
    spec = subject.env.spec if isinstance(subject.maker, str) else None
    maker, options = (subject.maker, subject.options) if spec is None else (partial(gym.make, spec), {})
    order = pickle.dumps((maker, options, snapshots, addresses))
    results, tasks = ask(order, f"{subject.label}, in a new process")
    for (run, turn), result in zip(moments, results, strict=True):
        require_equal(f"{run.at(turn)}, in a new process", tuple(run.steps[turn][1:]), result)
    for address, task in zip(addresses, tasks, strict=True):
        require_equal(f"{subject.label}, task {address} in a new process", source.task(*address), task)


def pickling(subject: Subject) -> None:
    """The environment pickles in mid-episode with its wrappers and goes on as before; its spec pickles too."""
    for run in subject.runs("mixed", tasks=subject.some(2, 1)):
        env, middle = subject.make(), len(run.steps) // 2
        env.reset(seed=run.seed, options={"index": run.index})
        for step in run.steps[:middle]:
            env.step(step.text)
        twins = [pickle.loads(pickle.dumps(env, protocol)) for protocol in (4, pickle.HIGHEST_PROTOCOL)]
        for twin in (*twins, env):
            for turn in range(middle, len(run.steps)):
                require_equal(
                    f"{run.at(turn)}, pickled at turn {middle}",
                    tuple(run.steps[turn][1:]),
                    twin.step(run.steps[turn].text),
                )
            # the generator is part of it: the episode that comes next is the same one too
        following = [twin.reset() for twin in (*twins, env)]
        for twin_following in following[:-1]:
            require_equal(f"{run.at()}, the episode after it, pickled at turn {middle}", following[-1], twin_following)
    spec = subject.env.spec
    require(pickle.loads(pickle.dumps(spec)) == spec, subject.label, "the pickled spec to be equal", "another")


def _count(subject: Subject, split: str) -> int:
    count = subject.source.count(split)
    return 2 if count is None else min(2, count)


def _stack(env: gym.Env[Any, Any]) -> gym.Env[Any, Any]:
    return RecordEpisodeStatistics(TransformReward(env, _double))


def _double(reward: Any) -> Any:
    return 2 * reward


def _continues(env: gym.Env[Any, Any], run: Run, turn: int, how: str) -> None:
    """The environment stands at the turn: shows what it showed, then does what it did."""
    shown = run.opening if turn == 0 else (run.steps[turn - 1].observation, run.steps[turn - 1].info)
    observation, info = env.unwrapped.observe()  # type: ignore[attr-defined]
    require_equal(f"{run.at(turn)}, observation {how}", shown[0], observation)
    require_equal(f"{run.at(turn)}, info {how}", {key: shown[1].get(key) for key in info}, info)
    if turn < len(run.steps):
        require_equal(f"{run.at(turn)}, {how}", tuple(run.steps[turn][1:]), env.step(run.steps[turn].text))
    elif run.episode.end is not None:
        _refuses_step(env, f"{run.at(turn)}, {how} after the end")


def _through_wrappers(stacked: gym.Env[Any, Any], run: Run, turn: int) -> None:
    shown = run.opening[0] if turn == 0 else run.steps[turn - 1].observation
    observation, _ = stacked.reset(options={"episode": run.snapshots[turn]})
    require_equal(f"{run.at(turn)}, restored through wrappers", shown, observation)
    if turn < len(run.steps):
        step = run.steps[turn]
        observation, reward, terminated, truncated, info = stacked.step(step.text)
        info.pop("episode", None)  # Gymnasium's own statistics
        expected = (step.observation, 2 * step.reward, step.terminated, step.truncated, step.info)
        got = (observation, reward, terminated, truncated, info)
        require_equal(f"{run.at(turn)}, restored through wrappers, reward doubled", expected, got)


def _copies(env: gym.Env[Any, Any], run: Run, turn: int) -> None:
    snapshot = pickle.loads(pickle.dumps(run.snapshots[turn]))
    require_equal(f"{run.at(turn)}, the pickled snapshot", run.snapshots[turn], snapshot)
    base: Any = env.unwrapped
    base.restore(snapshot)
    _continues(pickle.loads(pickle.dumps(env)), run, turn, "pickled")
    twin = copy.deepcopy(env)
    _continues(twin, run, turn, "in a deep copy")
    require(base.snapshot() is snapshot, run.at(turn), "a branch to leave the original where it was", "a later moment")
    _continues(env, run, turn, "after its branch went on")


def _unchanged(run: Run) -> None:
    """Each snapshot still is the beginning of the whole episode."""
    episode = run.episode
    for turn, snapshot in enumerate(run.snapshots):
        require(
            snapshot.turns == episode.turns[:turn], run.at(turn), "branches to leave the past unchanged", "a change"
        )
        if turn < len(run.steps):
            before = episode.turns[turn].transition.before
            require_equal(f"{run.at(turn)}, the state before the step", before, snapshot.state)


def _refuses_garbage(env: gym.Env[Any, Any], subject: Subject) -> None:
    env.reset(seed=1)
    base: Any = env.unwrapped
    good = base.snapshot()
    for garbage in (None, 7, "snapshot", {}, (), b"\x80", object(), good._replace(state=object()), tuple(good)):
        where = f"{subject.label}, restore({brief(garbage, 60)})"
        try:
            base.restore(garbage)
        except UsageError:
            require(base.snapshot() is good, where, "nothing to be changed", "another episode")
        else:
            raise LawBroken(f"{where}: expected UsageError, got no error")


def _refuses_step(env: gym.Env[Any, Any], where: str) -> None:
    try:
        env.unwrapped.step("")
    except EpisodeError:
        return
    raise LawBroken(f"{where}: expected step to raise EpisodeError, got no error")
