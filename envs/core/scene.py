"""A picture of a state for people: boxes in groups, lines of text in them, links between them. Plain data."""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["Link", "Part", "Scene", "Tone"]

Tone = Literal["plain", "here", "hidden", "shut", "done"]
"""How a box is drawn: as usual, where the agent is, not looked at yet, closed, or as good as it should be."""


class Part(NamedTuple):
    """One box: a receptacle, a page, a file."""

    name: str
    group: str = ""
    """Boxes of a group stand together under its name."""
    tone: Tone = "plain"
    lines: tuple[str, ...] = ()
    """What is in it, as far as it is known."""


class Link(NamedTuple):
    """A line between two boxes."""

    start: int
    """Number of the box where it begins, in the order of `Scene.parts`."""
    end: int
    label: str = ""


class Scene(NamedTuple):
    """What a replay draws of one state; see `Game.scene`."""

    title: str
    """What the picture shows, as in "What the agent knows"."""
    parts: tuple[Part, ...]
    links: tuple[Link, ...] = ()
    notes: tuple[str, ...] = ()
    """Lines under the title: what has no box."""
