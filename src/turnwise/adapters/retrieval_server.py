"""A retrieval server that answers what Search-R1, verl and SkyRL ask: POST /retrieve with queries and topk."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ..envs.core.errors import RetrieverFailed
from ..envs.retrieval import Hit, Retriever
from ..envs.search_qa.corpus import Corpus

__all__ = ["RetrievalServer"]

DEFAULT_TOPK = 3
"""As Search-R1's server has it."""
LARGEST_TOPK = 1000
LARGEST_BODY = 1 << 24
"""Bytes."""
SEARCHING_THREADS = 4


class RetrievalServer(ThreadingHTTPServer):
    """Serves an engine over a corpus; `serve_forever` runs it, `shutdown` and `server_close` end it.

    - `POST /retrieve` with `{"queries": [...], "topk": 3, "return_scores": true}` answers `{"result": [[{"document":
      {"id", "title", "text", "contents"}, "score"}, ...], ...]}`; without scores the documents alone.
    - `GET /fingerprint` answers the engine's, `GET /health` how many documents there are.
    - A wrong request gets 400 and a sentence under `detail`; one that the engine failed on 503: try again.

    Args:
        retriever: the engine.
        corpus: the pages that its hits name.
        host: the address to listen at. Nobody is asked for a password: stay on this machine, or trust the net.
        port: 0 for a free one.
    """

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, retriever: Retriever, corpus: Corpus, *, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((host, port), _Handler)
        self.retriever, self.corpus = retriever, corpus
        # A thread for each connection comes and goes; Java wants threads that stay.
        self._searching = ThreadPoolExecutor(SEARCHING_THREADS, "search")

    @property
    def url(self) -> str:
        """Where it is reached."""
        host, port = self.server_address[:2]
        return f"http://{host if isinstance(host, str) else host.decode()}:{port}/retrieve"

    def server_close(self) -> None:
        """Gives the port back."""
        super().server_close()
        self._searching.shutdown()

    def search(self, queries: list[str], k: int) -> list[list[Hit]]:
        """Hits of each query.

        Raises:
            RetrieverFailed: the engine could not answer.
        """
        return self._searching.submit(self.retriever.search, queries, k).result()


class WrongRequest(Exception):
    """What a client is told with status 400."""


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: RetrievalServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 120
    """Seconds until a silent connection is closed."""

    def do_GET(self) -> None:
        """What the server is."""
        if self.path == "/fingerprint":
            self._send(HTTPStatus.OK, self.server.retriever.fingerprint.encode(), "text/plain; charset=utf-8")
        elif self.path == "/health":
            self._say(HTTPStatus.OK, {"status": "ok", "documents": len(self.server.corpus)})
        else:
            self._say(HTTPStatus.NOT_FOUND, {"detail": "there are /retrieve, /fingerprint and /health"})

    def do_POST(self) -> None:
        """A search."""
        try:
            body = self._body()
        except WrongRequest as error:
            self.close_connection = True  # what was not read would be taken for the next request
            self._say(HTTPStatus.BAD_REQUEST, {"detail": str(error)})
            return
        if self.path.rstrip("/") != "/retrieve":
            self._say(HTTPStatus.NOT_FOUND, {"detail": "there are /retrieve, /fingerprint and /health"})
            return
        try:
            queries, topk, with_scores = _read(body)
            found = self.server.search(queries, topk)
        except WrongRequest as error:
            self._say(HTTPStatus.BAD_REQUEST, {"detail": str(error)})
        except RetrieverFailed as error:
            self._say(HTTPStatus.SERVICE_UNAVAILABLE, {"detail": str(error)})
        else:
            self._say(HTTPStatus.OK, {"result": [[self._shown(hit, with_scores) for hit in hits] for hits in found]})

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            raise WrongRequest("the request must have a Content-Length")
        if int(length) > LARGEST_BODY:
            raise WrongRequest(f"the request must have at most {LARGEST_BODY} bytes, got {length}")
        return self.rfile.read(int(length))

    def _shown(self, hit: Hit, with_scores: bool) -> dict[str, Any]:
        page = self.server.corpus.page(hit.doc_id)
        document = {"id": page.doc_id, "title": page.title, "text": page.text, "contents": page.contents}
        return {"document": document, "score": hit.score} if with_scores else document

    def _say(self, status: HTTPStatus, content: Any) -> None:
        self._send(status, json.dumps(content).encode(), "application/json")

    def _send(self, status: HTTPStatus, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a line for each request made a peer's server several times slower."""


def _read(body: bytes) -> tuple[list[str], int, bool]:
    """Queries, how many documents, and whether with scores."""
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WrongRequest(f"the request must be JSON ({error})") from error
    if not isinstance(asked, dict):
        raise WrongRequest(f"the request must be a JSON object, got {type(asked).__name__}")
    queries, topk, scores = asked.get("queries"), asked.get("topk"), asked.get("return_scores", False)
    topk = DEFAULT_TOPK if topk is None else topk
    if not isinstance(queries, list) or not all(isinstance(query, str) for query in queries):
        raise WrongRequest(f"queries must be a list of texts, got {queries!r:.80}")
    if not isinstance(topk, int) or isinstance(topk, bool) or not 1 <= topk <= LARGEST_TOPK:
        raise WrongRequest(f"topk must be a number from 1 to {LARGEST_TOPK}, got {topk!r:.80}")
    if not isinstance(scores, bool):
        raise WrongRequest(f"return_scores must be true or false, got {scores!r:.80}")
    return queries, topk, scores
