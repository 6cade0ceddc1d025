"""Files of a workspace as values: contents by their hash, so that states share what has not changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from ..core.errors import UsageError
from ..core.game import Immutable

__all__ = ["Blob", "File", "check_path"]


@dataclass(frozen=True, slots=True)
class Blob(Immutable):
    """Bytes and their hash."""

    digest: str
    """SHA-256, hexadecimal."""
    data: bytes

    @classmethod
    def of(cls, content: str | bytes) -> Blob:
        """The blob of a text (as UTF-8) or of bytes."""
        data = content.encode() if isinstance(content, str) else content
        return cls(hashlib.sha256(data).hexdigest(), data)


@dataclass(frozen=True, slots=True)
class File(Immutable):
    """An entry of a workspace."""

    path: str
    """Relative to the workspace, parts separated by "/"."""
    kind: Literal["file", "folder", "link"] = "file"
    mode: int = 0o644
    """Permission bits."""
    blob: Blob | None = None
    """A file's content."""
    link: str = ""
    """Where a link points."""


def check_path(path: str) -> str:
    """The path, if it stays in a workspace.

    Raises:
        UsageError: it is absolute, leads upward or holds a zero byte.
    """
    parts = path.split("/")
    if not path or path.startswith("/") or "\0" in path or any(part in ("", ".", "..") for part in parts):
        raise UsageError(f"a path is relative to the workspace, without '.', '..' or empty parts; got {path!r}")
    return path
