"""Screenshots as arrays: reads the kind of PNG that browsers write, without a further package."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

__all__ = ["decode_png"]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {2: 3, 6: 4}  # color type -> channels: RGB, RGBA


def decode_png(data: bytes) -> NDArray[np.uint8]:
    """The picture as uint8 (height, width, 3).

    Args:
        data: a PNG of 8 bits a channel, RGB or RGBA, not interlaced; transparency is left out.

    Raises:
        ValueError: it is no such PNG.
    """
    if not data.startswith(_SIGNATURE):
        raise ValueError("expected a PNG, got something else")
    header, packed, place = b"", [], len(_SIGNATURE)
    while place + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        if kind == b"IHDR":
            header = body
        elif kind == b"IDAT":
            packed.append(body)
        place += length + 12
    width, height, depth, color, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if depth != 8 or color not in _CHANNELS or interlaced:
        raise ValueError(f"expected 8-bit RGB or RGBA, got depth {depth}, color type {color}, interlace {interlaced}")
    channels = _CHANNELS[color]
    raw = np.frombuffer(zlib.decompress(b"".join(packed)), np.uint8).reshape(height, 1 + width * channels)
    return _unfiltered(raw, width, channels)[:, :, :3].copy()


def _unfiltered(raw: NDArray[np.uint8], width: int, channels: int) -> NDArray[np.uint8]:
    """Undoes each line's filter (PNG specification, section 9)."""
    out = np.zeros((len(raw), width, channels), np.uint8)
    above = np.zeros((width, channels), np.uint8)
    for number, line in enumerate(raw):
        kind, values = int(line[0]), line[1:].reshape(width, channels)
        if kind == 0:
            row = values
        elif kind == 1:
            row = np.cumsum(values, axis=0, dtype=np.uint8)
        elif kind == 2:
            row = values + above
        elif kind in (3, 4):
            row = (_average if kind == 3 else _paeth)(values, above)
        else:
            raise ValueError(f"expected filters 0 to 4, got {kind} in line {number}")
        out[number] = above = row
    return out


def _average(values: NDArray[np.uint8], above: NDArray[np.uint8]) -> NDArray[np.uint8]:
    row = np.empty_like(values)
    for channel in range(values.shape[1]):
        left, done = 0, []
        for value, up in zip(values[:, channel].tolist(), above[:, channel].tolist(), strict=True):
            left = (value + ((left + up) >> 1)) & 255
            done.append(left)
        row[:, channel] = done
    return row


def _paeth(values: NDArray[np.uint8], above: NDArray[np.uint8]) -> NDArray[np.uint8]:
    row = np.empty_like(values)
    for channel in range(values.shape[1]):
        left = corner = 0
        done = []
        for value, up in zip(values[:, channel].tolist(), above[:, channel].tolist(), strict=True):
            to_left, to_up, to_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
            near = left if to_left <= to_up and to_left <= to_corner else up if to_up <= to_corner else corner
            left, corner = (value + near) & 255, up
            done.append(left)
        row[:, channel] = done
    return row
