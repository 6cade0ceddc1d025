"""Our retrieval server and our client, each also against what the other side of a training setup may send."""

import http.client
import json
import os
import pickle
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from turnwise.adapters.retrieval_server import RetrievalServer
from turnwise.cli import main
from turnwise.envs.core.errors import RetrieverFailed, UnknownDocument, UsageError
from turnwise.envs.retrieval import open_retriever
from turnwise.envs.retrieval.client import HTTPRetriever
from turnwise.envs.search_qa.corpus import Page, Pages

PAGES = Pages([Page(f"p{n}", f"Title {n}", "lamp " * (n % 5 + 1) + f"number{n}") for n in range(40)])
ENGINE = open_retriever("bm25", PAGES)
QUERIES = ["lamp number7", "number3 number9", "nothing of it", "títle 4 東京"]


@pytest.fixture
def served():
    with RetrievalServer(ENGINE, PAGES) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def post(server, body, path="/retrieve", **headers):
    connection = http.client.HTTPConnection(*server.server_address[:2], timeout=20)
    connection.request("POST", path, body if isinstance(body, (bytes, str)) else json.dumps(body), headers)
    answer = connection.getresponse()
    said = answer.status, json.loads(answer.read())
    connection.close()
    return said


def close_client(engine):
    engine._connection().close()


def test_the_client_gets_the_engines_hits(served):
    engine = HTTPRetriever(served.url)
    assert engine.search(QUERIES, 7) == ENGINE.search(QUERIES, 7)
    assert engine.search([], 3) == []
    assert engine.fingerprint == f"http {served.url} {ENGINE.fingerprint}"
    again = pickle.loads(pickle.dumps(engine))
    assert again.search(QUERIES, 2) == ENGINE.search(QUERIES, 2)
    close_client(engine)
    close_client(again)


def test_what_search_r1_asks_and_gets(served):
    status, said = post(served, {"queries": QUERIES[:2], "topk": 2, "return_scores": True})
    assert status == 200
    assert [len(hits) for hits in said["result"]] == [2, 2]
    first = said["result"][0][0]
    assert first["document"] == {
        "id": "p7",
        "title": "Title 7",
        "text": PAGES.page("p7").text,
        "contents": PAGES.page("p7").contents,
    }
    assert first["score"] == ENGINE.search(QUERIES[:1], 1)[0][0].score
    assert post(served, {"queries": ["number7"], "topk": 1})[1]["result"][0][0]["id"] == "p7"
    assert len(post(served, {"queries": ["lamp"], "topk": None})[1]["result"][0]) == 3


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("{", "JSON"),
        ("[]", "object"),
        ({}, "queries"),
        ({"queries": "lamp"}, "queries"),
        ({"queries": [1]}, "queries"),
        ({"queries": ["a"], "topk": 0}, "topk"),
        ({"queries": ["a"], "topk": 5000}, "topk"),
        ({"queries": ["a"], "topk": True}, "topk"),
        ({"queries": ["a"], "return_scores": "yes"}, "return_scores"),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(served, body, told):
    status, said = post(served, body)
    assert status == 400
    assert told in said["detail"]


def test_other_paths_and_sizes(served):
    assert post(served, {"queries": []}, "/other")[0] == 404
    assert post(served, "", **{"Content-Length": str(1 << 30)})[0] == 400
    connection = http.client.HTTPConnection(*served.server_address[:2], timeout=20)
    for path, status in (("/health", 200), ("/fingerprint", 200), ("/", 404)):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == status
    connection.close()


