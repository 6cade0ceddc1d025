"""One read-only catalogue a process and key: products, search and goals, mapped from the folder that holds them."""

from __future__ import annotations

import mmap
import random
import tempfile
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ..core.errors import DataError, UsageError
from ..core.rng import Stream, bucket
from .generated import products as made_up
from .goals import GoalTable, goal_of
from .product import Product, read_record
from .search import Engine, Search, open_engine
from .source import find_files, read_products
from .state import Goal
from .store import FORMAT, build, cache_root, read_meta
from .traits import Traits

__all__ = ["HITS", "Catalogue", "GoalKind", "catalogue", "open_catalogue"]

HITS = 50
"""Products that a search finds at most, as on the real site."""

GoalKind = Literal["human", "synthetic"]

_KEPT_PRODUCTS = 4096
_KEPT_COMMANDS = 32
_KEPT_NUMBERS = 1 << 16
_KEPT_SEARCHES = 4096
_COMMAND_HITS = 50

_opened: dict[str, Catalogue] = {}


class Catalogue:
    """What a shop sells. Read-only: environments, threads and forked processes share it.

    Made by `open_catalogue`.

    Args:
        folder: what `store.build` wrote.
        origin: what it was made from, and how to open it again.
        engine: the search engine.
    """

    def __init__(self, folder: Path, origin: dict[str, Any], engine: Engine) -> None:
        meta = read_meta(folder, origin)
        if meta is None:
            raise DataError(f"{folder} does not hold the catalogue {origin}")
        self.folder = folder
        self.origin = origin
        self.key: str = meta["key"] if engine == "bm25" else f"{meta['key']}+{engine}"
        self._engine = engine
        self._places = _mapped(folder / "places.npy")
        self._asins = _mapped(folder / "asins.npy")
        self._order = _mapped(folder / "order.npy")
        self.prices = _mapped(folder / "prices.npy")
        """What each product costs, in dollars."""
        with (folder / "products.bin").open("rb") as file:
            self._records = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.traits = Traits(folder, len(self._order))
        self._search: Search = open_engine(folder, meta["key"], engine, self._asins, iter(self))
        self.at = lru_cache(_KEPT_PRODUCTS)(self._read)
        self.number = lru_cache(_KEPT_NUMBERS)(self._numbered)
        self.product = lru_cache(_KEPT_PRODUCTS)(self._product)
        self.search = lru_cache(_KEPT_SEARCHES)(self._found)
        self.command = lru_cache(_KEPT_COMMANDS)(self._commanded)

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[Product]:
        return (self._read(number) for number in range(len(self)))

    def __contains__(self, asin: str) -> bool:
        return self._number(asin) >= 0

    def __repr__(self) -> str:
        return f"<catalogue {self.key} of {len(self)} products>"

    def __reduce__(self) -> tuple[Any, ...]:
        """In another process it is opened again from the same place."""
        return _reopened, (self.origin, self._engine)

    def __deepcopy__(self, memo: object) -> Catalogue:
        return self

    def _read(self, number: int) -> Product:
        """The product with that number, 0 for the first of the source."""
        return read_record(self._records[self._places[number] : self._places[number + 1]])

    def _number(self, asin: str) -> int:
        place = int(np.searchsorted(self._asins, asin))
        return int(self._order[place]) if place < len(self._order) and self._asins[place] == asin else -1

    def _numbered(self, asin: str) -> int:
        """The number of a product.

        Raises:
            DataError: there is no such product.
        """
        number = self._number(asin)
        if number < 0:
            raise DataError(f"{asin!r} is none of the {len(self)} products of {self.key}")
        return number

    def _product(self, asin: str) -> Product:
        """The product with that id; see `number`."""
        return self.at(self.number(asin))

    def _found(self, query: str) -> tuple[int, ...]:
        """Numbers of the at most 50 products that a search finds, best first."""
        return tuple(self._order[self._search(query, HITS)].tolist())

    def _commanded(self, words: str, draw: int) -> tuple[int, ...]:
        """What the real site's hidden searches list: `<r>` fifty drawn ones, `<q> query` and `<c> category`.

        Args:
            words: the whole search, in lower case.
            draw: seeds `<r>`; the real site draws from the global generator, and anew for each page.
        """
        name, *rest = words.split(" ")
        if name == "<r>":
            rng = Stream(draw, "web shop", "random fifty")
            return tuple(rng.sample(range(len(self)), min(_COMMAND_HITS, len(self))))
        wanted = (" ".join(rest) if name == "<q>" else "".join(rest[:1])).strip()
        return tuple(
            [
                number
                for number, product in enumerate(self)
                if (product.query if name == "<q>" else product.category) == wanted
            ]
        )

    @lru_cache(2)  # noqa: B019 - a catalogue lives as long as its process
    def goal_table(self, kind: GoalKind) -> GoalTable:
        """Every goal of a kind, in WebShop's order."""
        columns = {name: _mapped(self.folder / f"{kind}_{name}.npy") for name in GoalTable._fields}
        return GoalTable(**columns)

    def goal(self, kind: GoalKind, index: int) -> Goal:
        """One goal, by its place in that order."""
        table = self.goal_table(kind)
        return goal_of(
            self.at(int(table.product[index])),
            int(table.variant[index]),
            float(table.price_upper[index]),
            float(table.weight[index]),
            human=kind == "human",
        )


