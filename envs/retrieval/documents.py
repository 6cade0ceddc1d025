"""What an engine is built from: a stream of ids and texts, read once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from ..core.errors import DataError

__all__ = ["Digest", "identified", "paired"]


class Digest(Protocol):
    """A checksum under way, of `hashlib`."""

    def update(self, data: bytes, /) -> None:
        """Goes on with more data."""


def paired(ids: Iterable[str], texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(id, text) of each document.

    Raises:
        DataError: there are not as many ids as texts.
    """
    try:
        yield from zip(ids, texts, strict=True)
    except ValueError as error:
        raise DataError(f"there must be as many ids as texts ({error})") from error


def identified(documents: Iterable[Any], digest: Digest) -> Iterator[tuple[str, str]]:
    """The same documents, each checked and counted into a checksum.

    Raises:
        DataError: a document is no pair of texts.
    """
    for number, document in enumerate(documents):
        match document:
            case (str() as doc_id, str() as text):
                digest.update(f"{len(doc_id)} {len(text)} {doc_id} {text}".encode("utf-8", "surrogatepass"))
                yield doc_id, text
            case _:
                raise DataError(f"document {number} must be an id and a text, got {document!r:.200}")
