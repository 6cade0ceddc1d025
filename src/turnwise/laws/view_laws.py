"""Laws: the library's other views show the same environment."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..wrappers import ArrayObservation, DiscreteActions
from ..wrappers.pool import LocalPool
from ..wrappers.vector import TurnVectorEnv, make_vec
from .comparison import brief, require_equal
from .law import require
from .subject import Subject

__all__ = ["array_view", "discrete_view", "own_vector"]


def discrete_view(subject: Subject) -> None:
    """`DiscreteActions` gives the same transitions for numbers as the texts do, and masks what is not legal."""
    game = subject.game
    texts = [game.format(action) for action in game.actions]
    for run in subject.runs("oracle", "random", tasks=2):
        menu = None if texts else max(1, *(len(step.info["legal"]) for step in run.steps), len(run.opening[1]["legal"]))
        view: Any = DiscreteActions(subject.make(), menu)
        observation, info = view.reset(seed=run.seed, options={"index": run.index})
        mask = info.pop("action_mask")
        require_equal(f"{run.at(0)}, reset of the discrete view", run.opening, (observation, info))
        for turn, step in enumerate(run.steps):
            legal = run.steps[turn - 1].info["legal"] if turn else run.opening[1]["legal"]
            if step.text not in legal:
                subject.note("Episodes were compared up to the first text that is not listed.")
                break
            names = texts or list(legal)
            require_equal(f"{run.at(turn)}, action_mask", _mask(names, legal, view.n), mask)
            sampled = view.text(int(view.action_space.sample(mask)))
            require(sampled in legal, f"{run.at(turn)}, sampled under the mask", "a legal action", brief(sampled))
            *got, info = view.step(names.index(step.text))
            mask = info.pop("action_mask")
            require_equal(f"{run.at(turn)}, in the discrete view", tuple(step[1:]), (*got, info))


def array_view(subject: Subject) -> None:
    """`ArrayObservation` gives new arrays inside the game's space; everything else is as in the text view."""
    space = subject.game.space
    if space is None:
        subject.note("Not checked: the game has no numeric view.")
        return
    for run in subject.runs("mixed", tasks=2):
        view: Any = ArrayObservation(subject.make())
        array, info = view.reset(seed=run.seed, options={"index": run.index})
        shown, last = run.opening, array
        for turn, step in enumerate(run.steps):
            require(array in space, f"{run.at(turn)}, array", f"an array in {space}", brief(array))
            require_equal(f"{run.at(turn)}, info of the array view", {**shown[1], "text": shown[0]}, info)
            array, *got, info = view.step(step.text)
            require(not np.shares_memory(array, last), f"{run.at(turn)}, array", "a new array", "the last one's memory")
            require_equal(f"{run.at(turn)}, in the array view", tuple(step[2:5]), tuple(got))
            shown, last = (step.observation, step.info), array


def own_vector(subject: Subject) -> None:
    """The library's own vector environment gives each of its environments what the single one gives."""
    runs = list(subject.runs("mixed", tasks=3))
    if isinstance(subject.maker, str):
        venv = make_vec(subject.maker, len(runs), infos="list", autoreset=False, **subject.options)
    else:
        pool = LocalPool(dict.fromkeys(range(len(runs)), subject.make), autoreset=False)
        venv = TurnVectorEnv(pool, len(runs), subject.env, infos="list", autoreset=False)
    options = [{"index": run.index} for run in runs]
    observations, infos = venv.reset(seed=[run.seed for run in runs], options=options)
    for number, run in enumerate(runs):
        require_equal(f"{run.at(0)}, reset in the vector", run.opening, (observations[number], infos[number]))
    for turn in range(max(len(run.steps) for run in runs)):
        chosen = {number: run.steps[turn].text for number, run in enumerate(runs) if turn < len(run.steps)}
        observations, rewards, terminations, truncations, infos = venv.step(chosen)
        for number in chosen:
            got = (
                observations[number],
                float(rewards[number]),
                bool(terminations[number]),
                bool(truncations[number]),
                infos[number],
            )
            require_equal(f"{runs[number].at(turn)}, in the vector", tuple(runs[number].steps[turn][1:]), got)
    venv.close()


def _mask(names: list[str], legal: tuple[str, ...], n: int) -> Any:
    listed = frozenset(legal)
    mask = np.zeros(n, np.int8)
    mask[[number for number, name in enumerate(names) if name in listed]] = 1
    return mask
