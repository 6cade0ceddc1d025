"""Episodes that the laws look at: who plays them, and all that was returned on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import gymnasium as gym

from ..envs.core.episode import Episode
from ..envs.core.game import Game
from ..envs.core.rng import Stream
from ..envs.core.turn_env import TurnEnv
from ..verifiers import Oracle

__all__ = ["POLICIES", "UNTHINKING", "Moment", "Run", "Step", "play"]

NO_LIMIT = 60
"""Turns after which an episode without a turn limit is left."""


class Step(NamedTuple):
    """One call of `step`: the text and the five things that came back."""

    text: str
    observation: Any
    reward: float
    terminated: bool
    truncated: bool
    info: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """One episode with all that the environment returned."""

    label: str
    """Which environment, for messages."""
    policy: str
    split: str
    index: int
    seed: int
    opening: tuple[Any, dict[str, Any]]
    """What `reset` returned."""
    steps: tuple[Step, ...]
    snapshots: tuple[Episode[Any, Any], ...]
    """Before the first turn and after each: one more than there are steps."""

    @property
    def episode(self) -> Episode[Any, Any]:
        """The whole episode."""
        return self.snapshots[-1]

    @property
    def total(self) -> float:
        """The sum of the rewards."""
        return sum(step.reward for step in self.steps)

    def at(self, turn: int | None = None) -> str:
        """Where in which episode, for messages."""
        place = f"{self.label}, split {self.split!r}, index {self.index}, seed {self.seed}, policy {self.policy}"
        if turn is None:
            return place
        text = self.steps[turn].text if turn < len(self.steps) else ""
        return f"{place}, turn {turn} (text {text[:40]!r})"


class Moment(NamedTuple):
    """What a policy may look at; the laws' own policies see everything."""

    observation: str
    info: Mapping[str, Any]
    episode: Episode[Any, Any]
    game: Game[Any, Any, Any]
    oracle: Oracle | None
    rng: Stream


def _oracle(moment: Moment) -> str:
    best = moment.oracle.actions(moment.episode.state).actions if moment.oracle is not None else ()
    return moment.game.format(best[0]) if best else _random(moment)


def _random(moment: Moment) -> str:
    legal = moment.info["legal"]
    return str(moment.rng.choice(legal)) if legal else "pass"


def _mixed(moment: Moment) -> str:
    """Mostly sense, with every kind of mistake: rejected texts, repeats and random actions."""
    chance, turns = moment.rng.random(), moment.episode.turns
    if chance < 0.5:
        return _oracle(moment)
    if chance < 0.8 or not turns:
        return _random(moment)
    return turns[-1].text if chance < 0.9 else "I do not know what to do."


def _noop(moment: Moment) -> str:
    return ""


def _parrot(moment: Moment) -> str:
    return moment.observation


def _list_all(moment: Moment) -> str:
    return "\n".join(moment.info["legal"])


def _list_blocks(moment: Moment) -> str:
    return "\n".join(f"<action>{text}</action>" for text in moment.info["legal"])


def _repeat_first(moment: Moment) -> str:
    turns = moment.episode.turns
    return turns[0].text if turns else next(iter(moment.info["legal"]), "pass")


POLICIES: dict[str, Callable[[Moment], str]] = {
    "oracle": _oracle,
    "random": _random,
    "mixed": _mixed,
    "noop": _noop,
    "parrot": _parrot,
    "list-all": _list_all,
    "list-blocks": _list_blocks,
    "repeat-first": _repeat_first,
}
"""Every way the laws play."""

UNTHINKING = ("noop", "parrot", "list-all", "list-blocks")
"""Those that name no single action: they must stay at the floor."""


def play(
    env: gym.Env[Any, Any],
    opening: tuple[Any, dict[str, Any]],
    policy: str,
    *,
    seed: int,
    label: str,
    oracle: Oracle | None,
) -> Run:
    """The episode that one of `POLICIES` makes of an opening, to its end or to `NO_LIMIT` turns without a limit.

    Args:
        env: stands at the opening.
        opening: what `reset` returned.
        policy: one of `POLICIES`; "random#2" is a second go at "random", with other random choices.
        seed: the seed that `reset` was given.
        label: which environment, for messages.
        oracle: for the policies that ask it.
    """
    base: TurnEnv[Any, Any, Any] = env.unwrapped  # type: ignore[assignment] # Subject checked it
    act = POLICIES[policy.partition("#")[0]]
    observation, info = opening
    steps: list[Step] = []
    snapshots = [base.snapshot()]
    while base.episode.end is None and len(steps) < (base.limits.max_turns or NO_LIMIT):
        rng = Stream(seed, "law", policy, len(steps))
        text = act(Moment(base.episode.observation, info, base.episode, base.game, oracle, rng))
        observation, reward, terminated, truncated, info = env.step(text)
        steps.append(Step(text, observation, reward, terminated, truncated, info))  # type: ignore[arg-type]
        snapshots.append(base.snapshot())
    return Run(label, policy, base.split, base.episode.origin.index, seed, opening, tuple(steps), tuple(snapshots))
