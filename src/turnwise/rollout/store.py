"""A run's folder: `run.json`, the plan, and `episodes.jsonl`, one finished episode a line.

Each line is written by one call and is on the disk before the next episode counts, so killing the process at any
moment loses no finished episode; a line that was torn is cut off when the folder is opened again.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

from ..envs.core.errors import DataError, UsageError
from .plan import Job, Plan
from .record import Record, record_from_json

if sys.platform != "win32":
    import fcntl

__all__ = ["EPISODES", "PLAN", "RunStore", "load_run", "read_plan", "write_whole"]

PLAN = "run.json"
EPISODES = "episodes.jsonl"


class RunStore:
    """The open folder of one run; a context manager. Only one process at a time may hold it.

    Args:
        folder: where; made if it is not there.
        plan: what is being played. A folder that holds another plan is refused.
        fresh: move what is in the folder aside and start over.
        tell: called with a sentence about what was done to the folder.

    Raises:
        UsageError: the folder holds another plan or other files, or another process is writing to it.
        DataError: what the folder holds can't be read.
    """

    def __init__(self, folder: Path, plan: Plan, *, fresh: bool = False, tell: Callable[[str], None] = print) -> None:
        self.folder = folder
        self.plan = plan
        self._tell = tell
        if fresh:
            _move_aside(folder, tell)
        _refuse_strangers(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self._file = _open_locked(folder / EPISODES)
        try:
            _claim(folder, plan)
            self._cut_torn_line()
            self._finished = {job: measured for job, _, measured in _index(folder / EPISODES)}
        except BaseException:
            os.close(self._file)
            raise

    def __enter__(self) -> RunStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)

    def is_finished(self, job: Job) -> bool:
        """Whether the episode is there and measured; one that is not measured may be tried again."""
        return self._finished.get(job, False)

    def append(self, job: Job, line: bytes, *, measured: bool) -> None:
        """Adds a finished episode: all of the line, on the disk, or nothing.

        Args:
            job: its key.
            line: its record as JSON, ending in a newline.
            measured: whether its numbers count.

        Raises:
            OSError: the disk is full or broken; nothing of the line is kept.
        """
        size = os.fstat(self._file).st_size
        written = os.write(self._file, line)
        if written != len(line):
            os.ftruncate(self._file, size)
            raise OSError(f"only {written} of {len(line)} bytes went to {self.folder / EPISODES}: is the disk full?")
        os.fsync(self._file)
        self._finished[job] = measured

    def _cut_torn_line(self) -> None:
        size = os.fstat(self._file).st_size
        end = _end_of_last_line(self.folder / EPISODES, size)
        if end < size:
            os.ftruncate(self._file, end)
            os.fsync(self._file)
            self._tell(
                f"{self.folder / EPISODES}: the last line was unfinished ({size - end} bytes); it was cut off, and its "
                "episode is played again"
            )


def read_plan(folder: Path) -> Plan:
    """The plan of a run.

    Raises:
        DataError: there is none, or it can't be read.
    """
    path = folder / PLAN
    try:
        return Plan.from_json(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise DataError(f"{folder} is no run: it has no {PLAN}") from error
    except ValueError as error:  # DataError is one too
        raise DataError(f"{path}: {error}") from error


def load_run(folder: Path | str) -> Iterator[Record]:
    """The episodes of a run in the order of its plan, each once; a later try replaces one that was not measured.

    Also reads a run that is being written: a line that is not finished is left out.

    Raises:
        DataError: no run, or a broken one; the message names the line.
    """
    folder = Path(folder)
    plan = read_plan(folder)
    path = folder / EPISODES
    latest: dict[Job, int] = {}
    for job, place, _ in _index(path):
        if job.env_id not in plan.ids or job.agent not in plan.agents:
            raise DataError(f"{path}: {job} is no episode of the plan in {PLAN}")
        latest[job] = place
    if not latest:
        return
    with path.open("rb") as file:
        for job in sorted(latest, key=plan.order):
            file.seek(latest[job])
            yield record_from_json(json.loads(file.readline()))


def write_whole(path: Path, text: str) -> None:
    """Writes a file so that it has all of the text, or is as it was, whenever the process is killed."""
    scratch = path.with_name(f"{path.name}.tmp")
    with scratch.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(scratch, path)


def _index(path: Path) -> Iterator[tuple[Job, int, bool]]:
    """(key, place in the file, measured) of every whole line."""
    if not path.exists():
        return
    place = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            try:
                record = record_from_json(json.loads(line))
            except ValueError as error:  # DataError is one too
                raise DataError(f"{path}, line {number}: {error}") from error
            yield record.job, place, record.measured
            place += len(line)


def _refuse_strangers(folder: Path) -> None:
    """Leaves a folder alone that holds files but no run."""
    if not folder.exists() or (folder / PLAN).exists():
        return
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file; pass another --out")
    others = sorted({entry.name for entry in folder.iterdir()} - {EPISODES, f"{PLAN}.tmp"})
    if (folder / EPISODES).exists() and (folder / EPISODES).stat().st_size:
        others.append(EPISODES)
    if others:
        raise UsageError(f"{folder} holds {', '.join(others[:3])} but no {PLAN}: it is no run; pass another --out")


def _open_locked(path: Path) -> int:
    """The file, open for appending; the lock is the system's, so it goes with the process."""
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(file)
            raise UsageError(f"another process is writing to {path.parent}; wait, or pass another --out") from error
    return file


def _claim(folder: Path, plan: Plan) -> None:
    """Writes the plan into a new folder; refuses one that holds another plan."""
    if not (folder / PLAN).exists():
        write_whole(folder / PLAN, json.dumps(plan.to_json(), indent=2) + "\n")
    elif differences := plan.differences(read_plan(folder)):
        raise UsageError(
            f"{folder} holds another run ({'; '.join(differences)}). Pass another --out, or --fresh to move the old "
            "run aside and start over"
        )


def _move_aside(folder: Path, tell: Callable[[str], None]) -> None:
    if not (folder / PLAN).exists():
        return
    os.close(_open_locked(folder / EPISODES))  # nobody writes to it
    number = 1
    while (aside := folder.with_name(f"{folder.name}.old-{number}")).exists():
        number += 1
    folder.rename(aside)
    tell(f"The old run is now in {aside}.")


def _end_of_last_line(path: Path, size: int) -> int:
    """The place after the last newline; 0 where there is none."""
    step, end = 1 << 16, size
    with path.open("rb") as file:
        while end > 0:
            start = max(0, end - step)
            file.seek(start)
            found = file.read(end - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            end = start
    return 0
