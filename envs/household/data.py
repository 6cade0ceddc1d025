"""ALFWorld's games as tasks: from a file, a folder, a tar archive or a list of these."""

from __future__ import annotations

import os
import tarfile
import warnings
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ..core.errors import DataError, TaskError, UsageError
from ..core.game import TaskSource
from ..core.rng import Stream
from .files import Game, Unsolvable, annotation, check_game, read_game, read_initial_state
from .state import Task

__all__ = ["SPLITS", "ALFWorldGames", "GameFile", "Games"]

SPLITS = ("train", "valid_train", "valid_seen", "valid_unseen")
"""ALFWorld's splits, by the names of their folders. Games in no such folder are in the split "games"."""

Games = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
"""A path or several."""

_GAME, _INITIAL, _TRAJECTORY = "game.tw-pddl", "initial_state.pddl", "traj_data.json"
_KEPT_TASKS = 8192


@dataclass(frozen=True, slots=True)
class GameFile:
    """Where a game is, before it is read."""

    name: str
    """Its folder below what was asked for, as in "valid_seen/look_at_obj.../trial_T2019..."."""
    split: str
    path: str
    """For messages: the file, or archive and member."""
    packed: tuple[bytes, ...] = field(default=(), repr=False)
    """Compressed content where it came from an archive: the game, and the trajectory where there is one."""

    def read(self, *, numbers: Stream | None = None, annotations: bool = False) -> Game:
        """The game.

        Args:
            numbers: where given, things are numbered at random, as ALFWorld's `domain_randomization` does it.
            annotations: the task in a person's words, where the `traj_data.json` beside the game has some.

        Raises:
            DataError: it can't be read; names the file.
        """
        try:
            raw, trajectory = self._content()
            person = annotation(trajectory, self.name) if annotations and trajectory is not None else ""
            if self.path.endswith(".pddl"):
                return read_initial_state(_text(raw), trajectory, numbers=numbers, person=person)
            return read_game(raw, numbers, person)
        except (DataError, OSError) as error:
            raise _named(self.path, error) from error

    def check(self) -> None:
        """Raises what `read` would, for most damages and in less time."""
        try:
            raw, trajectory = self._content()
            if self.path.endswith(".pddl"):
                read_initial_state(_text(raw), trajectory)
            else:
                check_game(raw)
        except (DataError, OSError) as error:
            raise _named(self.path, error) from error

    def _content(self) -> tuple[bytes, bytes | None]:
        if self.packed:
            game, *rest = [zlib.decompress(part) for part in self.packed]
            return game, rest[0] if rest else None
        path = Path(self.path)
        beside = path.with_name(_TRAJECTORY)
        return path.read_bytes(), beside.read_bytes() if beside.is_file() else None


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise DataError(f"expected a PDDL problem in UTF-8, got other bytes ({error})") from error


def _named(path: str, error: Exception) -> DataError:
    kind = Unsolvable if isinstance(error, Unsolvable) else DataError
    return kind(f"{path}: {error}")


