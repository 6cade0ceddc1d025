"""The shop in a real browser: what the page makes of an action is what the rules make of it in process."""

import json
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from turnwise.envs.core.errors import UsageError
from turnwise.envs.core.rng import Stream
from turnwise.envs.web_shop import Catalogue, Click, Goal, Search, State, Task, TaskKind, WebShop, open_catalogue
from turnwise.envs.web_shop.browser.live import the_site
from turnwise.envs.web_shop.browser.rules import WebShopBrowser
from turnwise.envs.web_shop.browser.state import BrowserState, Done, PageFailed, PageUsed
from turnwise.envs.web_shop.site.html import headers
from turnwise.envs.web_shop.site.site import Request
from turnwise.envs.web_shop.site.visit import Visit, address_of
from turnwise.envs.web_shop.state import Ignored, Line, PageKind

RNG = Stream(0, "tests")

pytestmark = pytest.mark.usefixtures("chromium")


@pytest.fixture(scope="module")
def shop() -> WebShop:
    return WebShop(open_catalogue(products=300))


def task_of(catalogue: Catalogue, index: int = 0, **more: Any) -> Task:
    goal = catalogue.goal("human", index)
    return Task(catalogue.key, (goal,), 15, instruction=goal.instruction, **more)


def game_of(shop: WebShop, **options: Any) -> WebShopBrowser:
    return WebShopBrowser(shop, **options)


def do(game: WebShopBrowser, state: BrowserState, *texts: str) -> BrowserState:
    for text in texts:
        state, _ = game.apply(state, game.parse(text, state), RNG)
    return state


def tasks(catalogue: Catalogue) -> list[Task]:
    """One of each kind."""
    orders = tuple(Line(catalogue.at(number).asin, ()) for number in range(3))
    kinds = {TaskKind.BUY: {}, TaskKind.CHEAPER: {}, TaskKind.RETURN: {"orders": orders}}
    return [task_of(catalogue, number, kind=kind, **more) for number, (kind, more) in enumerate(kinds.items())]


def test_the_same_episode_in_process_and_in_the_browser(shop: WebShop) -> None:
    """Drawn actions of every kind, nonsense among them: equal states, equal events, equal menus, on every turn."""
    game = game_of(shop)
    kinds = set()
    for number, task in enumerate(tasks(shop.catalogue)):
        plain, state = shop.start(task), game.start(task)
        for turn in range(26):
            rng = Stream(number, "play", turn)
            legal = shop.legal_texts(plain)
            assert game.legal_texts(state)[: len(legal)] == legal
            text = (
                rng.choice(("no such thing", "click[no such button]", "search[]", "search[soft]"))
                if turn % 7 == 3
                else ""
            )
            late = [choice for choice in legal if "buy now" not in choice and "checkout" not in choice]
            text = text or rng.choice((late if turn < 20 else legal) or ["nothing"])
            plain, told = shop.apply(plain, shop.parse(text, plain), rng)
            state, events = game.apply(state, game.parse(text, state), rng)
            assert state.shop == plain, text
            own = events[1:] if events and isinstance(events[0], Done) else events
            assert own == told, text
            assert state.look.address == address_of(plain)
            kinds.add(plain.page)
            if shop.is_over(plain):
                break
        game.release(state)
    assert {PageKind.RESULTS, PageKind.ITEM, PageKind.ORDERS, PageKind.FEATURES} <= kinds


def test_what_the_page_shows_is_what_the_shop_says(shop: WebShop) -> None:
    game = game_of(shop)
    state = do(game, game.start(task_of(shop.catalogue)), "search[slippers]")
    page = shop.page(state.shop)
    shown = " ".join(state.look.shown.split())
    assert page.instruction in shown
    for listing in page.listings:
        assert f"[{listing.asin}] {' '.join(listing.title.split())} {listing.price}" in shown
    state = do(game, state, page.listings[0].action)
    page = shop.page(state.shop)
    for button in page.buttons:
        assert f"[{button.text}]" in state.look.shown
    choice = page.groups[0].values[1]
    assert f"( ) {choice.text}" in state.look.shown
    state = do(game, state, choice.action)
    assert f"(x) {choice.text}" in state.look.shown
    assert f"Chosen so far: {page.groups[0].name}: {choice.text}." in state.look.shown
    game.release(state)


