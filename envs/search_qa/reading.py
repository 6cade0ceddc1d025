"""Records of a data file, with the place of each for messages: JSON lines, JSON, tables; also packed with gzip."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ..core.errors import DataError

__all__ = ["ENDINGS", "Record", "records"]

ENDINGS = tuple([kind + packed for kind in (".jsonl", ".json", ".tsv", ".csv") for packed in ("", ".gz")])
"""Files that can be read."""

_LARGEST_FIELD = 1 << 24


@dataclass(frozen=True, slots=True)
class Record:
    """One object of a file."""

    place: str
    """File and line or number."""
    content: dict[str, Any]

    def __contains__(self, name: str) -> bool:
        return self.content.get(name) is not None

    def get(self, name: str, default: Any = None) -> Any:
        """A field as it is in the file."""
        value = self.content.get(name)
        return default if value is None else value

    def text(self, *names: str, default: str | None = None) -> str:
        """The first of some fields that is there, which must be a text or a number.

        Raises:
            DataError: none is there and there is no default, or it is something else.
        """
        for name in names:
            if name in self:
                value = self.content[name]
                if isinstance(value, str):
                    return value
                if isinstance(value, int) and not isinstance(value, bool):
                    return str(value)
                raise self.wrong(f"a text under {name!r}", value)
        if default is None:
            raise self.wrong(f"a text under {' or '.join(map(repr, names))}", sorted(self.content)[:12])
        return default

    def texts(self, name: str) -> tuple[str, ...]:
        """A field that is a list of texts, or one text, without repetitions.

        Raises:
            DataError: it is something else.
        """
        value = self.get(name, ())
        several = [value] if isinstance(value, str) else value
        if not isinstance(several, Sequence) or not all(isinstance(one, str) for one in several):
            raise self.wrong(f"a list of texts under {name!r}", value)
        return tuple(dict.fromkeys(several))

    def rows(self, name: str) -> list[Any]:
        """A field that is a list.

        Raises:
            DataError: it is something else.
        """
        value = self.get(name, [])
        if not isinstance(value, list):
            raise self.wrong(f"a list under {name!r}", value)
        return value

    def wrong(self, expected: str, got: object) -> DataError:
        """What to raise for a record that is not as it should be."""
        return DataError(f"{self.place}: expected {expected}, got {got!r:.200}")


def records(path: Path) -> Iterator[Record]:
    """The objects of a file, in order.

    A JSON file is a list of objects, an object of objects (their keys become `id`), or an object that holds such a
    list under data, Data or examples.

    Raises:
        DataError: the file is none of these, is damaged or is not there.
    """
    kind = path.name.removesuffix(".gz").rpartition(".")[2]
    try:
        with _opened(path) as file:
            match kind:
                case "jsonl":
                    yield from _lines(path, file)
                case "json":
                    yield from _whole(path, file)
                case "tsv" | "csv":
                    yield from _table(path, file, "\t" if kind == "tsv" else ",")
                case _:
                    raise DataError(f"{path}: expected a file that ends in one of {list(ENDINGS)}")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: can't be read as text ({type(error).__name__}: {error})") from error


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def _lines(path: Path, file: IO[str]) -> Iterator[Record]:
    for number, line in enumerate(file, 1):
        if line.strip():
            yield _object(f"{path}:{number}", _parsed(f"{path}:{number}", line))


def _whole(path: Path, file: IO[str]) -> Iterator[Record]:
    content = file.read()
    start = content.lstrip()[:1]
    if start == "{" and "\n{" in content.strip():  # JSON lines under another name, as MuSiQue's mirrors have
        yield from _lines(path, iter(content.splitlines(keepends=True)))  # type: ignore[arg-type]
        return
    value = _parsed(str(path), content)
    if isinstance(value, dict):
        inner = next((value[name] for name in ("data", "Data", "examples") if isinstance(value.get(name), list)), None)
        if inner is None and not all(isinstance(one, dict) for one in value.values()):
            inner = [value]
        value = [{"id": key, **one} for key, one in value.items()] if inner is None else inner
    if not isinstance(value, list):
        raise DataError(f"{path}: expected a list of objects, got {type(value).__name__}")
    for number, one in enumerate(value):
        yield _object(f"{path}[{number}]", one)


def _table(path: Path, file: IO[str], separator: str) -> Iterator[Record]:
    csv.field_size_limit(_LARGEST_FIELD)
    try:
        for number, row in enumerate(csv.DictReader(file, delimiter=separator, strict=True), 2):
            if None in row or None in row.values():
                raise DataError(f"{path}:{number}: expected as many fields as the first line has, got {row!r:.200}")
            yield Record(f"{path}:{number}", dict(row))
    except csv.Error as error:
        raise DataError(f"{path}: expected a table ({error})") from error


def _parsed(place: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{place}: expected JSON ({error})") from error


def _object(place: str, value: Any) -> Record:
    if not isinstance(value, dict):
        raise DataError(f"{place}: expected a JSON object, got {value!r:.80}")
    return Record(place, value)
