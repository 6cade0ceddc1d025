"""The environment `turnwise/SearchQA-v0`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Unpack

from ..core.errors import UsageError
from ..core.turn_env import CommonOptions, TurnEnv
from .corpus import Corpus, DataSet
from .data import load, load_pages
from .engines import Engine
from .rules import SearchQA
from .state import Action, State, Task
from .styles import StyleName
from .tasks import SetTasks, WorldTasks
from .world import WorldOptions, WorldQuestions, world

__all__ = ["MAX_TURNS", "SearchQAEnv"]

MAX_TURNS = 16
"""Turns unless told otherwise: two for each fact of the longest questions, and some to spare."""

_WORLD_HINT = (
    "Each document tells when it was written; where two disagree, the later one holds. Documents use other words than "
    "questions do, and some things go by two names."
)


class SearchQAEnv(TurnEnv[Task, State, Action]):
    """Multi-hop questions over a real index, every turn judged by the evidence that it brought to light.

    ## Description
    A question needs facts from several documents. Search, read, answer once. The documents and questions are a
    made-up world's (no two seeds share a name), or a published set's. Ranks are those of a real search engine.

    >>> from turnwise.envs.search_qa import SearchQAEnv
    >>> env = SearchQAEnv(pages=300, results=2)
    >>> observation, info = env.reset(options={"question": "test/2"})
    >>> print(observation.splitlines()[-1])
    Question: Who was the mayor of Lower Lufobi in 1909?
    >>> print(env.step("search: mayor of Lower Lufobi")[0].splitlines()[2])
    [2] Letters from bundle 25
    >>> print(env.step("search: presided over the council of Lower Lufobi")[0].splitlines()[1])
    Written down in 1932. ... Then until 1919 this was Kuga Zacagu. Since 1919 this has been Cuba Dahalan.
    >>> env.step("answer: Kuga Zacagu")[2]
    True

    ## Action Space
    Text, one action a turn. Style "plain": `search: WORDS` (up to `batch` queries with `|` between), `more` (further
    documents of the last search), `open: N part P`, `find: N WORDS`, `note: TEXT`, `answer: TEXT`. Style "tags":
    `<search>WORDS</search>`, `<answer>TEXT</answer>` and so on, after any thoughts, as Search-R1 writes; "react":
    `Action: Search[WORDS]`, `Action: Finish[TEXT]`; "json": `{"name": "search", "arguments": {"queries": ["WORDS"]}}`.
    A text with several different actions is refused, so exactly one answer counts. "unknown" is right where no
    document tells.

    ## Observation Space
    Text: what was brought, notes, what is left of the budgets, the question. Documents are numbered as they come up;
    their ids are never shown. There is no numeric view.

    ## Starting State
    Nothing seen. Splits of a world: `train`, `valid`, `test` (no question of one can be put together from another's
    facts), `entity`, `relation`, `shape`, `hops` (things, relations, forms of question, or lengths that no other
    split has). A set has its own; `train` is drawn from where there is one.

    ## Rewards
    Scale "unit": `outcome` 1 for a right answer, -1 for a wrong one or none; `progress` the change of
    max(0, 1 - d / (2 * d0)), where d is the fewest turns left to one who knows which queries bring up what and d0 that
    at the start, 1 for a right answer with all evidence shown; `regret` -1/max_turns times the turns wasted as a share
    of d0; `rejected` -1/max_turns. Best play earns 1.5, a right guess at most 1, a wrong answer less than -0.5.
    Further terms: `coverage`, `recall`, `rank`, `answerable`, `novelty`, `redundancy`, `precision`, `grounded` and
    more. Scales "waypoints", "search_r1", "inforage", "smartsearch", "stepsearch" as the papers have them, by ids. A
    set without gold evidence has the outcome alone; the other terms are not judged then.

    ## Episode End
    Terminated: the answer was given. Truncated: after `max_turns` turns (16).

    ## Information
    `legal` (the question and the titles that came up, as queries and answers; what can be opened), `state_key`,
    `turn`, `player`, `rejected`, `split`, `index`, `task` (the question's id), `reward`, `reward_terms`, `success`
    (right answer), `measured` (False where the search engine failed), `privileged`.

    ## Arguments
    `pages` (300 to 1,500,000; 4,000), `world_seed`, `lexical_gap`, `kinds` (of "bridge", "comparison",
    "intersection", "counting", "temporal", "negation", "unanswerable") and `hops` make and narrow the world;
    `data` a set instead: a path to HotpotQA, 2WikiMultihopQA or MuSiQue as published, BEIR, lists of questions, or
    our own format (see `turnwise.envs.search_qa.data.load`), with `documents` where it brings none; `retriever` "bm25"
    (ours, ranks as Lucene does), "lucene", the address of a retrieval server, or an object with `search(queries, k)`;
    `style`; `results` documents a query shows (3); `batch` queries a search may hold (3); `depth` to which rankings
    are looked at (20); `part_words` words of a part of a long document (120); `max_documents`, `max_tokens` budgets
    (none). `reset(options={"question": ...})` takes an id, such as "test/12", or an index. `split`, `max_turns`,
    `max_rejected`, `render_mode`, `scale`, `terms` as everywhere.

    ## Version History
    v0: first version.
    """

    scoring = "turnwise.verifiers.search_qa.scoring:SCORING"

    def __init__(
        self,
        *,
        pages: int = 4000,
        world_seed: int = 0,
        lexical_gap: float = 1.0,
        kinds: Sequence[str] = (),
        hops: Sequence[int] = (),
        data: str | os.PathLike[str] | DataSet | None = None,
        documents: str | os.PathLike[str] | None = None,
        retriever: Engine = "bm25",
        style: StyleName = "plain",
        results: int = 3,
        batch: int = 3,
        depth: int = 20,
        part_words: int = 120,
        max_documents: int | None = None,
        max_tokens: int | None = None,
        **common: Unpack[CommonOptions],
    ) -> None:
        options = WorldOptions(seed=world_seed, pages=pages, lexical_gap=lexical_gap)
        if data is not None and (kinds or hops):
            raise UsageError("kinds and hops choose among a made-up world's questions, and data is given")
        if data is None and documents is not None:
            raise UsageError("documents belong to a set of questions: give its path too, as data=PATH")
        given = None if data is None else _opened(data, documents)
        corpus: Corpus | None = world(options) if given is None else given.corpus
        if corpus is None:
            raise UsageError("this set brings no documents: give the path of some, as documents=PATH")
        game = SearchQA(
            corpus=corpus,
            engine=retriever,
            style=style,
            results=results,
            depth=depth,
            batch=batch,
            part_words=part_words,
            max_documents=max_documents,
            max_tokens=max_tokens,
            hint=_WORLD_HINT if given is None else "",
        )
        tasks: WorldTasks | SetTasks
        if given is None:
            tasks = WorldTasks(game, WorldQuestions(options, tuple(kinds), tuple(hops)))
        else:
            tasks = SetTasks(game, given)
        common.setdefault("split", "train" if "train" in tasks.splits else tasks.splits[0])
        common.setdefault("max_turns", MAX_TURNS)
        super().__init__(game, tasks, **common)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
        """As `TurnEnv.reset`, with the further option `question`: a question's id, or an index in the split.

        Raises:
            TaskError: no question has that id.
        """
        if options and "question" in options:
            options = dict(options)
            question = options.pop("question")
            if clash := options.keys() & {"index", "task", "episode"}:
                raise UsageError(f"give either the option question or the option {min(clash)}, not both")
            if isinstance(question, str):
                assert isinstance(self.tasks, (WorldTasks, SetTasks))
                options["split"], options["index"] = self.tasks.find(question, options.get("split") or self.split)
            else:
                options["index"] = question
        return super().reset(seed=seed, options=options)


def _opened(data: str | os.PathLike[str] | DataSet, documents: str | os.PathLike[str] | None) -> DataSet:
    if isinstance(data, DataSet):
        return data if documents is None else replace(data, corpus=load_pages(documents))
    return _loaded(os.path.abspath(data), None if documents is None else os.path.abspath(documents))


@lru_cache(maxsize=4)
def _loaded(data: str, documents: str | None) -> DataSet:
    """A set by its path; read once for all environments of a process."""
    return load(data, corpus=documents)