def test_calls_by_element_id_do_what_the_shops_own_actions_do(shop: WebShop) -> None:
    game = game_of(shop, view="axtree")
    task = task_of(shop.catalogue)
    first = game.start(task)
    assert "[1] searchbox 'Search words'" in first.look.shown
    typed = do(game, first, "fill('1', 'Soft slippers')")
    assert typed.look.fields == (("1", "Soft slippers"),)
    assert (typed.shop.turn, typed.shop.page) == (1, PageKind.SEARCH)
    found, events = game.apply(typed, game.parse("press('1', 'Enter')", typed), RNG)
    assert events[0] == Done(Search("soft slippers"))
    assert found.shop == shop.apply(typed.shop, Search("soft slippers"), RNG)[0]
    asin = shop.page(found.shop).listings[2].asin
    line = next(line for line in found.look.shown.split("\n") if f"link '{asin}" in line)
    element = line.partition("[")[2].partition("]")[0]
    opened, events = game.apply(found, game.parse(f"click('{element}')", found), RNG)
    assert events[0] == Done(Click(asin.lower()))
    assert opened.shop.asin == asin
    back = do(game, opened, "go_back()")
    assert back.look.shown.replace("· viewed ", "") == found.look.shown
    assert (back.shop.page, back.shop.turn, back.shop.visited) == (PageKind.RESULTS, 4, (asin,))
    assert do(game, back, "go_forward()").look.shown == opened.look.shown
    for text, why in {
        "click('999')": "There is no element '999' on this page.",
        "fill('2', 'x')": "Element '2' can't be typed into.",
        "go_back()": "There is no page to go back to.",
        "goto('http://shop.test/thank-you')": "There is no action of that name.",
    }.items():
        after, events = game.apply(first, game.parse(text, first), RNG)
        assert isinstance(events[-1], Ignored)
        assert why in events[-1].reason
        assert why.partition(".")[0] in game.describe(after, _last(first, game, text, after, events))
        assert after.shop == first.shop._replace(turn=1)
        assert game.refused(game.parse(text, first), events)


def _last(before: Any, game: Any, text: str, after: Any, events: Any) -> Any:
    from turnwise.envs.core.game import Transition

    return Transition(before, game.parse(text, before), after, events, before.shop.turn)


def test_any_moment_opens_again_in_another_game_and_process(shop: WebShop) -> None:
    """Typed text, scrolling, history and notices are part of the state: the next turn is equal to the bit."""
    game, other = game_of(shop), game_of(shop)
    state = game.start(task_of(shop.catalogue))
    texts = ("fill('1', 'old words')", "click[nothing]", "search[slippers]", "scroll(0, 150)", "PRODUCT", "OPTION")
    for text in (*texts, "click[features]", "go_back()", "noop()", "hover('3')", "focus('4')", "click[buy now]"):
        page = shop.page(state.shop)
        if text == "PRODUCT":
            text = page.listings[1].action
        elif text == "OPTION":
            text = page.groups[0].values[0].action
        before = pickle.loads(pickle.dumps(state))
        state, events = game.apply(state, game.parse(text, state), RNG)
        again, told = other.apply(before, other.parse(text, before), RNG)
        assert again == state, text
        assert told == events, text
        other.release(again)
    assert game.is_over(state)
    assert len(other.lives) == 0


def test_pages_kept_open_are_few_and_given_back(shop: WebShop) -> None:
    game, site = game_of(shop, pages=2), the_site()[0]
    before = len(site)
    task = task_of(shop.catalogue)
    states = [game.start(task) for _ in range(4)]
    assert states[0] == states[3]
    assert len(game.lives) == 2
    assert len(site) == before + 2
    ends = [do(game, state, "search[slippers]") for state in states]
    assert len(set(ends)) == 1
    for end in ends:
        game.release(end)
    assert (len(game.lives), len(site)) == (0, before)
    kept = game.start(task)
    assert len(site) == before + 1
    del game, kept  # an environment that nobody closed
    assert len(site) == before


