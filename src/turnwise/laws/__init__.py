"""The laws: checks that hold for every environment, and that anyone can run on an environment of their own.

`check_env_laws(MyEnv).raise_if_broken()` in a test, or `turnwise validate my_package:me/MyEnv-v0` in a terminal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .action_laws import action_round_trip, garbage
from .cycle_laws import no_positive_cycle
from .determinism_laws import replay, reseed, seed_determinism
from .documentation_laws import documentation
from .end_laws import ends
from .golden import transcript
from .gymnasium_laws import async_vector, gymnasium_check, vector
from .incentive_laws import floor, oracle_maximum
from .law import Law, LawBroken
from .leakage_laws import leakage
from .report import LawResult, Report, check_laws
from .restore_laws import pickling, restore, restore_new_process
from .reward_laws import reward_sum, verdicts
from .state_laws import immutability, info_types
from .subject import Make, Subject
from .task_laws import splits
from .view_laws import array_view, discrete_view, own_vector

__all__ = [
    "LAWS",
    "Law",
    "LawBroken",
    "LawResult",
    "Report",
    "Subject",
    "check_env_laws",
    "transcript",
]

LAWS: tuple[Law, ...] = (
    Law.of(gymnasium_check),
    Law.of(seed_determinism),
    Law.of(replay),
    Law.of(restore),
    Law.of(restore_new_process, once=True),
    Law.of(reseed),
    Law.of(pickling),
    Law.of(immutability),
    Law.of(action_round_trip),
    Law.of(garbage),
    Law.of(info_types),
    Law.of(ends),
    Law.of(reward_sum),
    Law.of(verdicts),
    Law.of(oracle_maximum),
    Law.of(floor),
    Law.of(no_positive_cycle),
    Law.of(leakage),
    Law.of(splits),
    Law.of(documentation, once=True),
    Law.of(vector),
    Law.of(async_vector, once=True),
    Law.of(discrete_view),
    Law.of(array_view),
    Law.of(own_vector),
)
"""Every law, in the order in which reports show them."""


def check_env_laws(
    id_or_make: Make,
    *,
    options: Mapping[str, Any] | None = None,
    variants: Sequence[Mapping[str, Any]] = (),
    laws: Sequence[Law] = LAWS,
    tasks: int = 6,
    seed: int = 0,
    garbage: int = 300,
) -> Report:
    """How an environment fares under the laws. A crash of the environment is a broken law, never an exception.

    Args:
        id_or_make: a registered id, "module:id", or a class or function that takes the options as keywords and
            returns an environment built on `TurnEnv` (the reward wrapper is added where it is missing).
        options: options to make it with.
        variants: further sets of options to check too.
        laws: which laws.
        tasks: how many tasks to play; `splits` looks at four times as many of each split.
        seed: other episodes for another seed.
        garbage: how many random texts to try beside the fixed ones.
    """
    return check_laws(
        id_or_make, laws, options=(dict(options or {}), *variants), tasks=tasks, seed=seed, garbage=garbage
    )
