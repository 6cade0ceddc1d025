"""A made-up catalogue of any size: families of products that differ in one thing, and what people want of them."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.rng import Stream
from .product import Instruction, Product
from .vocabulary import BRAND_ENDS, BRAND_STARTS, FAR_KINDS, KINDS, LINES, OPTIONS, SENTENCES, Kind

__all__ = ["FAMILY", "GROUPS", "products"]

FAMILY = 4
"""Products in a family: one, and three that resemble it but for a trap each."""

GROUPS = ("train", "train", "train", "train", "train", "train", "valid", "test", "hard", "structure")
"""Which split a family serves, by its number; so no two splits share a family."""

_EXTRAS = (0.0, 0.0, 0.0, 2.0, 4.0, 6.5)
_DEAR = 45.0
"""A surcharge that breaks any limit: the same product in another version is too expensive."""
_SPARE = 9.0
"""Surcharges up to this fit every limit, which is at least ten dollars above the price."""

_ASKED = (
    "i am looking for {article}: {attributes}{options}.",
    "i need {article}, {attributes} please{options}.",
    "find me {article}, {attributes}{options}.",
    "i would like to buy {article} and it should say {attributes}{options}.",
)
_ASKED_OTHERWISE = (
    "my sister asked me for something {attributes}; she means {article}{options}.",
    "what we still lack for the trip is {article}{options}. {attributes} would be right.",
)


def products(count: int, seed: int) -> Iterator[Product]:
    """The products, each a function of the seed and its number alone."""
    for number in range(count):
        family, member = divmod(number, FAMILY)
        yield _member(number, family, member, seed)


class _Draft:
    """What the members of a family have in common before each gets its twist."""

    def __init__(self, family: int, seed: int) -> None:
        rng = Stream(seed, "web shop", "family", family)
        self.group = GROUPS[family % len(GROUPS)]
        self.kind: Kind = rng.choice(FAR_KINDS if self.group == "structure" else KINDS)
        self.brand = rng.choice(BRAND_STARTS) + rng.choice(BRAND_ENDS)
        self.line = rng.choice(LINES)
        self.pool = rng.permutation(self.kind.attributes)
        self.attributes = self.pool[: rng.integers(3, 6)]
        self.price = rng.integers(*self.kind.prices) + rng.choice((0.0, 0.49, 0.95, 0.99))
        self.options = {
            name: rng.sample(OPTIONS[name], min(len(OPTIONS[name]), rng.integers(3, 7))) for name in self.kind.options
        }
        self.extras = {
            name: [rng.choice(_EXTRAS) if place else 0.0 for place in range(len(values))]
            for name, values in self.options.items()
        }
        self.spare = self.pool[len(self.attributes) :] or [self.attributes[-1]]


def _member(number: int, family: int, member: int, seed: int) -> Product:
    draft = _Draft(family, seed)
    rng = Stream(seed, "web shop", "member", family, member)
    _twist(draft, member, rng)
    kind, shown = draft.kind, draft.attributes
    title = f"{draft.brand} {draft.line} {kind.name.title()} - {', '.join(name.title() for name in shown[:2])}"
    bullets = [f"{name.capitalize()}." for name in shown[2:]] + rng.sample(SENTENCES, 2)
    ranged = rng.integers(5) == 0
    pricing = (draft.price, round(draft.price * 1.25, 2)) if ranged else (draft.price,)
    tag = " to ".join(f"${price}" for price in pricing)
    wanted = tuple([_wanted(draft, rng.child("wanted", place)) for place in range(2)])
    attributes = wanted[0].attributes
    return Product(
        asin=f"G{(number * 7_654_321 + 1_234_567) % 1_000_000_000:09d}",
        title=title,
        description=" ".join(rng.sample(SENTENCES, 3)),
        bullets=tuple(bullets),
        attributes=tuple(sorted(shown)),
        options=tuple((name, tuple(values)) for name, values in draft.options.items()),
        surcharges=tuple(tuple(extras) for extras in draft.extras.values()),
        pricing=pricing,
        price_tag=tag,
        price=draft.price,
        query=kind.query,
        category=kind.category,
        product_category=kind.path,
        image="",
        instructions=wanted,
        synthetic=Instruction(f"Find me {', '.join(attributes)} {kind.query}", attributes),
        group=draft.group,
    )


def _twist(draft: _Draft, member: int, rng: Stream) -> None:
    """What makes a member another product: an attribute, the price, a missing value, a dear value."""
    if member == 0:
        return
    if member == 1:
        draft.attributes = [*draft.attributes[:-1], rng.choice(draft.spare)]
        draft.line = rng.choice(LINES)
    elif member == 2:
        draft.price = round(draft.price * 1.6 + 20.0, 2)
    else:
        draft.brand = rng.choice(BRAND_STARTS) + rng.choice(BRAND_ENDS)
    for name, values in draft.options.items():
        if member >= 2 and len(values) > 2:
            gone = rng.integers(len(values))
            del values[gone], draft.extras[name][gone]
        elif member == 1:
            draft.extras[name][rng.integers(len(values))] = _DEAR


def _wanted(draft: _Draft, rng: Stream) -> Instruction:
    """What somebody asks for who wants this product, in a version that it has and that fits a limit."""
    hard = draft.group == "hard"
    attributes = rng.sample(draft.attributes, 3 if hard else rng.integers(1, 3))
    chosen, left = [], _SPARE
    for name, values in draft.options.items():
        fitting = [value for value, extra in zip(values, draft.extras[name], strict=True) if extra <= left]
        if fitting and (hard or rng.integers(4)):
            value = rng.choice(fitting)
            left -= draft.extras[name][values.index(value)]
            chosen.append((name, value))
    noun = draft.kind.name
    article = noun if noun.endswith("s") else f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
    told = "".join(f", {value}" if name in value else f", {name} {value}" for name, value in chosen)
    form = rng.choice(_ASKED_OTHERWISE if draft.group == "structure" else _ASKED)
    text = form.format(article=article, attributes=" and ".join(attributes), options=told)
    return Instruction(text, tuple(attributes), tuple(value for _, value in chosen))
