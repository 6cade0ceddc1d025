"""The rules of a visit: what every text does on every page, as the real site has it or in a friendlier way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from ..core.errors import RetrieverFailed, UsageError
from ..core.game import Event, Game, Rejected, Transition
from ..core.rng import Stream
from .catalogue import Catalogue
from .markup import axtree, html
from .notice import notice, why_nothing
from .nouns import Tagger
from .page import BACK, BUY, NEXT, PREV, PRODUCTS_PER_PAGE, Page
from .pages import ORDERS, SUBPAGES, found, page, page_name, url
from .reading import FORM, THOUGHT, read_exactly, read_kindly, readable, squeezed, write
from .state import (
    Bought,
    Chosen,
    Click,
    Failed,
    Goal,
    Ignored,
    Line,
    Mode,
    Nothing,
    PageKind,
    Returned,
    Search,
    State,
    Task,
    TaskKind,
    Visited,
)
from .text import react, text, text_rich
from .worth import visit_worth

__all__ = ["OBSERVATIONS", "Action", "Observation", "WebShop", "notice", "page_name"]

Observation = Literal["text", "text_rich", "html", "react", "axtree", "url"]
OBSERVATIONS: Mapping[str, Callable[[Page, float | None], str]] = {
    "text": text,
    "text_rich": text_rich,
    "html": html,
    "react": react,
    "axtree": axtree,
}
Action = Search | Click | Nothing
Step = tuple[State, tuple[Event, ...]]

_SUBPAGE_NAMES = {name.lower(): kind for kind, name in SUBPAGES.items()}
_KEPT = 32


class _View(NamedTuple):
    """A page with what can be clicked on it, kept for as long as its state is used."""

    state: State
    page: Page
    clicks: tuple[str, ...]
    exact: frozenset[str]
    """The clicks' texts."""

    def kindly(self) -> dict[str, str]:
        """In lower case with single blanks -> the exact text."""
        return {squeezed(text): text for text in self.exact}


