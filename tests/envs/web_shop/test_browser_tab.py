"""The driver over a page of all kinds of elements: what mouse and keyboard reach, what is read, what goes wrong."""

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from turnwise.components import LocalMachine
from turnwise.components.chromium import Chromium
from turnwise.envs.core.errors import MissingComponent
from turnwise.envs.web_shop.browser import process
from turnwise.envs.web_shop.browser.executable import VARIABLE, find_executable
from turnwise.envs.web_shop.browser.failure import PageFailure
from turnwise.envs.web_shop.browser.process import BrowserProcess, the_browser
from turnwise.envs.web_shop.browser.tab import Refused, Tab
from turnwise.envs.web_shop.site.server import Server
from turnwise.envs.web_shop.site.site import COOKIE, Request, Response, Site

# Without styles: the site's policy lets no page have any but the shop's own sheet.
PAGE = (
    """<!doctype html><title>Elements</title><dialog open>Over<br>Over<br>Over<br>Over</dialog>
<center><a data-id=1 href=/go/under>Under</a></center><br><br><br><br><br><br><br><br>
<a data-id=2 href=/go/second>Second</a><a data-id=3 hidden href=/go/gone>Gone</a>
<button data-id=4 disabled>Disabled</button>
<form method=post action=/search><input data-id=5 name=words aria-label=Words autocomplete=off>
<button data-id=6>Find</button></form>
<select data-id=7 aria-label=Size><option>small<option>large</select>
<a data-id=8 role=radio aria-checked=true href=/go/radio>red <small>+$1</small></a>
<p>Para <b>graph</b>&lt;script&gt;</p>"""
    + "<br>" * 80
    + "<a data-id=9 href=/go/far>Far</a>"
)


class Pages:
    """A visit that only notes what was done."""

    def __init__(self) -> None:
        self.done: list[str] = []

    @property
    def address(self) -> str:
        return "/"

    def html(self) -> str:
        return PAGE + f"<p>{' '.join(self.done)}</p>"

    def search(self, words: str) -> None:
        self.done.append(f"search:{words}")

    def use(self, element: str) -> None:
        self.done.append(element)

    def go_to(self, address: str) -> None:
        self.done.append(f"to:{address}")


class Bench:
    """A browser, a site and tabs."""

    def __init__(self, browser: BrowserProcess, site: Site, server: Server) -> None:
        self.browser, self.site, self.server = browser, site, server

    def run(self, work: Any) -> Any:
        return self.browser.owner.call(work, 30)

    def tab(self, token: str = "secret", view: str = "text", timeout: float = 15.0) -> tuple[Tab, Pages]:
        pages = Pages()
        self.site.open(token, pages)
        tab = Tab(self.browser, "http://shop.test", (COOKIE, token), view, timeout)
        self.run(tab.open("/"))
        return tab, pages


@pytest.fixture(scope="module")
def bench(absent: Callable[[str], None]) -> Iterator[Bench]:
    status = Chromium(LocalMachine()).check()
    if not status.ok:
        absent(f"Chromium: {status.detail}")
    site = Site()
    server = Server(site.respond)
    browser = BrowserProcess(None, "shop.test", server.port)
    yield Bench(browser, site, server)
    browser.stop()
    server.close()


def test_elements_are_reached_by_mouse_and_keyboard_alone(bench: Bench) -> None:
    tab, pages = bench.tab()
    for element in ("2", "8", "9"):
        bench.run(tab.click(element))
    bench.run(tab.fill("5", "green tea"))
    bench.run(tab.press("5", "Enter"))
    bench.run(tab.fill("5", "black"))
    bench.run(tab.click("6"))
    bench.run(tab.press("2", "Enter"))
    assert pages.done == ["second", "radio", "far", "search:green tea", "search:black", "second"]
    for element, why in {
        "1": "lies over",
        "3": "hidden",
        "4": "disabled",
        "77": "no element",
        "x'] *": "no el",
    }.items():
        with pytest.raises(Refused, match=why):
            bench.run(tab.click(element))
    with pytest.raises(Refused, match="can't be typed into"):
        bench.run(tab.fill("2", "x"))
    with pytest.raises(Refused, match="no list of options"):
        bench.run(tab.select("5", "small"))
    with pytest.raises(Refused, match="no option 'huge'"):
        bench.run(tab.select("7", "huge"))
    assert len(pages.done) == 6
    bench.run(tab.close())


