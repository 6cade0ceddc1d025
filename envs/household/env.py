"""The environment `turnwise/ALFWorld-v0`."""

from __future__ import annotations

from typing import Any, Unpack

from ..core.errors import TaskError, UsageError
from ..core.game import TaskSource
from ..core.turn_env import CommonOptions, TurnEnv
from .data import ALFWorldGames, Games
from .examples import ExampleGames
from .rules import ALFWorld
from .state import Command, State, Task

__all__ = ["MAX_TURNS", "ALFWorldEnv"]

MAX_TURNS = 50
"""Turns unless told otherwise, as ALFWorld's own configuration has it."""


class ALFWorldEnv(TurnEnv[Task, State, Command]):
    """ALFWorld's text games, played as its own engine plays them, every turn judged by the exact distance to the goal.

    ## Description
    Find, clean, heat, cool, carry and put things in a home of receptacles. Observations, admissible commands and
    success equal those of the real engine (alfworld 0.4.2, textworld 1.7.0) character for character, with what is odd
    in its data: receptacles that share a place, things listed in two places at once, things that can be taken but put
    down nowhere.

    Games come from ALFWorld's own files (`alfworld-download` fetches them). Without any, small homes made up here
    show how it plays.

    >>> from turnwise.envs.household import ALFWorldEnv
    >>> env = ALFWorldEnv()
    >>> observation, info = env.reset(options={"game": "train/example_1_look"})
    >>> print(observation.splitlines()[-1])
    Your task is to: examine the pen with the desklamp.
    >>> info["legal"][0]
    'go to bed 1'
    >>> env.step("go to desk 1")[0]
    'You arrive at desk 1. On the desk 1, you see a desklamp 1.'

    ## Action Space
    Text, written exactly: `go to R`, `open R`, `close R`, `examine R` or `O`, `take O from R`, `move O to R`,
    `clean O with R`, `heat O with R`, `cool O with R`, `use O`, `slice O with O`, `look`, `inventory`, `help`. Data
    before 2.1.2 have `put O in/on R` for `move O to R` and no `help`; the file decides. As in the real engine no text
    is refused: what is no admissible command costs a turn, and `Nothing happens.`, and counts for `max_rejected`.

    ## Observation Space
    The engine's texts. There is no numeric view.

    ## Starting State
    The game's own, with the agent at a place without receptacles. Splits are the folders `train`, `valid_train`,
    `valid_seen` and `valid_unseen`; games elsewhere are in split `games`.

    ## Rewards
    Scale "unit": `outcome` 1 won, -1 not; `progress` the change of max(0, 1 - d / (2 * d0)), where d is the exact
    number of commands left and d0 that at the start, 0 once the goal is out of reach; `regret` -1/max_turns times the
    commands wasted as a share of d0, 1 for one that puts the goal out of reach; `rejected` -1/max_turns for a command
    that does nothing. Best play earns 1.5 in all. It sees where everything is: it rewards going straight to a thing
    that was not shown yet. Scale "informed": `progress` and `regret` give way to `informed`, the change of the expected
    closeness for one who knows what was shown and where things usually are. Scale "alfworld": the benchmark's own 1
    for winning, else 0.

    ## Episode End
    Terminated: the goal is met. Truncated: after `max_turns` turns (50). A game that can no longer be won goes on.

    ## Information
    `legal` (the admissible commands, sorted), `state_key` (what the agent was shown), `turn`, `player`, `rejected`
    (nothing happened), `split`, `index`, `task` (folder and trial), `reward`, `reward_terms`, `success`
    (won), `measured`, `privileged`. `turnwise.envs.household.facts(home, state)` gives all that was shown, by name.

    ## Arguments
    `games` a `game.tw-pddl`, an `initial_state.pddl`, a folder, a tar archive or a list of these (see
    `ALFWorldGames`); `friendly` understands other usual words too and refuses what can't be done with the reason, put
    before the engine's `Nothing happens.`; `annotations` takes a person's sentence for the task where the
    `traj_data.json` beside the game has some; `reset(options={"game": ...})` takes a name, an end of one such as the
    trial, or an index;
    `split` (the first there is), `max_turns`, `max_rejected`, `render_mode`, `scale`, `terms` as everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.household:SCORING"

    def __init__(
        self,
        *,
        games: Games | None = None,
        friendly: bool = False,
        annotations: bool = False,
        **common: Unpack[CommonOptions],
    ) -> None:
        tasks: TaskSource[Task] = ExampleGames() if games is None else ALFWorldGames(games, annotations)
        common.setdefault("split", tasks.splits[0])
        common.setdefault("max_turns", MAX_TURNS)
        super().__init__(ALFWorld(friendly), tasks, **common)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
        """As `TurnEnv.reset`, with the further option `game`: a name, an end of one, or an index in the split.

        Raises:
            TaskError: no game or several have that name.
        """
        if options and "game" in options:
            options = dict(options)
            game = options.pop("game")
            if clash := options.keys() & {"index", "task", "episode"}:
                raise UsageError(f"give either the option game or the option {min(clash)}, not both")
            if isinstance(game, str):
                options["split"], options["index"] = self._address(game, options.get("split") or "")
            else:
                options["index"] = game
        return super().reset(seed=seed, options=options)

    def _address(self, name: str, split: str) -> tuple[str, int]:
        tasks = self.tasks
        if isinstance(tasks, ALFWorldGames):
            return tasks.find(name, split)
        for own in (split,) if split else tasks.splits:
            for index in range(tasks.count(own) or 0):
                if tasks.task(own, index).name == name:
                    return own, index
        raise TaskError(f"game must be the name of a game, got {name!r}")
