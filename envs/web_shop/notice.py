"""What friendly mode tells the agent beside the page."""

from __future__ import annotations

from typing import Any

from ..core.game import Transition
from .reading import FORM
from .state import Failed, Ignored, PageKind, State

__all__ = ["notice", "why_nothing"]


def why_nothing(name: str, clicks: tuple[str, ...]) -> str:
    """Why a click on a text does nothing, and what there is to click instead."""
    if name == "search":
        return f"To search, write the words: search[words]. {FORM}"
    things = ", ".join(text[6:-1] for text in clicks if text != "click[search]")
    shown = things if len(things) <= 400 else f"{things[:400]} ..."
    if not things:
        return f"There is nothing to click on this page. {FORM}"
    return f"There is no {name[:100]!r} to click on this page. There is: {shown}."


def notice(state: State, last: Transition[State, Any] | None) -> str:
    """What friendly mode says above a page."""
    said = ""
    if last is not None and last.events and type(last.events[0]) is Ignored:
        said = last.events[0].reason
    if last is not None and last.events and type(last.events[0]) is Failed:
        said = "The search did not work. Try again."
    if state.chosen and state.asin and state.page is not PageKind.DONE:
        chosen = ", ".join(f"{name}: {value}" for name, value in state.chosen)
        said = f"{said} Chosen so far: {chosen}.".strip()
    return said
