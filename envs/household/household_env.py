"""The environment `turnwise/Household-v0`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from ..core.turn_env import CommonOptions, TurnEnv
from .friendly import Household
from .state import Command, State, Task
from .tasks import HouseholdTasks

__all__ = ["HouseholdEnv"]

MAX_TURNS = 50
"""Turns unless told otherwise, as in ALFWorld."""


class HouseholdEnv(TurnEnv[Task, State, Command]):
    """Household tasks without end in homes made up here, every turn judged by the exact distance to the goal.

    ## Description
    Homes of one or two rooms, drawn from facts about what stands in rooms, what lies about there and where. The rules
    are those of ALFWorld's games, without what is odd in their data: every receptacle has a place of its own, a thing
    is in one container, and all that can be taken can be put somewhere. Bowls, plates, mugs and the like hold things
    and are carried with them. Eleven task types: ALFWorld's six (`place`, `look`, `clean`, `heat`, `cool`,
    `two`), and `slice`, `stack` (a thing in a vessel in a place), `three` of a kind, `all` of a kind, and `if` (what to
    do depends on what a receptacle holds, into which the agent has to look).

    >>> from turnwise.envs.household import HouseholdEnv
    >>> env = HouseholdEnv()
    >>> observation, info = env.reset(options={"index": 0})
    >>> print(observation.splitlines()[-1])
    Task: Put a mug on a side table.
    >>> env.step("Go to the DESK")[0]
    'You go to the desk 1. On it: bowl 1, disc 1, disc 2, disc 3, credit card 1 and mug 1.'
    >>> env.step("open the desk 1")[0].splitlines()[0]
    "The desk 1 can't be opened or closed."

    ## Action Space
    Text: `go to R`, `open R`, `close R`, `take O from R`, `put O in R`, `examine R` or `O`, `clean O with R`, `heat O
    with R`, `cool O with R`, `slice O with O`, `use O`, `look`, `inventory`, `help`. Other usual words do too (`pick
    up`, `move ... to`, `put ... in/on`), articles and case don't matter, a number may be left out where only one thing
    can be meant. What can't be done is refused with the reason. With `friendly=False` commands must be exact, and any
    other text costs a turn and is told `Nothing happens.`

    ## Observation Space
    Text: what the command showed. There is no numeric view.

    ## Starting State
    The agent stands in the middle of the home and knows its rooms and receptacles; all that can be closed is. Splits:
    `train`, `valid`, `test` share no home; `unseen_rooms` has other rooms, `unseen_pairs` other pairs of object and
    target, `long_chains` asks for more in one task than any other. Each task is proved possible by its exact distance.

    ## Rewards
    Scale "unit": `outcome` 1 done, -1 not; `progress` the change of max(0, 1 - d / (2 * d0)), where d is the exact
    number of commands left and d0 that at the start; `regret` -1/max_turns times the commands wasted as a share of d0;
    `rejected` -1/max_turns for a text that is no command that can be carried out. Best play earns 1.5 in all. It sees
    where everything is: it rewards going straight to a thing that was not shown yet. Scale "informed": `progress` and
    `regret` give way to `informed`, the change of the expected closeness for one who knows what was shown and where
    things usually are. Scale "alfworld": 1 for reaching the goal, else 0.

    ## Episode End
    Terminated: the goal is met. Truncated: after `max_turns` turns (50).

    ## Information
    `legal` (the commands that can be carried out, sorted), `state_key` (what the agent was shown), `turn`, `player`,
    `rejected`, `split`, `index`, `task` (split, number, type), `reward`, `reward_terms`, `success`, `measured`,
    `privileged`. `turnwise.envs.household.facts(home, state)` gives all that was shown, by name.

    ## Arguments
    `types` some of the task types ("long_chains" has `chain`, `clean two`, `clean three`, `heat two` and `chain if`),
    `friendly`; `split`, `max_turns`, `max_rejected`, `render_mode`, `scale`, `terms` as everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.household:SCORING"

    def __init__(self, *, types: Sequence[str] = (), friendly: bool = True, **common: Unpack[CommonOptions]) -> None:
        common.setdefault("max_turns", MAX_TURNS)
        super().__init__(Household(friendly), HouseholdTasks(tuple(types)), **common)
