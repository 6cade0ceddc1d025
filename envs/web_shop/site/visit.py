"""One visitor's way through a shop, page by page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from ...core.game import Event, Transition
from ...core.rng import Stream
from ..reading import squeezed
from ..rules import Action, WebShop, notice
from ..state import Click, PageKind, Search, State
from .html import Rendered, render_html

__all__ = ["Visit", "address_of", "looking_back"]

_LONGEST = 60
"""Characters of the words that an address shows; the visit knows them all."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What the visitor did last, and what came of it."""

    action: Action
    events: tuple[Event, ...]


class Visit:
    """A shop's state behind a site's pages: the same rules as in process, used through elements.

    Args:
        shop: the rules.
        state: where the visit stands.
        said: the notice on the open page.
        random: the random numbers of a turn.
        strip: markup to put at the end of each page, apart from the shop's own; empty for agents.
    """

    def __init__(
        self,
        shop: WebShop,
        state: State,
        said: str = "",
        *,
        random: Callable[[int], Stream] = lambda turn: Stream(0, "visit", turn),
        strip: Callable[[], str] = str,
    ) -> None:
        self.state = state
        self.said = said
        self.deeds: list[Deed] = []
        self._shop, self.random, self._strip = shop, random, strip
        self._places: dict[str, State] = {address_of(state): state}

    @property
    def address(self) -> str:
        """The open page's."""
        return address_of(self.state)

    def rendered(self) -> Rendered:
        """The open page."""
        return rendered(self._shop, self.state, self.said, self._strip())

    def html(self) -> str:
        """The open page's markup."""
        return self.rendered().html

    def search(self, words: str) -> None:
        """Submits the search form."""
        self._act(Search(squeezed(words)))

    def use(self, element: str) -> None:
        """Follows the link or presses the button with that id; nothing where the open page has none."""
        action = dict(self.rendered().actions).get(element)
        if action is not None:
            self._act(Click(action[len("click[") : -1]))

    def go_to(self, address: str) -> None:
        """Opens a page that was open before; nothing where none had that address."""
        if address in self._places:
            self.look_back(self._places[address])

    def look_back(self, then: State) -> None:
        """Opens a page as it was."""
        self._arrive(looking_back(self.state, then), "")

    def _act(self, action: Action) -> None:
        before = self.state
        if self._shop.is_over(before):
            return
        after, events = self._shop.apply(before, action, self.random(before.turn))
        self.deeds.append(Deed(action, events))
        self._arrive(after, notice(after, Transition(before, action, after, events, before.turn)))

    def _arrive(self, state: State, said: str) -> None:
        self.state, self.said = state, said
        self._places[address_of(state)] = state


def rendered(shop: WebShop, state: State, said: str, strip: str = "") -> Rendered:
    """The page of a state with a notice.

    Args:
        shop: the rules.
        state: where the visit stands.
        said: the notice, empty for none.
        strip: see `Visit`.
    """
    catalogue = shop.catalogue
    return render_html(shop.page(state)._replace(notice=said), lambda asin: catalogue.product(asin).category, strip)


def looking_back(now: State, then: State) -> State:
    """The visit with the page of another moment open: what was seen and sold since stays so."""
    return now._replace(
        page=then.page,
        query=then.query,
        number=then.number,
        asin=then.asin,
        chosen=then.chosen,
        visited=tuple(sorted({*now.visited, *then.visited})),
        draw=then.draw,
        turn=now.turn + 1,
    )


def address_of(state: State) -> str:
    """The address of the page that is open, readable and without anything hidden."""
    if state.page is PageKind.SEARCH:
        return "/"
    if state.page is PageKind.ORDERS:
        return f"/{state.page.value}"
    if state.page is PageKind.DONE:
        return "/thank-you"
    words = _part((state.query or "")[:_LONGEST])
    results = f"/results/{words}/{state.number}"
    if state.page is PageKind.RESULTS:
        return results
    chosen = "".join(f"/{_part(value[:_LONGEST])}" for _, value in state.chosen)
    item = f"{results}/{_part(state.asin)}"
    return f"{item}/with{chosen}" if state.page is PageKind.ITEM and chosen else f"{item}/{_sub(state)}".rstrip("/")


def _sub(state: State) -> str:
    return "" if state.page is PageKind.ITEM else state.page.value


def _part(text: str) -> str:
    """A text as one part of an address. Dots alone would mean another folder, and an empty part nothing."""
    return quote(text.encode("utf-8", "replace"), safe="") if text.strip(".") else "-"