def test_a_look_tells_text_fields_keyboard_and_scrolling_and_can_be_put_back(bench: Bench) -> None:
    tab, _ = bench.tab()
    bench.run(tab.fill("5", "tea"))
    bench.run(tab.select("7", "large"))
    bench.run(tab.focus("5"))
    bench.run(tab.scroll(0, 250))
    look = bench.run(tab.look())
    lines = look.shown.split("\n")
    for line in ("Over\nOver", "[Under]", "[Words: tea]", "[Find]", "[large]", "Para graph<script>", "[Far]"):
        assert line in look.shown
    assert any("(x) red +$1" in line for line in lines)
    assert "Gone" not in look.shown
    assert look.fields == (("5", "tea"), ("7", "large"))
    assert (look.focus, look.scroll, look.address) == ("5", (0, 250), "/")
    bench.run(tab.close())
    again, _ = bench.tab()
    bench.run(again.put_back(look))
    assert bench.run(again.look()) == look
    bench.run(again.close())


def test_the_tree_and_the_markup_name_every_element_that_can_be_used(bench: Bench) -> None:
    tab, _ = bench.tab(view="axtree")
    bench.run(tab.fill("5", "tea"))
    tree = bench.run(tab.look()).shown
    for line in ("[2] link 'Second'", "[5] textbox 'Words', value='tea', focused=True", "[6] button 'Find'"):
        assert line in tree
    assert "[8] radio 'red +$1', checked=true" in tree
    assert "Gone" not in tree
    bench.run(tab.close())
    tab, _ = bench.tab(view="dom")
    markup = bench.run(tab.look()).shown
    assert 'data-id="2" href="/go/second"' in markup
    assert "&lt;script&gt;" in markup
    bench.run(tab.close())


def test_contexts_share_nothing_and_the_browser_reaches_the_shop_alone(bench: Bench) -> None:
    first, pages = bench.tab("one")
    second, others = bench.tab("two")
    assert bench.browser.contexts == 2
    bench.run(first.click("2"))
    assert (pages.done, others.done) == (["second"], [])
    for address in (
        f"http://127.0.0.1:{bench.server.port}/",
        "http://example.com/",
        "http://[::1]/",
        "https://shop.test/",
    ):

        async def leave(address: str = address) -> None:
            await first.page.goto(address, timeout=4000)

        with pytest.raises(Exception, match="ERR_"):
            bench.run(leave())
    stranger = Tab(bench.browser, "http://shop.test", (COOKIE, "guessed"), "text", 15)
    with pytest.raises(PageFailure, match="403"):
        bench.run(stranger.open("/"))
    for tab in (first, second, stranger):
        bench.run(tab.close())
    assert bench.browser.contexts == 0


