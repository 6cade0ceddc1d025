"""The environment `turnwise/WebShopBrowser-v0`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Unpack

import numpy as np
from numpy.typing import NDArray

from ...core.episode import Episode
from ...core.turn_env import CommonOptions
from ..appraisal import Rule
from ..catalogue import Catalogue, GoalKind
from ..env import WebShopEnv
from ..nouns import Tagger
from ..search import Engine
from .rules import View, WebShopBrowser

__all__ = ["WebShopBrowserEnv"]


class WebShopBrowserEnv(WebShopEnv):
    """The shop of `turnwise/WebShop-v0` as pages in a real Chromium: same goals, same rules, same rewards.

    ## Description
    A small server on 127.0.0.1 shows the shop as self-contained pages; Playwright drives them in a headless Chromium.
    Links, buttons and the search form are used by mouse and keyboard, and nothing of a page is reached in another
    way. One browser serves a process, each episode has a context of its own, and any snapshot opens its page again.
    Needs `pip install "turnwise[web]"` and a browser (`turnwise setup chromium`).

    >>> from turnwise.envs.web_shop.browser import WebShopBrowserEnv
    >>> env = WebShopBrowserEnv(products=40)
    >>> observation, info = env.reset(options={"goal": 3})
    >>> print(observation.partition("Task")[2])
    <BLANKLINE>
    i am looking for a power bank: wireless and plug and play, and price lower than 120.00 dollars
    Search
    [Search words: ]
    [Search]
    >>> observation = env.step("fill('1', 'dunwick power bank')")[0]
    >>> print(env.step("press('1', 'Enter')")[0].splitlines()[4:7])
    ['[Back to Search]', 'Page 1 (Total results: 4)', '[G085432098]']
    >>> env.step("click('99')")[4]["last_action_error"]
    "There is no element '99' on this page."
    >>> env.step("click[g085432098]")[4]["url"]
    'http://shop.test/results/dunwick%20power%20bank/1/G085432098'
    >>> env.step("click[buy now]")[2]
    True
    >>> env.close()

    ## Action Space
    Text. The shop's own form: `search[words]` (fills the form and presses Enter), `click[text]` (presses the link,
    button or option), `think[...]`. BrowserGym's calls, with the ids of elements: `click('12')`, `fill('9', 'words')`,
    `clear('9')`, `press('9', 'Enter')`, `select_option('15', 'red')`, `focus('9')`, `hover('12')`, `scroll(0, 400)`,
    `go_back()`, `go_forward()`, `noop()`. One action a turn. No text is refused: one that does nothing costs a turn,
    says why in `last_action_error`, and counts for `max_rejected`. There is no `goto`: addresses are no way around the
    pages.

    ## Observation Space
    Text, by `observation`: "text" what is visible, links and buttons in brackets; "axtree" Chromium's accessibility
    tree with element ids, as BrowserGym writes it; "dom" the page's markup with ids in `data-id`. Pictures:
    `render_mode="rgb_array"` (uint8, 720 x 1280 x 3), and `turnwise.wrappers.PageObservation` for a dictionary with
    the screenshot.

    ## Starting State
    The shop's search page. Tasks and splits are those of `turnwise/WebShop-v0` with the same options.

    ## Rewards
    Those of `turnwise/WebShop-v0`: an episode of the same actions earns the same. Typing, scrolling and going back are
    turns that cost what any turn costs. A turn in which browser or page failed is not judged (`info["measured"]`).

    ## Episode End
    Terminated: something was bought. Truncated: after `max_turns` turns (15).

    ## Information
    As `turnwise/WebShop-v0`; `url` the page's address, `last_action_error` why the last action did nothing.

    ## Arguments
    `observation` "text", "axtree" or "dom"; `executable` the browser's program (else the variable
    `TURNWISE_CHROMIUM`, `chromium-headless-shell`, `chromium`, Playwright's own); `timeout` seconds for anything that
    a page does (30); `pages` how many branches of an episode keep their page open (4). Of `turnwise/WebShop-v0`:
    `source`, `products`, `seed`, `price_seed`, `catalogue`, `goals`, `kind`, `rule`, `tagger`, `engine`,
    `show_attributes`. `split`, `max_turns`, `max_rejected`, `render_mode`, `scale`, `terms` as everywhere.

    ## Version History
    v0: first version.
    """

    metadata: dict[str, Any] = {"render_modes": ["ansi", "rgb_array"], "render_fps": 4}  # noqa: RUF012 - Gymnasium's

    scoring = "turnwise.verifiers.web_shop.browser:STRICT_RULE"

    def __init__(
        self,
        *,
        observation: View = "text",
        executable: str | None = None,
        timeout: float = 30.0,
        pages: int = 4,
        source: str | Path | None = None,
        products: int | None = None,
        seed: int = 0,
        price_seed: int = 0,
        catalogue: Catalogue | None = None,
        goals: GoalKind = "human",
        kind: str = "buy",
        rule: Rule = "strict",
        tagger: Tagger = "rule",
        engine: Engine = "bm25",
        show_attributes: bool = False,
        **common: Unpack[CommonOptions],
    ) -> None:
        super().__init__(
            source=source,
            products=products,
            seed=seed,
            price_seed=price_seed,
            catalogue=catalogue,
            goals=goals,
            kind=kind,
            rule=rule,
            tagger=tagger,
            engine=engine,
            show_attributes=show_attributes,
            **common,
        )
        self.scoring = f"turnwise.verifiers.web_shop.browser:{rule.upper()}_{tagger.upper()}"  # type: ignore[misc]
        self.pages = WebShopBrowser(self.game, observation, executable, timeout, pages)  # type: ignore[arg-type]
        self.game = self.pages  # type: ignore[assignment] # the same tasks and actions, seen through pages

    def screenshot(self) -> NDArray[np.uint8]:
        """What is visible of the page, uint8 (720, 1280, 3).

        Raises:
            EpisodeError: `reset` has not been called.
        """
        return self.pages.screenshot(self.episode.state)  # type: ignore[arg-type]

    def render(self) -> Any:
        """The last observation for `render_mode="ansi"`, the screenshot for "rgb_array", else None."""
        return self.screenshot() if self.render_mode == "rgb_array" else super().render()

    def _info(self, episode: Episode[Any, Any]) -> dict[str, Any]:
        last = episode.turns[-1].transition if episode.turns else None
        return super()._info(episode) | {
            "url": self.pages.url(episode.state),
            "last_action_error": self.pages.error(last),
        }
