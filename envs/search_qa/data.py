"""Public sets of questions with their pages: the format is recognized by what the files hold."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..core.errors import DataError
from .corpus import Corpus, DataSet, Fact, Page, Pages, Question
from .formats import page_of, recognized
from .linking import with_spans
from .reading import ENDINGS, Record, records

__all__ = ["load", "load_pages"]


def load(
    path: str | os.PathLike[str],
    *,
    corpus: str | os.PathLike[str] | Corpus | None = None,
    name: str | None = None,
) -> DataSet:
    """A set of questions with its corpus.

    Formats: ours, HotpotQA, 2WikiMultihopQA and MuSiQue as published (the pages of all their questions are the
    corpus), BEIR (`corpus`, `queries`, `qrels`), and lists of questions and answers (PopQA, Natural Questions,
    TriviaQA and the like). Files end in .jsonl, .json, .tsv or .csv, or that and .gz.

    Args:
        path: a file, or a folder: of BEIR, with `questions` and `corpus`, or with a file for each split.
        corpus: a file of pages or a corpus, for sets that bring none or to search a larger one. Without it, a file
            named corpus beside the questions is used.
        name: what the set is called; by default its folder, or the file where that says more.

    Raises:
        DataError: a file is missing, damaged or in no known format; says where. Or two questions have one id.
    """
    path = Path(path)
    if not path.exists():
        raise DataError(f"{path}: expected a file or folder of questions, got nothing there")
    if path.is_dir() and _named(path, "queries") and _named(path, "corpus"):
        return _beir(path, name or path.name, _corpus(corpus))
    files = _question_files(path)
    own: dict[str, Page] = {}
    questions: list[Question] = []
    splits = defaultdict[str, list[int]](list)
    bring_pages = False
    for file in files:
        read = None
        for record in records(file):
            read = read or recognized(record)
            splits[record.text("source_split", "split", default=_stem(file))].append(len(questions))
            questions.append(read.read(record, own))
        bring_pages |= read is not None and read.own_pages
    if not questions:
        raise DataError(f"{path}: expected questions, got none")
    _check_ids(path, questions)
    found = _corpus(corpus)
    if found is None:
        beside = None if bring_pages else _named(files[0].parent, "corpus")
        found = Pages(own.values()) if bring_pages else load_pages(beside) if beside else None
    _check_pages(path, questions, found)
    if found is not None and not bring_pages:
        questions = [with_spans(one, found.page) if one.facts and one.support else one for one in questions]
    shown = name or (
        path.name if path.is_dir() else files[0].parent.name if _stem(path) == "questions" else _stem(path)
    )
    several = len(splits) > 1 or _stem(files[0]) not in splits
    return DataSet(shown, tuple(questions), found, {k: tuple(v) for k, v in splits.items()} if several else {})


def load_pages(path: str | os.PathLike[str]) -> Pages:
    """A corpus from a file: ours and BEIR's (`title`, `text`), or passages (`contents`, or a table as DPR's).

    Raises:
        DataError: the file is no corpus, or two pages have one id.
    """
    pages = Pages([page_of(record) for record in records(Path(path))])
    if not len(pages):
        raise DataError(f"{path}: expected pages, got none")
    return pages


def _corpus(corpus: str | os.PathLike[str] | Corpus | None) -> Corpus | None:
    return load_pages(corpus) if isinstance(corpus, (str, os.PathLike)) else corpus


def _stem(path: Path) -> str:
    name = path.name
    for ending in sorted(ENDINGS, key=len, reverse=True):
        name = name.removesuffix(ending)
    return name


def _named(folder: Path, stem: str) -> Path | None:
    return next((folder / (stem + ending) for ending in ENDINGS if (folder / (stem + ending)).is_file()), None)


def _question_files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    only = _named(path, "questions")
    if only:
        return [only]
    files = sorted([one for one in path.iterdir() if one.name.endswith(ENDINGS) and _stem(one) != "corpus"])
    if not files:
        raise DataError(f"{path}: expected files of questions that end in one of {list(ENDINGS)}, got none")
    return files


def _check_ids(path: Path, questions: list[Question]) -> None:
    seen = set[str]()
    for question in questions:
        if question.id in seen:
            raise DataError(f"{path}: each question must have an id of its own, but two have {question.id!r}")
        seen.add(question.id)


def _check_pages(path: Path, questions: list[Question], corpus: Corpus | None) -> None:
    """Gold evidence that is not in the corpus would make a question unsolvable without a word."""
    if corpus is None:
        return
    for question in questions:
        for fact in question.facts or ():
            for doc_id in fact.docs:
                if doc_id not in corpus:
                    raise DataError(f"{path}: question {question.id!r} needs page {doc_id!r}, which the corpus lacks")


def _beir(path: Path, name: str, corpus: Corpus | None) -> DataSet:
    """BEIR's layout: relevant pages are the facts, in no order; the files of `qrels` are the splits."""
    queries, pages = _named(path, "queries"), _named(path, "corpus")
    assert queries is not None
    assert pages is not None
    found = corpus or load_pages(pages)
    relevant, splits = _judgments(path)
    questions = []
    for record in records(queries):
        metadata = Record(record.place, record.get("metadata", {}))
        answers = metadata.texts("answer") or metadata.texts("answers")
        question = Question(record.text("_id", "id"), record.text("text"), answers)
        docs = relevant.get(question.id)
        facts = None if docs is None else tuple([Fact((doc_id,)) for doc_id in docs])
        questions.append(replace(question, facts=facts, hops=len(facts or ())))
    _check_ids(path, questions)
    _check_pages(path, questions, found)
    numbers = {question.id: number for number, question in enumerate(questions)}
    places = {split: tuple([numbers[one] for one in ids if one in numbers]) for split, ids in splits.items()}
    return DataSet(name, tuple(questions), found, places)


def _judgments(path: Path) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """The relevant pages of each question, and the questions of each file of judgments."""
    relevant: dict[str, list[str]] = {}
    splits: dict[str, list[str]] = {}
    folder = path / "qrels"
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not file.name.endswith(ENDINGS):
            continue
        for record in records(file):
            its_id, doc_id = record.text("query-id", "query_id", "qid"), record.text("corpus-id", "corpus_id", "docid")
            score = record.text("score", default="1")
            if its_id not in splits.setdefault(_stem(file), []):
                splits[_stem(file)].append(its_id)
            docs = relevant.setdefault(its_id, [])
            if score.lstrip("-").isdecimal() and int(score) > 0 and doc_id not in docs:
                docs.append(doc_id)
    return relevant, splits