def test_many_clients_at_once(served):
    expected = ENGINE.search(QUERIES, 5)
    results = []

    def ask():
        engine = HTTPRetriever(served.url)
        results.extend(engine.search(QUERIES, 5) == expected for _ in range(10))
        close_client(engine)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 80


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this system")
def test_a_forked_child_makes_its_own_connections(served):
    engine = HTTPRetriever(served.url)
    expected = engine.search(QUERIES, 3)
    child = os.fork()
    if child == 0:
        os._exit(0 if engine.search(QUERIES, 3) == expected else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert engine.search(QUERIES, 3) == expected
    close_client(engine)


class Failing:
    """An engine that fails."""

    fingerprint = "failing"

    def search(self, queries, k):
        raise RetrieverFailed("the disk is gone")


def test_an_engine_that_fails_behind_the_server_fails_in_front_of_it():
    with RetrievalServer(Failing(), PAGES) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        engine = HTTPRetriever(server.url, retries=0)
        with pytest.raises(RetrieverFailed, match=r"503.*the disk is gone"):
            engine.search(["lamp"], 3)
        server.shutdown()
        thread.join()
        close_client(engine)


class Scripted:
    """Someone else's server: gives the scripted answers, one after the other, the last one for ever."""

    def __init__(self, *answers):
        script = self
        self.answers, self.asked = list(answers), 0

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                script.asked += 1
                status, content, pause = script.answers.pop(0) if len(script.answers) > 1 else script.answers[0]
                time.sleep(pause)
                body = content if isinstance(content, bytes) else json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *client: None  # a client that did not wait
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def search(self, queries=("lamp",), k=3, **options):
        engine = HTTPRetriever(f"http://127.0.0.1:{self.server.server_address[1]}", **options)
        try:
            return engine.search(list(queries), k)
        finally:
            close_client(engine)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def documents(*ids, name="id"):
    return [{"document": {name: doc_id, "contents": "x"}, "score": 1.0} for doc_id in ids]


@pytest.mark.parametrize("name", ["id", "docid", "doc_id", "_id"])
def test_ids_under_any_of_their_names(name):
    with Scripted((200, {"result": [documents("a", 7, name=name)]}, 0)) as script:
        assert [hit.doc_id for hit in script.search()[0]] == ["a", "7"]


def test_documents_without_scores():
    with Scripted((200, {"result": [[{"id": "a"}, {"id": "b"}]]}, 0)) as script:
        assert [(hit.doc_id, hit.rank) for hit in script.search()[0]] == [("a", 1), ("b", 2)]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((200, b"<html>", 0), "expected JSON"),
        ((200, [], 0), "expected JSON"),
        ((200, {"result": []}, 0), "a list for each of 1 queries"),
        ((200, {"result": [{}]}, 0), "a list of documents"),
        ((200, {"result": [["x"]]}, 0), "a document"),
        ((200, {"result": [[{"document": {"contents": "x"}, "score": 1}]]}, 0), "have no id"),
        ((200, {"result": [[{"document": {"id": "a"}, "score": "high"}]]}, 0), "a number as the score"),
        ((200, b'{"result": [[{"document": {"id": "a"}, "score": NaN}]]}', 0), "a number as the score"),
        ((200, {"result": [documents("a", "a")]}, 0), "twice"),
        ((404, b"gone", 0), "404.*gone"),
        ((422, b"no", 0), "422"),
        ((500, b"broken", 0), "500.*broken"),
    ],
)
def test_no_answer_is_ever_taken_for_an_empty_one(answer, told):
    with Scripted(answer) as script, pytest.raises(RetrieverFailed, match=told):
        script.search(retries=0)


def test_tries_again_where_that_may_help_and_not_for_ever(monkeypatch):
    monkeypatch.setattr("turnwise.envs.retrieval.client._PAUSE", 0.001)
    right = (200, {"result": [documents("a")]}, 0)
    with Scripted((503, b"", 0), (500, b"", 0), right) as script:
        assert script.search()[0][0].doc_id == "a"
        assert script.asked == 3
    with Scripted((503, b"", 0)) as script:
        with pytest.raises(RetrieverFailed, match="503"):
            script.search(retries=3)
        assert script.asked == 4
    with Scripted((404, b"", 0)) as script:
        with pytest.raises(RetrieverFailed):
            script.search(retries=3)
        assert script.asked == 1


def test_time_is_up_and_nobody_there():
    with Scripted((200, {"result": [documents("a")]}, 1.5)) as script:
        began = time.monotonic()
        with pytest.raises(RetrieverFailed, match="Timeout"):
            script.search(timeout=0.3, retries=5)
        assert time.monotonic() - began < 1.4
    engine = HTTPRetriever("http://127.0.0.1:9/retrieve", retries=0)
    with pytest.raises(RetrieverFailed, match="Connect"):
        engine.search(["lamp"], 1)
    close_client(engine)


def test_pages_of_another_corpus(served):
    engine = open_retriever(served.url, Pages([Page("p7", "Title 7", "lamp")]))
    assert engine.search(["number7"], 1)[0][0].doc_id == "p7"
    with pytest.raises(UnknownDocument):
        engine.search(["lamp"], 3)
    close_client(engine.retriever)


@pytest.mark.parametrize("url", ["", "127.0.0.1:80", "ftp://a", "http://"])
def test_no_address(url):
    with pytest.raises(UsageError, match="url"):
        HTTPRetriever(url)


def test_addresses_with_and_without_a_path():
    assert HTTPRetriever("http://a:80").url == "http://a:80/retrieve"
    assert HTTPRetriever("http://a:80/").url == "http://a:80/retrieve"
    assert HTTPRetriever("http://a:80/v1/retrieve").url == "http://a:80/v1/retrieve"


def test_the_command_searches(tmp_path):
    lines = [{"id": page.doc_id, "title": page.title, "text": page.text} for page in PAGES.pages()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, lines)))
    run = CliRunner().invoke(main, ["retrieve", str(tmp_path / "corpus.jsonl"), "number7 lamp", "-k", "2", "--json"])
    assert run.exit_code == 0, run.output
    assert [hit["doc_id"] for hit in json.loads(run.output)[0]] == [
        hit.doc_id for hit in ENGINE.search(["number7 lamp"], 2)[0]
    ]
    run = CliRunner().invoke(main, ["retrieve", str(tmp_path / "corpus.jsonl"), "number7"])
    assert "p7  Title 7" in run.output
    assert CliRunner().invoke(main, ["retrieve", str(tmp_path / "corpus.jsonl")]).exit_code == 2
    questions = tmp_path / "elsewhere" / "q.jsonl"
    questions.parent.mkdir()
    questions.write_text('{"question": "x", "answers": ["y"]}')
    run = CliRunner().invoke(main, ["retrieve", str(questions), "x"])
    assert run.exit_code == 2
    assert "without any" in run.output
