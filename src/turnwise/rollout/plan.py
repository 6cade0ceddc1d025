"""What an evaluation is asked to do: everything that decides its numbers, and nothing else."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from .. import __version__
from ..agents.endpoint_options import EndpointOptions
from ..envs.core.errors import DataError, UsageError
from ..envs.core.game import TaskSource

__all__ = ["HELD_OUT", "SCHEMA", "Job", "Plan", "split_of"]

SCHEMA = "turnwise/run/1"
HELD_OUT = "held-out"
"""In place of a split: the one that each environment keeps for evaluations."""


def split_of(tasks: TaskSource[Any], split: str) -> str:
    """The split of these tasks that a plan's split means."""
    return tasks.held_out if split == HELD_OUT else split


@dataclass(frozen=True, slots=True)
class Job:
    """The key of one episode within a run."""

    env_id: str
    agent: str
    index: int

    def __str__(self) -> str:
        return f"{self.env_id}, agent {self.agent}, task {self.index}"


@dataclass(frozen=True, slots=True)
class Plan:
    """A grid of environments, agents and tasks.

    Two plans that are equal give equal episodes, whatever the number of workers and however often they were
    interrupted (a model's own randomness aside).

    Raises:
        UsageError: an empty grid, options that can't be written down, or the option `split` beside the split.
    """

    ids: tuple[str, ...]
    agents: tuple[str, ...]
    """Names as `canonical_name` gives them."""
    episodes: int = 20
    """Tasks 0 to episodes - 1 of the split, for every environment and agent alike."""
    split: str = HELD_OUT
    seed: int = 0
    """Seeds the dynamics and the agents. Agents meet the same tasks and the same luck."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Options of the environments, JSON values."""
    endpoint: EndpointOptions | None = None
    """How to reach models; None where none plays."""
    version: str = __version__
    """The turnwise that plays."""

    def __post_init__(self) -> None:
        if not self.ids or not self.agents or self.episodes < 1:
            raise UsageError(
                f"an evaluation needs an id, an agent and an episode, got {len(self.ids)}, {len(self.agents)} and "
                f"{self.episodes}"
            )
        for what, names in (("id", self.ids), ("agent", self.agents)):
            if twice := [name for name in names if names.count(name) > 1]:
                raise UsageError(f"the {what} {twice[0]!r} is there twice")
        if "split" in self.options:
            raise UsageError("the split is chosen by --split, not by the option 'split'")
        try:
            json.dumps(dict(self.options))
        except (TypeError, ValueError) as error:
            raise UsageError(f"the options must be JSON values: {error}") from error

    @property
    def name(self) -> str:
        """A short name for the folder: the same for equal plans, different for others."""
        digest = blake2b(json.dumps(self.to_json(), sort_keys=True).encode(), digest_size=5).hexdigest()
        titles = [env_id.rpartition("/")[2].rpartition("-v")[0] or env_id.rpartition("/")[2] for env_id in self.ids]
        title = titles[0] if len(titles) == 1 else f"{len(titles)}-envs"
        return f"{title.lower()}-{self.split}-{digest}"

    def jobs(self, counts: Mapping[str, int | None], skipped: frozenset[tuple[str, str]] = frozenset()) -> list[Job]:
        """The episodes to play, in the order of reports.

        Args:
            counts: how many tasks the split of each environment has; None for no end.
            skipped: (id, agent) pairs to leave out.
        """
        return [
            Job(env_id, agent, index)
            for env_id in self.ids
            for agent in self.agents
            if (env_id, agent) not in skipped
            for index in range(min(self.episodes, _or(counts[env_id], self.episodes)))
        ]

    def order(self, job: Job) -> tuple[int, int, int]:
        """Sorts jobs as `jobs` does."""
        return self.ids.index(job.env_id), self.agents.index(job.agent), job.index

    def to_json(self) -> dict[str, Any]:
        """The plan as JSON data. Holds no secret."""
        return {"schema": SCHEMA, **dataclasses.asdict(self), "ids": list(self.ids), "agents": list(self.agents)}

    @staticmethod
    def from_json(data: Any) -> Plan:
        """The plan that `to_json` wrote.

        Raises:
            DataError: another schema, or a broken record.
        """
        schema = data.get("schema") if isinstance(data, dict) else type(data).__name__
        if schema != SCHEMA:
            raise DataError(f"expected a run of schema {SCHEMA!r}, got {schema!r}")
        fields = {name: value for name, value in data.items() if name != "schema"}
        try:
            endpoint = fields.pop("endpoint")
            ids, agents = tuple(fields.pop("ids")), tuple(fields.pop("agents"))
            made = None if endpoint is None else EndpointOptions(**endpoint)
            return Plan(ids=ids, agents=agents, endpoint=made, **fields)
        except (KeyError, TypeError, AttributeError, UsageError) as error:
            raise DataError(f"the plan of the run is broken: {type(error).__name__}: {error}") from error

    def differences(self, other: Plan) -> list[str]:
        """One line for each thing that this plan and another do not share: `episodes: 20 there, 50 now`."""
        mine, theirs = _flat(self.to_json()), _flat(other.to_json())
        return [
            f"{name}: {_shown(theirs, name)} there, {_shown(mine, name)} now"
            for name in dict.fromkeys([*mine, *theirs])
            if mine.get(name, _ABSENT) != theirs.get(name, _ABSENT)
        ]


_ABSENT = object()


def _flat(data: dict[str, Any]) -> dict[str, Any]:
    """Options and endpoint fields one by one, so that a difference names the one."""
    flat: dict[str, Any] = json.loads(json.dumps(data))  # as it is read back: lists for tuples
    for part in ("options", "endpoint"):
        nested = flat.pop(part) or {}
        flat.update({f"{part}.{name}": value for name, value in nested.items()})
    return flat


def _shown(flat: Mapping[str, Any], name: str) -> str:
    return json.dumps(flat[name]) if name in flat else "nothing"


def _or(count: int | None, default: int) -> int:
    return default if count is None else count
