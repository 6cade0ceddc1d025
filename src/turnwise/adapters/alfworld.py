"""A stand-in for ALFWorld's Python interface, text games only.

Code for ALFWorld runs by changing one import:

    from turnwise.adapters.alfworld import get_environment  # was: from alfworld.agents.environment import ...

    env = get_environment("AlfredTWEnv")(config, train_eval="eval_out_of_distribution").init_env(batch_size=8)
    observations, infos = env.reset()
    observations, scores, dones, infos = env.step([commands[0] for commands in infos["admissible_commands"]])

Same tuples, same keys, same order of games for the same list of files (as in alfworld 0.4.2 and textworld 1.7.0, whose
list itself depends on the file system; here it is sorted). Differences: `extra.expert_plan` is always a shortest plan;
the games are played in this process; `domain_randomization` numbers things anew at every reset as the real one does,
but by the seed of `env.seed`, so that it can be repeated. `goal_desc_human_anns_prob` is ignored with a warning, as
there.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..envs.core.errors import DataError, EpisodeError, UsageError
from ..envs.core.game import Transition
from ..envs.core.rng import Stream
from ..envs.household import ALFWorld, ALFWorldGames, GameFile, State, Task, home
from ..envs.household.solver import plan

__all__ = ["AlfredTWEnv", "BatchEnv", "get_environment"]

TASK_TYPES = {1: "place", 2: "look", 3: "clean", 4: "heat", 5: "cool", 6: "two"}
"""The numbers under `env.task_types` of ALFWorld's configuration."""

_PATHS = {
    "train": "data_path",
    "eval_in_distribution": "eval_id_data_path",
    "eval_out_of_distribution": "eval_ood_data_path",
}
_FOLDERS = {
    "place": "pick_and_place_simple",
    "look": "look_at_obj_in_light",
    "clean": "pick_clean_then_place_in_recep",
    "heat": "pick_heat_then_place_in_recep",
    "cool": "pick_cool_then_place_in_recep",
    "two": "pick_two_obj_and_place",
}
_GAME = ALFWorld()
_UNUSED = Stream(0)

Infos = dict[str, list[Any]]


def get_environment(env_type: str) -> type[AlfredTWEnv]:
    """The class of an environment type; only "AlfredTWEnv" is there.

    Raises:
        UsageError: another type.
    """
    if env_type != "AlfredTWEnv":
        raise UsageError(f"only the text environment 'AlfredTWEnv' has a stand-in, got {env_type!r}")
    return AlfredTWEnv


class AlfredTWEnv:
    """The games that a configuration asks for, as ALFWorld's class of this name.

    Args:
        config: ALFWorld's configuration; environment variables in its paths are filled in, and a path may also be a
            tar archive.
        train_eval: "train", "eval_in_distribution" or "eval_out_of_distribution".

    Raises:
        UsageError: a wrong `train_eval` or a setting that is not there.
        DataError: there are no games.
    """

    def __init__(self, config: Mapping[str, Any], train_eval: str = "train") -> None:
        if train_eval not in _PATHS:
            raise UsageError(f"train_eval must be one of {list(_PATHS)}, got {train_eval!r}")
        if config["env"].get("goal_desc_human_anns_prob", 0) > 0:
            warnings.warn("env.goal_desc_human_anns_prob is ignored: games are loaded as they are", stacklevel=2)
        self.config = config
        self.train_eval = train_eval
        path = os.path.expandvars(config["dataset"][_PATHS[train_eval]])
        games = ALFWorldGames(path)
        kinds = {TASK_TYPES[number] for number in config["env"].get("task_types", TASK_TYPES)}
        found = [
            file
            for split in games.splits
            for file in games.playable(split)
            if len(kinds) == len(TASK_TYPES) or _kind(file) in kinds
        ]
        limit = config["dataset"].get("num_train_games" if train_eval == "train" else "num_eval_games", -1)
        self._files = {file.path: file for file in found}
        self.game_files = [file.path for file in found[: limit if limit > 0 else None]]
        """Paths of the games; may be replaced before `init_env`."""
        self.num_games = len(self.game_files)

    def init_env(self, batch_size: int) -> BatchEnv:
        """An environment that plays `batch_size` of the games at once."""
        method = self.config["general"]["training_method"]
        if method not in ("dqn", "dagger"):
            raise UsageError(f"general.training_method must be 'dqn' or 'dagger', got {method!r}")
        training = self.config["rl" if method == "dqn" else "dagger"]["training"]
        files = [self._files.get(path) or ALFWorldGames(path).files[0] for path in self.game_files]
        return BatchEnv(
            files,
            batch_size,
            training["max_nb_steps_per_episode"],
            expert=method == "dagger" and self.train_eval == "train",
            renumber=self.train_eval == "train" and bool(self.config["env"].get("domain_randomization")),
        )


