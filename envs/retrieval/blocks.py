"""The blocks of an index under way, one file each, from which an interrupted build goes on."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from ..core.errors import DataError
from .inverting import Block, Inverter
from .names import Names

__all__ = ["Blocks", "put"]


class Blocks(Sequence[Block]):
    """The blocks of a build under way, one file each.

    Args:
        folder: where they are. What is there of a build with other facts is deleted.
        facts: what the build is for.
    """

    def __init__(self, folder: Path, facts: dict[str, Any]) -> None:
        self._folder = folder
        header = folder / "build.json"
        wanted = json.dumps(facts).encode()
        if not header.is_file() or header.read_bytes() != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            put(header, wanted)
        self._count = 0
        while self._file(self._count).is_file():
            self._count += 1

    def _file(self, number: int) -> Path:
        return self._folder / f"block{number:06}.npz"

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, number: int) -> Block: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Block]: ...
    def __getitem__(self, number: int | slice) -> Block | Sequence[Block]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        if not 0 <= number < self._count:
            raise IndexError(number)
        with self._file(number).open("rb") as file, np.load(file) as arrays:
            ids, vocabulary = (_unpacked(arrays[name], arrays[f"{name}_ends"]) for name in ("ids", "vocabulary"))
            return Block(arrays["term"], arrays["doc"], arrays["count"], arrays["lengths"], ids, vocabulary)

    def append(self, block: Block, digest: str) -> None:
        """Writes the next block, with the checksum of all documents so far."""
        ids, vocabulary = Names.of(block.ids), Names.of(block.vocabulary)
        partial = self._folder / "block.part"
        with partial.open("wb") as file:
            np.savez(
                file,
                term=block.term,
                doc=block.doc,
                count=block.count,
                lengths=block.lengths,
                ids=ids.blob,
                ids_ends=ids.ends,
                vocabulary=vocabulary.blob,
                vocabulary_ends=vocabulary.ends,
                digest=np.frombuffer(digest.encode(), np.uint8),
            )
        partial.replace(self._file(self._count))
        self._count += 1

    def skip(self, stream: Iterator[tuple[str, str]], inverter: Inverter, digest: Any) -> None:
        """Passes over the documents that are in a block already.

        Raises:
            DataError: they are other ones now; the blocks are deleted.
        """
        for number in range(self._count):
            try:
                block = self[number]
                with self._file(number).open("rb") as file, np.load(file) as arrays:
                    expected = arrays["digest"].tobytes().decode()
            except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
                raise self._over(f"a file of the interrupted build is damaged ({error})") from error
            for _ in zip(range(len(block.ids)), stream, strict=False):
                pass
            if digest.hexdigest() != expected:
                raise self._over("the documents are other ones than when this build began")
            for word in block.vocabulary:
                inverter.vocabulary[word] = len(inverter.vocabulary)
            inverter.documents += len(block.ids)

    def _over(self, reason: str) -> DataError:
        shutil.rmtree(self._folder, ignore_errors=True)
        return DataError(f"{self._folder}: {reason}; it is deleted, and the next build starts over")

    def remove(self) -> None:
        """Deletes the files."""
        for number in range(self._count):
            self._file(number).unlink()
        (self._folder / "build.json").unlink()


def _unpacked(blob: NDArray[np.uint8], ends: NDArray[np.int64]) -> tuple[str, ...]:
    names = Names(blob, ends)
    return tuple([names[number] for number in range(len(names))])


def put(path: Path, content: bytes) -> None:
    """Writes a file that is there in full or not at all."""
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(content)
    partial.replace(path)