def test_a_killed_browser_is_a_fact_of_the_turn_and_the_next_one_recovers(
    shop: WebShop, kill_browsers: Callable[[], None]
) -> None:
    game = game_of(shop)
    state = do(game, game.start(task_of(shop.catalogue)), "search[slippers]")
    kill_browsers()
    action = game.parse(shop.page(state.shop).listings[0].action, state)
    failed, events = game.apply(state, action, RNG)
    assert len(events) == 1
    assert isinstance(events[0], PageFailed)
    assert events[0].reason
    assert failed == state._replace(shop=state.shop._replace(turn=2))
    assert "no fault of yours" in game.error(_last(state, game, "x", failed, events))
    assert not game.refused(action, events)
    opened, events = game.apply(failed, action, RNG)
    assert isinstance(events[0], Done)
    assert opened.shop.page is PageKind.ITEM
    kill_browsers()
    assert game.start(task_of(shop.catalogue, 1)).shop.page is PageKind.SEARCH


def test_a_page_that_takes_too_long_is_a_fact_of_the_turn(shop: WebShop, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    game = game_of(shop, timeout=1.0)
    state = game.start(task_of(shop.catalogue))
    with monkeypatch.context() as patch:
        patch.setattr(Visit, "search", lambda self, words: time.sleep(3))
        failed, events = game.apply(state, Search("slippers"), RNG)
    assert isinstance(events[0], PageFailed)
    assert "Timeout 1000ms" in events[0].reason
    assert do(game, failed, "search[slippers]").shop.page is PageKind.RESULTS


HOSTILE = {
    "markup": "</title></style><script>document.title='ran'</script><img src=x onerror=alert(1)><b>bold</b>",
    "quotes": '" \' ` onclick="alert(1)" ><a href="http://example.com">away</a>&amp;&lt;',
    "template": "{{ 7 * 7 }} {% raw %} ${7*7} %s {0}",
    "unicode": "\u202e\u0000 \U0001f9e6 e\u0301 \u05d0 \u4e2d\u6587 \ufeff\u2028",
    "long": "word " * 200_000,
    "unbroken": "x" * 100_000,
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> WebShop:
    folder = tmp_path_factory.mktemp("hostile")
    ids = ("<b>&\"'/?#", "%2e%2e", "..", "a b+c", "Ünï", "plain")
    records = [
        {
            "asin": asin,
            "name": f"cup {text}",
            "full_description": text[:5000],
            "small_description": [text[:5000], "</li>"],
            "pricing": "$9.99",
            "product_category": f"{text[:50]} \u203a Cups",
            "category": "<x>",
            "query": "cup",
            "images": ["http://example.com/picture.png"],
            "customization_options": {text[:80]: [{"value": text[:120]}, {"value": "plain"}, {"value": "../../done"}]},
        }
        for asin, text in zip(ids, HOSTILE.values(), strict=True)
    ]
    (folder / "items_shuffle.json").write_text(json.dumps(records))
    (folder / "items_ins_v2.json").write_text(json.dumps({asin: {"attributes": ["cup"]} for asin in ids}))
    (folder / "items_human_ins.json").write_text("{}")
    return WebShop(open_catalogue(folder))


def test_hostile_strings_are_text_and_break_nothing(hostile: WebShop) -> None:
    catalogue = hostile.catalogue
    assert len(catalogue) == len(HOSTILE)
    goal = Goal("plain", "<x>", "cup", "cup", "Cups", "", ("cup",), 20.0, ())
    task = Task(catalogue.key, (goal,), 99, instruction=f"Buy {HOSTILE['markup']}")
    game = game_of(hostile)
    for product in catalogue:
        plain, state = hostile.start(task), game.start(task)
        texts = [f"search[cup {product.title[:3000]}]", f"click[{product.asin.lower()}]"]
        texts += [f"click[{value}]" for _, values in product.options for value in values]
        for text in (*texts, "click[description]", "click[< prev]", "click[features]", "go_back()", "click[buy now]"):
            if text == "go_back()":
                plain = plain._replace(page=PageKind.ITEM, turn=plain.turn + 1)
                state = do(game, state, text)
            else:
                plain, _ = hostile.apply(plain, hostile.parse(text, plain), RNG)
                state = do(game, state, text)
            assert state.shop == plain, (product.asin, text[:80])
            assert "Buy </title></style><script>" in state.look.shown
        assert game.is_over(state)
        game.release(state)


def test_a_page_holds_nothing_from_elsewhere_and_nothing_hidden(shop: WebShop) -> None:
    task = task_of(shop.catalogue)
    goal = task.goals[0]
    visit = Visit(shop, shop.start(task))
    pages = [visit.html()]
    visit.search("slippers")
    pages.append(visit.html())
    visit.use(visit.rendered().actions[2][0])
    pages.append(visit.html())
    for html in pages:
        assert "<script" not in html
        assert "://" not in html.replace("http://www.w3.org", "")
        assert "src=" not in html
        if goal.asin not in [shop.catalogue.at(number).asin for number in visit.state.seen]:
            assert goal.asin not in html
        assert str(goal.attributes) not in html
    policy = dict(headers())["Content-Security-Policy"]
    for rule in ("default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert rule in policy


def test_elements_work_only_while_their_page_is_open(shop: WebShop) -> None:
    site, _ = the_site()
    visit = Visit(shop, shop.start(task_of(shop.catalogue)))
    site.open("visit", visit)
    for path in (
        "/go/99",
        "/go/",
        "/go/../search",
        "/thank-you",
        "/orders",
        f"/results/x/1/{shop.catalogue.at(0).asin}",
    ):
        for method in ("GET", "POST"):
            site.respond(Request(method, path, "visit", {"words": ""}))
    assert visit.state == shop.start(visit.state.task)
    site.respond(Request("POST", "/search", "visit", {"words": "  Slippers "}))
    assert (visit.state.query, visit.address) == ("slippers", "/results/slippers/1")
    assert site.respond(Request("GET", "/", "visit")).status == 200
    assert visit.state.page is PageKind.SEARCH
    site.close("visit")


def test_screenshots_are_arrays_of_what_the_page_looks_like(shop: WebShop, kill_browsers: Callable[[], None]) -> None:
    game = game_of(shop)
    first = game.start(task_of(shop.catalogue))
    picture = game.screenshot(first)
    assert (picture.shape, picture.dtype) == ((720, 1280, 3), np.uint8)
    assert picture[30, 5].tolist() == [0x16, 0x28, 0x3C]  # the header's color, as the style sheet has it
    assert np.array_equal(picture, game_of(shop).screenshot(first))
    kill_browsers()
    assert np.array_equal(picture, game.screenshot(first))
    results = do(game, first, "search[slippers]")
    assert not np.array_equal(picture, game.screenshot(results))
    game.release(results)


def test_wrong_options_are_refused(shop: WebShop) -> None:
    for options in ({"view": "html"}, {"timeout": 0}):
        with pytest.raises(UsageError):
            game_of(shop, **options)
    with pytest.raises(UsageError, match="friendly"):
        game_of(WebShop(shop.catalogue, mode="compat"))


def test_typing_alone_is_no_turn_of_the_shop(shop: WebShop) -> None:
    game = game_of(shop)
    first = game.start(task_of(shop.catalogue))
    after, events = game.apply(first, game.parse("fill('1', 'x')", first), RNG)
    assert events == (PageUsed("fill"),)
    assert after.shop == State(first.task, turn=1)
    assert not game.refused(game.parse("fill('1', 'x')", first), events)
    game.release(after)
