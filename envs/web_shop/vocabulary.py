"""The words that a made-up catalogue is made of (ours)."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["BRAND_ENDS", "BRAND_STARTS", "FAR_KINDS", "KINDS", "LINES", "OPTIONS", "SENTENCES", "Kind"]


class Kind(NamedTuple):
    """A kind of product."""

    name: str
    query: str
    category: str
    path: str
    attributes: tuple[str, ...]
    options: tuple[str, ...]
    """Names of `OPTIONS`."""
    prices: tuple[int, int]
    """Dollars."""


def _kind(line: str) -> Kind:
    name, query, category, path, attributes, options, low, high = (part.strip() for part in line.split("/"))
    return Kind(
        name,
        query,
        category,
        path.replace(">", "\u203a"),
        tuple(word.strip() for word in attributes.split(",")),
        tuple(options.split()),
        (int(low), int(high)),
    )


_CLOTHES = "machine wash, long sleeve, relaxed fit, cotton lining, elastic waist, button closure, quick drying"
_SHOES = "rubber sole, memory foam, arch support, anti slip, leather upper, wide toe, arctic lining, reflective heel"
_FOOD = "gluten free, low sodium, plant based, nut free, dairy free, single origin, individually wrapped, sun dried"
_BEAUTY = "cruelty free, fragrance free, oil free, long lasting, sulfate free, for dry skin, travel size, tea tree"
_HOME = "solid wood, easy clean, space saving, heavy duty, steel frame, wall mounted, spill proof, assembly free"
_TECH = "fast charging, noise cancelling, water resistant, plug and play, wireless, high resolution, folding, dual band"
_OUTDOOR = "wind proof, ultra light, four season, quick setup, double stitched, rope free, packable, sealed seams"

KINDS: tuple[Kind, ...] = tuple(
    _kind(line)
    for line in (
        f"jacket/jackets/fashion/Clothing > Outerwear > Jackets/{_CLOTHES}/color size/28/140",
        f"pullover/pullovers/fashion/Clothing > Knitwear > Pullovers/{_CLOTHES}/color size/18/80",
        f"trousers/trousers/fashion/Clothing > Bottoms > Trousers/{_CLOTHES}/color size/20/90",
        f"nightgown/nightwear/fashion/Clothing > Sleepwear > Nightgowns/{_CLOTHES}/color size/15/60",
        f"loafers/loafers/fashion/Clothing > Shoes > Loafers/{_SHOES}/color width/30/130",
        f"hiking boots/hiking boots/fashion/Clothing > Shoes > Boots/{_SHOES}/color width/45/190",
        f"slippers/slippers/fashion/Clothing > Shoes > Slippers/{_SHOES}/color width/12/45",
        f"granola/granolas/grocery/Grocery > Breakfast > Granola/{_FOOD}/flavor pack/6/32",
        f"crackers/crackers/grocery/Grocery > Snacks > Crackers/{_FOOD}/flavor pack/5/28",
        f"loose tea/teas/grocery/Grocery > Beverages > Tea/{_FOOD}/flavor pack/7/40",
        f"pasta sauce/sauces/grocery/Grocery > Pantry > Sauces/{_FOOD}/flavor pack/6/30",
        f"face cream/face creams/beauty/Beauty > Skin Care > Face Creams/{_BEAUTY}/scent volume/9/65",
        f"shampoo/shampoos/beauty/Beauty > Hair Care > Shampoos/{_BEAUTY}/scent volume/7/38",
        f"lip balm/lip balms/beauty/Beauty > Skin Care > Lip Balms/{_BEAUTY}/scent pack/4/22",
        f"body lotion/lotions/beauty/Beauty > Skin Care > Lotions/{_BEAUTY}/scent volume/8/44",
        f"bookshelf/bookshelves/garden/Home > Furniture > Bookshelves/{_HOME}/color shelf/60/280",
        f"side table/side tables/garden/Home > Furniture > Side Tables/{_HOME}/color shelf/35/190",
        f"bed frame/bed frames/garden/Home > Furniture > Bed Frames/{_HOME}/color bed/110/520",
        f"curtains/curtains/garden/Home > Textiles > Curtains/{_HOME}/color drop/16/95",
        f"desk lamp/desk lamps/garden/Home > Lighting > Desk Lamps/{_HOME}/color plug/18/110",
        f"headphones/headphones/electronics/Electronics > Audio > Headphones/{_TECH}/color cable/25/240",
        f"power bank/power banks/electronics/Electronics > Charging > Power Banks/{_TECH}/color capacity/16/90",
        f"keyboard/keyboards/electronics/Electronics > Computers > Keyboards/{_TECH}/color layout/22/170",
        f"camera bag/camera bags/electronics/Electronics > Cameras > Camera Bags/{_TECH}/color size/19/120",
    )
)

FAR_KINDS: tuple[Kind, ...] = tuple(
    _kind(line)
    for line in (
        f"tent/tents/outdoor/Outdoor > Camping > Tents/{_OUTDOOR}/color berths/70/420",
        f"sleeping bag/sleeping bags/outdoor/Outdoor > Camping > Sleeping Bags/{_OUTDOOR}/color drop/40/260",
        f"rain poncho/ponchos/outdoor/Outdoor > Rainwear > Ponchos/{_OUTDOOR}/color size/14/70",
        f"hammock/hammocks/outdoor/Outdoor > Camping > Hammocks/{_OUTDOOR}/color berths/22/130",
    )
)
"""Kinds that only the split `structure` asks for."""

OPTIONS: dict[str, tuple[str, ...]] = {
    "color": (
        "black",
        "white",
        "light blue",
        "dark blue",
        "blue",
        "navy",
        "light grey",
        "dark grey",
        "olive green",
        "forest green",
        "wine red",
        "brick red",
        "rose gold",
        "tan",
        "standard",
    ),
    "size": ("x-small", "small", "medium", "large", "x-large", "xx-large"),
    "width": ("7", "7 wide", "8", "8 wide", "9", "9 wide", "10"),
    "flavor": ("honey", "dark honey", "sea salt", "salt and pepper", "lemon", "lemon ginger", "plain"),
    "pack": ("pack of 1", "pack of 2", "pack of 3", "pack of 6", "pack of 12"),
    "scent": ("unscented", "lavender", "lavender and sage", "cedar", "citrus", "citrus mint"),
    "volume": ("50 ml", "100 ml", "150 ml", "250 ml", "500 ml"),
    "shelf": ("2 tier", "3 tier", "4 tier", "5 tier"),
    "bed": ("twin", "twin xl", "full", "queen", "king", "king split"),
    "drop": ("54 inch", "63 inch", "72 inch", "84 inch", "96 inch"),
    "plug": ("two pin", "three pin", "usb"),
    "cable": ("wired", "wired with microphone", "cordless"),
    "capacity": ("5000 mah", "10000 mah", "20000 mah", "26800 mah"),
    "layout": ("us", "us compact", "uk", "nordic"),
    "berths": ("1 person", "2 person", "3 person", "4 person"),
}
"""Values of each option; several contain one another, which a fuzzy comparison confuses."""

BRAND_STARTS = (
    *("Al", "Bren", "Cor", "Dun", "El", "Fen", "Gar", "Hal", "Ist", "Jor", "Kel", "Lor"),
    *("Mar", "Nor", "Ost", "Pel", "Quor", "Rin", "Sel", "Tor", "Ul", "Ver", "Wen", "Yar", "Zel"),
)
BRAND_ENDS = (
    *("an", "bury", "dale", "en", "field", "ford", "gard", "holm", "ick", "iva"),
    *("lund", "mere", "nia", "or", "stad", "ton", "una", "vik", "wick", "yx"),
)
LINES = (
    *("Harbor", "Meadow", "Summit", "Lantern", "Orchard", "Compass", "Ember"),
    *("Willow", "Quarry", "Drift", "Beacon", "Thistle", "Atlas", "Juniper"),
)

SENTENCES: tuple[str, ...] = (
    "Made in small batches and checked by hand.",
    "A favorite of our customers since its first year.",
    "Ships in a plain box without plastic.",
    "It comes with a note on care and use.",
    "Our workshop repairs it for five years.",
    "The measures may differ a little from piece to piece.",
    "Pictures show one of several versions.",
    "A good present for people who have everything.",
    "Part of a series that grows every spring.",
    "Read the leaflet before the first use.",
)
