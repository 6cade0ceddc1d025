"""What there is in a shop shown by a browser: the shop's state, and the page as it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ...core.game import Event, Immutable
from ..rules import Action as ShopAction
from ..state import State, Task

__all__ = ["Act", "BrowserState", "Call", "Done", "Look", "PageFailed", "PageUsed"]


class Look(NamedTuple):
    """What a page is like at one moment."""

    address: str
    shown: str
    """Its text, tree or markup, as was asked for."""
    fields: tuple[tuple[str, str], ...] = ()
    """(element id, what is typed in or selected)."""
    focus: str = ""
    """The element that has the keyboard, empty for none."""
    scroll: tuple[int, int] = (0, 0)
    """Pixels to the right and down."""


class BrowserState(NamedTuple):
    """A visit at one moment: enough to open the same page in any browser."""

    shop: State
    look: Look
    said: str = ""
    """The shop's notice on the page."""
    earlier: tuple[State, ...] = ()
    """Where `go_back()` leads, the page before first."""
    later: tuple[State, ...] = ()
    """Where `go_forward()` leads."""

    @property
    def task(self) -> Task:
        """The shop's task."""
        return self.shop.task

    def __deepcopy__(self, memo: object) -> BrowserState:
        return self


@dataclass(frozen=True, slots=True)
class Call(Immutable):
    """A call of BrowserGym's convention, such as `click('12')`."""

    name: str
    """One of `actions.CALLS`."""
    element: str = ""
    text: str = ""
    """What to fill in, a key, or an option."""
    dx: int = 0
    dy: int = 0


Act = ShopAction | Call
"""The shop's own actions, `search[words]` and `click[text]`, are done through the page too."""


@dataclass(frozen=True, slots=True)
class Done(Event):
    """What the shop saw: one of its own actions came in by the page. The shop's events follow it."""

    action: ShopAction


@dataclass(frozen=True, slots=True)
class PageUsed(Event):
    """Something was done to the page that the shop does not see: typing, scrolling, going back."""

    name: str


@dataclass(frozen=True, slots=True)
class PageFailed(Event):
    """The browser or its page failed. Nobody's fault but ours: the turn can't be judged."""

    reason: str
