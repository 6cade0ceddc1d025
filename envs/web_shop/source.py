"""WebShop's own files, read by the rules of its loader (web_agent_site/engine/engine.py)."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO, Any, NamedTuple

from ..core.errors import DataError, UsageError
from .product import Instruction, Product

__all__ = ["DUMMY", "Files", "find_files", "read_products"]

DUMMY = ("DUMMY_ATTR",)
"""The attributes of a product that the attribute file does not name."""

_CHUNK = 1 << 22
_NO_PRICE = 100.0


class Files(NamedTuple):
    """The files of one catalogue."""

    items: Path
    attributes: Path | None
    human: Path | None


def find_files(source: Path) -> Files:
    """The files that belong together: products, and beside them attributes and human instructions.

    Args:
        source: an `items_shuffle*.json` (or `.json.gz`), or a folder with one such file.

    Raises:
        UsageError: there is none, or there are several.
    """
    if source.is_dir():
        found = sorted(path for path in source.glob("items_shuffle*.json*") if _is_json(path))
        if len(found) != 1:
            names = [path.name for path in found]
            raise UsageError(f"expected one items_shuffle*.json or .json.gz in {source}, got {names}; name the file")
        source = found[0]
    if not source.is_file():
        raise UsageError(f"expected WebShop's items_shuffle*.json or a folder with it, got {str(source)!r}")
    suffix = source.name.split(".json")[0].removeprefix("items_shuffle")
    return Files(source, _beside(source, "items_ins_v2", suffix), _beside(source, "items_human_ins", suffix))


def _is_json(path: Path) -> bool:
    return path.name.endswith((".json", ".json.gz"))


def _beside(source: Path, stem: str, suffix: str) -> Path | None:
    """The file with the same suffix, else the one without, else the only one."""
    for name in (f"{stem}{suffix}", stem):
        for ending in (".json", ".json.gz"):
            if (path := source.parent / f"{name}{ending}").is_file():
                return path
    found = [path for path in source.parent.glob(f"{stem}*") if _is_json(path)]
    return found[0] if len(found) == 1 else None


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _records(path: Path) -> Iterator[Any]:
    """The elements of a JSON array one by one, so that five gigabytes need no more memory than one product."""
    decode = json.JSONDecoder().raw_decode
    with _open(path) as file:
        text, place, ended = file.read(_CHUNK).lstrip(), 1, False
        if not text.startswith("["):
            raise DataError(f"{path}: expected a JSON array of products, got {text[:40]!r}")
        while True:
            while place < len(text) and text[place] in " \t\r\n,":
                place += 1
            if place < len(text) and text[place] == "]":
                return
            try:
                record, after = decode(text, place)
            except ValueError as error:
                more = file.read(_CHUNK)
                ended = not more
                if ended:
                    raise DataError(f"{path}: the array of products is cut off or no JSON ({error})") from error
                text, place = text[place:] + more, 0
                continue
            yield record
            place = after


def _mapping(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    with _open(path) as file:
        try:
            data = json.load(file)
        except ValueError as error:
            raise DataError(f"{path}: expected JSON, got a text that is cut off or none ({error})") from error
    if not isinstance(data, dict):
        raise DataError(f"{path}: expected an object of products by asin, got {type(data).__name__}")
    return data


def read_products(files: Files, limit: int | None, rng: random.Random) -> Iterator[Product]:
    """The products as WebShop's loader makes them, in the order of the file.

    It skips an asin that is "nan", longer than ten characters or repeated, takes $100.0 where there is no price, draws
    a price from a range, writes option names and values in lower case with "/" as " | ", and queries in lower case.

    Args:
        files: see `find_files`.
        limit: how many records are looked at, None for all.
        rng: draws the prices; the real loader takes the global generator.

    Raises:
        DataError: a record is damaged; the message names it.
    """
    attributes, human = _mapping(files.attributes), _mapping(files.human)
    seen = set()
    for number, record in enumerate(_records(files.items)):
        if limit is not None and number >= limit:
            return
        try:
            asin = record["asin"]
            if asin == "nan" or len(asin) > 10 or asin in seen:
                continue
            seen.add(asin)
            yield _product(record, attributes.get(asin, {}), human.get(asin, []), rng)
        except (KeyError, TypeError, AttributeError, IndexError, InvalidOperation, ValueError) as error:
            raise DataError(
                f"{files.items}: product {number} ({str(record)[:60]}...): {type(error).__name__}: {error}"
            ) from error


def _product(record: dict[str, Any], made: dict[str, Any], wanted: list[Any], rng: random.Random) -> Product:
    pricing, tag = _pricing(record.get("pricing"))
    options, surcharges = _options(record["customization_options"], pricing[0])
    bullets = record["small_description"]
    text, parts = made.get("instruction"), made.get("instruction_attributes")
    return Product(
        asin=record["asin"],
        title=record["name"],
        description=record["full_description"],
        bullets=tuple(bullets) if isinstance(bullets, list) else (bullets,),
        attributes=tuple(made["attributes"]) if "attributes" in made else DUMMY,
        options=options,
        surcharges=surcharges,
        pricing=pricing,
        price_tag=tag,
        price=pricing[0] if len(pricing) == 1 else rng.uniform(*pricing),
        query=record["query"].lower().strip(),
        category=record["category"],
        product_category=record["product_category"],
        image=str((record.get("images") or [""])[0]),
        instructions=tuple(
            [
                Instruction(w["instruction"], tuple(w["instruction_attributes"]), tuple(w["instruction_options"]))
                for w in wanted
            ]
        ),
        synthetic=None if text is None else Instruction(text, tuple(parts or ())),
    )


def _pricing(text: str | None) -> tuple[tuple[float, ...], str]:
    """Prices and tag of "$9.99", "$19.99$27.99" or nothing."""
    if not text:
        return (_NO_PRICE,), f"${_NO_PRICE}"
    prices = [float(Decimal(re.sub(r"[^\d.]", "", part))) for part in text.split("$")[1:]]
    if len(prices) == 1:
        return (prices[0],), f"${prices[0]}"
    return (prices[0], prices[1]), f"${prices[0]} to ${prices[1]}"


def _options(data: Any, price: float) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[tuple[float, ...], ...]]:
    """Groups of values, and what each value costs on top; the real loader leaves the prices out."""
    groups: dict[str, tuple[list[str], list[float]]] = {}
    for name, contents in (data or {}).items():
        if contents is None:
            continue
        values = [content["value"].strip().replace("/", " | ").lower() for content in contents]
        extras = [_extra(content.get("price"), price) for content in contents]
        groups[name.lower()] = (values, extras)
    names = tuple((name, tuple(values)) for name, (values, _) in groups.items())
    return names, tuple(tuple(extras) for _, extras in groups.values())


def _extra(price: Any, base: float) -> float:
    """A value's own price less the product's, never below 0 (a data file has both in dollars)."""
    if isinstance(price, bool) or not isinstance(price, int | float) or price <= base:
        return 0.0
    return round(float(price) - base, 2)
