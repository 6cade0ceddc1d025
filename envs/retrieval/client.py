"""Retrieval servers over HTTP, as Search-R1, verl and SkyRL call them: POST /retrieve with queries and topk."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from ..core.errors import RetrieverFailed, UsageError
from .hits import Hit

__all__ = ["HTTPRetriever"]

_IDS = ("id", "docid", "doc_id", "_id")
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which another try may help."""
_PAUSE = 0.2
"""Seconds before the second try; twice as long before each further one."""


class HTTPRetriever:
    """A search engine behind `POST /retrieve`.

    The answer's documents must have ids (id, docid, doc_id or _id). What goes wrong is `RetrieverFailed`, never an
    empty list: that says that nothing matches.

    Args:
        url: the server's address, with or without /retrieve.
        timeout: seconds for a call with all its tries.
        retries: tries after the first, where the connection fails or the server is overloaded or broken.

    Raises:
        UsageError: the address or a number is wrong.
    """

    def __init__(self, url: str, *, timeout: float = 30.0, retries: int = 2) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"url must be like http://127.0.0.1:8000/retrieve, got {url!r}")
        if not (timeout > 0 and retries >= 0):
            raise UsageError(f"timeout must be above 0 and retries 0 or more, got {timeout!r} and {retries!r}")
        self.url = url if parts.path.strip("/") else f"{parts.scheme}://{parts.netloc}/retrieve"
        self.timeout, self.retries = timeout, retries
        self._local = threading.local()
        self._served: str | None = None

    def __repr__(self) -> str:
        return f"HTTPRetriever({self.url!r}, timeout={self.timeout}, retries={self.retries})"

    def __reduce__(self) -> Any:
        """A pickled engine is its address."""
        return _connected, (type(self), self.url, self.timeout, self.retries)

    @property
    def fingerprint(self) -> str:
        """The address, and what the server says of itself at /fingerprint, as ours does.

        Raises:
            RetrieverFailed: the server can't be reached.
        """
        if self._served is None:
            answer = self._call("GET", self.url.rsplit("/", 1)[0] + "/fingerprint", None)
            says = answer.text.strip() if answer.status_code == 200 else ""
            self._served = says if says and len(says) < 500 and "\n" not in says else "unknown"
        return f"http {self.url} {self._served}"

    def search(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        """The best `k` documents of each query, in the server's order, in one request.

        Raises:
            UsageError: `k` is below 1, or `queries` is one text.
            RetrieverFailed: no connection, time is up, an error, or an answer that is no list of documents with ids.
        """
        if k < 1 or isinstance(queries, str):
            raise UsageError(f"search takes a list of queries and k of 1 or more, got {queries!r} and {k!r}")
        if not queries:
            return []
        answer = self._call("POST", self.url, {"queries": list(queries), "topk": k, "return_scores": True})
        if answer.status_code != 200:
            raise self._failed(f"it answered {answer.status_code}: {answer.text[:200]!r}")
        try:
            found = answer.json()["result"]
        except (ValueError, KeyError, TypeError) as error:
            raise self._failed(f"expected JSON with a result, got {answer.text[:200]!r}") from error
        if not isinstance(found, list) or len(found) != len(queries):
            raise self._failed(f"expected a list for each of {len(queries)} queries, got {found!r:.200}")
        return [self._hits(one, k) for one in found]

    def _hits(self, found: Any, k: int) -> list[Hit]:
        if not isinstance(found, list):
            raise self._failed(f"expected a list of documents, got {found!r:.200}")
        hits: list[Hit] = []
        for rank, one in enumerate(found[:k], 1):
            document = one.get("document", one) if isinstance(one, dict) else None
            if not isinstance(document, dict):
                raise self._failed(f"expected a document, got {one!r:.200}")
            doc_id = next((document[name] for name in _IDS if isinstance(document.get(name), (str, int))), None)
            if doc_id is None:
                raise self._failed(f"its documents have no id ({' or '.join(_IDS)}), got {sorted(document)!r:.200}")
            score = one.get("score", 0.0)
            if not isinstance(score, (int, float)) or not math.isfinite(score):
                raise self._failed(f"expected a number as the score of {doc_id!r}, got {score!r:.80}")
            hits.append(Hit(str(doc_id), float(score), rank))
        if len({hit.doc_id for hit in hits}) < len(hits):
            raise self._failed(f"it returned a document twice: {[hit.doc_id for hit in hits]!r:.200}")
        return hits

    def _call(self, method: str, url: str, body: Any) -> Any:
        """The answer of the first try that is one, within the time for all of them."""
        import httpx

        end = time.monotonic() + self.timeout
        reason = ""
        for number in range(self.retries + 1):
            left = end - time.monotonic()
            if left <= 0:
                break
            try:
                answer = self._connection().request(method, url, json=body, timeout=left)
            except httpx.HTTPError as error:
                reason = f"{type(error).__name__}: {error}"
            else:
                if answer.status_code not in _AGAIN:
                    return answer
                reason = f"it answered {answer.status_code}: {answer.text[:200]!r}"
            if number < self.retries:
                time.sleep(min(_PAUSE * 2**number, max(0.0, end - time.monotonic())))
        raise self._failed(reason or f"no answer within {self.timeout:g} s")

    def _connection(self) -> Any:
        """Connections of the calling thread and process; a forked child makes its own."""
        import httpx

        if getattr(self._local, "process", 0) != os.getpid():
            self._local.client, self._local.process = httpx.Client(trust_env=False), os.getpid()
        return self._local.client

    def _failed(self, reason: str) -> RetrieverFailed:
        return RetrieverFailed(f"retrieval server {self.url}: {reason}")


def _connected(kind: type[HTTPRetriever], url: str, timeout: float, retries: int) -> HTTPRetriever:
    return kind(url, timeout=timeout, retries=retries)
