"""What the agent is told: the rules once, then what each action brought."""

from __future__ import annotations

from ..core.game import Event
from .corpus import Page
from .library import Library
from .state import Answered, Looked, Noted, Opened, Searched, SearchFailed, State
from .styles import Style

__all__ = ["brought", "rules"]

_PASSAGES = "No passage of document {n} holds these words."


def rules(style: Style, *, batch: int, hint: str) -> str:
    """The aim and how to write each action."""
    examples = (
        ("search", "WORDS" if batch == 1 else "WORDS | OTHER WORDS", _searching(batch)),
        ("more", "", "the next documents of the last search"),
        ("open", "N part P", "part P of document N; long documents have several"),
        ("find", "N WORDS", "the passages of document N that hold the words"),
        ("note", "TEXT", "keeps a note in sight"),
        ("answer", "TEXT", 'ends the episode: one answer, in as few words as can be, "unknown" if no document tells'),
    )
    written = [f"- {_example(style, verb, argument)}  {told}" for verb, argument, told in examples]
    aim = "You are asked a question. Find what the documents say about it with a search engine, then answer."
    return "\n".join([f"{aim}{f' {hint}' if hint else ''}", style.advice, *written])


def _searching(batch: int) -> str:
    return "searches" if batch == 1 else f"searches, with up to {batch} queries at once"


def _example(style: Style, verb: str, argument: str) -> str:
    if style.before.startswith("<tool") and verb in ("open", "find"):
        return style.write(verb, {"open": "3 part 2", "find": "3 WORDS"}[verb])
    return style.write(verb, argument)


def brought(library: Library, style: Style, state: State, event: Event | None) -> str:
    """What an action brought; the question where there was none."""
    match event:
        case Searched():
            return style.frame(_listing(library, style, state, event))
        case Opened(document, part):
            return style.frame(_part(library, style, state, document, part))
        case Looked(document, places):
            page = library.page(state, document)
            found = "\n".join(page.text[start:end] for start, end in places)
            return style.frame(_heading(style, document, page) + (found or _PASSAGES.format(n=document)))
        case Noted():
            return style.frame("Noted.")
        case SearchFailed():
            return style.frame("The search engine gave no answer. That is no fault of yours: try again.")
        case Answered(text):
            return f"Your answer: {text}"
        case _:
            return ""


def _listing(library: Library, style: Style, state: State, event: Searched) -> str:
    found = []
    for query, numbers in zip(event.queries, event.listed, strict=True):
        if len(event.queries) > 1:
            found.append(f'For "{query}":')
        found += [_part(library, style, state, number, 1) for number in numbers]
        if not numbers:
            found.append("No documents." if event.page == 0 else "No more documents.")
    return "\n".join(found)


def _part(library: Library, style: Style, state: State, document: int, part: int) -> str:
    page = library.page(state, document)
    parts = library.parts(page)
    start, end = parts[part - 1]
    rest = f" (part {part} of {len(parts)})" if len(parts) > 1 else ""
    return f"{_heading(style, document, page)}{page.text[start:end]}{rest}"


def _heading(style: Style, document: int, page: Page) -> str:
    return style.heading.format(n=document, title=page.title)
