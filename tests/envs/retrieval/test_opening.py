"""One way to open an engine over a corpus: where its index is kept, and hits that the corpus does not have."""

import pytest

from turnwise.envs.core.errors import UnknownDocument, UsageError
from turnwise.envs.retrieval import BM25, Hit, Known, Retriever, cache_folder, open_retriever, opening
from turnwise.envs.search_qa.corpus import Page, Pages


def corpus(count=30, word="lamp"):
    return Pages([Page(f"p{n}", f"Title {n}", f"{word} " * (n % 5 + 1) + f"number{n}") for n in range(count)])


class Strangers:
    """An engine over another corpus."""

    fingerprint = "strangers"

    def search(self, queries, k):
        return [[Hit("p1", 2.0, 1), Hit("elsewhere", 1.0, 2)][:k] for _ in queries]


def test_a_small_corpus_is_indexed_in_memory_with_its_titles(monkeypatch, tmp_path):
    monkeypatch.setenv("TURNWISE_CACHE", str(tmp_path))
    engine = open_retriever("bm25", corpus())
    assert isinstance(engine, BM25)
    assert [hit.doc_id for hit in engine.search(["number7"], 5)[0]] == ["p7"]
    assert len(engine.search(["title"], 50)[0]) == 30
    assert list(tmp_path.iterdir()) == []


def test_a_larger_one_is_kept_in_the_cache_and_found_again(monkeypatch, tmp_path):
    monkeypatch.setattr(opening, "_IN_MEMORY", 10)
    monkeypatch.setenv("TURNWISE_CACHE", str(tmp_path))
    first = open_retriever("bm25", corpus())
    assert cache_folder() == tmp_path / "retrieval"
    assert len(list(cache_folder().glob("*/index.json"))) == 1
    monkeypatch.setattr("turnwise.envs.retrieval.inverting.tokenize", None)
    again = open_retriever("bm25", corpus())
    memory_free = open_retriever("bm25", corpus(), cache=True)
    assert first.search(["lamp"], 9) == again.search(["lamp"], 9) == memory_free.search(["lamp"], 9)
    monkeypatch.undo()
    in_memory = open_retriever("bm25", corpus(), cache=False)
    assert in_memory.search(["lamp"], 9) == first.search(["lamp"], 9)
    assert in_memory.fingerprint == first.fingerprint


def test_another_corpus_and_other_parameters_have_an_index_of_their_own(monkeypatch, tmp_path):
    monkeypatch.setattr(opening, "_IN_MEMORY", 10)
    monkeypatch.setenv("TURNWISE_CACHE", str(tmp_path))
    engines = [
        open_retriever("bm25", corpus()),
        open_retriever("bm25", corpus(word="cliff")),
        open_retriever("bm25", corpus(), k1=1.2),
    ]
    assert len({engine.fingerprint for engine in engines}) == 3
    assert len(list(cache_folder().glob("*/index.json"))) == 3


def test_a_folder_of_ones_own(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "_IN_MEMORY", 10)
    open_retriever("bm25", corpus(), cache=tmp_path / "here")
    assert BM25.open(tmp_path / "here", corpus=corpus().fingerprint).search(["lamp"], 1)


def test_hits_that_the_corpus_does_not_have_are_an_error_that_names_them():
    engine = open_retriever(Strangers(), corpus())
    assert isinstance(engine, Known)
    assert isinstance(engine, Retriever)
    assert engine.search(["x", "y"], 1) == [[Hit("p1", 2.0, 1)]] * 2
    with pytest.raises(UnknownDocument, match="'elsewhere'"):
        engine.search(["x"], 2)
    assert open_retriever(engine, corpus()) is engine
    assert "strangers" in engine.fingerprint


@pytest.mark.parametrize("name", ["BM25", "bm-25", "", "127.0.0.1:8000"])
def test_no_such_engine(name):
    with pytest.raises(UsageError, match="lucene"):
        open_retriever(name, corpus())
