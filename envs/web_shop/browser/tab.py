"""A page in its own context of the browser, driven by mouse and keyboard."""

from __future__ import annotations

import asyncio
import base64
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .failure import PageFailure
from .process import BrowserProcess
from .state import Look
from .tree import flat_tree

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

__all__ = ["Refused", "Tab"]


class Refused(Exception):
    """The page can't be used in that way: the agent's mistake, shown to it."""


class Tab:
    """One page of one visit. Every method runs in the owner's loop.

    Args:
        browser: where it lives.
        base: "http://host", without a slash at its end.
        cookie: (name, value) that names the visit.
        view: what `look` reads: "text", "axtree" or "dom".
        timeout: seconds for anything that the page does.
    """

    def __init__(self, browser: BrowserProcess, base: str, cookie: tuple[str, str], view: str, timeout: float) -> None:
        self.browser = browser
        self._base, self._cookie, self._view, self._timeout = base, cookie, view, timeout
        self._context: BrowserContext | None = None
        self._page: Page | None = None
        self._session: Any = None

    @property
    def page(self) -> Page:
        """Playwright's page.

        Raises:
            PageFailure: it is not open.
        """
        if self._page is None:
            raise PageFailure("the page is not open")
        return self._page

    async def open(self, address: str) -> None:
        """Opens the context and its page."""
        self._context = context = await self.browser.context()
        name, value = self._cookie
        await context.add_cookies(
            [{"name": name, "value": value, "url": self._base, "httpOnly": True, "sameSite": "Strict"}]
        )
        self._page = page = await context.new_page()
        page.set_default_timeout(1000 * self._timeout)
        await self.go(address)

    async def close(self) -> None:
        """Closes the context, and with it all that it kept."""
        context, self._context, self._page = self._context, None, None
        if context is not None:
            await context.close()

    async def go(self, address: str) -> None:
        """Opens an address of the shop."""
        answer = await self.page.goto(self._base + address, wait_until="domcontentloaded")
        if answer is None or not answer.ok:
            raise PageFailure(f"the shop answered {answer.status if answer else 'nothing'} for {address}")

    async def look(self) -> Look:
        """Reads the page."""
        found = await self._ask(self._view if self._view != "axtree" else "facts")
        shown = found["shown"]
        if self._view == "axtree":
            shown = await flat_tree(await self._protocol())
        fields = tuple([(number, value) for number, value in found["fields"]])
        x, y = found["scroll"]
        return Look(found["url"], shown, fields, found["focus"], (int(x), int(y)))

    async def click(self, element: str) -> None:
        """Presses an element with the mouse, and waits for the page that this opens, if any.

        Raises:
            Refused: there is no such element, or the mouse can't reach it.
        """
        aim = await self._aim(element)
        await self._doing(self.page.mouse.click(aim["x"], aim["y"]), navigates=aim["navigates"])

    async def hover(self, element: str) -> None:
        """Moves the mouse over an element."""
        aim = await self._aim(element)
        await self.page.mouse.move(aim["x"], aim["y"])

    async def focus(self, element: str) -> None:
        """Gives an element the keyboard."""
        await self._kind(element)
        await self.page.focus(_selector(element))

    async def fill(self, element: str, text: str) -> None:
        """Types a text into a field, in place of what was there."""
        if not (await self._kind(element))["typed"]:
            raise Refused(f"element {element!r} can't be typed into")
        await self.page.fill(_selector(element), text)

    async def press(self, element: str, key: str) -> None:
        """Presses a key while an element has the keyboard."""
        kind = await self._kind(element)
        await self.page.focus(_selector(element))
        enters = kind["enters"] if key == "Enter" else key == "Space" and kind["navigates"] and not kind["radios"]
        await self._doing(self.page.keyboard.press(key), navigates=enters)

    async def select(self, element: str, option: str) -> None:
        """Selects an option of a list by its label.

        Raises:
            Refused: it is no list, or has no such option.
        """
        kind = await self._kind(element)
        if kind["options"] is None:
            raise Refused(f"element {element!r} is no list of options; click what you want instead")
        if option not in kind["options"]:
            raise Refused(f"element {element!r} has no option {option[:60]!r}")
        await self.page.select_option(_selector(element), label=option)

    async def scroll(self, dx: int, dy: int) -> None:
        """Scrolls the page by so many pixels, as far as it goes."""
        await self.page.evaluate("([dx, dy]) => window.scrollBy({left: dx, top: dy, behavior: 'instant'})", [dx, dy])

    async def put_back(self, look: Look) -> None:
        """Makes a page that was just opened as it was: fields, keyboard and scrolling."""
        for element, value in look.fields:
            if (await self._kind(element))["options"] is not None:
                await self.page.select_option(_selector(element), value=value)
            elif value:
                await self.fill(element, value)
        if look.focus:
            await self.focus(look.focus)
        if look.scroll != (0, 0):
            x, y = look.scroll
            await self.page.evaluate("([x, y]) => window.scrollTo({left: x, top: y, behavior: 'instant'})", [x, y])

    async def screenshot(self) -> bytes:
        """What is visible of the page, as PNG."""
        options = {"format": "png", "optimizeForSpeed": True, "captureBeyondViewport": False}
        taken = await (await self._protocol()).send("Page.captureScreenshot", options)
        return base64.b64decode(taken["data"])

    async def _doing(self, deed: Any, *, navigates: bool) -> None:
        """Does something, tied to the page that it opens: the next look is at that page, never at the one before."""
        if not navigates:
            await deed
            return
        async with self.page.expect_navigation(wait_until="domcontentloaded") as opened:
            await deed
        answer = await opened.value
        if not answer.ok:
            raise PageFailure(f"the shop answered {answer.status}")

    async def _aim(self, element: str) -> dict[str, Any]:
        found = await self._ask("aim", element)
        if error := found.get("error"):
            raise Refused(_WHY[error].format(element=element[:40]))
        return found

    async def _kind(self, element: str) -> dict[str, Any]:
        found = await self._ask("kind", element)
        if error := found.get("error"):
            raise Refused(_WHY[error].format(element=element[:40]))
        return found

    async def _protocol(self) -> Any:
        """A session of Chromium's own protocol with this page."""
        if self._session is None:
            self._session = await self.page.context.new_cdp_session(self.page)
        return self._session

    async def _ask(self, task: str, element: str = "") -> dict[str, Any]:
        asked = self.page.evaluate(_script(), [task, element])
        try:
            found: dict[str, Any] = await asyncio.wait_for(asked, self._timeout)
        except TimeoutError as error:
            raise PageFailure(f"the page gave no answer within {self._timeout:g} s") from error
        return found


_WHY = {
    "missing": "there is no element {element!r} on this page",
    "disabled": "element {element!r} is disabled",
    "hidden": "element {element!r} is hidden",
    "covered": "element {element!r} can't be reached with the mouse: something lies over it",
}


def _selector(element: str) -> str:
    return f'[data-id="{element}"]'


@cache
def _script() -> str:
    return (Path(__file__).parent / "look.js").read_text(encoding="utf-8")
