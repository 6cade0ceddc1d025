"""The embedded search engine by itself, and against real Lucene on the same pages in the same run.

    python benchmarks/retrieval.py [--data FOLDER] [--made 20000 1000000] [--json FILE]

Real pages are those of the four corpora of `TURNWISE_DATA/searchqa`, with the questions of all seven sets; made ones
have words of a skewed distribution (Zipf's), and queries of two to four rare words of one page and two to four common
ones. What is measured, each in a process of its own:

build   documents a second of processor time, and the most memory
start   wall seconds from a new interpreter to the first hits of an index on disk, without importing NumPy
search  one query at a time, k = 10: median and 99th percentile of wall time and of the thread's processor time
lucene  the same questions to both engines, a hundred in turn, one process: the ratio of the medians, how often the ten
        pages, and their order, are the same (needs `turnwise setup lucene`)
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

SETS = ("musique", "2wiki", "hotpotqa", "popqa", "bamboogle", "nq", "triviaqa")
K = 10
WARM = 100
"""Queries before the clock runs."""
BLOCK = 100
"""Queries to one engine before it is the other's turn."""


def real(data: Path) -> tuple[dict[str, str], list[str]]:
    """Pages and questions of the real sets."""
    from turnwise.envs.search_qa.data import load

    pages: dict[str, str] = {}
    questions: list[str] = []
    for name in SETS:
        loaded = load(data / name)
        questions += [question.text for question in loaded.questions]
        if loaded.corpus is not None:
            pages |= {page.doc_id: page.contents for page in loaded.corpus.pages()}
    return pages, questions


