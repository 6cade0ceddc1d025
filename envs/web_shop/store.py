"""The folder in which a catalogue is kept: records, tables and index, mapped into memory, made in one stroke."""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from ..core.errors import DataError
from .goals import draw_goals
from .product import Product, read_record, write_record
from .search import write_index
from .traits import write_traits

__all__ = ["FORMAT", "build", "cache_root", "read_back", "read_meta"]

FORMAT = 5
"""Grows with every change of what a folder holds; folders of another format are made anew."""

Make = Callable[[random.Random], Iterable[Product]]


def cache_root() -> Path:
    """Where catalogues without a folder of their own are kept: $TURNWISE_CACHE, else the user's cache folder."""
    named = os.environ.get("TURNWISE_CACHE")
    base = Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "turnwise"
    return base / "web_shop"


def read_meta(folder: Path, origin: dict[str, Any]) -> dict[str, Any] | None:
    """What a folder says about itself, None where it is absent, of another format or made from something else."""
    try:
        meta: dict[str, Any] = json.loads((folder / "meta.json").read_text())
    except (OSError, ValueError):
        return None
    return meta if meta.get("format") == FORMAT and meta.get("origin") == origin else None


def build(folders: Iterable[Path], origin: dict[str, Any], name: str, make: Make, price_seed: int) -> Path:
    """Makes a folder in the first place that can be written to.

    It is written under another name and moved when it is whole, so that a reader never sees half of one; where two
    processes make the same, one of them wins.

    Args:
        folders: places to try, best first.
        origin: what it is made from, compared by `read_meta`.
        name: begins the catalogue's key.
        make: the products; it is handed the generator of prices.
        price_seed: seeds that generator.

    Raises:
        DataError: no place can be written to.
    """
    refused = []
    for folder in folders:
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            if not folder.parent.stat().st_mode & 0o222:  # meant to stay as it is, even where root could write
                refused.append(f"{folder.parent} (read-only)")
                continue
            draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        except OSError as error:
            refused.append(f"{folder.parent} ({error.strerror})")
            continue
        try:
            draft.chmod(0o755)  # a draft is the maker's alone, a catalogue everybody's
            _write(draft, origin, name, make, price_seed)
            return _moved(draft, folder, origin)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    raise DataError(f"a catalogue needs a folder for its tables, but none can be written to: {', '.join(refused)}")


def _moved(draft: Path, folder: Path, origin: dict[str, Any]) -> Path:
    if folder.exists() and read_meta(folder, origin) is None:
        old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
        os.replace(folder, old / "old")
        shutil.rmtree(old, ignore_errors=True)
    try:
        os.replace(draft, folder)
    except OSError:
        if read_meta(folder, origin) is None:
            raise
    return folder


def _write(folder: Path, origin: dict[str, Any], name: str, make: Make, price_seed: int) -> None:
    rng, digest = random.Random(price_seed), blake2b(f"{FORMAT} {price_seed}".encode(), digest_size=12)
    asins, prices, places = list[str](), list[float](), [0]
    with (folder / "products.bin").open("wb") as file:
        for product in make(rng):
            record = write_record(product)
            file.write(record)
            digest.update(record)
            asins.append(product.asin)
            prices.append(product.price)
            places.append(places[-1] + len(record))
    if not asins:
        raise DataError(f"the catalogue {name!r} has no products")
    order = sorted(range(len(asins)), key=asins.__getitem__)
    np.save(folder / "places.npy", np.array(places, np.int64))
    np.save(folder / "asins.npy", np.array([asins[number] for number in order]))
    np.save(folder / "order.npy", np.array(order, np.int32))
    np.save(folder / "prices.npy", np.array(prices, np.float64))
    for kind, table in zip(("human", "synthetic"), draw_goals(read_back(folder), rng), strict=True):
        for column, values in table._asdict().items():
            np.save(folder / f"{kind}_{column}.npy", values)
    key = f"{name}-{digest.hexdigest()[:16]}"
    write_traits(folder, read_back(folder), read_back(folder))
    write_index(folder, key, read_back(folder))
    meta = {"format": FORMAT, "key": key, "count": len(asins), "price_seed": price_seed, "origin": origin}
    (folder / "meta.json").write_text(json.dumps(meta, indent=1))


def read_back(folder: Path) -> Iterator[Product]:
    """The products of a folder, in their order."""
    places = np.load(folder / "places.npy")
    with (folder / "products.bin").open("rb") as file:
        for size in np.diff(places).tolist():
            yield read_record(file.read(size))
