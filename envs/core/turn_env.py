"""Gymnasium's face of a game: texts in, texts out, and an episode that can be held, put back and branched."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, ClassVar, Generic, TypedDict, TypeVar

import gymnasium as gym
import numpy as np

from .episode import Episode, Limits, Origin, advance, begin, reseeded
from .errors import EpisodeError, TaskError, UsageError
from .game import A, Game, S, TaskSource
from .rng import Stream
from .spaces import AnyText

__all__ = ["CommonOptions", "TurnEnv"]

T = TypeVar("T")

_RESET_OPTIONS = frozenset({"split", "index", "task", "episode", "reseed"})


class CommonOptions(TypedDict, total=False):
    """The options that every environment takes, as keywords of `gymnasium.make`."""

    split: str
    max_turns: int | None
    max_rejected: int | None
    render_mode: str | None
    scale: str
    terms: Mapping[str, float] | None


class TurnEnv(gym.Env[str, str], Generic[T, S, A]):
    """The only environment class of the suite; families subclass it to choose game, tasks and defaults.

    The bare environment pays 0.0: `turnwise.wrappers.ProcessReward` turns verdicts into rewards.

    Args:
        game: the rules.
        tasks: where tasks come from.
        split: the split that `reset` draws from unless told otherwise.
        max_turns: turns after which the episode is truncated; None for no limit.
        max_rejected: rejected actions in a row after which it is truncated; None for no limit.
        render_mode: "ansi" or None.
        scale: reward scale, read by `ProcessReward`.
        terms: reward terms as {name: weight}, read by `ProcessReward`; None for the scale's own.
    """

    metadata: dict[str, Any] = {"render_modes": ["ansi"], "render_fps": 4}  # noqa: RUF012 - Gymnasium's attribute

    scoring: ClassVar[Any] = None
    """The family's `Scoring`, or where it is: "module:name" (a string, since dynamics never import rewards)."""

    def __init__(
        self,
        game: Game[T, S, A],
        tasks: TaskSource[T],
        *,
        split: str = "train",
        max_turns: int | None = 100,
        max_rejected: int | None = None,
        render_mode: str | None = None,
        scale: str = "unit",
        terms: Mapping[str, float] | None = None,
    ) -> None:
        if render_mode not in (None, *self.metadata["render_modes"]):
            raise UsageError(f"render_mode must be None or one of {self.metadata['render_modes']}, got {render_mode!r}")
        if split not in tasks.splits:
            raise TaskError(f"split must be one of {list(tasks.splits)}, got {split!r}")
        self.game = game
        self.tasks = tasks
        self.split = split
        self.limits = Limits(max_turns, max_rejected)
        self.render_mode = render_mode
        self.reward_options: dict[str, Any] = {
            "scale": scale,
            "terms": dict(terms) if terms is not None else None,
        }
        self.observation_space = AnyText()
        self.action_space = AnyText(examples=[game.format(action) for action in game.actions[:32]])
        self._episode: Episode[S, A] | None = None

    @property
    def episode(self) -> Episode[S, A]:
        """The episode so far.

        Raises:
            EpisodeError: `reset` has not been called.
        """
        if self._episode is None:
            raise EpisodeError("there is no episode yet; call reset() first")
        return self._episode

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
        """Begin an episode: of a task drawn from the split, or of the one that the options name.

        Args:
            seed: seeds `np_random`, which draws the task's index and the seed of the dynamics.
            options: `split` and `index` name a task; `task` hands one in; `episode` (with an optional integer
                `reseed`) puts a snapshot back through the whole stack of wrappers.

        Raises:
            UsageError: an unknown option, or options that contradict each other.
            TaskError: no such split or index.
        """
        super().reset(seed=seed)
        options = options or {}
        if unknown := options.keys() - _RESET_OPTIONS:
            raise UsageError(f"reset options are {sorted(_RESET_OPTIONS)}, got {sorted(unknown)}")
        if options.get("episode") is not None:
            self.restore(options["episode"], reseed=options.get("reseed"))
        else:
            episode = self._begin(options)
            self.close()
            self._episode = episode
        return self.observe()

    def step(self, action: str) -> tuple[str, float, bool, bool, dict[str, Any]]:
        """One turn. Any text is taken; one that is no legal action is a rejected turn.

        Raises:
            TypeError: `action` is no string.
            EpisodeError: before `reset` or after the end.
        """
        if not isinstance(action, str):
            raise TypeError(f"an action is a str, got {type(action).__name__}: {action!r:.80}")
        self._episode = episode = advance(self.game, self._episode or self.episode, action, self.limits)
        end = episode.end
        return episode.turns[-1].observation, 0.0, end == "terminated", end == "truncated", self._info(episode)

    def snapshot(self) -> Episode[S, A]:
        """The episode as a value: keep it, pickle it, restore it here or in another process."""
        return self.episode

    def restore(self, episode: Episode[S, A], *, reseed: int | None = None) -> None:
        """Go back to a snapshot; `observe()` gives what `step` or `reset` returned then.

        Args:
            episode: a snapshot of an environment made in the same way.
            reseed: where given, what is drawn from here on differs: other futures of the same moment.

        Raises:
            UsageError: no episode of this game. Nothing is changed then.
        """
        if type(episode) is not Episode or type(episode.state) not in self.game.types:
            raise UsageError(
                f"expected an Episode of {type(self.game).__name__}, got {type(episode).__name__} with state "
                f"{type(getattr(episode, 'state', None)).__name__}; restore only snapshots of the same game"
            )
        self.close()
        self._episode = episode if reseed is None else reseeded(episode, reseed)

    def close(self) -> None:
        """Gives back what the episode holds outside the process; the environment can go on being used."""
        if self._episode is not None:
            self.game.release(self._episode.state)

    def observe(self) -> tuple[str, dict[str, Any]]:
        """The current observation and a new info, as the last `reset` or `step` gave them."""
        return self.episode.observation, self._info(self.episode)

    def render(self) -> str | None:
        """The last observation for `render_mode="ansi"`, else None."""
        return self.episode.observation if self.render_mode == "ansi" else None

    def __deepcopy__(self, memo: dict[int, Any]) -> TurnEnv[T, S, A]:
        """A branch: shares the game, the tasks and the episode's values, and owns its generator."""
        twin = copy.copy(self)
        memo[id(self)] = twin
        if self._np_random is not None:  # by its state: a quarter of the time of deepcopy
            twin._np_random = np.random.Generator(np.random.PCG64(0))
            twin._np_random.bit_generator.state = self._np_random.bit_generator.state
        twin.action_space = copy.deepcopy(self.action_space, memo)
        return twin

    def _begin(self, options: dict[str, Any]) -> Episode[S, A]:
        split = options.get("split") or self.split
        if split not in self.tasks.splits:
            raise TaskError(f"split must be one of {list(self.tasks.splits)}, got {split!r}")
        drawn, index = int(self.np_random.integers(1 << 62)), options.get("index")
        if options.get("task") is not None:
            if index is not None:
                raise UsageError("give either the option task or the option index, not both")
            task, index = options["task"], -1
        else:
            count = self.tasks.count(split)
            if index is None:
                index = Stream(drawn, "task").integers(1 << 31 if count is None else count)
            elif isinstance(index, bool) or not hasattr(index, "__index__"):
                raise TaskError(f"index must be an integer, got {index!r}")
            elif index < 0 or (count is not None and index >= count):
                raise TaskError(f"index must be 0 to {'any size' if count is None else count - 1}, got {index}")
            index = int(index)
            task = self.tasks.task(split, index)
        env_id = self.spec.id if self.spec is not None else type(self).__name__
        return begin(self.game, task, drawn, Origin(env_id, split, index, self.tasks.name(task)))

    def _info(self, episode: Episode[S, A]) -> dict[str, Any]:
        """Public facts at the top; what the agent must not see under "privileged". One type a key, no None."""
        origin, seed, state, _, turns, end = episode
        game, rejected = self.game, False
        if turns:
            last = turns[-1].transition
            rejected = game.refused(last.action, last.events)
        return {
            "legal": () if end == "terminated" else game.legal_texts(state),
            "state_key": game.key(state),
            "turn": len(turns),
            "player": game.player(state),
            "rejected": rejected,
            "split": origin.split,
            "index": origin.index,
            "task": origin.name,
            "privileged": {"state": state, "seed": seed},
        }
