"""Laws: tasks have addresses, and no split holds another's task."""

from __future__ import annotations

import pickle
from typing import Any

from ..envs.core.errors import TaskError
from .comparison import brief, require_equal
from .law import LawBroken, require
from .subject import Subject

__all__ = ["splits"]

SHARE = 4
"""Tasks of each split that are looked at, for each task that is played."""


def splits(subject: Subject) -> None:
    """A task is a function of its split and index, splits share no task, and a wrong address is a TaskError."""
    source = subject.source
    twin = pickle.loads(pickle.dumps(source))
    require(len(set(source.splits)) == len(source.splits) > 0, subject.label, "different splits", source.splits)
    owners: dict[str, tuple[str, int]] = {}
    for split in source.splits:
        count = source.count(split)
        require(count is None or count > 0, f"{subject.label}, split {split!r}", "at least one task", count)
        wanted = SHARE * subject.tasks if count is None else min(count, SHARE * subject.tasks)
        tasks = [source.task(split, index) for index in range(wanted)]
        for index, task in enumerate(tasks):
            address = (split, index)
            where = f"{subject.label}, task {address}"
            owner = owners.setdefault(source.key(task), address)
            require(owner[0] == split, where, f"a task that is not in {owner[0]!r}", f"the content of {owner}")
        # backwards and from a copy, so that a source that counts its calls is found out
        for index in reversed(range(min(wanted, 4))):
            where = f"{subject.label}, task {(split, index)} made again"
            require_equal(where, tasks[index], twin.task(split, index))
            require_equal(where, tasks[index], source.task(split, index))
            require(source.key(tasks[index]) == twin.key(tasks[index]), where, "the same key", "another")
    _refuses_wrong_addresses(subject)


def _refuses_wrong_addresses(subject: Subject) -> None:
    base: Any = subject.make().unwrapped
    base.reset(seed=0)
    moment = base.snapshot()
    count = subject.source.count(base.split)
    wrong: list[dict[str, Any]] = [{"split": "no such split"}, {"index": -1}, {"index": "0"}, {"index": 1.5}]
    if count is not None:
        wrong.append({"index": count})
    for options in wrong:
        where = f"{subject.label}, reset(options={options})"
        try:
            base.reset(options=options)
        except TaskError as error:
            (name,) = options
            require(name in str(error), where, f"a message about {name!r}", brief(str(error)))
            require(base.snapshot() is moment, where, "the episode to stay", "another")
        else:
            raise LawBroken(f"{where}: expected TaskError, got no error")
