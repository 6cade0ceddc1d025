"""The shop as a page in a real browser: the same rules, reached through links, buttons and a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from ...core.errors import UsageError
from ...core.game import Event, Game, Rejected, Transition
from ...core.parsing import MAX_ACTION_CHARACTERS
from ...core.rng import Stream
from ..rules import WebShop
from ..site.visit import Visit, address_of, rendered
from ..state import Click, Ignored, Nothing, Search, State, Task
from .actions import read_call, typable, write_call
from .failure import PageFailure
from .live import HOST, Live, Lives
from .png import decode_png
from .state import Act, BrowserState, Call, Done, Look, PageFailed, PageUsed
from .tab import Refused, Tab

__all__ = ["View", "WebShopBrowser"]

View = Literal["text", "axtree", "dom"]

_Step = tuple[BrowserState, tuple[Event, ...]]


@dataclass(frozen=True)
class WebShopBrowser(Game[Task, BrowserState, Act]):
    """A visit to a shop by a real browser.

    Args:
        shop: the rules behind the pages, in friendly mode.
        view: what is shown of a page: "text" (what is visible), "axtree" (Chromium's accessibility tree with element
            ids) or "dom" (its markup with element ids).
        executable: the browser's program; None finds one.
        timeout: seconds for anything that a page does.
        pages: how many pages this game keeps open; others are opened again from their states.
    """

    shop: WebShop
    view: View = "text"
    executable: str | None = None
    timeout: float = 30.0
    pages: int = 4
    lives: Lives = field(init=False, repr=False, compare=False)

    types: ClassVar[tuple[type, ...]] = (*WebShop.types, BrowserState, Call, Done, Look, PageFailed, PageUsed)

    def __post_init__(self) -> None:
        if self.view not in ("text", "axtree", "dom"):
            raise UsageError(f'observation must be "text", "axtree" or "dom", got {self.view!r}')
        if not self.timeout > 0:
            raise UsageError(f"timeout must be positive, got {self.timeout!r}")
        if self.shop.mode != "friendly":
            raise UsageError(f'pages in a browser are those of mode "friendly", got {self.shop.mode!r}')
        lives = Lives(self.shop, self.view, self.executable, self.timeout, self.pages)
        object.__setattr__(self, "lives", lives)

    def __reduce__(self) -> tuple[Any, ...]:
        return WebShopBrowser, (self.shop, self.view, self.executable, self.timeout, self.pages)

    @property
    def rules(self) -> str:
        """How to act."""
        return (
            "You are in a web shop, in a browser. Do what the task asks. Each turn write one action: search[words] "
            "where there is a search form, click[text] with the text of a link, button or option, or a call with the "
            "ids of elements: click('12'), fill('9', 'words'), press('9', 'Enter'), scroll(0, 400), go_back(). Options "
            "must be chosen before you buy. Example: search[red cotton shirt]"
        )

    def start(self, task: Task) -> BrowserState:
        """The shop's first page, opened.

        Raises:
            MissingComponent: no browser.
            PageFailure: it does not work.
        """
        state = BrowserState(self.shop.start(task), Look("/", ""))
        live = self.lives.open(state)
        state = state._replace(look=live.run(Tab.look, self.lives.patience))
        self.lives.keep(state, live)
        return state

    def legal(self, state: BrowserState) -> Sequence[Act]:
        """The shop's actions, and going back or forward where there is something to go to."""
        moves = [Call("go_back")] if state.earlier else []
        return [*self.shop.legal(state.shop), *moves, *([Call("go_forward")] if state.later else [])]

    def apply(self, state: BrowserState, action: Act, rng: Stream) -> _Step:
        """What the page made of an action. Every text is taken; one that does nothing leaves an `Ignored`.

        Where browser, page or server fail, the shop stays where it was, the event is `PageFailed`, and the next turn
        opens the page again.

        Raises:
            MissingComponent: no browser.
        """
        if (reason := self._refusal(state, action, rng)) is not None:
            after = state._replace(shop=_turned(state.shop))
            self.lives.move(state, after)
            return after, (Ignored(reason),)
        try:
            live = self.lives.take(state) or self.lives.open(state)
        except PageFailure as failure:
            return _failed(state, failure)
        live.visit.state, live.visit.random = state.shop, lambda turn: rng
        live.visit.deeds.clear()
        try:
            look, reason = live.run(lambda tab: self._act(tab, live.visit, state, action), self.lives.patience)
        except PageFailure as failure:
            self.lives.drop(live)
            return _failed(state, failure)
        except BaseException:  # interrupted: nobody knows how far the page came
            self.lives.drop(live)
            raise
        after, events = _after(state, action, live.visit, look, reason)
        self.lives.keep(after, live)
        return after, events

    def is_over(self, state: BrowserState) -> bool:
        """Whether something was bought or sent back."""
        return self.shop.is_over(state.shop)

    def parse(self, text: str, state: BrowserState) -> Act:
        """A call, or what the shop makes of the text; every text means something, if only `Nothing`."""
        if len(text) <= MAX_ACTION_CHARACTERS:
            call = read_call(text)
            if type(call) is Call:
                return call
            if type(call) is str:
                return Nothing(text[:200], call)
        return self.shop.parse(text, state.shop)

    def format(self, action: Act) -> str:
        """`search[words]`, `click[text]`, a call, or the text that was no action."""
        return write_call(action) if type(action) is Call else self.shop.format(action)  # type: ignore[arg-type]

    def describe(self, state: BrowserState, last: Transition[BrowserState, Act] | None) -> str:
        """The page, after the reason why the last action did nothing, if so and the page does not say it."""
        error, shown = self.error(last), state.look.shown
        return shown if not error or error in shown else f"{error}\n\n{shown}"

    def error(self, last: Transition[BrowserState, Act] | None) -> str:
        """Why the last action came to nothing, empty where it did not: BrowserGym's `last_action_error`."""
        for event in () if last is None else last.events:
            if type(event) is PageFailed:
                return f"The page failed, which is no fault of yours: {event.reason}. The shop is where it was."
            if type(event) is Ignored:
                return event.reason
        return ""

    def url(self, state: BrowserState) -> str:
        """The address of the page that is open."""
        return f"http://{HOST}{state.look.address}"

    def key(self, state: BrowserState) -> str:
        """The shop's key, and what the page adds to it."""
        look = state.look
        history = f"{'back' if state.earlier else ''} {'forward' if state.later else ''}".strip()
        return f"{self.shop.key(state.shop)} | {dict(look.fields)} {look.focus} {look.scroll} {history}".rstrip()

    def refused(self, action: Act | Rejected, events: tuple[Event, ...]) -> bool:
        """Whether the page did not react to what the agent wrote; a failure of the browser is not counted."""
        own = events[1:] if events and type(events[0]) is Done else events
        return self.shop.refused(action, own)  # type: ignore[arg-type]

    def release(self, state: BrowserState) -> None:
        """Closes the page that is open for a state."""
        live = self.lives.take(state)
        if live is not None:
            self.lives.drop(live)

    def secrets(self, state: BrowserState) -> tuple[str, ...]:
        """The shop's."""
        return self.shop.secrets(state.shop)

    def screenshot(self, state: BrowserState) -> NDArray[np.uint8]:
        """What is visible of the page, uint8 (height, width, 3).

        Raises:
            MissingComponent: no browser.
            PageFailure: it does not work.
        """
        taken = self.lives.take(state)
        if taken is not None:
            try:
                return self._picture(state, taken)
            except PageFailure:  # the page that was open is dead; another can be opened
                pass
        return self._picture(state, self.lives.open(state))

    def _picture(self, state: BrowserState, live: Live) -> NDArray[np.uint8]:
        try:
            picture: bytes = live.run(Tab.screenshot, self.lives.patience)
        except BaseException:
            self.lives.drop(live)
            raise
        self.lives.keep(state, live)
        return decode_png(picture)

    def _refusal(self, state: BrowserState, action: Act, rng: Stream) -> str | None:
        """Why an action can't even be tried on this page, None where it can."""
        if type(action) is Call:
            if action.name == "go_back" and not state.earlier:
                return "There is no page to go back to."
            if action.name == "go_forward" and not state.later:
                return "There is no page to go forward to."
            return None
        if type(action) is Search and self.shop.page(state.shop).search_bar and action.words:
            return None if typable(action.words) else "These words hold characters that nobody can type."
        if type(action) is Click and action.text != "search" and _element(self.shop, state, action):
            return None
        _, events = self.shop.apply(state.shop, action, rng)  # type: ignore[arg-type]
        assert type(events[0]) is Ignored, f"{action} is on no page, and yet the shop gave {events}"
        return events[0].reason

    async def _act(self, tab: Tab, visit: Visit, state: BrowserState, action: Act) -> tuple[Look, str]:
        """Does it by mouse and keyboard; gives the page's look after it, and why it could not be done, if so."""
        reason = ""
        try:
            if type(action) is Search:
                box = visit.rendered().box
                await tab.fill(box, action.words)
                await tab.press(box, "Enter")
            elif type(action) is Click:
                await tab.click(_element(self.shop, state, action))
            elif type(action) is Call:
                await _call(tab, visit, state, action)
        except Refused as refused:
            reason = str(refused)
        return await tab.look(), reason


