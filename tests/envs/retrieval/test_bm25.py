"""The embedded engine against BM25 written out in full, one document at a time."""

import math
import os
import threading
from collections import Counter

import numpy as np
import pytest

from turnwise.envs.core.errors import DataError, UsageError
from turnwise.envs.retrieval import BM25, Hit, Retriever, analyze, ranks
from turnwise.envs.retrieval.index import LENGTHS


def words(rng, count, vocabulary=400):
    """Words of a skewed distribution, as in a language."""
    return [f"word{int(number)}x" for number in np.minimum(rng.zipf(1.3, count), vocabulary)]


def collection(documents, seed=0, length=40):
    rng = np.random.default_rng(seed)
    return {f"page-{n}": " ".join(words(rng, 1 + int(rng.poisson(length)))) for n in range(documents)}


def written_out(pages, query, k1=0.9, b=0.4):
    """(id, score) of every document that shares a word with the query, best first: Lucene's formula and precision."""
    single = np.float32
    counts = {doc_id: Counter(analyze(text)) for doc_id, text in pages.items()}
    lengths = {doc_id: sum(count.values()) for doc_id, count in counts.items()}
    filled = sum(length > 0 for length in lengths.values())
    average = single(sum(lengths.values()) / filled)
    found = []
    for doc_id, count in counts.items():
        score = 0.0
        kept = max(int(length) for length in LENGTHS if length <= lengths[doc_id])
        norm = single(1) / (single(k1) * ((single(1) - single(b)) + single(b) * single(kept) / average))
        for term, times in Counter(analyze(query)).items():
            if count[term]:
                df = sum(term in other for other in counts.values())
                weight = single(times) * single(math.log(1 + (filled - df + 0.5) / (df + 0.5)))
                score += float(weight - weight / (single(1) + single(count[term]) * norm))
        if score:
            found.append((doc_id, float(single(score))))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


@pytest.mark.parametrize(("k1", "b"), [(0.9, 0.4), (1.2, 0.75), (2.0, 0.0), (0.5, 1.0)])
def test_ranks_and_scores_as_written_out(k1, b):
    pages = collection(150)
    engine = BM25(pages, pages.values(), k1=k1, b=b)
    rng = np.random.default_rng(1)
    for _ in range(25):
        query = " ".join(words(rng, int(rng.integers(1, 9))))
        expected = written_out(pages, query, k1, b)
        hits = engine.search([query], 10)[0]
        assert [(hit.doc_id, hit.score) for hit in hits] == expected[:10]
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
        some = list(pages)[::7]
        order = [doc_id for doc_id, _ in expected]
        assert engine.ranks(query, some) == tuple(order.index(p) + 1 if p in order else 0 for p in some)
        assert engine.scores(query, some) == tuple(dict(expected).get(p, 0.0) for p in some)


def test_the_short_way_finds_what_scoring_everything_finds(monkeypatch):
    pages = collection(3000, length=25)
    engine = BM25(pages, pages.values())
    rng = np.random.default_rng(2)
    queries = [" ".join(words(rng, int(rng.integers(1, 12)), 3000)) for _ in range(300)]
    full = {k: engine.search(queries, k) for k in (1, 10, 100)}
    monkeypatch.setattr("turnwise.envs.retrieval.ranking._FEW", 8)
    monkeypatch.setattr("turnwise.envs.retrieval.ranking._ALL_OF_IT", 0)
    for k, hits in full.items():
        assert engine.search(queries, k) == hits


def test_equal_scores_are_ordered_by_id_whatever_the_order_of_the_documents():
    ids = ["b", "a", "é", "Z", "c10", "c9", "\U0001f600"]
    hits = BM25(ids, ["one lamp"] * len(ids)).search(["lamp"], 10)[0]
    assert [hit.doc_id for hit in hits] == sorted(ids)
    assert len({hit.score for hit in hits}) == 1


def test_many_repetitions_and_many_lengths_are_told_apart():
    pages = {str(n): "lamp " * n + "cliff " * (5 * n % 700) for n in range(1, 700)}
    engine = BM25(pages, pages.values())
    expected = written_out(pages, "lamp lamp lamp cliff")
    assert [(hit.doc_id, hit.score) for hit in engine.search(["lamp lamp lamp cliff"], 700)[0]] == expected


def test_a_query_without_known_words_finds_nothing():
    engine = BM25(["a"], ["a lamp"])
    assert engine.search(["", "the of and", "harbor", "?!"], 5) == [[], [], [], []]
    assert engine.ranks("harbor", ["a"]) == (0,)


def test_empty_documents_and_an_empty_collection():
    assert BM25([], []).search(["lamp"], 3) == [[]]
    pages = {"a": "", "b": "lamp", "c": "the"}
    assert [hit.doc_id for hit in BM25(pages, pages.values()).search(["lamp"], 3)[0]] == ["b"]


def test_wrong_input_is_an_error_that_names_it():
    with pytest.raises(DataError, match="'a'"):
        BM25(["a", "b", "a"], ["x", "y", "z"])
    with pytest.raises(DataError, match="as many"):
        BM25(["a", "b"], ["x"])
    with pytest.raises(DataError, match="None"):
        BM25([None], ["x"])
    engine = BM25(["a"], ["lamp"])
    with pytest.raises(UsageError):
        engine.search("lamp", 3)
    with pytest.raises(UsageError):
        engine.search(["lamp"], 0)
    with pytest.raises(DataError, match="'z'"):
        engine.ranks("lamp", ["z"])
    with pytest.raises(UsageError):
        BM25(["a"], ["lamp"], b=2)


def test_threads_and_a_forked_child_get_the_same_hits():
    pages = collection(500)
    engine = BM25(pages, pages.values())
    rng = np.random.default_rng(3)
    queries = [" ".join(words(rng, 5)) for _ in range(200)]
    expected = engine.search(queries, 10)
    results = {}
    threads = [threading.Thread(target=lambda n=n: results.update({n: engine.search(queries, 10)})) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(results[n] == expected for n in range(4))
    child = os.fork()
    if child == 0:
        os._exit(0 if engine.search(queries, 10) == expected else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_what_identifies_an_engine():
    one, same = BM25(["a"], ["lamp"]), BM25(["a"], ["lamp"])
    assert one.fingerprint == same.fingerprint
    assert isinstance(one, Retriever)
    others = [
        BM25(["b"], ["lamp"]),
        BM25(["a"], ["lamps"]),
        BM25(["a"], ["lamp"], k1=1.2),
        BM25(["a"], ["lamp"], b=0.5),
    ]
    assert len({engine.fingerprint for engine in (one, *others)}) == 5
    assert "a" in one
    assert "b" not in one


def test_ranks_of_given_documents():
    hits = [Hit("a", 2.0, 1), Hit("b", 1.0, 2)]
    assert ranks(hits, ["b", "z", "a"]) == (2, 0, 1)
