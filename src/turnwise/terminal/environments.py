"""Finds and makes environments by id, with messages that a person can act on."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterable, Mapping
from typing import Any

import gymnasium as gym

from ..envs.catalog import CATALOG
from ..envs.core.errors import UsageError
from ..envs.core.turn_env import TurnEnv
from .facts import options_of

__all__ = ["environment_ids", "make_environment", "near_misses"]


def environment_ids(family: str | None = None) -> tuple[str, ...]:
    """The ids of the catalog in its order, all of them or one family's."""
    return tuple(row.id for row in CATALOG if family is None or row.family == family)


def make_environment(env_id: str, options: Mapping[str, Any]) -> tuple[gym.Env[str, str], TurnEnv[Any, Any, Any]]:
    """The environment as `gymnasium.make` gives it, and the `TurnEnv` inside.

    Args:
        env_id: an id, or "module:id" for an environment that a module of yours registers.
        options: options of the environment.

    Raises:
        UsageError: no such id, module or option, or no environment of ours; the message suggests near misses.
    """
    name = _load(env_id)
    if name not in gym.registry:
        raise UsageError(f"there is no environment {name!r}{near_misses(name, gym.registry)}")
    _check_options(gym.registry[name], options)
    env = gym.make(name, **options)
    if not isinstance(env.unwrapped, TurnEnv):
        raise UsageError(f"{name!r} is no turnwise environment: expected a TurnEnv, got {type(env.unwrapped).__name__}")
    return env, env.unwrapped


def near_misses(name: str, known: Iterable[str]) -> str:
    """`; did you mean ...?`, or where to look when nothing is near."""
    forms = {_plain(other): other for other in known if "/" in other}
    found = difflib.get_close_matches(_plain(name), forms, n=3, cutoff=0.6)
    found += [form for form in forms if _plain(name) in form and form not in found][:3]
    if not found:
        return "; `turnwise list` shows all ids"
    return f"; did you mean {' or '.join(forms[form] for form in found[:3])}?"


def _plain(name: str) -> str:
    return name.rpartition("/")[2].rpartition("-v")[0].casefold() or name.rpartition("/")[2].casefold()


def _load(env_id: str) -> str:
    module, colon, name = env_id.partition(":")
    if not colon:
        return env_id
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise
        raise UsageError(f"there is no module {module!r}, which {env_id!r} asks for") from error
    return name


def _check_options(spec: Any, options: Mapping[str, Any]) -> None:
    known = [option.name for option in options_of(spec.entry_point)]
    for name in options:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
            raise UsageError(f"{spec.id} has no option {name!r}; {hint}")
