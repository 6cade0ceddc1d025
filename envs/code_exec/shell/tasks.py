"""File tasks made up from a seed: several chores each, every goal an exact fact about files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ...core.errors import TaskError, UsageError
from ...core.game import TaskSource
from ...core.rng import Stream, bucket
from .state import Goal, Step, Task

__all__ = ["ShellTasks"]

_SPLITS: Final = ("train", "valid", "test", "hard")
_COUNTS: Final = {"easy": (1, 1), "medium": (2, 2), "hard": (3, 4)}
_WORDS: Final = (
    "amber",
    "birch",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "heath",
    "inlet",
    "jetty",
    "knoll",
    "larch",
)


@dataclass(frozen=True)
class _Chore:
    """What one chore adds to a task."""

    text: str
    files: tuple[tuple[str, str], ...]
    goals: tuple[Goal, ...]
    command: str
    needs: tuple[str, ...]


def _lines(rng: Stream, low: int, high: int) -> list[str]:
    return [rng.choice(_WORDS) for _ in range(rng.integers(low, high + 1))]


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _sorted_names(rng: Stream) -> _Chore:
    lines = _lines(rng, 5, 9)
    return _Chore(
        "Write the different lines of names.txt, in alphabetical order, to sorted.txt.",
        (("names.txt", _text(lines)),),
        (Goal("sorted.txt", _text(sorted(set(lines)))),),
        "sort -u names.txt > sorted.txt",
        ("names.txt",),
    )


def _errors(rng: Stream) -> _Chore:
    lines = [f"{rng.choice(('INFO', 'ERROR', 'WARN'))} {word}" for word in _lines(rng, 6, 12)]
    found = [line for line in lines if line.startswith("ERROR")]
    return _Chore(
        "Copy the lines of app.log that begin with ERROR to errors.log, in their order.",
        (("app.log", _text(lines)),),
        (Goal("errors.log", _text(found)),),
        "grep ^ERROR app.log > errors.log || true",
        ("app.log",),
    )


def _moved(rng: Stream) -> _Chore:
    names = rng.sample(_WORDS, 4)
    files = [
        (f"inbox/{name}.{ending}", f"{name}\n") for name, ending in zip(names, ("md", "txt", "md", "csv"), strict=True)
    ]
    goals = []
    for path, text in files:
        if path.endswith(".md"):
            goals += [Goal(path.replace("inbox", "notes"), text), Goal(path, None)]
    return _Chore(
        "Move every .md file from inbox to a new folder notes.",
        tuple(files),
        tuple(goals),
        "mkdir -p notes; for f in inbox/*.md; do [ -e $f ] && mv $f notes/; done; true",
        tuple(path for path, _ in files if path.endswith(".md")),
    )


def _counted(rng: Stream) -> _Chore:
    lines = _lines(rng, 5, 14)
    return _Chore(
        "Write how many lines poem.txt has, as a number alone, to count.txt.",
        (("poem.txt", _text(lines)),),
        (Goal("count.txt", f"{len(lines)}\n"),),
        "awk 'END {print NR}' poem.txt > count.txt",
        ("poem.txt",),
    )


def _replaced(rng: Stream) -> _Chore:
    old, new = rng.sample(_WORDS, 2)
    texts = [f"host={old}\nport={rng.integers(1000, 9999)}\n", f"name={rng.choice(_WORDS)}\nhost={old}\n"]
    files = tuple((f"conf/{name}.ini", text) for name, text in zip(("web", "db"), texts, strict=True))
    return _Chore(
        f"In every file of conf, put {new} where the line host={old} stands, so that it reads host={new}.",
        files,
        tuple(Goal(path, text.replace(f"host={old}\n", f"host={new}\n")) for path, text in files),
        f"sed -i 's/^host={old}$/host={new}/' conf/*.ini",
        (),
    )


def _cleaned(rng: Stream) -> _Chore:
    names = rng.sample(_WORDS, 4)
    files = tuple((f"cache/{name}.tmp", "" if number % 2 else f"{name}\n") for number, name in enumerate(names))
    return _Chore(
        "Delete the empty files in cache, and no others.",
        files,
        tuple(Goal(path, None) for path, text in files if not text),
        "find cache -type f -size 0 -exec rm {} +",
        (),
    )


def _script(rng: Stream) -> _Chore:
    text = f"#!/bin/sh\necho {rng.choice(_WORDS)}\n"
    return _Chore(
        "Make bin/start.sh executable.",
        (("bin/start.sh", text),),
        (Goal("bin/start.sh", text, executable=True),),
        "chmod +x bin/start.sh",
        ("bin/start.sh",),
    )


def _joined(rng: Stream) -> _Chore:
    parts = [(f"parts/part{number}.txt", _text(_lines(rng, 1, 3))) for number in (1, 2, 3)]
    return _Chore(
        "Join parts/part1.txt, part2.txt and part3.txt, in this order, to whole.txt.",
        tuple(parts),
        (Goal("whole.txt", "".join(text for _, text in parts)),),
        "cat parts/part1.txt parts/part2.txt parts/part3.txt > whole.txt",
        tuple(path for path, _ in parts),
    )


def _column(rng: Stream) -> _Chore:
    rows = [(rng.choice(_WORDS), rng.integers(1, 50)) for _ in range(rng.integers(3, 6))]
    text = "name,amount\n" + "".join(f"{name},{amount}\n" for name, amount in rows)
    return _Chore(
        "Write the sum of the column amount of orders.csv, as a number alone, to total.txt.",
        (("orders.csv", text),),
        (Goal("total.txt", f"{sum(amount for _, amount in rows)}\n"),),
        "awk -F, 'NR > 1 {s += $2} END {print s}' orders.csv > total.txt",
        ("orders.csv",),
    )


_CHORES: Final[tuple[Callable[[Stream], _Chore], ...]] = (
    *(_sorted_names, _errors, _moved, _counted, _replaced, _cleaned),
    *(_script, _joined, _column),
)
"""The last three are kept for split "structure"."""


@dataclass(frozen=True)
class ShellTasks(TaskSource[Task]):
    """Made-up chores with files. Split "structure" has other kinds of chores than the rest.

    Args:
        level: how many chores a task has; split "hard" is always hard.
    """

    level: str = "medium"

    def __post_init__(self) -> None:
        if self.level not in _COUNTS:
            raise UsageError(f"level must be one of {list(_COUNTS)}, got {self.level!r}")

    def task(self, split: str, index: int) -> Task:
        """The task at an address."""
        if split not in self.splits:
            raise TaskError(f"split must be one of {list(self.splits)}, got {split!r}")
        attempt = 0
        while True:
            task = _made_up(split, self.level, Stream(0, "Shell", self.level, split, index, attempt))
            if split == "structure" or _SPLITS[bucket(self.key(task), len(_SPLITS))] == split:
                return task
            attempt += 1

    def key(self, task: Task) -> str:
        """The files."""
        return repr(task.files)


def _made_up(split: str, level: str, rng: Stream) -> Task:
    pool = _CHORES[-3:] if split == "structure" else _CHORES[:-3]
    count = rng.integers(_COUNTS[level][0], _COUNTS[level][1] + 1) if split != "hard" else rng.integers(3, 5)
    chores = [make(rng.child(number)) for number, make in enumerate(rng.sample(pool, min(count, len(pool))))]
    files: list[tuple[str, str]] = []
    goals: list[Goal] = []
    steps: list[Step] = []
    for chore in chores:
        steps.append(Step(chore.command, tuple(range(len(goals), len(goals) + len(chore.goals))), chore.needs))
        files += chore.files
        goals += chore.goals
    text = "\n".join(f"{number}. {chore.text}" for number, chore in enumerate(chores, 1))
    return Task(f"{text}\nChange nothing else.", tuple(sorted(files)), tuple(goals), tuple(steps))
