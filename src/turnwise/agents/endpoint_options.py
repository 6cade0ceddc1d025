"""How to reach a model: plain values, so that a plan can hold them and nothing is loaded before a model plays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ..envs.core.errors import UsageError

__all__ = ["DEFAULT_URL", "EndpointOptions"]

DEFAULT_URL = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class EndpointOptions:
    """How to reach a model and what to send along.

    Raises:
        UsageError: a URL without http(s), or a count below 1.
    """

    base_url: str = DEFAULT_URL
    """With `/v1`, as OpenAI's clients want it; `/v1` is added to a URL without a path. User names in it are refused."""
    history: int | None = None
    """Earlier turns that are sent along, None for all. The first observation, with the rules, is always sent."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Further fields of the request, such as `temperature`."""
    attempts: int = 5
    """Tries of one request before the episode is given up as not measured."""
    timeout: float = 120.0
    """Seconds to wait for a reply."""

    def __post_init__(self) -> None:
        url = urlsplit(self.base_url)
        if "@" in url.netloc or url.query:
            raise UsageError("the base URL must hold no user, password or query: put the key into OPENAI_API_KEY")
        if url.scheme not in ("http", "https") or not url.hostname:
            raise UsageError(f"the base URL must be like 'http://localhost:8000/v1', got {self.base_url!r}")
        if self.attempts < 1:
            raise UsageError(f"attempts must be at least 1, got {self.attempts}")
        if self.history is not None and self.history < 0:
            raise UsageError(f"history must be at least 0, got {self.history}")

    @property
    def url(self) -> str:
        """Where the requests go."""
        base = self.base_url.rstrip("/")
        return f"{base}{'' if urlsplit(base).path else '/v1'}/chat/completions"