class Made:
    """Pages and queries from a seed.

    Args:
        count: how many pages.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        rng = np.random.default_rng(7)
        syllables = [c + v for c in "bcdfghjklmnprstvwz" for v in "aeiou"]
        size = int(8000 * (count / 1000) ** 0.5) + 20_000
        words = dict.fromkeys(
            "".join(rng.choice(syllables, 2 if n < 3000 else int(rng.integers(3, 5)))) + "nrkmt"[n % 5]
            for n in range(2 * size)
        )
        self.words = np.array(list(words)[:size], object)
        chances = 1 / (np.arange(len(self.words)) + 2.7) ** 1.05
        self._cumulated = np.cumsum(chances / chances.sum())

    def _numbers(self, rng: np.random.Generator, count: int) -> np.ndarray[Any, Any]:
        return np.minimum(np.searchsorted(self._cumulated, rng.random(count)), len(self.words) - 1)

    def pages(self) -> Iterator[tuple[str, str]]:
        """(id, text) of each."""
        for first in range(0, self.count, 5000):
            rng = np.random.default_rng((8, first))
            lengths = np.clip(rng.lognormal(4.1, 0.45, min(5000, self.count - first)), 12, 400).astype(int)
            numbers = self._numbers(rng, int(lengths.sum()))
            for number, words in enumerate(np.split(numbers, np.cumsum(lengths)[:-1]), first):
                yield f"{number:08}", " ".join(self.words[words])

    def queries(self, count: int) -> list[str]:
        """Rare words of a page with common ones."""
        rng = np.random.default_rng(9)
        made = []
        for _ in range(count):
            page = np.unique(self._numbers(rng, int(np.clip(rng.lognormal(4.1, 0.45), 12, 400))))
            rare = rng.choice(page[-12:], min(len(page), int(rng.integers(2, 5))), replace=False)
            made.append(" ".join(self.words[[*rare, *self._numbers(rng, int(rng.integers(2, 5)))]]))
        return made


def memory() -> dict[str, float]:
    """Megabytes of this process: now (its own, and with mapped files), and the most so far."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return {
        "own_mb": int(status["RssAnon"].split()[0]) // 1024,
        "resident_mb": int(status["VmRSS"].split()[0]) // 1024,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def build(work: Path, what: str, data: Path) -> dict[str, Any]:
    """Builds the index of `what`, "real" or a number of made pages. Making the pages is not counted."""
    from turnwise.envs.retrieval import BM25

    spent = 0.0

    def watched(pages: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        nonlocal spent
        while True:
            begin = time.process_time()
            page = next(pages, None)
            spent += time.process_time() - begin
            if page is None:
                return
            yield page

    if what == "real":
        pages, questions = real(data)
        stream = iter(pages.items())
    else:
        made = Made(int(what))
        questions, stream = made.queries(2000), made.pages()
    (work / f"{what}.queries.json").write_text(json.dumps(questions))
    begin = time.process_time()
    engine = BM25.build(work / what, watched(stream))
    seconds = time.process_time() - begin - spent
    size = sum(file.stat().st_size for file in (work / what).iterdir()) / 1e6
    facts = {"documents": len(engine), "seconds": round(seconds, 2), "documents_a_second": round(len(engine) / seconds)}
    return {**facts, "disk_mb": round(size), **memory()}


def start(work: Path, what: str, data: Path) -> dict[str, Any]:
    """Opens the index in a process that has done nothing but import NumPy."""
    queries = json.loads((work / f"{what}.queries.json").read_text())
    begin = time.perf_counter()
    from turnwise.envs.retrieval import BM25

    imported = time.perf_counter()
    engine = BM25.open(work / what)
    opened = time.perf_counter()
    hits = engine.search(queries[:1], K)
    end = time.perf_counter()
    parts = {"import": imported - begin, "open": opened - imported, "first_hits": end - opened, "all": end - begin}
    return {"hits": len(hits[0]), **{name: round(value, 3) for name, value in parts.items()}}


def timed(engine: Any, query: str) -> tuple[float, float, list[str]]:
    """Wall and processor milliseconds of a search, and the pages."""
    wall, cpu = time.perf_counter(), time.thread_time()
    hits = engine.search([query], K)[0]
    return 1e3 * (time.perf_counter() - wall), 1e3 * (time.thread_time() - cpu), [hit.doc_id for hit in hits]


def percentiles(times: Sequence[tuple[float, float, list[str]]]) -> dict[str, float]:
    """Median and 99th percentile in milliseconds."""
    wall, cpu = np.array([one[:2] for one in times]).T
    return {
        f"{clock}_p{part}_ms": round(float(np.percentile(values, part)), 3)
        for clock, values in (("wall", wall), ("cpu", cpu))
        for part in (50, 99)
    }


def search(work: Path, what: str, data: Path) -> dict[str, Any]:
    """Every query once, after some to warm up."""
    from turnwise.envs.retrieval import BM25

    queries = json.loads((work / f"{what}.queries.json").read_text())
    engine = BM25.open(work / what)
    for query in queries[:WARM]:
        engine.search([query], K)
    return {"queries": len(queries), **percentiles([timed(engine, query) for query in queries]), **memory()}


def lucene(work: Path, what: str, data: Path) -> dict[str, Any]:
    """Both engines on the real questions, in turns."""
    from turnwise.envs.retrieval import BM25
    from turnwise.envs.retrieval.lucene import Lucene

    pages, questions = real(data)
    ours, theirs = BM25.open(work / what), Lucene.build(work / "lucene", pages.items())
    for query in questions[:WARM] * 3:  # Java compiles what it runs often
        ours.search([query], K)
        theirs.search([query], K)
    mine, its = [], []
    for first in range(0, len(questions), BLOCK):  # in blocks: what one loads into the processor's caches is its own
        mine += [timed(ours, query) for query in questions[first : first + BLOCK]]
        its += [timed(theirs, query) for query in questions[first : first + BLOCK]]
    us, them, pairs = percentiles(mine), percentiles(its), list(zip(mine, its, strict=True))
    return {
        "engine": theirs.fingerprint,
        "questions": len(questions),
        "same_pages": round(float(np.mean([set(a[2]) == set(b[2]) for a, b in pairs])), 4),
        "same_order": round(float(np.mean([a[2] == b[2] for a, b in pairs])), 4),
        "ours": us,
        "lucene": them,
        "faster_at_p50": round(them["wall_p50_ms"] / us["wall_p50_ms"], 2),
        "faster_at_p99": round(them["wall_p99_ms"] / us["wall_p99_ms"], 2),
    }


STAGES = {"build": build, "start": start, "search": search, "lucene": lucene}


def run(stage: str, work: Path, what: str, data: Path) -> dict[str, Any]:
    """A stage in a process of its own."""
    command = [sys.executable, __file__, "--stage", stage, str(work), what, str(data)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return {"error": done.stderr.strip().splitlines()[-1] if done.stderr else f"status {done.returncode}"}
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def main() -> None:
    """Runs every stage and prints a line for each."""
    default = (
        Path(os.environ.get("TURNWISE_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data") / "searchqa"
    )
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=default, help="folder of the real sets")
    parser.add_argument("--made", type=int, nargs="*", default=[20_000, 1_000_000], help="sizes of made collections")
    parser.add_argument("--json", type=Path, help="write the results here too")
    parser.add_argument("--stage", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stage:
        stage, work, what, data = options.stage
        print(json.dumps(STAGES[stage](Path(work), what, Path(data))))
        return
    results = {}
    with tempfile.TemporaryDirectory(prefix="turnwise-retrieval-") as folder:
        wanted = ["real"] * options.data.is_dir() + [str(count) for count in options.made]
        for what in wanted:
            for stage in ("build", "start", "search", *(["lucene"] if what == "real" else [])):
                results[f"{what} {stage}"] = run(stage, Path(folder), what, options.data)
                print(f"{what:>9} {stage:<7} {json.dumps(results[f'{what} {stage}'])}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
