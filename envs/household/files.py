"""One file of ALFWorld's data: `game.tw-pddl`, or `initial_state.pddl` with the `traj_data.json` beside it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from ..core.errors import DataError
from ..core.rng import Stream, bucket
from .pddl import Dialect, Goal, define, read_goal, read_problem

__all__ = ["TEMPLATES", "Game", "Unsolvable", "annotation", "check_game", "read_game", "read_initial_state"]

_SENTENCE = re.compile(r'Your task is to: ([^"\n]*)"')
_PUT_TEMPLATE = 'template :: "put {o} in/on {r}"'
_MOVE_TEMPLATE = 'template :: "move {o} to {r}"'

TEMPLATES = {
    "place": ("put a {0} in {1}.", "put some {0} on {1}."),
    "look": ("look at {0} under the {1}.", "examine the {0} with the {1}."),
    "clean": ("put a clean {0} in {1}.", "clean some {0} and put it in {1}."),
    "heat": ("put a hot {0} in {1}.", "heat some {0} and put it in {1}."),
    "cool": ("put a cool {0} in {1}.", "cool some {0} and put it in {1}."),
    "two": ("put two {0} in {1}.", "find two {0} and put them in {1}."),
}
"""ALFWorld's sentences; its generator draws one of the two at random each time it runs."""


class Unsolvable(DataError):
    """The file is sound, but says that its game can't be solved."""


@dataclass(frozen=True, slots=True)
class Game:
    """A game as its file has it."""

    definition: str
    """See `state.Task`."""
    walkthrough: tuple[str, ...]
    """The solution in the file, empty where it has none."""


def _decoded(raw: bytes | str) -> tuple[str, str, Dialect, tuple[str, ...]]:
    """Problem, task sentence, dialect and walkthrough of a `game.tw-pddl`."""
    try:
        data: Any = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise DataError(f"expected JSON, got a text that is cut off or no JSON ({error})") from error
    if not isinstance(data, dict):
        raise DataError(f"expected a JSON object, got {type(data).__name__}")
    for name in ("pddl_domain", "grammar", "pddl_problem"):
        if not isinstance(data.get(name), str):
            raise DataError(f"expected a text under {name!r}, got {type(data.get(name)).__name__}")
    if not data.get("solvable", True):
        raise Unsolvable('the file says "solvable": false; ALFWorld leaves such games out too')
    grammar = data["grammar"]
    sentence = _SENTENCE.search(grammar)
    if sentence is None:
        raise DataError('expected "Your task is to: ..." in the grammar, got none')
    if _MOVE_TEMPLATE not in grammar and _PUT_TEMPLATE not in grammar:
        raise DataError(f"expected a command {_MOVE_TEMPLATE!r} or {_PUT_TEMPLATE!r} in the grammar, got neither")
    dialect: Dialect = "move" if _MOVE_TEMPLATE in grammar else "put"
    steps = data.get("walkthrough") or ()
    if not all(isinstance(step, str) for step in steps):
        raise DataError("expected a list of texts under 'walkthrough'")
    return data["pddl_problem"], sentence.group(1), dialect, tuple(steps)


def read_game(raw: bytes | str, numbers: Stream | None = None, person: str = "") -> Game:
    """The game in the content of a `game.tw-pddl`.

    Args:
        raw: the content.
        numbers: see `pddl.define`.
        person: a sentence for the task in place of the file's own; empty for that.

    Raises:
        Unsolvable: the file says so.
        DataError: the file is no such file, is damaged, or asks for something that is none of the six task types.
    """
    problem, sentence, dialect, walkthrough = _decoded(raw)
    return Game(define(*read_problem(problem), person or sentence, dialect, numbers), walkthrough)


def check_game(raw: bytes | str) -> None:
    """Raises what `read_game` would for a damaged, foreign or unsolvable file, in a quarter of its time."""
    problem = _decoded(raw)[0].lower()
    start = problem.find("(:goal")
    if (
        "(define" not in problem
        or not 0 < problem.find("(:init") < start
        or problem.count("(") != problem.count(")")
        or ";" in problem
    ):
        read_problem(problem)
    else:
        read_goal(problem[start:])


def annotation(trajectory: bytes | str, trial: str) -> str:
    """What a person wrote that the task is, of the several in a `traj_data.json` the one that the trial's name decides.

    Raises:
        DataError: it is no such file.
    """
    try:
        written = json.loads(trajectory).get("turk_annotations", {}).get("anns", [])
        sentences = [" ".join(str(one["task_desc"]).split()) for one in written]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DataError(f"traj_data.json: expected JSON with turk_annotations, got {error!r}") from error
    return sentences[bucket(trial, len(sentences))] if sentences else ""


def read_initial_state(
    problem: str,
    trajectory: bytes | str | None,
    dialect: Dialect = "move",
    numbers: Stream | None = None,
    person: str = "",
) -> Game:
    """The game of an `initial_state.pddl`.

    The task's sentence, which these files lack, is one of ALFWorld's two; the trial's name decides which, so it is
    always the same.

    Args:
        problem: the PDDL problem.
        trajectory: the content of the `traj_data.json` beside it, where there is one: what it asks for must agree.
        dialect: how commands are written; freshly generated games of ALFWorld have "move".
        numbers: see `pddl.define`.
        person: a sentence for the task in place of ALFWorld's.

    Raises:
        DataError: as `read_game`, or the two files are about different tasks.
    """
    facts, goal = read_problem(problem)
    if trajectory is not None:
        _agree(goal, trajectory)
    found = re.search(r"\(define\s*\(problem\s+([^\s()]+)", problem)
    sentence = TEMPLATES[goal.kind][bucket(found.group(1) if found else "", 2)]
    sentence = person or sentence.format(goal.thing, goal.target)
    return Game(define(facts, goal, sentence, dialect, numbers), ())


def _agree(goal: Goal, trajectory: bytes | str) -> None:
    try:
        wanted = json.loads(trajectory)["pddl_params"]
        thing, target = wanted["object_target"], wanted["toggle_target" if goal.kind == "look" else "parent_target"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"traj_data.json: expected JSON with pddl_params, got {error!r}") from error
    if (str(thing).lower(), str(target).lower()) != (goal.thing, goal.target):
        raise DataError(
            f"traj_data.json asks for {thing!r} and {target!r}, but the problem for {goal.thing!r} and {goal.target!r}"
        )
