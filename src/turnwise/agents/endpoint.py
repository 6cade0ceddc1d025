"""A chat endpoint of OpenAI's kind, asked with patience and without ever showing the key."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any

import httpx

from ..envs.core.errors import UsageError
from .agent import NotMeasured
from .endpoint_options import EndpointOptions

__all__ = ["ChatEndpoint"]

_LONGEST_WAIT = 60.0  # seconds
_GIVES_UP_AFTER = 3  # failed requests in a row, each after all its attempts; from then on one attempt a request


class ChatEndpoint:
    """Asks for completions; a context manager, since it keeps a connection open.

    Retried, with waits of 1, 2, 4 ... seconds or what `Retry-After` says: 429, 5xx, timeouts, broken connections,
    replies that are no completion. Other answers (401, 404 ...) fail at once.

    Args:
        options: where and how.
        api_key: sent as bearer token; empty for servers that want none. Taken out of every message.
        sleep: waits; tests pass their own.

    Raises:
        UsageError: the key holds characters that can't be sent.
    """

    def __init__(self, options: EndpointOptions, api_key: str = "", *, sleep: Callable[[float], None] = time.sleep):
        if not (api_key.isascii() and api_key.isprintable()):
            raise UsageError("the API key holds blanks or characters that no key has; it is not shown here")
        self.options = options
        self._key = api_key
        self._sleep = sleep
        self._failures = 0
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._client = httpx.Client(headers=headers, timeout=httpx.Timeout(options.timeout, connect=10.0))

    def __enter__(self) -> ChatEndpoint:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def reply(self, model: str, messages: Sequence[Mapping[str, str]]) -> str:
        """The model's text.

        Raises:
            NotMeasured: no completion after all attempts; the message says what came instead.
        """
        body = {"model": model, "messages": list(messages), **self.options.parameters}
        attempts = self.options.attempts if self._failures < _GIVES_UP_AFTER else 1
        problem = ""
        for attempt in range(1, attempts + 1):
            text, problem, wait = self._ask(body)
            if text is not None:
                self._failures = 0
                return text
            if wait is None:
                break
            if attempt < attempts:
                self._sleep(min(wait or 2.0 ** (attempt - 1), _LONGEST_WAIT))
        self._failures += 1
        tries = f"{attempt} attempt{'s' if attempt > 1 else ''}"
        raise NotMeasured(f"the endpoint gave no completion in {tries}: {self._redacted(problem)}")

    def _ask(self, body: Mapping[str, Any]) -> tuple[str | None, str, float | None]:
        """(text or None, what went wrong, seconds to wait before the next try: 0 as usual, None never)."""
        try:
            response = self._client.post(self.options.url, json=body)
        except httpx.TransportError as error:
            return None, f"{type(error).__name__}: {error}", 0.0
        if response.status_code != httpx.codes.OK:
            worth_it = response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error
            problem = f"HTTP {response.status_code} {response.text[:200]!r}"
            return None, problem, _asked_wait(response) if worth_it else None
        try:
            content = response.json()["choices"][0]["message"].get("content")
        except (ValueError, LookupError, TypeError, AttributeError):
            return None, f"no chat completion: {response.text[:200]!r}", 0.0
        if content is not None and not isinstance(content, str):
            return None, f"the content is no text: {response.text[:200]!r}", 0.0
        return content or "", "", 0.0

    def _redacted(self, message: str) -> str:
        return message.replace(self._key, "***") if self._key else message


def _asked_wait(response: httpx.Response) -> float:
    value = response.headers.get("retry-after", "")
    return float(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0.0
