"""What the agent is told: the rules once, then what each action brought."""

from __future__ import annotations

from ..core.game import Event
from .corpus import Page
from .state import Answered, Looked, Noted, Opened, Searched, SearchFailed, State
from .styles import Style

__all__ = ["Reader", "brought", "rules"]

_PASSAGES = "No passage of document {n} holds these words."


class Reader:
    """What `brought` needs of the library: pages by their number in the episode, and their parts."""

    def page(self, state: State, document: int) -> Page:
        """A document that was listed."""
        raise NotImplementedError

    def parts(self, page: Page) -> tuple[tuple[int, int], ...]:
        """Where its parts begin and end."""
        raise NotImplementedError


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


def brought(reader: Reader, style: Style, state: State, event: Event | None) -> str:
    """What an action brought; the question where there was none."""
    match event:
        case Searched():
            return style.frame(_listing(reader, style, state, event))
        case Opened(document, part):
            return style.frame(_part(reader, style, state, document, part))
        case Looked(document, places):
            page = reader.page(state, document)
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


def _listing(reader: Reader, style: Style, state: State, event: Searched) -> str:
    found = []
    for query, numbers in zip(event.queries, event.listed, strict=True):
        if len(event.queries) > 1:
            found.append(f'For "{query}":')
        found += [_part(reader, style, state, number, 1) for number in numbers]
        if not numbers:
            found.append("No documents." if event.page == 0 else "No more documents.")
    return "\n".join(found)


def _part(reader: Reader, style: Style, state: State, document: int, part: int) -> str:
    page = reader.page(state, document)
    parts = reader.parts(page)
    start, end = parts[part - 1]
    rest = f" (part {part} of {len(parts)})" if len(parts) > 1 else ""
    return f"{_heading(style, document, page)}{page.text[start:end]}{rest}"


def _heading(style: Style, document: int, page: Page) -> str:
    return style.heading.format(n=document, title=page.title)
