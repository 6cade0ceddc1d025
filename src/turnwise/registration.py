"""Puts environments into Gymnasium's registry, with the reward attached."""

from __future__ import annotations

from typing import Any

import gymnasium as gym
from gymnasium.envs.registration import WrapperSpec

from .envs.catalog import CATALOG

__all__ = ["register", "register_all"]

_REWARD = WrapperSpec(
    "ProcessReward", "turnwise.wrappers.reward:ProcessReward", {"scale": None, "terms": None, "strict": False}
)


def register(id: str, entry_point: Any, **kwargs: Any) -> None:
    """Registers a `TurnEnv` subclass so that `gymnasium.make(id)` gives it with its default reward.

    Gymnasium's own step wrappers are left out: the environment checks the order of calls and keeps the turn limit
    itself, since their counters are no part of a snapshot.

    Args:
        id: "namespace/Name-v0".
        entry_point: the class, or "module:name" (needed for `spec.to_json()`).
        **kwargs: default options of the class.
    """
    gym.register(
        id=id,
        entry_point=entry_point,
        order_enforce=False,
        disable_env_checker=True,
        additional_wrappers=(_REWARD,),
        kwargs=kwargs,
    )


def register_all() -> None:
    """Registers every row of the catalog that is not there yet."""
    for row in CATALOG:
        if row.id not in gym.registry:
            register(row.id, row.entry_point, **row.kwargs)
