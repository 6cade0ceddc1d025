"""Real Lucene: Anserini's classes out of pyserini's jar, the search engine of the papers."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..core.errors import DataError, RetrieverFailed, StaleIndex, UsageError
from .hits import Hit
from .jvm import java_class, start

__all__ = ["Lucene"]

_META = "turnwise.json"


class Lucene:
    """A search engine over an index of Lucene's, with BM25 and Anserini's English analysis.

    Java starts with the first object of a process. It does not survive a fork: open it in the workers.
    Equal scores are ordered by id, and reported a little apart, as Anserini does.

    Args:
        path: the folder of an index: one that `build` wrote, or any that Anserini or pyserini made.
        k1: how much a term's repetitions count.
        b: how much a document's length counts, 0 to 1.
        corpus: what the index must be tied to, for one that `build` wrote; empty: anything.

    Raises:
        MissingComponent: a package is missing, or Java is missing or too old; says what to do.
        UsageError: Java runs in the process that this one was forked from.
        StaleIndex: the index is tied to another corpus.
        DataError: there is no index, or Lucene can't read it.
    """

    def __init__(self, path: str | os.PathLike[str], *, k1: float = 0.9, b: float = 0.4, corpus: str = "") -> None:
        self.path, self.k1, self.b = Path(path), k1, b
        meta = _meta(self.path)
        if corpus and meta.get("corpus") != corpus:
            raise StaleIndex(
                f"{self.path}: expected an index with corpus {corpus!r}, got {meta.get('corpus')!r}; build it anew"
            )
        self.corpus = str(meta.get("corpus", ""))
        folder = self.path / "lucene" if meta else self.path
        if not any(folder.glob("segments_*")):
            raise DataError(f"{folder}: expected an index of Lucene's, got no file segments_*")
        start()
        with _java(DataError, f"{folder}: Lucene can't read this index"):
            self._searcher = java_class("io.anserini.search.SimpleSearcher")(str(folder))
            self._searcher.set_bm25(k1, b)
            self._documents = int(self._searcher.get_total_num_docs())
            self.version = str(java_class("org.apache.lucene.util.Version").LATEST.toString())
        if meta and meta.get("documents") != self._documents:
            raise DataError(
                f"{folder}: expected {meta.get('documents')} documents, got {self._documents}; build it anew"
            )
        facts = f"k1={k1:g} b={b:g} documents={self._documents} corpus={self.corpus[:16] or self.path.name}"
        self.fingerprint = f"lucene {self.version} {facts}"

    def __len__(self) -> int:
        return self._documents

    def __repr__(self) -> str:
        return f"<{self.fingerprint}>"

    def __reduce__(self) -> Any:
        """A pickled engine is its path; where it is loaded, Java starts and opens it again."""
        return _reopened, (type(self), self.path, self.k1, self.b, self.corpus)

    def search(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        """The best `k` documents of each query; equal scores by document id.

        Raises:
            UsageError: `k` is below 1, or `queries` is one text; or the process was forked.
            RetrieverFailed: Lucene failed.
        """
        if k < 1 or isinstance(queries, str):
            raise UsageError(f"search takes a list of queries and k of 1 or more, got {queries!r} and {k!r}")
        start()
        found = []
        for query in queries:
            with _java(RetrieverFailed, f"Lucene failed on {query!r:.80}"):
                hits = self._searcher.search(_representable(query), k)
                found.append([Hit(str(hit.docid), float(hit.score), rank) for rank, hit in enumerate(hits, 1)])
        return found

    def close(self) -> None:
        """Gives the index's files back."""
        start()
        self._searcher.close()

    @classmethod
    def build(
        cls,
        path: str | os.PathLike[str],
        documents: Iterable[tuple[str, str]],
        *,
        corpus: str = "",
        k1: float = 0.9,
        b: float = 0.4,
        threads: int = 1,
    ) -> Lucene:
        """Writes an index through Anserini's indexer, from JSON lines, and opens it.

        Args:
            path: a folder, replaced if it is there; it is there in full or not at all.
            documents: (id, text) of each, read once.
            corpus: what the index is tied to; empty: nothing.
            k1: as in the constructor.
            b: as in the constructor.
            threads: how many the indexer may use.

        Raises:
            MissingComponent: as the constructor.
            UsageError: as the constructor.
            DataError: two documents have one id, or the indexer failed.
        """
        start()
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=path.name, dir=path.parent) as work:
            source, made = Path(work) / "pages", Path(work) / "made"
            source.mkdir()
            made.mkdir()
            count = _write(source / "pages.jsonl", documents)
            options = {"-input": source, "-index": made / "lucene", "-threads": threads}
            arguments = [str(part) for pair in options.items() for part in pair]
            arguments += ["-collection", "JsonCollection", "-generator", "DefaultLuceneDocumentGenerator", "-quiet"]
            with _java(DataError, f"{path}: Anserini's indexer failed"):
                java_class("io.anserini.index.IndexCollection").main(arguments)
            meta = {"corpus": corpus, "documents": count}
            (made / _META).write_text(json.dumps(meta), "utf-8")
            if path.exists():
                shutil.rmtree(path)
            made.rename(path)
        return cls(path, k1=k1, b=b, corpus=corpus)

    @classmethod
    def cached(
        cls,
        path: str | os.PathLike[str],
        documents: Iterable[tuple[str, str]],
        *,
        corpus: str,
        k1: float = 0.9,
        b: float = 0.4,
    ) -> Lucene:
        """Opens the index of a corpus, built first if it is absent, stale or damaged. Arguments as in `build`."""
        try:
            return cls(path, k1=k1, b=b, corpus=corpus)
        except DataError:
            return cls.build(path, documents, corpus=corpus, k1=k1, b=b)


def _meta(path: Path) -> dict[str, Any]:
    """What `build` wrote beside the index, nothing for an index of someone else's."""
    try:
        meta = json.loads((path / _META).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise DataError(f"{path / _META}: is damaged ({error}); build the index anew") from error
    if not isinstance(meta, dict):
        raise DataError(f"{path / _META}: expected a JSON object, got {meta!r:.80}; build the index anew")
    return meta


def _write(path: Path, documents: Iterable[tuple[str, str]]) -> int:
    """Writes what the indexer reads; how many documents it will index (it leaves out those without any text)."""
    seen = set[str]()
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for doc_id, text in documents:
            if doc_id in seen:
                raise DataError(f"each document must have an id of its own, but two have {doc_id!r}")
            seen.add(doc_id)
            file.write(json.dumps({"id": doc_id, "contents": text}) + "\n")
            count += bool(text.strip())
    return count


def _representable(query: str) -> str:
    """A text that Java can hold: half a surrogate pair, which is no character, becomes a question mark."""
    return query.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


@contextmanager
def _java(kind: type[DataError] | type[RetrieverFailed], what: str) -> Iterator[None]:
    """Turns an exception of Java's into one of ours."""
    from jnius import JavaException

    try:
        yield
    except JavaException as error:
        raise kind(f"{what} ({error})") from error


def _reopened(kind: type[Lucene], path: Path, k1: float, b: float, corpus: str) -> Lucene:
    return kind(path, k1=k1, b=b, corpus=corpus)
