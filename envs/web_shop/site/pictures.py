"""Product pictures, drawn from the product's facts: the same product always looks the same, and no two much alike."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

__all__ = ["picture"]

_COLORS = {
    "black": "#2b2d33", "white": "#f7f7f2", "gray": "#9aa0a6", "grey": "#9aa0a6", "silver": "#c3c8ce",
    "red": "#d5423f", "burgundy": "#7d2038", "pink": "#f29cb7", "rose": "#e58a9b", "orange": "#ef8a34",
    "coral": "#f5826b", "yellow": "#f3cf4e", "gold": "#d3a945", "green": "#4f9d69", "olive": "#81883c",
    "mint": "#9fd8bd", "teal": "#2f8d8d", "blue": "#3f79c7", "navy": "#27375f", "purple": "#7b5ba6",
    "lavender": "#b7a5da", "brown": "#8a5d3b", "beige": "#dcc9a7", "khaki": "#b7a273", "ivory": "#f3ecd8",
}  # fmt: skip
"""Names of colors that are drawn as themselves where a title or a choice has one."""

_PALETTE = (
    "#3f79c7",
    "#d5423f",
    "#4f9d69",
    "#ef8a34",
    "#7b5ba6",
    "#2f8d8d",
    "#c85a8a",
    "#8a5d3b",
    "#5a6b7b",
    "#b59a3c",
)


def picture(asin: str, category: str, words: str) -> str:
    """An SVG of 120 by 120 units: a background, the shape of its kind of thing, a pattern of its own.

    Args:
        asin: decides the tint, the pattern and the proportions.
        category: decides the shape: "beauty", "fashion", "garden", "grocery" and "electronics" have their own.
        words: title and chosen options; the last color named in them is the color of the thing.
    """
    draws = hashlib.sha256(asin.encode("utf-8", "replace")).digest()
    named = [_COLORS[word] for word in words[-500:].lower().replace(",", " ").split() if word in _COLORS]
    color = named[-1] if named else _PALETTE[draws[0] % len(_PALETTE)]
    shade = _PALETTE[draws[1] % len(_PALETTE)]
    hue = draws[2] * 360 // 256
    body = _SHAPES.get(category, _box)(draws, color, shade)
    return (
        '<svg class="picture" viewBox="0 0 120 120" preserveAspectRatio="xMidYMid slice" aria-hidden="true">'
        f'<rect width="120" height="120" fill="hsl({hue} 38% 94%)"/>'
        '<ellipse cx="60" cy="105" rx="36" ry="5" fill="#0000001c"/>'
        f"{body}</svg>"
    )


def _marks(draws: bytes, shade: str, left: int, top: int, width: int, height: int) -> str:
    """Stripes, dots or a label on a surface."""
    kind, count = draws[3] % 4, 2 + draws[4] % 3
    if kind == 0:
        step = height // (count + 1)
        bars = (
            f'<rect x="{left}" y="{top + step * (i + 1) - 2}" width="{width}" height="4" fill="{shade}"/>'
            for i in range(count)
        )
        return "".join(bars)
    if kind == 1:
        step = width // (count + 1)
        return "".join(
            f'<circle cx="{left + step * (i + 1)}" cy="{top + height // 2}" r="4" fill="{shade}"/>'
            for i in range(count)
        )
    if kind == 2:
        return (
            f'<rect x="{left + width // 6}" y="{top + height // 3}" width="{2 * width // 3}" height="{height // 3}" '
            f'rx="2" fill="#fffc"/><rect x="{left + width // 4}" y="{top + height // 2 - 1}" width="{width // 2}" '
            f'height="3" fill="{shade}"/>'
        )
    middle = left + width // 2
    return f'<path d="M{middle - 9} {top + height // 2 + 8}l9-18 9 18z" fill="{shade}"/>'


def _bottle(draws: bytes, color: str, shade: str) -> str:
    width = 34 + draws[5] % 18
    left, top = 60 - width // 2, 38
    return (
        f'<rect x="{52 - draws[6] % 5}" y="16" width="{16 + 2 * (draws[6] % 5)}" height="16" rx="3" fill="{shade}"/>'
        f'<rect x="54" y="30" width="12" height="10" fill="#0003"/>'
        f'<rect x="{left}" y="{top}" width="{width}" height="66" rx="{4 + draws[7] % 12}" fill="{color}"/>'
        + _marks(draws, shade, left + 4, top + 12, width - 8, 42)
    )


def _garment(draws: bytes, color: str, shade: str) -> str:
    sleeve, hem = 64 - draws[5] % 22, 94 + draws[6] % 10
    if draws[7] % 3 == 0:  # a shoe
        return (
            f'<path d="M22 84V58q12 8 22-2l26 18q24 4 28 20v4H22z" fill="{color}" stroke="#0002"/>'
            f'<rect x="20" y="92" width="80" height="9" rx="4" fill="{shade}"/>'
            '<path d="M48 62l10-6M55 67l10-6M62 72l10-6" stroke="#fffc" stroke-width="3"/>'
        )
    return (
        f'<path d="M44 22q16 12 32 0l26 16-10 {sleeve - 38}-14-8v{hem - 54}H42V{sleeve - 14}l-14 8-10-{sleeve - 38}z" '
        f'fill="{color}" stroke="#0002"/>' + _marks(draws, shade, 44, 52, 32, 34)
    )


def _plant(draws: bytes, color: str, shade: str) -> str:
    count = 3 + draws[5] % 3
    leaves = "".join(
        f'<ellipse cx="60" cy="44" rx="9" ry="26" fill="{"#4f9d69" if i % 2 else "#3b8257"}" '
        f'transform="rotate({(i - (count - 1) / 2) * 28:.0f} 60 70)"/>'
        for i in range(count)
    )
    return (
        f'{leaves}<path d="M36 68h48l-7 34H43z" fill="{color}" stroke="#0002"/>'
        f'<rect x="32" y="64" width="56" height="9" rx="2" fill="{shade}"/>'
    )


def _jar(draws: bytes, color: str, shade: str) -> str:
    if draws[5] % 2:
        return (
            f'<path d="M30 30h60l4 74H26z" fill="{color}" stroke="#0002"/>'
            f'<path d="M30 30l6-10h48l6 10z" fill="{shade}"/>' + _marks(draws, shade, 36, 44, 48, 44)
        )
    return (
        f'<rect x="34" y="20" width="52" height="14" rx="4" fill="{shade}"/>'
        f'<rect x="30" y="34" width="60" height="70" rx="12" fill="{color}" stroke="#0002"/>'
        + _marks(draws, shade, 36, 48, 48, 40)
    )


def _device(draws: bytes, color: str, shade: str) -> str:
    if draws[5] % 3 == 0:  # headphones
        return (
            f'<path d="M26 72V62a34 34 0 0168 0v10" fill="none" stroke="{color}" stroke-width="9"/>'
            f'<rect x="18" y="66" width="22" height="34" rx="9" fill="{shade}"/>'
            f'<rect x="80" y="66" width="22" height="34" rx="9" fill="{shade}"/>'
        )
    width = 40 + 6 * (draws[6] % 8)
    return (
        f'<rect x="{60 - width // 2}" y="22" width="{width}" height="80" rx="8" fill="{color}" stroke="#0003"/>'
        f'<rect x="{66 - width // 2}" y="30" width="{width - 12}" height="54" rx="3" fill="#dfe9f5"/>'
        + _marks(draws, shade, 68 - width // 2, 36, width - 16, 42)
        + '<circle cx="60" cy="93" r="4" fill="#fff9"/>'
    )


def _box(draws: bytes, color: str, shade: str) -> str:
    lift = draws[5] % 12
    return (
        f'<path d="M24 {44 - lift // 2}l36-18 36 18v44l-36 16-36-16z" fill="{color}" stroke="#0002"/>'
        f'<path d="M24 {44 - lift // 2}l36 16 36-16M60 60v44" fill="none" stroke="#0003" stroke-width="2"/>'
        f'<path d="M42 35l36 17v14l-8-4V56L34 40z" fill="{shade}"/>'
    )


_SHAPES: dict[str, Callable[[bytes, str, str], str]] = {
    "beauty": _bottle,
    "fashion": _garment,
    "garden": _plant,
    "grocery": _jar,
    "electronics": _device,
}
