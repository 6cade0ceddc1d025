"""Pages as text: WebShop's two forms, and ReAct's."""

from __future__ import annotations

import json
import re

from .page import BACK, Choice, Page
from .state import PageKind

__all__ = ["react", "text", "text_rich"]

_Frame = tuple[str, str]
_Node = tuple[_Frame, str]
"""What stands before and after a string in `text_rich`, and the string."""

_BLANK = " \n\t\f\r"
_PLAIN: _Frame = ("", "")
_BUTTON: _Frame = ("[button] ", " [button_]")
_OPTION: _Frame = ("  [button] ", " [button_]")
_CHOSEN: _Frame = ("  [clicked button] ", " [clicked button_]")
_LINK: _Frame = ("\n[button] ", " [button_]")
_VISITED: _Frame = ("\n[clicked button] ", " [clicked button_]")


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
    for frame, content in _nodes(page, score):
        if frame is _CHOSEN:
            clicked = f"You have clicked {content}.\n{clicked}"
        lines.append(f"{frame[0]}{content}{frame[1]}\n")
    return clicked + "".join(lines)


def _nodes(page: Page, score: float | None) -> list[_Node]:
    """The strings of the page in its order, without those that WebShop's parser drops."""
    nodes = _contents(page, score)
    if all(content.strip(_BLANK) for _, content in nodes):
        return nodes
    # its parser folds a string of blanks to one, and the mode drops one that was a line break
    folded = [(kind, content if content.strip(_BLANK) else " ") for kind, content in nodes if content]
    breaks = [bool(content) and not content.strip(_BLANK) and "\n" in content for _, content in nodes if content]
    return [node for node, drop in zip(folded, breaks, strict=True) if not drop]


def _contents(page: Page, score: float | None) -> list[_Node]:
    nodes: list[_Node] = [(_PLAIN, page.notice)] if page.notice else []
    if page.kind is PageKind.DONE:
        return nodes + [(_PLAIN, content) for content in _done(page, score)]
    if page.kind is PageKind.SEARCH:
        nodes += ((_PLAIN, "WebShop"), (_PLAIN, "Instruction: "))
    else:
        nodes.append((_PLAIN, "Instruction:"))
    nodes.append((_PLAIN, page.instruction))
    if page.kind is PageKind.ITEM:
        return nodes + _item(page)
    head = 1 if page.buttons and page.buttons[0].text == BACK else 0
    nodes += [(_BUTTON, button.text) for button in page.buttons[:head]]
    if page.kind is PageKind.RESULTS:
        nodes.append((_PLAIN, f"Page {page.number} (Total results: {page.total})"))
    nodes += [(_BUTTON, button.text) for button in page.buttons[head:]]
    for asin, title, price, visited, _ in page.listings:
        nodes += ((_VISITED if visited else _LINK, asin), (_PLAIN, title), (_PLAIN, price))
    for row in page.rows:
        nodes += ((_PLAIN, f"{row.text} ${row.price:.2f}"), (_BUTTON, row.button.text))
    listed = page.kind in (PageKind.FEATURES, PageKind.ATTRIBUTES)
    return nodes + [(_PLAIN, f" {content}" if listed else content) for content in page.texts]


def _item(page: Page) -> list[_Node]:
    nodes: list[_Node] = [(_BUTTON, button.text) for button in page.buttons[:2]]
    for name, values in page.groups:
        nodes.append((_PLAIN, name))
        nodes += [(_CHOSEN if chosen else _OPTION, content) for content, chosen, _, _ in values]
    nodes += ((_PLAIN, page.title), (_PLAIN, f"Price: {page.price}"), (_PLAIN, "Rating: N.A."))
    return nodes + [(_BUTTON, button.text) for button in page.buttons[2:]]


def _done(page: Page, score: float | None) -> list[str]:
    thanks = "Thank you for shopping with us!"
    if score is None:
        return [thanks]
    options = json.dumps(dict(page.chosen), sort_keys=True)
    for mark in "<>&'":  # as Flask writes JSON into a page
        options = options.replace(mark, f"\\u{ord(mark):04x}")
    before = ("Your code: ", "None", " (Paste it in your MTurk interface.)", "Purchased", "asin", page.asin, "options")
    purchased = ("attrs", "None", "category", "None", "query", "None", "product category", "None")
    target = ("Target", "asin", "options", "attrs", "price upper", "instuction text", "category", "product category")
    after = ("query", "Goal ", "None", "Reward", "Your score (min 0.0, max 1.0)", str(score), "Reward Details ", "None")
    return [thanks, *before, options, *purchased, *target, *after]


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


def _react_choices(values: tuple[Choice, ...]) -> list[str]:
    return [f"[{choice.text}]{'*' if choice.chosen else ''}" for choice in values]
