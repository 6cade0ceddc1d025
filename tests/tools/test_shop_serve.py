"""`turnwise shop serve`: a person's clicks are turns, and each page says what they were worth."""

import http.client
import re
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest

from turnwise.envs.core.errors import UsageError
from turnwise.envs.web_shop.site.site import Request
from turnwise.shop import Guest, ShopServer
from turnwise.terminal import make_environment


def guest(number: int = 0, **options: object) -> Guest:
    env, _ = make_environment("turnwise/WebShop-v0", {"products": 100, **options})
    return Guest(env, seed=number, task={"split": None, "index": number})


@pytest.fixture
def server() -> Iterator[ShopServer]:
    server = ShopServer(guest)
    yield server
    server.close()


class Person:
    """A browser without pictures: follows redirects, keeps the cookie."""

    def __init__(self, server: ShopServer) -> None:
        self.port = urlsplit(server.address).port
        self.cookie = ""
        self.page, self.address = "", ""

    def go(self, path: str, method: str = "GET", **form: str) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urlencode(form), headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        connection.close()
        if answer.status == 303:
            return self.go(answer.getheader("Location") or "")
        self.page, self.address = body, path
        return body

    def press(self, pattern: str) -> str:
        """Follows the first link or button whose markup matches."""
        for tag in re.findall(r"<(?:a|form)[^>]*(?:href|action)=\"(/go/\d+)\"(.*?)</(?:a|form)>", self.page, re.DOTALL):
            if re.search(pattern, tag[1]):
                return self.go(tag[0], "POST" if "<button" in tag[1] else "GET")
        raise AssertionError(f"nothing like {pattern!r} on {self.address}")


def test_a_person_shops_and_sees_each_verdict(server: ShopServer) -> None:
    person = Person(server)
    assert "no turn yet" in person.go("/")
    assert "What would be best now?" in person.page
    words = re.findall(r"<code>search\[(.*?)\]</code>", person.page)[-1]
    found = person.go("/search", "POST", words=words)
    assert "turn 1: <code>search[" in found
    assert 'class="label optimal"' in found
    person.press("asin")
    before = person.address
    person.press("Features")
    assert "turn 3: <code>click[features]</code>" in person.page
    assert "turn 2:" in person.go(before)  # the back button takes the turn back
    person.press("Buy Now")
    assert "The episode has ended (terminated)" in person.page
    assert "Thank you for shopping with us!" in person.page
    assert "no turn yet" in person.go("/new", "POST")


def test_guests_do_not_share_a_visit_and_strangers_see_none(server: ShopServer) -> None:
    one, other = Person(server), Person(server)
    one.go("/")
    other.go("/")
    assert one.cookie != other.cookie
    one.go("/search", "POST", words="headphones")
    assert "no turn yet" in other.go("/")
    assert server.respond(Request("POST", "/search", "guessed", {"words": "x"})).status == 303
    assert "<script" not in one.page


def test_only_the_shop_in_friendly_mode_is_served() -> None:
    with pytest.raises(UsageError, match="friendly"):
        guest(mode="compat")
    env, _ = make_environment("turnwise/TicTacToe-v0", {})
    with pytest.raises(UsageError, match="WebShop-v0"):
        Guest(env, seed=0, task={})


def test_the_command_serves_and_says_where() -> None:
    command = [sys.executable, "-m", "turnwise", "shop", "serve", "--port", "0", "-o", "products=40"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        said = child.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
        assert address is not None, said
        connection = http.client.HTTPConnection("127.0.0.1", int(address[1]), timeout=20)
        connection.request("GET", "/")
        assert connection.getresponse().status == 303
        connection.close()
        child.terminate()


def test_a_wrong_option_is_told_before_anything_is_served() -> None:
    command = [sys.executable, "-m", "turnwise", "shop", "serve", "--port", "0", "-o", "produce=40"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "did you mean 'products'" in done.stderr