@dataclass(frozen=True)
class ALFWorldGames(TaskSource[Task]):
    """Games from files, in the order of their paths, which is the same on every machine.

    Games that can't be played are left out, `skipped` lists them with the reason, and a warning counts the damaged
    ones; an only file must be sound.

    Args:
        games: a `game.tw-pddl` or `initial_state.pddl`, a folder or tar archive (.tar, .tar.gz, .tar.xz, ...) with
            such files at any depth, or several of these. A folder with both is one game: its `game.tw-pddl`.
        annotations: tasks in a person's words, where the `traj_data.json` beside a game has some; which of them is
            decided by the game's name.

    Raises:
        DataError: there is no game.
    """

    games: str | tuple[str, ...]
    annotations: bool
    files: tuple[GameFile, ...] = field(init=False, repr=False, compare=False)
    """Every file found, sound or not, in order."""
    splits: tuple[str, ...] = field(init=False, repr=False, compare=False)
    _sound: dict[str, tuple[GameFile, ...]] = field(init=False, repr=False, compare=False)
    _left_out: dict[str, tuple[tuple[str, str], ...]] = field(init=False, repr=False, compare=False)
    _tasks: dict[tuple[str, int], Task] = field(init=False, repr=False, compare=False)

    def __init__(self, games: Games, annotations: bool = False) -> None:
        single = isinstance(games, (str, os.PathLike))
        paths = (os.fspath(games),) if single else tuple([os.fspath(path) for path in games])  # type: ignore[arg-type,union-attr]
        if not paths:
            raise UsageError("games must be a path or a list of paths, got an empty list")
        files = tuple([file for path in paths for file in _find(Path(path))])
        present = {file.split for file in files}
        for name, value in (
            ("games", paths[0] if single else paths),
            ("annotations", annotations),
            ("files", files),
            ("splits", tuple([split for split in (*SPLITS, "games") if split in present])),
            ("_sound", {}),
            ("_left_out", {}),
            ("_tasks", {}),
        ):
            object.__setattr__(self, name, value)

    def playable(self, split: str) -> tuple[GameFile, ...]:
        """The games of a split that can be played, in order: what an index counts. The first call reads each file.

        Raises:
            TaskError: no such split.
        """
        if split not in self.splits:
            raise TaskError(f"split must be one of {list(self.splits)}, got {split!r}")
        if split not in self._sound:
            self._check(split)
        return self._sound[split]

    def skipped(self, split: str) -> tuple[tuple[str, str], ...]:
        """(file, reason) for each file of a split that is left out."""
        self.playable(split)
        return self._left_out[split]

    def _check(self, split: str) -> None:
        sound: list[GameFile] = []
        left_out: list[tuple[str, str]] = []
        damaged = 0
        for file in self.files:
            if file.split != split:
                continue
            try:
                file.check()
            except DataError as error:
                if len(self.files) == 1:
                    raise
                damaged += not isinstance(error, Unsolvable)
                left_out.append((file.path, str(error).removeprefix(f"{file.path}: ")))
            else:
                sound.append(file)
        if not sound:
            raise DataError(f"split {split!r}: no game can be played; the first file is {': '.join(left_out[0])}")
        if damaged:
            first = ": ".join(left_out[0])
            warnings.warn(
                f"{damaged} files of split {split!r} are damaged and left out, {first}; "
                f"tasks.skipped({split!r}) lists them",
                stacklevel=4,
            )
        self._sound[split], self._left_out[split] = tuple(sound), tuple(left_out)

    def task(self, split: str, index: int) -> Task:
        """The game number `index` of a split.

        Raises:
            TaskError: no such split or index.
            DataError: the file can't be read.
        """
        found = self._tasks.get((split, index))
        if found is None:
            file = self._file(split, index)
            if len(self._tasks) >= _KEPT_TASKS:
                self._tasks.clear()
            found = self._tasks[split, index] = Task(file.read(annotations=self.annotations).definition, file.name)
        return found

    def _file(self, split: str, index: int) -> GameFile:
        files = self.playable(split)
        if not 0 <= index < len(files):
            raise TaskError(f"index must be 0 to {len(files) - 1}, got {index!r}")
        return files[index]

    def walkthrough(self, split: str, index: int) -> tuple[str, ...]:
        """The solution that comes with a game, empty where its file has none."""
        return self._file(split, index).read().walkthrough

    def find(self, name: str, split: str = "") -> tuple[str, int]:
        """The split and index of a game.

        Args:
            name: its name, or an end of it in whole parts: the trial alone is enough.
            split: where to look; everywhere if empty.

        Raises:
            TaskError: no game or several have that name.
        """
        asked = PurePosixPath(name.replace("\\", "/"))
        parts = asked.parent.parts if asked.name in (_GAME, _INITIAL) else asked.parts
        found = [
            (own, index)
            for own in ((split,) if split else self.splits)
            for index, file in enumerate(self.playable(own))
            if file.name == name or _is_end(parts, PurePosixPath(file.name).parts)
        ]
        if len(found) != 1:
            problem = "no game has" if not found else f"{len(found)} games have"
            raise TaskError(f"game must be the name of one game or an end of it, but {problem} the name {name!r}")
        return found[0]

    def count(self, split: str) -> int:
        """How many games a split has."""
        return len(self.playable(split))

    def key(self, task: Task) -> str:
        """All of the game but its name."""
        return task.definition

    def name(self, task: Task) -> str:
        """Folder and trial."""
        return task.name


def _is_end(parts: tuple[str, ...], name: tuple[str, ...]) -> bool:
    short, long = sorted((parts, name), key=len)
    return bool(short) and long[len(long) - len(short) :] == short


def _find(path: Path) -> list[GameFile]:
    if path.is_dir():
        found = list(_in_folder(path))
    elif not path.is_file():
        raise DataError(f"{path}: expected a game, a folder or a tar archive of games, got nothing there")
    elif path.suffix in (".tw-pddl", ".pddl", ".json"):
        parts = path.absolute().parts[:-1]
        return [GameFile("/".join(parts[-3:]), _split(parts), str(path))]
    else:
        found = list(_in_archive(path))
    if not found:
        raise DataError(f"{path}: expected files named {_GAME} or {_INITIAL}, got none")
    return found


def _split(parts: Sequence[str]) -> str:
    return next((part for part in reversed(parts) if part in SPLITS), "games")


def _in_folder(root: Path) -> Iterator[GameFile]:
    places: dict[PurePosixPath, set[str]] = {}
    for folder, _, names in os.walk(root):
        here = {_GAME, _INITIAL} & set(names)
        if here:
            places[PurePosixPath(Path(folder).relative_to(root).as_posix())] = here
    above = root.absolute().parts
    for place in sorted(places, key=lambda place: place.parts):
        name = _GAME if _GAME in places[place] else _INITIAL
        parts = (*above, *place.parts)
        yield GameFile(str(place) if place.parts else "/".join(parts[-3:]), _split(parts), str(root / place / name))


def _in_archive(path: Path) -> Iterator[GameFile]:
    packed: dict[PurePosixPath, dict[str, bytes]] = {}
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                place = PurePosixPath(member.name)
                if member.isfile() and place.name in (_GAME, _INITIAL, _TRAJECTORY):
                    content = archive.extractfile(member)
                    assert content is not None  # it is a file
                    packed.setdefault(place.parent, {})[place.name] = zlib.compress(content.read(), 1)
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise DataError(f"{path}: expected a tar archive of games, got {type(error).__name__}: {error}") from error
    for place in sorted(packed, key=lambda place: place.parts):
        files = packed[place]
        name = _GAME if _GAME in files else _INITIAL
        if name in files:
            parts = [files[name]]
            if _TRAJECTORY in files:
                parts.append(files[_TRAJECTORY])
            yield GameFile(str(place), _split(place.parts), f"{path}:{place / name}", tuple(parts))
