"""A game that a person plays: turns with their verdicts, going back, hints and saving."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import gymnasium as gym

from ..envs.core.codec import episode_to_json
from ..envs.core.episode import Episode
from ..envs.core.errors import UsageError
from ..envs.core.turn_env import TurnEnv
from ..verifiers.scoring import load_scoring
from ..verifiers.verdict import OracleSet
from ..wrappers.reward import RewardRecord

__all__ = ["Session"]


class Session:
    """One played episode, with every earlier moment of it.

    Args:
        env: an environment from `gymnasium.make`.
        seed: seed of the first reset.
        task: the reset options `split` and `index`.
    """

    def __init__(self, env: gym.Env[str, str], *, seed: int, task: dict[str, Any]) -> None:
        self._env = env
        self._base: TurnEnv[Any, Any, Any] = env.unwrapped  # type: ignore[assignment] # make_environment checked it
        self._scoring = load_scoring(self._base.scoring)
        _, self.info = env.reset(seed=seed, options=task)
        self._start = self.episode.state
        self._earlier: list[tuple[Episode[Any, Any], dict[str, Any], RewardRecord]] = []

    @property
    def episode(self) -> Episode[Any, Any]:
        """The episode so far."""
        return self._base.episode

    @property
    def records(self) -> list[RewardRecord]:
        """The reward of each turn so far."""
        return [record for _, _, record in self._earlier]

    @property
    def legal(self) -> tuple[str, ...]:
        """The legal actions that can be listed now."""
        return tuple(self.info["legal"])

    @property
    def over(self) -> bool:
        """Whether the episode has ended."""
        return self.episode.end is not None

    @property
    def total(self) -> float:
        """The return so far."""
        return sum(record.total for record in self.records)

    @property
    def guarantee(self) -> float | None:
        """The return that best play surely reaches from the start on the unit scale; None where unknown or unpaid."""
        paid = self._base.reward_options
        if self._scoring.guarantee is None or paid["scale"] != "unit" or paid["terms"] is not None:
            return None
        return self._scoring.guarantee(self._start)

    def sums(self) -> dict[str, float]:
        """The sum of each reward term over the turns so far."""
        sums: dict[str, float] = defaultdict(float)
        for record in self.records:
            for name, value in record.terms.items():
                sums[name] += value
        return dict(sums)

    def take(self, text: str) -> RewardRecord:
        """Take one turn; gives its reward with the verdicts."""
        before = self.episode, self.info
        _, _, _, _, self.info = self._env.step(text)
        record: RewardRecord = self.info["reward"]
        self._earlier.append((*before, record))
        return record

    def undo(self) -> bool:
        """Go back one turn; False at the start. The same action has the same consequences again."""
        if not self._earlier:
            return False
        episode, info, _ = self._earlier.pop()
        self._env.reset(options={"episode": episode})
        self.info = info
        return True

    def hint(self) -> tuple[str, OracleSet[Any]] | None:
        """The first of the oracle's actions with its whole set; None where there is no oracle or none helps."""
        if self._scoring.oracle is None or self.over:
            return None
        best = self._scoring.oracle.actions(self.episode.state)
        return (self._base.game.format(best.actions[0]), best) if best.actions else None

    def save(self, path: Path) -> None:
        """Write the episode as JSON that `episode_from_json` reads.

        Raises:
            UsageError: the file can't be written.
        """
        data = episode_to_json(self.episode, self._base.game.types)
        try:
            path.write_text(json.dumps(data, ensure_ascii=False) + "\n", encoding="utf-8")
        except OSError as error:
            raise UsageError(f"can't write {str(path)!r}: {error.strerror}") from error
