"""An index on disk: the same hits, whole or absent, tied to its corpus, damage found, builds that go on."""

import multiprocessing
import pickle

import numpy as np
import pytest

from turnwise.envs.core.errors import DataError, StaleIndex
from turnwise.envs.retrieval import BM25

QUERIES = ["lamp cliff", "word7x word8x lamp", "word1x", "word99x word3x word200x", "nothing of it"]


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    """Several blocks for a few hundred pages."""
    monkeypatch.setattr("turnwise.envs.retrieval.inverting._BLOCK_TOKENS", 1000)


def pages(count=400, seed=0, shuffled=False):
    rng = np.random.default_rng(seed)
    made = [
        (f"page-{n}", "lamp cliff " * (n % 3) + " ".join(f"word{w}x" for w in rng.zipf(1.4, 20))) for n in range(count)
    ]
    return [made[n] for n in rng.permutation(count)] if shuffled else made


class Interrupted(Exception):
    """Stands for a killed process."""


def cut_off(documents, after):
    for number, document in enumerate(documents):
        if number == after:
            raise Interrupted
        yield document


def in_memory(documents, **options):
    return BM25([doc_id for doc_id, _ in documents], [text for _, text in documents], **options)


@pytest.mark.parametrize("shuffled", [False, True])
def test_the_same_hits_from_disk_as_from_memory(tmp_path, shuffled):
    documents = pages(shuffled=shuffled)
    memory = in_memory(documents, k1=1.2, b=0.7)
    built = BM25.build(tmp_path / "index", iter(documents), k1=1.2, b=0.7)
    opened = BM25.open(tmp_path / "index")
    for engine in (built, opened, pickle.loads(pickle.dumps(opened)), pickle.loads(pickle.dumps(memory))):
        assert engine.search(QUERIES, 20) == memory.search(QUERIES, 20)
        assert engine.fingerprint == memory.fingerprint
        assert len(engine) == 400
        assert "page-77" in engine
    assert {path.name for path in tmp_path.iterdir()} == {"index", "index.lock"}


@pytest.mark.parametrize("documents", [[], [("a", "")], [("a", "the"), ("b", "lamp")]])
def test_tiny_and_empty_collections(tmp_path, documents):
    engine = BM25.build(tmp_path / "index", documents)
    assert engine.search(QUERIES, 5) == in_memory(documents).search(QUERIES, 5)


@pytest.mark.parametrize("after", [0, 1, 49, 50, 51, 333, 399])
def test_an_interrupted_build_goes_on_where_it_stopped(tmp_path, monkeypatch, after):
    documents = pages()
    with pytest.raises(Interrupted):
        BM25.build(tmp_path / "index", cut_off(documents, after), corpus="seven")
    assert not (tmp_path / "index").exists()
    analyzed = []
    monkeypatch.setattr(
        "turnwise.envs.retrieval.inverting.tokenize", lambda text: analyzed.append(text) or text.split()
    )
    engine = BM25.build(tmp_path / "index", documents, corpus="seven")
    assert len(analyzed) < 400 - after + 60
    assert engine.search(QUERIES, 20) == in_memory(documents).search(QUERIES, 20)
    assert engine.corpus == "seven"


def test_other_documents_than_an_interrupted_build_had(tmp_path):
    with pytest.raises(Interrupted):
        BM25.build(tmp_path / "index", cut_off(pages(), 300))
    with pytest.raises(DataError, match="other ones"):
        BM25.build(tmp_path / "index", pages(seed=1))
    assert BM25.build(tmp_path / "index", pages(seed=1)).search(QUERIES, 5)


def test_a_damaged_block_of_an_interrupted_build(tmp_path):
    with pytest.raises(Interrupted):
        BM25.build(tmp_path / "index", cut_off(pages(), 300))
    block = next((tmp_path / "index.building").glob("block*.npz"))
    block.write_bytes(block.read_bytes()[:-200])
    with pytest.raises(DataError, match="damaged"):
        BM25.build(tmp_path / "index", pages())
    assert BM25.build(tmp_path / "index", pages()).search(QUERIES, 5)


def test_an_index_is_tied_to_its_corpus(tmp_path):
    BM25.build(tmp_path / "index", pages(), corpus="seven")
    assert BM25.open(tmp_path / "index", corpus="seven").search(QUERIES, 5)
    with pytest.raises(StaleIndex, match=r"'eight'.*'seven'"):
        BM25.open(tmp_path / "index", corpus="eight")


def test_an_index_of_another_version_of_the_analysis(tmp_path, monkeypatch):
    BM25.build(tmp_path / "index", pages(), corpus="seven")
    monkeypatch.setattr("turnwise.envs.retrieval.store.ANALYSIS", "lucene-english-2")
    with pytest.raises(StaleIndex, match="lucene-english-2"):
        BM25.open(tmp_path / "index")


FILES = ("starts", "pair_counts", "pair_lengths", "peaks", "checks", "ids", "ids_ends", "vocabulary", "docs", "codes")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("harm", ["flipped", "short", "gone"])
def test_damage_is_found(tmp_path, name, harm):
    BM25.build(tmp_path / "index", pages(60))
    file = tmp_path / "index" / f"{name}.npy"
    content = bytearray(file.read_bytes())
    content[-1] ^= 0x40
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(content if harm == "flipped" else content[:-1])
    with pytest.raises(DataError, match=r"damaged|a part"):
        BM25.open(tmp_path / "index").search([" ".join(text for _, text in pages(60))], 5)


def test_no_index(tmp_path):
    with pytest.raises(DataError, match="got none"):
        BM25.open(tmp_path / "index")
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "index.json").write_text("{")
    with pytest.raises(DataError, match="damaged"):
        BM25.open(tmp_path / "index")


def test_cached_builds_only_where_it_must(tmp_path):
    def never():
        raise AssertionError("it was read")
        yield

    documents = pages()
    first = BM25.cached(tmp_path / "index", documents, corpus="seven")
    again = BM25.cached(tmp_path / "index", never(), corpus="seven")
    assert again.search(QUERIES, 9) == first.search(QUERIES, 9)
    with pytest.raises(AssertionError, match="read"):
        BM25.cached(tmp_path / "index", never(), corpus="eight")
    other = BM25.cached(tmp_path / "index", documents, corpus="seven", k1=1.5)
    assert other.search(QUERIES, 9) == in_memory(documents, k1=1.5).search(QUERIES, 9)
    (tmp_path / "index" / "ids.npy").unlink()
    assert BM25.cached(tmp_path / "index", documents, corpus="seven").search(QUERIES, 9) == first.search(QUERIES, 9)


def _open(path, count):
    with open(path.with_name("built"), "a") as log:

        def watched():
            log.write("x")
            log.flush()
            yield from pages(count)

        BM25.cached(path, watched(), corpus="seven")


def test_processes_that_ask_at_once_build_once(tmp_path):
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_open, args=(tmp_path / "index", 400)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert (tmp_path / "built").read_text() == "x"
