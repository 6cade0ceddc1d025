"""Episodes as JSON and back, without ever importing or running what a file names.

One episode is one JSON object (schema `turnwise/episode/1`): `origin`, `seed`, `opening`, `start`, `turns`, `end`
and `objects`, the table of every dataclass in it, each once; `{"$ref": n}` points into the table. Arrays are tuples;
`$set`, `$map`, `$enum` and `$bytes` mark the other kinds. Only the types that a game lists can be loaded.
"""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from .episode import Episode, Origin, Turn
from .errors import DataError, UsageError
from .game import Rejected, Transition

__all__ = ["SCHEMA", "episode_from_json", "episode_to_json"]

SCHEMA = "turnwise/episode/1"
_PLAIN = (bool, int, float, str, type(None))


def episode_to_json(episode: Episode[Any, Any], types: Iterable[type]) -> dict[str, Any]:
    """The episode as plain JSON data.

    Args:
        episode: any episode.
        types: the game's `types`.

    Raises:
        UsageError: a value in it is of a type that the game does not list.
    """
    writer = _Writer(types)
    turns = episode.turns
    start = turns[0].transition.before if turns else episode.state
    data = {
        "schema": SCHEMA,
        "origin": dataclasses.asdict(episode.origin),
        "seed": episode.seed,
        "opening": episode.opening,
        "start": writer.value(start),
        "turns": [_turn_to_json(turn, writer) for turn in turns],
        "end": episode.end,
    }
    data["objects"] = writer.objects
    return data


def episode_from_json(data: Any, types: Iterable[type]) -> Episode[Any, Any]:
    """The episode that `episode_to_json` wrote, equal to it turn by turn.

    Raises:
        DataError: another schema, an unknown type, or a broken record; nothing of it is used then.
    """
    schema = data.get("schema") if isinstance(data, dict) else type(data).__name__
    if schema != SCHEMA:
        raise DataError(f"expected an episode of schema {SCHEMA!r}, got {schema!r}")
    try:
        reader = _Reader(types, data["objects"])
        state, turns = reader.value(data["start"]), []
        for number, record in enumerate(data["turns"]):
            turn = _turn_from_json(record, number, state, reader)
            turns.append(turn)
            state = turn.transition.after
        origin, seed, opening, end = Origin(**data["origin"]), data["seed"], data["opening"], data["end"]
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise DataError(f"the record of an episode is broken: {type(error).__name__}: {error}") from error
    if end != (turns[-1].transition.end if turns else None):
        raise DataError(f"the record says that the episode's end is {end!r}, but its last turn says otherwise")
    return Episode(origin, seed, state, opening, tuple(turns), end)


def _turn_to_json(turn: Turn[Any, Any], writer: _Writer) -> dict[str, Any]:
    t = turn.transition
    record = {
        "text": turn.text,
        "observation": turn.observation,
        "action": writer.value(t.action),
        "events": [writer.value(event) for event in t.events],
        "player": t.player,
        "end": t.end,
    }
    if t.after is not t.before:
        record["after"] = writer.value(t.after)
    return record


def _turn_from_json(record: Mapping[str, Any], number: int, before: Any, reader: _Reader) -> Turn[Any, Any]:
    if record["end"] not in (None, "terminated", "truncated"):
        raise DataError(f"turn {number}: end must be null, 'terminated' or 'truncated', got {record['end']!r}")
    after = reader.value(record["after"]) if "after" in record else before
    events = tuple(reader.value(event) for event in record["events"])
    transition = Transition(
        before, reader.value(record["action"]), after, events, number, record["player"], record["end"]
    )
    return Turn(record["text"], record["observation"], transition)


def _names(types: Iterable[type]) -> dict[str, type]:
    table: dict[str, type] = {"Rejected": Rejected}
    for kind in types:
        if table.setdefault(kind.__name__, kind) is not kind:
            raise UsageError(f"two types of a game are named {kind.__name__!r}; a recording could not tell them apart")
    return table


def _fields(kind: type) -> tuple[str, ...]:
    if dataclasses.is_dataclass(kind):
        return tuple(field.name for field in dataclasses.fields(kind) if field.init)
    return tuple(getattr(kind, "_fields", ()))


class _Writer:
    def __init__(self, types: Iterable[type]) -> None:
        self._fields = {kind: _fields(kind) for kind in _names(types).values()}
        self._places: dict[int, int] = {}
        self._alive: list[Any] = []  # ids are only unique among living objects
        self.objects: list[dict[str, Any]] = []

    def value(self, item: Any) -> Any:
        kind = type(item)
        if kind in _PLAIN:
            return item
        if kind is tuple:
            return [self.value(part) for part in item]
        if kind is frozenset:
            return {"$set": sorted(map(self.value, item), key=repr)}
        if kind is dict:
            return {"$map": [[self.value(key), self.value(part)] for key, part in item.items()]}
        if kind is bytes:
            return {"$bytes": base64.b64encode(item).decode()}
        if kind not in self._fields:
            raise UsageError(
                f"a recording can't hold {kind.__qualname__}: add it to the game's `types` if it is a dataclass or an "
                "enum; use tuple and frozenset for collections"
            )
        if isinstance(item, Enum):
            return {"$enum": kind.__name__, "value": self.value(item.value)}
        return {"$ref": self._place(item, kind)}

    def _place(self, item: Any, kind: type) -> int:
        place = self._places.get(id(item))
        if place is None:
            encoded = {name: self.value(getattr(item, name)) for name in self._fields[kind]}
            place = self._places[id(item)] = len(self.objects)
            self._alive.append(item)
            self.objects.append({"$": kind.__name__, **encoded})
        return place


class _Reader:
    def __init__(self, types: Iterable[type], objects: Iterable[Mapping[str, Any]]) -> None:
        self._types = _names(types)
        self._made: list[Any] = []
        for record in objects:
            kind = self._kind(record["$"])
            self._made.append(kind(**{name: self.value(part) for name, part in record.items() if name != "$"}))

    def _kind(self, name: Any) -> type:
        kind = self._types.get(name)
        if kind is None:
            raise DataError(f"the record holds a {name!r}, but this game has only {sorted(self._types)}")
        return kind

    def value(self, data: Any) -> Any:
        if isinstance(data, _PLAIN):
            return data
        if isinstance(data, list):
            return tuple(map(self.value, data))
        if "$ref" in data:
            if not 0 <= data["$ref"] < len(self._made):
                raise DataError(f"it refers to object {data['$ref']}, but only {len(self._made)} come before")
            return self._made[data["$ref"]]
        if "$set" in data:
            return frozenset(map(self.value, data["$set"]))
        if "$map" in data:
            return {self.value(key): self.value(part) for key, part in data["$map"]}
        if "$bytes" in data:
            return base64.b64decode(data["$bytes"])
        if "$enum" in data:
            return self._kind(data["$enum"])(self.value(data["value"]))
        raise DataError(f"expected a value, got an object with the keys {sorted(data)}")