def open_catalogue(
    source: str | Path | None = None,
    *,
    products: int | None = None,
    seed: int = 0,
    price_seed: int = 0,
    engine: Engine = "bm25",
) -> Catalogue:
    """The catalogue, the same object for every call of a process with the same arguments.

    The first call reads the source and writes a folder beside it (or in the user's cache folder); later ones map it.

    Args:
        source: WebShop's `items_shuffle*.json`, also gzipped, or a folder with one; attributes and human instructions
            are taken from beside it. None: a made-up catalogue.
        products: how many records of the source are read (all of them); for a made-up one how many there are (1000).
        seed: makes up another catalogue.
        price_seed: draws the prices of ranges, and the goals' limits. WebShop draws them anew in every process.
        engine: "bm25", or "lucene" through pyserini.

    Raises:
        UsageError: there are no such files, or a number is below 1.
        DataError: a record is damaged.
    """
    if products is not None and products < 1:
        raise UsageError(f"products must be 1 or more, got {products!r}")
    origin: dict[str, Any] = {"price_seed": price_seed}
    if source is None:
        origin |= {"made": products or 1000, "seed": seed}
    else:
        files = [path for path in find_files(Path(source)) if path is not None]
        origin |= {"limit": products, "files": [_fingerprint(path.resolve()) for path in files]}
    return _reopened(origin, engine)


def catalogue(key: str) -> Catalogue:
    """The catalogue of a task: `Task.shop`.

    Raises:
        UsageError: it is none that this process has opened, and none that can be made up again.
    """
    found = _opened.get(key)
    if found is None and key.startswith("generated-"):
        _, count, seed, price_seed, *_ = key.split("-")
        found = open_catalogue(products=int(count), seed=int(seed), price_seed=int(price_seed))
    if found is None or found.key != key:
        raise UsageError(
            f"the catalogue {key!r} is not open; call turnwise.envs.web_shop.open_catalogue(source) with the files "
            f"that the task was made from (open: {sorted(_opened)})"
        )
    return found


def _fingerprint(path: Path) -> list[Any]:
    stat = path.stat()
    return [str(path), stat.st_size, stat.st_mtime_ns]


def _mapped(path: Path) -> Any:
    """An array mapped into memory, as a plain one: NumPy's own class for it is slow to index."""
    return np.load(path, mmap_mode="r").view(np.ndarray)


@lru_cache
def _opened_from(text: str, engine: Engine, origin_items: tuple[tuple[str, Any], ...]) -> Catalogue:
    return _open({name: _thawed(value) for name, value in origin_items}, engine)


def _reopened(origin: dict[str, Any], engine: Engine) -> Catalogue:
    items = tuple((name, _frozen(value)) for name, value in sorted(origin.items()))
    return _opened_from(repr(items), engine, items)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


def _thawed(value: Any) -> Any:
    return list(map(_thawed, value)) if isinstance(value, tuple) else value


def _open(origin: dict[str, Any], engine: Engine) -> Catalogue:
    if "made" in origin:
        count, seed = origin["made"], origin["seed"]
        name = f"generated-{count}-{seed}-{origin['price_seed']}"
        folders = [cache_root() / f"{name}.{FORMAT}", Path(tempfile.gettempdir()) / f"turnwise-{name}.{FORMAT}"]
        make = partial(_made, count, seed)
    else:
        path = Path(origin["files"][0][0])
        name = path.name.split(".json")[0]
        limit = origin["limit"] or "all"
        place = f"{name}.{limit}.{origin['price_seed']}.turnwise"
        folders = [path.parent / place, cache_root() / f"{place}.{bucket(repr(origin), 1 << 40):x}"]
        make = partial(_read_source, path, origin["limit"])
    folder = next((folder for folder in folders if read_meta(folder, origin) is not None), None)
    if folder is None:
        folder = build(folders, origin, name, make, origin["price_seed"])
    found = Catalogue(folder, origin, engine)
    return _opened.setdefault(found.key, found)


def _made(count: int, seed: int, rng: random.Random) -> Iterable[Product]:
    return made_up(count, seed)


def _read_source(path: Path, limit: int | None, rng: random.Random) -> Iterable[Product]:
    return read_products(find_files(path), limit, rng)
