"""An index on disk: made in steps that survive an interruption, put in place at once, mapped and checked when read."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import DataError, StaleIndex
from .analysis import ANALYSIS
from .blocks import Blocks, put
from .documents import identified
from .index import Index, from_blocks
from .inverting import Inverter
from .names import Names
from .ranking import Ranking

__all__ = ["Stored", "build", "load", "load_or_build"]

_FORMAT = 1
_META = "index.json"
_SMALL = ("starts", "pair_counts", "pair_lengths", "peaks", "checks", "ids", "ids_ends", "vocabulary")
_LARGE = ("docs", "codes")
"""Mapped; the postings of a term are checked when they are first read."""


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """An index with what it was made from and for."""

    index: Index
    ranking: Ranking
    corpus: str
    k1: float
    b: float


def build(path: Path, documents: Iterable[tuple[str, str]], *, corpus: str, k1: float, b: float) -> None:
    """Writes the index of documents to a folder, which is there in full or not at all.

    An interrupted build goes on where it stopped, as long as the documents come again in the same order. Processes
    that build the same one wait for each other.

    Args:
        path: the folder; its parent is made. An index that is there is replaced.
        documents: (id, text) of each, read once.
        corpus: what the index is tied to; empty: the checksum of the documents.
        k1: see `Ranking`.
        b: see `Ranking`.

    Raises:
        DataError: two documents have one id, or they are other ones than an interrupted build had.
    """
    with _alone(path):
        _build(path, documents, corpus, k1, b)


def load_or_build(path: Path, documents: Iterable[tuple[str, str]], *, corpus: str, k1: float, b: float) -> Stored:
    """Opens the index of a corpus; if it is not there, damaged or another one's, it is built first.

    Of several processes that ask for it at the same time, one builds and the others wait.

    Args:
        path: as in `build`.
        documents: as in `build`; not read if the index is there.
        corpus: what the index is tied to.
        k1: as in `build`.
        b: as in `build`.

    Raises:
        DataError: as `build`.
    """
    with _alone(path):
        try:
            stored = load(path, corpus=corpus)
            if (stored.k1, stored.b) == (k1, b):
                return stored
        except DataError:
            pass  # absent, stale or damaged: what the next line is for
        _build(path, documents, corpus, k1, b)
        return load(path, corpus=corpus)


def _build(path: Path, documents: Iterable[tuple[str, str]], corpus: str, k1: float, b: float) -> None:
    digest, inverter = hashlib.sha256(), Inverter()
    work = path.with_name(path.name + ".building")
    blocks = Blocks(work, {"format": _FORMAT, "analysis": ANALYSIS, "corpus": corpus})
    stream = identified(documents, digest)
    blocks.skip(stream, inverter, digest)
    for block in inverter.blocks(stream):
        blocks.append(block, digest.hexdigest())
    index = from_blocks(blocks, inverter.vocabulary, _Allocator(work))
    _write(work, index, Ranking(index, k1, b), {"corpus": corpus or digest.hexdigest(), "k1": k1, "b": b})
    blocks.remove()
    _replace(path, work)


def load(path: Path, *, corpus: str = "") -> Stored:
    """Opens an index; its postings stay on disk.

    Args:
        path: the folder.
        corpus: what it must be tied to; empty: anything.

    Raises:
        StaleIndex: it was made from another corpus, or by another version of the analysis.
        DataError: there is no index, or it is damaged.
    """
    try:
        meta = json.loads((path / _META).read_text("utf-8"))
        facts = {"format": _FORMAT, "analysis": ANALYSIS, "corpus": corpus or meta["corpus"]}
        for name, expected in facts.items():
            if meta[name] != expected:
                raise StaleIndex(
                    f"{path}: expected an index with {name} {expected!r}, got {meta[name]!r}; build it anew"
                )
        arrays = {name: _array(path, name, meta["files"][name], name in _LARGE) for name in (*_SMALL, *_LARGE)}
        words = arrays["vocabulary"].tobytes().decode("utf-8", "surrogatepass").split("\n")
        index = Index(
            ids=Names(arrays["ids"], arrays["ids_ends"]),
            vocabulary=dict(zip(words, range(len(arrays["starts"]) - 1), strict=False)),
            starts=arrays["starts"],
            docs=arrays["docs"],
            codes=arrays["codes"],
            pair_counts=arrays["pair_counts"],
            pair_lengths=arrays["pair_lengths"],
            tokens=meta["tokens"],
            documents=meta["documents"],
            checks=arrays["checks"],
        )
        ranking = Ranking(index, meta["k1"], meta["b"], arrays["peaks"])
        return Stored(index, ranking, meta["corpus"], meta["k1"], meta["b"])
    except FileNotFoundError as error:
        raise DataError(f"{path}: expected the folder of an index, got none or a part ({error})") from error
    except StaleIndex:
        raise
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise DataError(f"{path}: the index is damaged ({error!r}); delete the folder and build it anew") from error


def _array(path: Path, name: str, facts: dict[str, Any], mapped: bool) -> NDArray[Any]:
    array: NDArray[Any] = np.load(path / f"{name}.npy", mmap_mode="r" if mapped and facts["length"] else None)
    array = array.view(np.ndarray)
    if array.dtype.str != facts["type"] or array.shape != (facts["length"],):
        raise ValueError(f"{name}.npy: expected {facts}, got {array.dtype.str} and {array.shape}")
    if not mapped and zlib.crc32(array.data if len(array) else b"") != facts["check"]:
        raise ValueError(f"{name}.npy: its checksum is wrong")
    return array


def _write(work: Path, index: Index, ranking: Ranking, facts: dict[str, Any]) -> None:
    """Writes what is not written yet, the description last."""
    arrays: dict[str, NDArray[Any]] = {
        "starts": index.starts,
        "pair_counts": index.pair_counts,
        "pair_lengths": index.pair_lengths,
        "peaks": ranking.peaks,
        "checks": _checks(index),
        "ids": index.ids.blob,
        "ids_ends": index.ids.ends,
        "vocabulary": np.frombuffer("\n".join(index.vocabulary).encode("utf-8", "surrogatepass"), np.uint8),
    }
    for name, array in arrays.items():
        np.save(work / f"{name}.npy", array)
    arrays |= {"docs": index.docs, "codes": index.codes}
    files = {
        name: {
            "type": array.dtype.str,
            "length": len(array),
            "check": zlib.crc32(array.data) if len(array) and name in _SMALL else 0,
        }
        for name, array in arrays.items()
    }
    meta = {"format": _FORMAT, "analysis": ANALYSIS, "tokens": index.tokens, "documents": index.documents, **facts}
    put(work / _META, json.dumps({**meta, "files": files}, indent=1).encode())


def _checks(index: Index) -> NDArray[np.uint32]:
    """A checksum of each term's postings."""
    edges = index.starts.tolist()
    pieces = [
        zlib.crc32(index.codes[start:end].data, zlib.crc32(index.docs[start:end].data))
        for start, end in pairwise(edges)
    ]
    return np.array(pieces, np.uint32)


class _Allocator:
    """Makes arrays in files of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, name: str, kind: Any, length: int) -> NDArray[Any]:
        path = self._folder / f"{name}.npy"
        if length == 0:  # an empty file can't be mapped
            np.save(path, np.zeros(0, kind))
            return np.zeros(0, kind)
        array: NDArray[Any] = np.lib.format.open_memmap(path, "w+", kind, (length,))
        return array


def _replace(path: Path, work: Path) -> None:
    """Puts a finished folder in the place of another."""
    old = path.with_name(path.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if path.exists():
        path.rename(old)
    work.rename(path)
    shutil.rmtree(old, ignore_errors=True)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keeps other processes from building the same index, where the system has such locks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with open(path.with_name(path.name + ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