def test_scripts_of_a_page_never_run(bench: Bench) -> None:
    tab, pages = bench.tab()
    pages.done.append("<script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">")
    bench.run(tab.go("/"))

    async def title() -> str:
        return await tab.page.title()

    assert bench.run(title()) == "Elements"
    bench.run(tab.close())


def test_works_inside_a_running_event_loop_and_from_many_threads(bench: Bench) -> None:
    async def inside() -> str:
        tab, _ = bench.tab("loop")
        shown: str = bench.run(tab.look()).shown
        bench.run(tab.close())
        return shown

    assert "[Second]" in asyncio.run(inside())
    found: list[list[str]] = []

    def work(number: int) -> None:
        tab, pages = bench.tab(f"thread{number}")
        for _ in range(3):
            bench.run(tab.click("2"))
        bench.run(tab.close())
        found.append(pages.done)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == [["second"] * 3] * 8


def test_what_a_page_takes_too_long_for_is_a_failure_with_the_reason(bench: Bench) -> None:
    tab, pages = bench.tab(timeout=1.0)
    pages.use = lambda element: time.sleep(3)  # type: ignore[method-assign]
    with pytest.raises(Exception, match="Timeout 1000ms"):
        bench.run(tab.click("2"))
    bench.run(tab.close())


def test_a_browser_that_is_not_there_or_not_one_is_one_clear_sentence(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(MissingComponent, match=r"executable names the browser '/no/such', .*turnwise setup chromium"):
        find_executable("/no/such")
    monkeypatch.setenv(VARIABLE, "no-such-browser")
    with pytest.raises(MissingComponent, match=f"{VARIABLE} names the browser 'no-such-browser'"):
        find_executable()
    monkeypatch.delenv(VARIABLE)
    assert find_executable("sh") is not None
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "playwright.async_api", None)
        with pytest.raises(MissingComponent, match=r"need Playwright \(pip install 'turnwise\[web\]'\)"):
            BrowserProcess(None, "shop.test", bench.server.port)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    assert find_executable() is None
    with pytest.raises(MissingComponent, match="a Chromium that Playwright can drive, and there is none"):
        BrowserProcess(None, "shop.test", bench.server.port)
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\necho 'no display, says the browser' >&2\nexit 3\n")
    fake.chmod(0o755)
    with pytest.raises(PageFailure, match=r"(?s)does not start.*no display, says the browser"):
        BrowserProcess(str(fake), "shop.test", bench.server.port)


def _children(pid: int) -> set[int]:
    found, waiting = set(), [pid]
    while waiting:
        parent = waiting.pop()
        for tasks in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                mine = {int(child) for child in tasks.read_text().split()}
            except OSError:
                continue
            found |= mine
            waiting += mine
    return found


def _gone(pids: set[int], within: float = 10.0) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if not any(_runs(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


_START = """
import sys, time
from turnwise.envs.web_shop.browser.process import the_browser
from turnwise.envs.web_shop.site.server import Server
from turnwise.envs.web_shop.site.site import Site
server = Server(Site().respond)
the_browser(None, "shop.test", server.port)
print("up", flush=True)
{after}
"""


@pytest.mark.parametrize(
    ("after", "sign"),
    [
        ("", 0),
        ("raise SystemError('a crash')", 0),
        ("time.sleep(60)", signal.SIGTERM),
        ("time.sleep(60)", signal.SIGKILL),
    ],
    ids=["exit", "exception", "terminated", "killed"],
)
def test_no_process_outlives_its_parent(bench: Bench, after: str, sign: int) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", _START.format(after=after)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert child.stdout is not None
    with child, child.stdout:
        assert child.stdout.readline() == b"up\n"
        family = _children(child.pid)
        if sign:
            assert len(family) >= 3  # a driver, a browser, its helpers
            child.send_signal(sign)
        child.wait(20)
    assert _gone(family)


def _in_child(port: int, answers: Any) -> None:
    browser = the_browser(None, "shop.test", port)
    answers.put((browser.version, browser.pid == os.getpid(), _children(os.getpid())))


def test_a_forked_child_has_a_browser_of_its_own_and_leaves_the_parents_alone(bench: Bench) -> None:
    own = the_browser(None, "shop.test", bench.server.port)
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    child = context.Process(target=_in_child, args=(bench.server.port, answers))
    child.start()
    version, is_its_own, family = answers.get(timeout=30)
    assert (version, is_its_own) == (own.version, True)
    assert len(family) >= 3
    child.join(20)
    assert child.exitcode == 0
    assert own.alive
    assert the_browser(None, "shop.test", bench.server.port) is own
    assert _gone(family)
    process.stop_all()
    assert not own.alive


def test_site_answers_without_a_network_as_it_does_over_one(bench: Bench) -> None:
    pages = Pages()
    bench.site.open("direct", pages)
    answer = bench.site.respond(Request("GET", "/", "direct"))
    assert answer.status == 200
    assert answer.body.decode() == pages.html()
    policy = dict(answer.headers)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy.replace("allow-scripts", "script-src")
    assert bench.site.respond(Request("GET", "/", "other")).status == 403
    assert bench.site.respond(Request("GET", "/nowhere", "direct")).status == 404
    assert bench.site.respond(Request("PUT", "/", "direct")).status == 405
    assert bench.site.respond(Request("POST", "/go/7", "direct")) == Response(
        303, (("Location", "/"), ("Cache-Control", "no-store"))
    )
    bench.site.close("direct")
    assert bench.site.respond(Request("GET", "/", "direct")).status == 403
