"""Laws: values never change, and infos keep their shape and share nothing."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import numpy as np

from .comparison import brief, mutable_parts, require_equal
from .law import LawBroken, require
from .playing import Run
from .subject import Subject

__all__ = ["immutability", "info_types"]

RESERVED = frozenset({"episode", "final_obs", "final_info", "final_observation", "action_mask", "stepped"})
"""Info keys that Gymnasium's and our own wrappers write."""

_PLAIN = {bool, int, float, str, bytes, type(None)}
_FROZEN = attrgetter("__class__.__dataclass_params__.frozen")

REQUIRED: dict[str, type] = {
    "legal": tuple,
    "state_key": str,
    "turn": int,
    "player": int,
    "rejected": bool,
    "split": str,
    "index": int,
    "task": str,
    "privileged": dict,
    "reward_terms": dict,
    "success": bool,
    "measured": bool,
}
"""Info keys that tools rely on, with their types."""


def immutability(subject: Subject) -> None:
    """States, actions and events are hashable values that no step changes; infos share no dict or array."""
    for run in subject.runs("mixed", "oracle", tasks=subject.some(3, 1)):
        env = subject.make()
        env.reset(seed=run.seed, options={"index": run.index})
        seen: list[tuple[Any, int, bytes]] = []
        for turn, (snapshot, step) in enumerate(zip(run.snapshots, run.steps, strict=False)):
            _is_value(run.at(turn), "state", snapshot.state)
            seen.append((snapshot.state, hash(snapshot.state), pickle.dumps(snapshot.state)))
            env.step(step.text)
        for turn, (state, number, copied) in enumerate(seen):
            require(hash(state) == number, f"{run.at(turn)}, state", "the same hash after later steps", "another")
            twin = pickle.loads(copied)
            require_equal(f"{run.at(turn)}, state after later steps", twin, state)
            require(hash(twin) == number, f"{run.at(turn)}, state", "a copy with an equal hash", "another hash")
        for turn, record in enumerate(run.episode.turns):
            _is_value(run.at(turn), "action", record.transition.action)
            for event in record.transition.events:
                _is_value(run.at(turn), "event", event)
        _share_nothing(run)


def info_types(subject: Subject) -> None:
    """Every info has the same keys with the same types; no None, no NumPy scalars, no reserved names."""
    expected: dict[str, type] = {}
    for run in subject.runs("mixed", "noop", "oracle", tasks=3):
        for turn, info in _infos(run):
            where = run.at(turn)
            kinds = dict(_kinds(info, ""))
            for key in info:
                if key in RESERVED or key.startswith("_"):
                    raise LawBroken(f"{where}: expected no reserved info key, got {key!r}")
            for place, kind in kinds.items():
                require(kind is not type(None), f"{where}, info{place}", "a value of one type", "None")
                wrong = issubclass(kind, np.generic)
                require(not wrong, f"{where}, info{place}", "a plain Python number", kind.__name__)
            if not expected:
                expected = kinds
                _has_required(where, info)
            missing, extra = expected.keys() - kinds.keys(), kinds.keys() - expected.keys()
            require(
                not missing and not extra,
                f"{where}, info",
                f"the keys of the first info (without {sorted(missing)})",
                f"also {sorted(extra)}",
            )
            for place, kind in kinds.items():
                known = expected[place]
                require(kind is known, f"{where}, info{place}", f"{known.__name__} as in the first info", kind.__name__)


def _has_required(where: str, info: dict[str, Any]) -> None:
    for key, kind in REQUIRED.items():
        require(type(info.get(key)) is kind, f"{where}, info[{key!r}]", kind.__name__, brief(info.get(key)))


def _kinds(info: dict[str, Any], place: str) -> Iterator[tuple[str, type]]:
    for key, value in info.items():
        yield f"{place}[{key!r}]", type(value)
        if isinstance(value, dict):
            yield from _kinds(value, f"{place}[{key!r}]")


def _infos(run: Run) -> Iterator[tuple[int, dict[str, Any]]]:
    yield 0, run.opening[1]
    for turn, step in enumerate(run.steps):
        yield turn, step.info


def _is_value(where: str, what: str, value: Any) -> None:
    """A hashable value without lists, sets, writable arrays or dataclasses that are not frozen."""
    for path, part in _parts(value, what):
        if isinstance(part, (list, set, bytearray, np.ndarray)):
            raise LawBroken(f"{where}, {path}: expected tuple, frozenset or bytes, got {type(part).__name__}")
        if dataclasses.is_dataclass(part) and not _FROZEN(part):
            raise LawBroken(f"{where}, {path}: expected a frozen dataclass, got {type(part).__name__}")
    try:
        hash(value)
    except TypeError as error:
        raise LawBroken(f"{where}, {what}: expected a hashable value, got {error}") from error


def _parts(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    yield path, value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _parts(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, (tuple, frozenset)) and not set(map(type, value)) <= _PLAIN:
        for part in value:
            yield from _parts(part, f"{path}[...]")


def _share_nothing(run: Run) -> None:
    owners: dict[int, tuple[int, str]] = {}
    for number, info in enumerate([run.opening[1], *(step.info for step in run.steps)]):
        for identity, path in mutable_parts(info):
            call, owner = owners.setdefault(identity, (number, path))
            require(
                call == number, run.at(max(number - 1, 0)), f"{path} to be new", f"the object of call {call}'s {owner}"
            )
