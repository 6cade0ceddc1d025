"""Pages as HTML and as an accessibility tree, self-contained: no script, no address outside."""

from __future__ import annotations

from html import escape

from .page import BACK, PREV, Page
from .state import PageKind

__all__ = ["axtree", "html"]


_HEAD = '<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"><title>WebShop</title></head>'


def html(page: Page, score: float | None = None) -> str:
    """The page as HTML, with WebShop's ids and classes (`search_input`, `btn`, `product-link`, radio inputs).

    Every text of the catalogue is escaped. Nothing is loaded from elsewhere: no style sheet, script or picture.
    """
    body = [f'<p id="notice">{escape(page.notice)}</p>'] if page.notice else []
    if page.kind is PageKind.DONE:
        body.append("<h1>Thank you for shopping with us!</h1>")
        if score is not None:
            body.append(f'<h3 id="reward">Your score (min 0.0, max 1.0)<pre>{score}</pre></h3>')
    else:
        body.append(f'<div id="instruction-text"><h4>Instruction:<br>{escape(page.instruction)}</h4></div>')
        body += _body(page)
    inside = "\n".join(body)
    return f"{_HEAD}\n<body>\n{inside}\n</body>\n</html>"


def _body(page: Page) -> list[str]:
    lines = []
    if page.search_bar:
        lines.append('<input id="search_input" type="text" name="search_query" placeholder="Search..." required>')
    early = [button for button in page.buttons if page.kind is not PageKind.ITEM or button.text in (BACK, PREV)]
    lines += [f'<button class="btn">{escape(button.text)}</button>' for button in early]
    if page.kind is PageKind.RESULTS:
        lines.append(f"<h3>Page {page.number} (Total results: {page.total})</h3>")
    for listing in page.listings:
        lines.append(
            f'<h4 class="product-asin"><a class="product-link">{escape(listing.asin)}</a></h4>'
            f'<h4 class="product-title">{escape(listing.title)}</h4>'
            f'<h5 class="product-price">{escape(listing.price)}</h5>'
        )
    for group in page.groups:
        lines.append(f"<h4>{escape(group.name)}</h4>")
        for number, choice in enumerate(group.values):
            name, value = escape(group.name), escape(choice.text)
            checked = " checked" if choice.chosen else ""
            lines.append(
                f'<input type="radio" id="radio_{name}{number}" name="{name}" value="{value}"{checked}>'
                f'<label for="radio_{name}{number}">{value}</label>'
            )
    if page.kind is PageKind.ITEM:
        lines.append(f"<h2>{escape(page.title)}</h2><h4>Price: {escape(page.price)}</h4><h4>Rating: N.A.</h4>")
        late = [button for button in page.buttons if button not in early]
        lines += [f'<button class="btn">{escape(button.text)}</button>' for button in late]
    lines += [f'<p class="product-info">{escape(content)}</p>' for content in page.texts]
    for row in page.rows:
        lines.append(f"<p>{escape(row.text)} ${row.price:.2f}</p>")
        lines.append(f'<button class="btn">{escape(row.button.text)}</button>')
    return lines


def axtree(page: Page, score: float | None = None) -> str:
    """The page as a tree of roles and names, one node a line; what can be used has a number, in page order.

    The form is that of BrowserGym's flattened trees: `[3] button 'Buy Now'`.
    """
    numbers = iter(range(1, 10_000))
    lines = [f"RootWebArea {'WebShop'!r}"]

    def plain(content: str, role: str = "StaticText") -> None:
        lines.append(f"  {role} {content!r}")

    def usable(role: str, name: str, more: str = "") -> None:
        lines.append(f"  [{next(numbers)}] {role} {name!r}{more}")

    if page.notice:
        plain(page.notice, "alert")
    if page.kind is PageKind.DONE:
        plain("Thank you for shopping with us!", "heading")
        if score is not None:
            plain(f"Your score (min 0.0, max 1.0) {score}")
        return "\n".join(lines)
    plain(f"Instruction: {page.instruction}", "heading")
    if page.search_bar:
        usable("textbox", "Search...", ", required")
    early = [button for button in page.buttons if page.kind is not PageKind.ITEM or button.text in (BACK, PREV)]
    for button in early:
        usable("button", button.text)
    if page.kind is PageKind.RESULTS:
        plain(f"Page {page.number} (Total results: {page.total})", "heading")
    for listing in page.listings:
        usable("link", listing.asin, ", visited" if listing.visited else "")
        plain(listing.title)
        plain(listing.price)
    for group in page.groups:
        lines.append(f"  radiogroup {group.name!r}")
        for choice in group.values:
            usable("radio", choice.text, f", checked={'true' if choice.chosen else 'false'}")
    if page.kind is PageKind.ITEM:
        plain(page.title, "heading")
        plain(f"Price: {page.price}")
        plain("Rating: N.A.")
        for button in page.buttons:
            if button not in early:
                usable("button", button.text)
    for content in page.texts:
        plain(content, "paragraph")
    for row in page.rows:
        plain(f"{row.text} ${row.price:.2f}")
        usable("button", row.button.text)
    return "\n".join(lines)
