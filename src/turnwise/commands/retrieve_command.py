"""`turnwise retrieve`: searches a corpus, or serves it to trainers."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from ..adapters.retrieval_server import RetrievalServer
from ..envs.core.errors import DataError
from ..envs.retrieval import Retriever, open_retriever
from ..envs.search_qa.corpus import Corpus
from ..envs.search_qa.data import load, load_pages

__all__ = ["command"]


@click.command("retrieve")
@click.argument("corpus", type=click.Path(exists=True, path_type=Path))
@click.argument("queries", nargs=-1)
@click.option("--engine", default="bm25", show_default=True, help='"bm25", "lucene" or the address of a server.')
@click.option("-k", type=click.IntRange(1, 1000), default=3, show_default=True, help="How many pages for each query.")
@click.option("--k1", type=float, default=0.9, show_default=True, help="How much a word's repetitions count.")
@click.option("--b", type=float, default=0.4, show_default=True, help="How much a page's length counts.")
@click.option("--cache", type=click.Path(path_type=Path), help="Where the index is kept; else in your cache folder.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: a list of hits for each query.")
@click.option("--serve", is_flag=True, help="Answer POST /retrieve as Search-R1's server does, until Ctrl-C.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to serve; there is no password.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 for a free one.")
def command(
    *,
    corpus: Path,
    queries: tuple[str, ...],
    engine: str,
    k: int,
    k1: float,
    b: float,
    cache: Path | None,
    as_json: bool,
    serve: bool,
    host: str,
    port: int,
) -> None:
    """Search the pages of CORPUS for each of QUERIES, or serve them.

    CORPUS is a file of pages, or a set of questions that brings pages (HotpotQA, 2Wiki, MuSiQue, BEIR, ours).
    """
    console = Console()
    pages = _pages(corpus)
    retriever = open_retriever(engine, pages, cache=True if cache is None else cache, k1=k1, b=b)
    if serve:
        _serve(console, retriever, pages, host, port)
        return
    if not queries:
        raise click.UsageError("name a query, or --serve")
    found = retriever.search(list(queries), k)
    if as_json:
        click.echo(json.dumps([[hit._asdict() for hit in hits] for hits in found], indent=1))
        return
    for query, hits in zip(queries, found, strict=True):
        console.print(Text(query, style="bold"))
        for hit in hits:
            page = pages.page(hit.doc_id)
            line = " ".join(f"{page.title}: {page.text}".split())
            shown = Text(f"{hit.rank:>4}  {hit.score:8.4f}  {hit.doc_id}  {line}")
            console.print(shown, no_wrap=True, overflow="ellipsis")


def _pages(path: Path) -> Corpus:
    """The pages of a file of pages or of a set of questions."""
    if path.is_file():
        try:
            return load_pages(path)
        except DataError as no_pages:
            try:
                loaded = load(path).corpus
            except DataError:
                raise no_pages from None
    else:
        loaded = load(path).corpus
    if loaded is None:
        raise DataError(f"{path}: expected pages, got questions without any")
    return loaded


def _serve(console: Console, retriever: Retriever, pages: Corpus, host: str, port: int) -> None:
    with RetrievalServer(retriever, pages, host=host, port=port) as server:
        console.print(Text(f"{len(pages)} pages at {server.url} ({retriever.fingerprint}); Ctrl-C ends it"))
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            console.print("stopped")
