"""Laws: what Gymnasium's own checker and vector environments ask for."""

from __future__ import annotations

import multiprocessing
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium.envs.registration import EnvSpec
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AsyncVectorEnv, AutoresetMode, SyncVectorEnv

from ..envs.core.rng import Stream
from .law import LawBroken, require
from .playing import Run
from .subject import Subject

__all__ = ["async_vector", "gymnasium_check", "vector"]

STEPS = 30
_CONTEXT = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
"""Forked where that is possible: a spawned worker would run the caller's script again, and take a second to start."""


def gymnasium_check(subject: Subject) -> None:
    """Gymnasium's `check_env` finds nothing, not even a warning; the spec survives JSON and makes the same again."""
    env = subject.make()
    for checked, ignored in ((env.unwrapped, ()), (env, ("is different from the unwrapped version",))):
        with _warnings_as_errors(*ignored, *(() if env.spec else ("not having a spec",))):
            check_env(checked)
    spec = env.spec
    if spec is None:
        subject.note("spec.to_json() not checked: the environment was not made by gymnasium.make.")
        return
    if not isinstance(spec.entry_point, str):
        subject.note("spec.to_json() not checked: register the entry point as 'module:name' for that.")
        return
    again = EnvSpec.from_json(spec.to_json())
    require(again == spec, f"{subject.label}, spec through JSON", spec, again)
    twin = gym.make(again)
    require(str(twin) == str(env), f"{subject.label}, made from its spec's JSON", str(env), str(twin))


def vector(subject: Subject) -> None:
    """Gymnasium's SyncVectorEnv runs it in all three autoreset modes, and gives what the single environment gives."""
    run, steps = subject.run("mixed", 0), subject.some(STEPS, 12)
    for mode in AutoresetMode:
        venv = SyncVectorEnv([subject.make, subject.make], autoreset_mode=mode)
        _runs(f"{subject.label}, SyncVectorEnv {mode.value}", venv, mode, run, steps)
        venv.close()


def async_vector(subject: Subject) -> None:
    """Gymnasium's AsyncVectorEnv runs it with `shared_memory=False`, and refuses shared memory with a clear error."""
    mode = AutoresetMode.NEXT_STEP
    where = f"{subject.label}, AsyncVectorEnv"
    with warnings.catch_warnings():
        # Python 3.12 warns of forking beside other threads; the worker here uses none of their locks
        warnings.filterwarnings("ignore", message=r".*use of fork\(\)", category=DeprecationWarning)
        venv = AsyncVectorEnv([subject.make], shared_memory=False, autoreset_mode=mode, context=_CONTEXT)
    try:
        _runs(where, venv, mode, subject.run("mixed", 0), subject.some(STEPS, 12))
    finally:
        venv.close(terminate=True)
    try:
        AsyncVectorEnv([subject.make], context=_CONTEXT).close(terminate=True)
    except ValueError as error:
        require("shared_memory" in str(error), f"{where}(shared_memory=True)", "a hint at shared_memory=False", error)
    else:
        raise LawBroken(
            f"{where}(shared_memory=True): expected ValueError, since texts have no fixed size, got no error"
        )


@contextmanager
def _warnings_as_errors(*ignored: str) -> Iterator[None]:
    """Makes a warning an exception, but for messages that hold one of `ignored`."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for text in ignored:
            warnings.filterwarnings("ignore", message=f"(?s).*{text}")
        yield


def _runs(where: str, venv: Any, mode: AutoresetMode, run: Run, steps: int) -> None:
    """The first environment plays the recorded episode and must see what was recorded."""
    observations, infos = venv.reset(seed=[run.seed] * venv.num_envs, options={"index": run.index})
    require(observations[0] == run.opening[0], f"{where}, reset", run.opening[0], observations[0])
    for turn in range(steps):
        recorded = run.steps[turn] if turn < len(run.steps) else None
        texts = [recorded.text if recorded else _any(infos, 0, turn)]
        texts += [_any(infos, number, turn) for number in range(1, venv.num_envs)]
        observations, rewards, terminations, truncations, infos = venv.step(tuple(texts))
        over = np.logical_or(terminations, truncations)
        if recorded:
            _is_as_recorded(f"{where}, {run.at(turn)}", recorded, (observations[0], rewards[0], over[0], infos), mode)
        if mode is AutoresetMode.DISABLED and over.any():
            observations, infos = venv.reset(options={"reset_mask": over})


def _is_as_recorded(where: str, recorded: Any, got: tuple[Any, ...], mode: AutoresetMode) -> None:
    observation, reward, over, infos = got
    if mode is AutoresetMode.SAME_STEP and over:
        observation, infos = infos["final_obs"][0], infos["final_info"]
    require(observation == recorded.observation, f"{where}, observation", recorded.observation, observation)
    require(reward == recorded.reward, f"{where}, reward", recorded.reward, reward)
    require(bool(over) == (recorded.terminated or recorded.truncated), where, "the same end", bool(over))
    for name, value in recorded.info["reward_terms"].items():
        merged = infos["reward_terms"][name][0]
        require(merged == value, f"{where}, merged info['reward_terms'][{name!r}]", value, merged)
    require(
        infos["legal"][0] == recorded.info["legal"],
        f"{where}, merged info['legal']",
        recorded.info["legal"],
        infos["legal"][0],
    )


def _any(infos: Any, number: int, turn: int) -> str:
    legal = infos["legal"][number] if "legal" in infos else ()
    return str(Stream(turn, "law", "vector", number).choice(legal)) if legal else "nothing in particular"
