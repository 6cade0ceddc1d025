"""Models behind an endpoint: a fake server on this machine that can misbehave in every way."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from turnwise.agents import EndpointOptions, Exchange, ModelAgent, NotMeasured
from turnwise.agents.endpoint import ChatEndpoint
from turnwise.agents.model import conversation
from turnwise.envs.core import UsageError

KEY = "sk-very-secret"


class Server(ThreadingHTTPServer):
    """Gives the replies of `script` in turn, the last one for ever, and keeps the requests."""

    daemon_threads = True

    def __init__(self, *script: tuple[int, Any] | tuple[int, Any, dict[str, str]]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = list(script)
        self.requests: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def __exit__(self, *error: Any) -> None:
        self.shutdown()
        self.thread.join()
        super().__exit__(*error)


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Server)
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        script = self.server.script
        status, reply, *headers = script.pop(0) if len(script) > 1 else script[0]
        if reply == "slow":
            time.sleep(0.4)
        data = reply.encode() if isinstance(reply, str) else json.dumps(reply).encode()
        self.send_response(status)
        for name, value in (headers[0] if headers else {}).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: Any) -> None:
        pass


def completion(text: str | None) -> tuple[int, Any]:
    return 200, {"choices": [{"message": {"role": "assistant", "content": text}}]}


@pytest.fixture
def waits() -> list[float]:
    return []


def ask(server: Server, waits: list[float], *, key: str = KEY, **options: Any) -> str:
    with ChatEndpoint(EndpointOptions(server.url, **options), key, sleep=waits.append) as endpoint:
        return ModelAgent(endpoint, "tiny").act("look here", {"legal": ("a",)}, [])


def test_a_reply_is_played(waits: list[float]) -> None:
    with Server(completion("I mark 5. <action>mark 5</action>")) as server:
        assert ask(server, waits, parameters={"temperature": 0}) == "I mark 5. <action>mark 5</action>"
        ((path, headers, body),) = server.requests
    assert path == "/v1/chat/completions"
    assert headers["authorization"] == f"Bearer {KEY}"
    assert (body["model"], body["temperature"]) == ("tiny", 0)
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert "look here" in body["messages"][0]["content"]
    assert waits == []


def test_no_key_no_header(waits: list[float]) -> None:
    with Server(completion("x")) as server:
        ask(server, waits, key="")
        assert "authorization" not in server.requests[0][1]


@pytest.mark.parametrize("text", [None, ""])
def test_silence_is_the_models_own_doing(text: str | None, waits: list[float]) -> None:
    with Server(completion(text)) as server:
        assert ask(server, waits) == ""


def test_a_thinking_block_is_no_part_of_the_reply(waits: list[float]) -> None:
    with Server(completion("<think>\n<action>a</action>?\n</think>\n<action>b</action>")) as server:
        assert ask(server, waits) == "<action>b</action>"


def test_429_is_waited_out_as_long_as_the_server_asks(waits: list[float]) -> None:
    busy = (429, "slow down", {"Retry-After": "7"})
    with Server(busy, (503, "down"), (429, "", {"Retry-After": "900"}), completion("ok")) as server:
        assert ask(server, waits) == "ok"
    assert waits == [7.0, 2.0, 60.0]


def test_500_for_ever_is_not_measured(waits: list[float]) -> None:
    with Server((500, "broken")) as server:
        with pytest.raises(NotMeasured, match=r"no completion in 4 attempts: HTTP 500 'broken'"):
            ask(server, waits, attempts=4)
        assert len(server.requests) == 4
    assert waits == [1.0, 2.0, 4.0]


@pytest.mark.parametrize(
    "reply",
    [
        "{not json",
        "[]",
        {"choices": []},
        {"choices": [{"message": None}]},
        {"error": "x"},
        {"choices": [{"message": {"content": 5}}]},
    ],
)
def test_a_reply_that_is_no_completion_is_tried_again(reply: Any, waits: list[float]) -> None:
    with Server((200, reply), completion("ok")) as server:
        assert ask(server, waits) == "ok"
    with Server((200, reply)) as server, pytest.raises(NotMeasured, match=r"no chat completion|content is no text"):
        ask(server, waits, attempts=2)


def test_a_timeout_is_tried_again(waits: list[float]) -> None:
    with Server((200, "slow"), completion("ok")) as server:
        assert ask(server, waits, timeout=0.15) == "ok"
    assert waits == [1.0]


def test_nobody_there_is_not_measured(waits: list[float]) -> None:
    with Server(completion("x")) as server:
        url = server.url
    nobody = pytest.raises(NotMeasured, match="2 attempts: ConnectError")
    with ChatEndpoint(EndpointOptions(url, attempts=2), sleep=waits.append) as endpoint, nobody:
        endpoint.reply("tiny", [])


def test_a_refusal_fails_at_once_and_never_shows_the_key(waits: list[float]) -> None:
    with Server((401, f"wrong key {KEY} you have")) as server:
        with pytest.raises(NotMeasured, match=r"1 attempt: HTTP 401 'wrong key \*\*\* you have'") as caught:
            ask(server, waits)
        assert KEY not in repr(caught.value)
        assert len(server.requests) == 1


def test_an_endpoint_that_stays_down_is_asked_once_an_episode(waits: list[float]) -> None:
    with (
        Server((500, "")) as server,
        ChatEndpoint(EndpointOptions(server.url, attempts=3), sleep=waits.append) as endpoint,
    ):
        for _ in range(5):
            with pytest.raises(NotMeasured):
                endpoint.reply("tiny", [])
        assert len(server.requests) == 3 * 3 + 2
        server.script = [(500, ""), completion("back"), (500, "")]
        with pytest.raises(NotMeasured):
            endpoint.reply("tiny", [])
        assert endpoint.reply("tiny", []) == "back"
        server.script = [(500, ""), completion("again patient")]
        assert endpoint.reply("tiny", []) == "again patient"


def talk(turns: int | None) -> Iterator[tuple[str, str]]:
    history = [Exchange("opening", "a0"), Exchange("o1", "a1"), Exchange("o2", "a2")]
    for message in conversation("o3", history, turns):
        yield message["role"], message["content"]


def test_the_conversation_alternates_and_shows_every_observation_once() -> None:
    (_, system), *rest = talk(None)
    assert system.endswith("\n\nopening")
    assert [content for _, content in rest[1:]] == ["a0", "o1", "a1", "o2", "a2", "o3"]
    assert [role for role, _ in rest] == ["user", "assistant"] * 3 + ["user"]


def test_a_shortened_history_keeps_the_rules() -> None:
    (_, system), *rest = talk(1)
    assert system.endswith("\n\nopening")
    assert [content for _, content in rest] == ["o2", "a2", "o3"]
    assert [content for _, content in list(talk(0))[1:]] == ["o3"]


@pytest.mark.parametrize(
    ("url", "sent_to"),
    [
        ("http://localhost:8000", "http://localhost:8000/v1/chat/completions"),
        ("http://localhost:8000/", "http://localhost:8000/v1/chat/completions"),
        ("https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions"),
        ("https://host/openai/v9/", "https://host/openai/v9/chat/completions"),
    ],
)
def test_the_url_is_completed(url: str, sent_to: str) -> None:
    assert EndpointOptions(url).url == sent_to


@pytest.mark.parametrize(
    "url", ["localhost:8000", "ftp://host/v1", "http://", "http://me:secret@host/v1", "http://host/v1?key=secret"]
)
def test_a_url_that_is_none_or_holds_a_secret_is_refused(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        EndpointOptions(url)
    assert "secret" not in str(caught.value)


def test_a_key_that_cannot_be_sent_is_refused_unseen() -> None:
    with pytest.raises(UsageError) as caught:
        ChatEndpoint(EndpointOptions(), "sk-\nsecret")
    assert "secret" not in str(caught.value)