@dataclass(frozen=True)
class WebShop(Game[Task, State, Action]):
    """A visit to a shop.

    Args:
        catalogue: what it sells.
        mode: "compat" is the real WebShop, step by step; "friendly" shows what is chosen, says why nothing happened,
            and searches only where there is a search bar.
        observation: the form of a page.
        show_attributes: whether an item has a page with the shop's own attributes.
        tagger: finds the nouns for the score on the last page of compat mode, which belongs to the site.
    """

    catalogue: Catalogue
    mode: Mode = "friendly"
    observation: Observation = "text_rich"
    show_attributes: bool = False
    tagger: Tagger = "rule"
    _views: dict[int, _View] = field(default_factory=dict, repr=False, compare=False)

    types = (
        Bought,
        Chosen,
        Click,
        Failed,
        Goal,
        Ignored,
        Line,
        Nothing,
        PageKind,
        Returned,
        Search,
        State,
        Task,
        TaskKind,
        Visited,
    )

    def __post_init__(self) -> None:
        if self.mode not in ("friendly", "compat"):
            raise UsageError(f'mode must be "friendly" or "compat", got {self.mode!r}')
        if self.observation not in (*OBSERVATIONS, "url"):
            raise UsageError(f"observation must be one of {[*OBSERVATIONS, 'url']}, got {self.observation!r}")

    def __reduce__(self) -> tuple[Any, ...]:
        return WebShop, (self.catalogue, self.mode, self.observation, self.show_attributes, self.tagger)

    @property
    def rules(self) -> str:
        """How to act; nothing in compat mode, where the first page is all there is."""
        if self.mode == "compat":
            return ""
        return (
            "You are in a web shop. Do what the instruction asks. Each turn write one action: search[words] where "
            "there is a search bar, or click[text] with the text of a button, product or option of the page. Options "
            "must be chosen before you buy. Example: search[red cotton shirt]"
        )

    def start(self, task: Task) -> State:
        """The search page."""
        if task.mode != self.mode or task.shop != self.catalogue.key:
            raise UsageError(
                f"expected a task of shop {self.catalogue.key!r} in mode {self.mode!r}, got one of {task.shop!r} in "
                f"{task.mode!r}"
            )
        return State(task)

    def view(self, state: State) -> _View:
        """The open page with its clicks."""
        kept = self._views.get(id(state))
        if kept is not None and kept.state is state:
            return kept
        made = page(self.catalogue, state, self.mode, show_attributes=self.show_attributes)
        clicks = made.clicks()
        view = _View(state, made, clicks, frozenset([text[6:-1] for text in clicks]))
        if len(self._views) >= _KEPT:
            self._views.pop(list(self._views)[0], None)  # noqa: RUF015 - a copy: other threads may be adding
        self._views[id(state)] = view
        return view

    def page(self, state: State) -> Page:
        """The open page."""
        return self.view(state).page

    def legal(self, state: State) -> list[Action]:
        """The clicks of the page, and where there is a search bar the search for the instruction's own words."""
        return [Click(text[6:-1]) if text[0] == "c" else Search(text[7:-1]) for text in self.legal_texts(state)]

    def legal_texts(self, state: State) -> tuple[str, ...]:
        """See `legal`. The search button is no action: `search[...]` presses it."""
        view = self.view(state)
        clicks = tuple(readable(view.clicks)) if self.mode == "compat" else view.clicks
        if view.page.search_bar:
            words = squeezed(state.task.instruction).translate(_NO_BRACKETS)
            return (f"search[{words}]", *clicks[1:]) if words else clicks[1:]
        return clicks

    def apply(self, state: State, action: Action, rng: Stream) -> Step:
        """The next moment. Every text is taken; one that does nothing leaves an `Ignored`."""
        if type(action) is Nothing:
            return _nothing(state, action.reason)
        if type(action) is Search:
            return self._search(state, action.words, rng)
        return self._click(state, action.text)  # type: ignore[union-attr]

    def _search(self, state: State, words: str, rng: Stream) -> Step:
        if self.mode == "friendly" and state.page is not PageKind.SEARCH:
            return _nothing(state, 'There is no search bar on this page. "Back to Search" leads to one.')
        if not words:
            return _nothing(state, f"There is nothing to search for. {FORM}")
        if self.mode == "compat" and (words + " ").startswith("<a> "):
            return _nothing(state, "The real site fails on this search.")
        draw = rng.integers(1 << 31) if (words + " ").startswith("<r> ") else 0
        try:
            return self._results(state._replace(query=words, draw=draw), 1)
        except RetrieverFailed as error:
            return state._replace(turn=state.turn + 1), (Failed(str(error)),)

    def _results(self, state: State, number: int) -> Step:
        first = (number - 1) * PRODUCTS_PER_PAGE
        shown = found(self.catalogue, state, self.mode)[first : first + PRODUCTS_PER_PAGE] if first >= 0 else ()
        known = set(state.seen)
        after = state._replace(
            page=PageKind.RESULTS,
            number=number,
            asin="",
            chosen=(),
            turn=state.turn + 1,
            seen=(*state.seen, *[product for product in shown if product not in known]),
        )
        return after, (Visited(PageKind.RESULTS),)

    def _click(self, state: State, name: str) -> Step:
        if name not in self.view(state).exact or name == "search":
            return _nothing(state, why_nothing(name, self.view(state).clicks))
        if name == BUY.lower():
            return self._buy(state)
        if name == BACK.lower():
            return _open(state, PageKind.SEARCH, query=None, number=0, asin="", chosen=(), visited=())
        if name in (NEXT.lower(), PREV.lower()) and (moved := self._turned(state, name)) is not None:
            return moved
        if name in _SUBPAGE_NAMES and state.asin:
            return _open(state, _SUBPAGE_NAMES[name])
        if state.task.kind is TaskKind.RETURN and (done := self._orders_click(state, name)) is not None:
            return done
        if state.page is PageKind.RESULTS:
            return self._open_product(state, name)
        return self._choose(state, name)

    def _turned(self, state: State, name: str) -> Step | None:
        """Next and Prev, by the page that the address names; in friendly mode the words do not count."""
        here = page_name(state if self.mode == "compat" else state._replace(query=None, chosen=()))
        if here == "search_results":
            return self._results(state, state.number + (1 if name == NEXT.lower() else -1))
        if name == PREV.lower() and here == "item_sub_page":
            return _open(state, PageKind.ITEM)
        if name == PREV.lower() and here == "item_page":
            return self._results(state, state.number)
        return None

    def _open_product(self, state: State, name: str) -> Step:
        asin = next(listing.asin for listing in self.page(state).listings if listing.asin.lower() == name)
        number = self.catalogue.number(asin)
        visited = state.visited if asin in state.visited else tuple(sorted((*state.visited, asin)))
        opened = state.opened if number in state.opened else (*state.opened, number)
        return _open(state, PageKind.ITEM, asin=asin, visited=visited, opened=opened)

    def _choose(self, state: State, value: str) -> Step:
        """Chooses an option; where two groups share a value the later one gets it, as on the real site."""
        product = self.catalogue.product(state.asin)
        group = next((name for name, values in reversed(product.options) if value in values), None)
        if group is None:  # a button that leads nowhere from here, such as a Prev that the address hides
            return _open(state, PageKind.ITEM)
        chosen = dict(state.chosen)
        again = chosen.get(group) == value
        chosen[group] = value
        after = state._replace(page=PageKind.ITEM, chosen=tuple(chosen.items()), turn=state.turn + 1)
        return after, (Chosen(group, value, again),)

    def _buy(self, state: State) -> Step:
        line = Line(state.asin, state.chosen)
        return state._replace(page=PageKind.DONE, sold=line, turn=state.turn + 1), (Bought(line),)

    def _orders_click(self, state: State, name: str) -> Step | None:
        """The clicks that only a return has."""
        if name == ORDERS.lower():
            return _open(state, PageKind.ORDERS, asin="", chosen=())
        if state.page is PageKind.ORDERS:
            line = state.task.orders[int(name.split()[-1]) - 1]
            return state._replace(page=PageKind.DONE, sold=line, turn=state.turn + 1), (Returned(line),)
        return None

    def is_over(self, state: State) -> bool:
        """Whether something was bought or sent back."""
        return state.page is PageKind.DONE

    def parse(self, text: str, state: State) -> Action:
        """What the text means; every text means something, if only `Nothing`."""
        if self.mode == "compat":
            return read_exactly(text)
        view = self.view(state)
        if text[:6] == "click[" and text[6:-1] in view.exact and text[-1] == "]":
            return Click(text[6:-1])
        return read_kindly(text, view.kindly())

    def format(self, action: Action) -> str:
        """`search[words]`, `click[text]`, or the text that was no action."""
        return write(action)

    def describe(self, state: State, last: Transition[State, Action] | None) -> str:
        """The open page."""
        if self.observation == "url":
            return url(state)
        shown = self.page(state)
        score = None
        if self.mode == "compat":
            if shown.kind is PageKind.DONE:
                score = visit_worth(state, "webshop", self.tagger)
        elif said := notice(state, last):
            shown = shown._replace(notice=said)
        return OBSERVATIONS[self.observation](shown, score)

    def key(self, state: State) -> str:
        """The address and the marks: what a page depends on."""
        where = f"{state.page} {state.query!r} {state.number} {state.asin} {dict(state.chosen)}"
        marks = ",".join(state.visited) if state.page is PageKind.RESULTS else ""
        return f"{state.task.instruction} | {where} | {marks}"

    def refused(self, action: Action | Rejected, events: tuple[Event, ...]) -> bool:
        """Whether the page did not react; a thought is no refusal."""
        return len(events) == 1 and type(events[0]) is Ignored and events[0].reason != THOUGHT

    def secrets(self, state: State) -> tuple[str, ...]:
        """The wanted product where no page has listed it yet."""
        if state.task.kind is TaskKind.RETURN:
            return ()
        named = state.task.instruction.lower()
        known = {self.catalogue.at(number).asin for number in state.seen}
        goals = state.task.goals
        return tuple(goal.asin for goal in goals if goal.asin not in known and goal.asin.lower() not in named)


_NO_BRACKETS = str.maketrans("[]", "()")


def _open(state: State, kind: PageKind, **changes: Any) -> Step:
    return state._replace(page=kind, turn=state.turn + 1, **changes), (Visited(kind),)


def _nothing(state: State, reason: str) -> Step:
    return state._replace(turn=state.turn + 1), (Ignored(reason),)
