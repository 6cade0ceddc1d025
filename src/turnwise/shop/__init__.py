"""The web shop for a person: real pages, with the verdict of each click."""

from __future__ import annotations

from .guest import Guest
from .serve import ShopServer

__all__ = ["Guest", "ShopServer"]
