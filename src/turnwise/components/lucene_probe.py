"""Indexes three pages with Lucene and searches them: `python -m ...`, in a process of its own."""

import tempfile
from pathlib import Path

from ..envs.core.errors import TurnwiseError
from ..envs.retrieval.jvm import java_class
from ..envs.retrieval.lucene import Lucene
from .probe import answer

PAGES = (
    ("lighthouse", "The lighthouse keeper lights the lamp on the cliff every evening."),
    ("bakery", "The bakery sells bread and cakes from six in the morning."),
    ("harbor", "Ships wait in the harbor until the fog is gone."),
)
QUERY, EXPECTED = "who lights the lamp", "lighthouse"


def search(folder: Path) -> dict[str, str]:
    """The best hit for `QUERY` among `PAGES`, out of an index that is made in `folder`."""
    engine = Lucene.build(folder / "index", PAGES)
    hits = engine.search([QUERY], 3)[0]
    engine.close()
    if not hits or hits[0].doc_id != EXPECTED:
        return {"error": f"the first hit for {QUERY!r} should be {EXPECTED!r}, got {hits!r}"}
    java = java_class("java.lang.System").getProperty("java.version")
    return {"hit": hits[0].doc_id, "score": f"{hits[0].score:.3f}", "java": java, "lucene": engine.version}


def main() -> None:
    """Prints the hit, or why there is none, as one line for the caller."""
    with tempfile.TemporaryDirectory(prefix="turnwise-lucene-") as folder:
        try:
            answer(search(Path(folder)))
        except TurnwiseError as error:
            answer({"error": str(error)})


if __name__ == "__main__":
    main()
