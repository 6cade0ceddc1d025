"""How good a search was as a search: what its ranking holds, and whether it was asked before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import log2
from typing import Any

from ...envs.core.game import Transition
from ...envs.retrieval import analyze
from ...envs.search_qa.state import Searched, State
from ..verdict import Label, Verdict
from .evidence import NO_EVIDENCE, failure, frontier

__all__ = ["QueryQuality", "novelty"]

_ZERO = {"rank": 0.0, "answerable": 0.0, "novelty": 0.0, "fresh": 0.0, "redundancy": 0.0}


@dataclass(frozen=True, slots=True)
class QueryQuality:
    """Whether the index can answer what was asked, judged by ranks and not by what happened to be shown (ours).

    Score: 1 / log2(1 + r), r the best rank of a page that states a fact that can be asked for next, 0 where none is
    among the first `depth`: a query full of names earns nothing for facts whose chain is open.
    Components: `rank` the score; `answerable` 1 if any missing fact is within the ranking; `novelty` 1 - the largest
    Jaccard overlap of its stems with an earlier query (least of its queries; 0 for an exact repeat);
    `fresh` share of its documents not listed before; `redundancy` the rest. Not judged where the turn is no search.
    """

    bounds = (0.0, 1.0)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        parts = _ZERO.copy()
        if reason := failure(t):
            return Verdict(None, Label.NEUTRAL, f"Not measured: {reason}.", parts, measured=False)
        event = t.events[0] if t.events else None
        if not isinstance(event, Searched):
            return Verdict(None, Label.PENDING, "This turn was no search.", parts)
        if not event.page:
            parts["novelty"] = novelty(event.queries, t.before)
        listed = {number for row in event.listed for number in row}
        if listed:
            parts["fresh"] = event.fresh / len(listed)
            parts["redundancy"] = 1.0 - parts["fresh"]
        plan = t.before.task.plan
        if plan is None or not plan.wanted:
            return Verdict(None, Label.PENDING, NO_EVIDENCE, parts)
        lacking, wanted = plan.wanted & ~t.before.facts, frontier(t.before)
        ranks = [rank for fact, rank in enumerate(event.ranks) if rank and wanted >> fact & 1]
        parts["answerable"] = float(any(rank and lacking >> fact & 1 for fact, rank in enumerate(event.ranks)))
        if not ranks:
            reason = "No page that states a fact to ask for next is within the ranking."
            return Verdict(0.0, Label.NEUTRAL, reason, parts)
        score = parts["rank"] = 1.0 / log2(1 + min(ranks))
        return Verdict(score, Label.PROGRESS, f"A page that states what is missing ranks {min(ranks)}.", parts)


def novelty(queries: tuple[str, ...], before: State) -> float:
    """1 minus the largest Jaccard overlap of stems with an earlier query; the least over the queries of a search."""
    earlier = [_stems(query) for search in before.searches if not search.page for query in search.queries]
    return min([_novel(_stems(query), earlier) for query in queries], default=0.0)


def _novel(own: frozenset[str], earlier: list[frozenset[str]]) -> float:
    if not own:
        return 0.0
    return 1.0 - max([len(own & other) / len(own | other) for other in earlier], default=0.0)


@lru_cache(maxsize=16_384)
def _stems(query: str) -> frozenset[str]:
    return frozenset(analyze(query))