async def _call(tab: Tab, visit: Visit, state: BrowserState, call: Call) -> None:
    match call.name:
        case "click":
            await tab.click(call.element)
        case "fill":
            await tab.fill(call.element, call.text)
        case "clear":
            await tab.fill(call.element, "")
        case "press":
            await tab.press(call.element, call.text)
        case "select_option":
            await tab.select(call.element, call.text)
        case "focus":
            await tab.focus(call.element)
        case "hover":
            await tab.hover(call.element)
        case "scroll":
            await tab.scroll(call.dx, call.dy)
        case "go_back" | "go_forward":
            # by the address, so that a page opened again from its state, without the tab's own history, does the same
            visit.look_back((state.earlier if call.name == "go_back" else state.later)[0])
            await tab.go(visit.address)


def _element(shop: WebShop, state: BrowserState, click: Click) -> str:
    """The id of the element that a click of the shop's means; empty where the page has none."""
    wanted = f"click[{click.text}]"
    actions = rendered(shop, state.shop, state.said).actions
    return next((element for element, action in actions if action == wanted), "")


def _after(state: BrowserState, action: Act, visit: Visit, look: Look, reason: str) -> _Step:
    """The state that the visit and the page tell of, and what happened."""
    if visit.deeds:
        events: tuple[Event, ...] = tuple(fact for deed in visit.deeds for fact in (Done(deed.action), *deed.events))
        moved = address_of(visit.state) != address_of(state.shop)
        earlier, later = ((state.shop, *state.earlier), ()) if moved else (state.earlier, state.later)
        return BrowserState(visit.state, look, visit.said, earlier, later), events
    name = action.name if type(action) is Call else "click"
    if name in ("go_back", "go_forward") and not reason:
        back = name == "go_back"
        earlier = state.earlier[1:] if back else (state.shop, *state.earlier)
        later = (state.shop, *state.later) if back else state.later[1:]
        return BrowserState(visit.state, look, visit.said, earlier, later), (PageUsed(name),)
    after = state._replace(shop=_turned(state.shop), look=look)
    return after, (Ignored(_sentence(reason)),) if reason else (PageUsed(name),)


def _failed(state: BrowserState, failure: PageFailure) -> _Step:
    return state._replace(shop=_turned(state.shop)), (PageFailed(str(failure)[:500]),)


def _turned(shop: State) -> State:
    return shop._replace(turn=shop.turn + 1)


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."