def _kind(file: GameFile) -> str:
    """The task type of a game: by its folder where that says it, else by its goal."""
    folder = file.name.split("/")[-2] if "/" in file.name else ""
    for kind, start in _FOLDERS.items():
        if folder.startswith(f"{start}-"):
            return kind
    return home(file.read().definition).goal.kind


@dataclass(slots=True)
class _Seat:
    """One of the games being played."""

    file: GameFile
    state: State
    observation: str
    turns: int = 0
    done: bool = False


class BatchEnv:
    """Several games at once, as `textworld.gym`'s batch environment gives them: tuples, and infos as lists.

    A game that is done keeps giving its last state until all are reset. `scores` are 1 for a won game, else 0; `dones`
    are also true at the step limit, so look at `infos["won"]` for success.

    Args:
        files: the games to draw from.
        batch_size: games at once.
        max_steps: steps until a game is done.
        expert: adds `extra.expert_plan`, a shortest plan from the state.
        renumber: numbers things at random at every reset.
    """

    def __init__(
        self,
        files: Sequence[GameFile],
        batch_size: int,
        max_steps: int,
        *,
        expert: bool = False,
        renumber: bool = False,
    ) -> None:
        if not files:
            raise DataError("expected at least one game, got none; look at game_files")
        if batch_size < 1:
            raise UsageError(f"batch_size must be at least 1, got {batch_size!r}")
        self.files = tuple(files)
        self.batch_size = batch_size
        self.max_steps = max_steps
        self.expert = expert
        self.renumber = renumber
        self._seats: list[_Seat] = []
        self.seed(1234)

    @property
    def gamefiles(self) -> list[str]:
        """Paths of the games."""
        return [file.path for file in self.files]

    def seed(self, seed: int | None = None) -> list[int | None]:
        """Shuffles the order of the games, as textworld does it; 1234 is what a new environment has."""
        rng = np.random.RandomState(seed)
        files = list(self.files)
        rng.shuffle(files)  # type: ignore[arg-type] # any list will do
        self._order = _cycle(files, rng)
        self._numbers = Stream(0 if seed is None else seed, "domain randomization")
        self._begun = 0
        return [seed]

    def skip(self, nb_games: int = 1) -> None:
        """Leaves out the next games."""
        for _ in range(nb_games):
            next(self._order)

    def reset(self) -> tuple[tuple[str, ...], Infos]:
        """Begins the next games; observations and infos."""
        self._seats = []
        for _ in range(self.batch_size):
            file = next(self._order)
            self._begun += 1
            numbers = self._numbers.child(self._begun) if self.renumber else None
            state = _GAME.start(Task(file.read(numbers=numbers).definition, file.name))
            self._seats.append(_Seat(file, state, _GAME.describe(state, None)))
        return tuple([seat.observation for seat in self._seats]), self._infos()

    def step(self, commands: Sequence[str]) -> tuple[tuple[str, ...], tuple[int, ...], tuple[bool, ...], Infos]:
        """One command in each game; observations, scores, dones and infos.

        Raises:
            EpisodeError: before `reset`.
            UsageError: another number of commands than games.
        """
        if not self._seats:
            raise EpisodeError("there are no games yet; call reset() before step()")
        if isinstance(commands, str) or len(commands) != len(self._seats):
            raise UsageError(f"expected a list of {len(self._seats)} commands, one a game, got {commands!r:.80}")
        for seat, text in zip(self._seats, commands, strict=True):
            if not seat.done:
                self._play(seat, text)
        return (
            tuple([seat.observation for seat in self._seats]),
            tuple([int(seat.state.won) for seat in self._seats]),
            tuple([seat.done for seat in self._seats]),
            self._infos(),
        )

    def close(self) -> None:
        """Ends the games."""
        self._seats = []

    def _play(self, seat: _Seat, text: str) -> None:
        before, command = seat.state, _GAME.parse(text, seat.state)
        seat.state, events = _GAME.apply(before, command, _UNUSED)
        seat.observation = _GAME.describe(seat.state, Transition(before, command, seat.state, events, seat.turns))
        seat.turns += 1
        seat.done = seat.state.won or seat.turns >= self.max_steps

    def _infos(self) -> Infos:
        infos: Infos = {
            "won": [seat.state.won for seat in self._seats],
            "admissible_commands": [list(_GAME.legal_texts(seat.state)) for seat in self._seats],
            "extra.gamefile": [seat.file.path for seat in self._seats],
        }
        if self.expert:
            infos["extra.expert_plan"] = [
                list(plan(home(seat.state.task.definition), seat.state)) for seat in self._seats
            ]
        return infos


def _cycle(files: list[GameFile], rng: np.random.RandomState) -> Iterator[GameFile]:
    """The games in order, then shuffled anew, for ever."""
    yield from files
    while True:
        rng.shuffle(files)  # type: ignore[arg-type] # any list will do
        yield from files
