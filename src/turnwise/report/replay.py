"""The episodes as the report's viewer reads them: compact, every text once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, get_args

from ..envs.core.scene import Part, Scene, Tone
from ..rollout.plan import Plan
from ..rollout.play import TurnScore
from ..rollout.record import Record
from ..verifiers.verdict import Label

__all__ = ["Replays", "embedded"]

REJECTED, MISSED, LOST, DEGRADED = 1, 2, 4, 8
"""Bits of a turn: rejected; not the best there was; the goal is out of reach; the verdict is not exact."""

_WRONG = frozenset({Label.NEUTRAL, Label.SETBACK, Label.FATAL, Label.REJECTED, Label.FAILED})
TONES = get_args(Tone)
"""The tones of the boxes of a scene, by number."""

_ENDS = ("", "terminated", "truncated")


class Replays:
    """Gathers episodes; `document()` gives what the viewer reads.

    Boards change by a line or two a turn, so an observation is a list of line numbers.

    Args:
        plan: the run's plan, for the order of environments and agents.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._strings: dict[str, int] = {}
        self._texts: dict[tuple[int, ...], int] = {}
        self._terms: dict[str, list[str]] = {env_id: [] for env_id in plan.ids}
        self._episodes: list[list[Any]] = []
        self._parts: dict[tuple[Any, ...], int] = {}
        self._scenes: dict[tuple[Any, ...], int] = {}

    def add(self, record: Record) -> None:
        """Takes in an episode."""
        job, data = record.job, record.data
        names = self._terms[job.env_id]
        for turn in record.turns:
            names.extend(name for name in turn.terms if name not in names)
        turns = [self._turn(score, played, names) for score, played in zip(record.turns, data["turns"], strict=True)]
        self._episodes.append(
            [
                self._plan.ids.index(job.env_id),
                self._plan.agents.index(job.agent),
                job.index,
                self._string(data["origin"]["name"]),
                -1 if not record.measured else int(record.success),
                _short(record.total),
                _ENDS.index(record.ended),
                self._string(record.problem),
                self._text(data["opening"]),
                turns,
                [self._scene(scene) for scene in record.scenes],
            ]
        )

    def document(self) -> dict[str, Any]:
        """JSON data; `viewer.js` says where each field stands."""
        return {
            "envs": list(self._plan.ids),
            "agents": list(self._plan.agents),
            "terms": [self._terms[env_id] for env_id in self._plan.ids],
            "strings": list(self._strings),
            "texts": [list(text) for text in self._texts],
            "parts": [list(part) for part in self._parts],
            "scenes": [list(scene) for scene in self._scenes],
            "episodes": self._episodes,
        }

    def _turn(self, score: TurnScore, played: dict[str, Any], names: list[str]) -> list[Any]:
        return [
            self._string(played["text"]),
            self._text(played["observation"]),
            self._string(score.label),
            self._string(score.reason),
            _short(score.score),
            _short(score.total),
            [_short(score.terms.get(name, 0.0)) for name in names],
            _flags(score),
            self._string(score.outcome),
        ]

    def _scene(self, scene: Scene) -> int:
        """A scene changes by a box or two a turn, so it is a list of the numbers of its boxes."""
        parts = tuple([self._part(part) for part in scene.parts])
        links = tuple([(link.start, link.end, self._string(link.label)) for link in scene.links])
        notes = tuple([self._string(note) for note in scene.notes])
        return self._scenes.setdefault((self._string(scene.title), notes, parts, links), len(self._scenes))

    def _part(self, part: Part) -> int:
        lines = tuple([self._string(line) for line in part.lines])
        key = (self._string(part.name), self._string(part.group), TONES.index(part.tone), lines)
        return self._parts.setdefault(key, len(self._parts))

    def _string(self, text: str) -> int:
        return self._strings.setdefault(text, len(self._strings))

    def _text(self, text: str) -> int:
        lines = tuple(self._string(line) for line in text.split("\n"))
        return self._texts.setdefault(lines, len(self._texts))


def embedded(document: dict[str, Any] | Iterable[Any]) -> str:
    r"""JSON that may stand in a script element, whatever it holds: no `<` is left, so nothing can close the element."""
    return json.dumps(document, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


def _flags(score: TurnScore) -> int:
    best = score.components.get("optimal")
    missed = score.rejected or (score.label in _WRONG if best is None else best < 0.5)
    flags = REJECTED if score.rejected else 0
    flags |= MISSED if missed else 0
    flags |= 0 if score.recoverable else LOST
    return flags | (DEGRADED if score.degraded else 0)


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 5) + 0.0
