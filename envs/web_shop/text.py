"""Pages as text: WebShop's two forms, and ReAct's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Literal

from .page import BACK, Page
from .state import PageKind

__all__ = ["react", "text", "text_rich"]

_Kind = Literal["plain", "button", "option", "chosen", "link", "visited"]
_BLANK = " \n\t\f\r"
_FRAMES: dict[str, str] = {
    "plain": "{}",
    "button": "[button] {} [button_]",
    "option": "  [button] {} [button_]",
    "chosen": "  [clicked button] {} [clicked button_]",
    "link": "\n[button] {} [button_]",
    "visited": "\n[clicked button] {} [clicked button_]",
}


def text(page: Page, score: float | None = None) -> str:
    """The visible strings joined by " [SEP] ", as WebShop's mode `text` has them.

    Args:
        page: the page.
        score: what the real site's last page would say; None in a shop that does not say it.
    """
    return " [SEP] ".join([content.strip() for _, content in _nodes(page, score)])


def text_rich(page: Page, score: float | None = None) -> str:
    """One string a line with buttons marked, as WebShop's mode `text_rich` has them; see `text`."""
    clicked, lines = "", []
    for kind, content in _nodes(page, score):
        if kind == "chosen":
            clicked = f"You have clicked {content}.\n{clicked}"
        lines.append(_FRAMES[kind].format(content))
    return clicked + "\n".join(lines) + "\n"


def _nodes(page: Page, score: float | None) -> Iterator[tuple[_Kind, str]]:
    """The strings of the page in its order, without those that WebShop's parser drops."""
    for kind, content in _contents(page, score):
        if content and not content.strip(_BLANK):  # its parser folds a string of blanks, and drops one with a break
            content = "" if "\n" in content else " "
        if content:
            yield kind, content


def _contents(page: Page, score: float | None) -> Iterator[tuple[_Kind, str]]:
    if page.notice:
        yield "plain", page.notice
    if page.kind is PageKind.DONE:
        yield from _done(page, score)
        return
    if page.kind is PageKind.SEARCH:
        yield "plain", "WebShop"
        yield "plain", "Instruction: "
    else:
        yield "plain", "Instruction:"
    yield "plain", page.instruction
    if page.kind is PageKind.ITEM:
        yield from _item(page)
        return
    head = [button for button in page.buttons if button.text == BACK]
    for button in head:
        yield "button", button.text
    if page.kind is PageKind.RESULTS:
        yield "plain", f"Page {page.number} (Total results: {page.total})"
    for button in page.buttons[len(head) :]:
        yield "button", button.text
    for listing in page.listings:
        yield "visited" if listing.visited else "link", listing.asin
        yield "plain", listing.title
        yield "plain", listing.price
    for row in page.rows:
        yield "plain", f"{row.text} ${row.price:.2f}"
        yield "button", row.button.text
    for content in page.texts:
        yield "plain", f" {content}" if page.kind in (PageKind.FEATURES, PageKind.ATTRIBUTES) else content


def _item(page: Page) -> Iterator[tuple[_Kind, str]]:
    for button in page.buttons[:2]:
        yield "button", button.text
    for group in page.groups:
        yield "plain", group.name
        for choice in group.values:
            yield "chosen" if choice.chosen else "option", choice.text
    yield "plain", page.title
    yield "plain", f"Price: {page.price}"
    yield "plain", "Rating: N.A."
    for button in page.buttons[2:]:
        yield "button", button.text


def _done(page: Page, score: float | None) -> Iterator[tuple[_Kind, str]]:
    yield "plain", "Thank you for shopping with us!"
    if score is None:
        return
    options = json.dumps(dict(page.chosen), sort_keys=True)
    for mark in "<>&'":  # as Flask writes JSON into a page
        options = options.replace(mark, f"\\u{ord(mark):04x}")
    before = ("Your code: ", "None", " (Paste it in your MTurk interface.)", "Purchased", "asin", page.asin, "options")
    purchased = ("attrs", "None", "category", "None", "query", "None", "product category", "None")
    target = ("Target", "asin", "options", "attrs", "price upper", "instuction text", "category", "product category")
    after = ("query", "Goal ", "None", "Reward", "Your score (min 0.0, max 1.0)", str(score), "Reward Details ", "None")
    for content in (*before, options, *purchased, *target, *after):
        yield "plain", content


def react(page: Page, score: float | None = None) -> str:
    """ReAct's form: [Button], three products a page, the values of an option in one line.

    As in the paper's notebook, results and items carry no instruction: the prompt has it.
    """
    lines = [page.notice] if page.notice else []
    if page.kind is PageKind.DONE:
        return "\n".join([*lines, f"Your score (min 0.0, max 1.0): {score}" if score is not None else "Thank you!"])
    if page.kind is PageKind.SEARCH:
        lines += ["WebShop", "Instruction:", page.instruction]
    buttons = [f"[{button.text}]" for button in page.buttons]
    if page.kind is PageKind.RESULTS:
        lines += [buttons[0], f"Page {page.number} (Total results: {page.total})", *buttons[1:]]
        for listing in page.listings[:3]:
            lines += [f"[{listing.asin}]", listing.title, listing.price]
        return "\n".join(lines)
    if page.kind is PageKind.ITEM:
        lines += buttons[:2]
        lines += [f"{group.name} " + "".join(_react_choices(group.values)) for group in page.groups]
        lines += [page.title, f"Price: {page.price}", "Rating: N.A.", *buttons[2:]]
        return "\n".join(lines)
    lines += [*buttons, *[re.sub(r"\s*\n\s*", "\n", content) for content in page.texts]]
    for row in page.rows:
        lines += [f"{row.text} ${row.price:.2f}", f"[{row.button.text}]"]
    return "\n".join(lines)


def _react_choices(values: tuple[object, ...]) -> list[str]:
    return [f"[{choice.text}]{'*' if choice.chosen else ''}" for choice in values]  # type: ignore[attr-defined]
