"""Rewards of published search agents, from ids and facts instead of texts, judges and models. Each says what is whose.

All are paid when the episode ends, except StepSearch's turns and the waypoint reward's gains. None is judged where the
set names no evidence (Search-R1's apart), and a turn that the search engine failed counts in none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...envs.core.game import Transition
from ...envs.search_qa.answers import accepted
from ...envs.search_qa.state import Searched, State
from ..verdict import Label, Verdict, pending
from .evidence import NO_EVIDENCE, failure, shown
from .metrics import exact_match, token_f1
from .oracle import is_right

__all__ = ["InForage", "SearchR1", "SmartSearch", "StepSearch", "WaypointCoverage"]


def _f1(state: State) -> float:
    golds = accepted(state.task.question)
    return token_f1(state.answer, golds) if state.answer is not None and golds else 0.0


def _paid(value: float, reason: str) -> Verdict:
    label = Label.PROGRESS if value > 0 else Label.SETBACK if value < 0 else Label.NEUTRAL
    return Verdict(value, label, reason)


def _unjudged(t: Transition[Any, Any], *, at_the_end: bool = True) -> Verdict | None:
    """The verdict of a turn that can't be judged, or is not yet."""
    if reason := failure(t):
        return Verdict(None, Label.NEUTRAL, f"Not measured: {reason}.", measured=False)
    if shown(t.after) is None:
        return pending(NO_EVIDENCE)
    return pending() if at_the_end and t.end is None else None


@dataclass(frozen=True, slots=True)
class SearchR1:
    """Exact match after SQuAD's normalization, 1 or 0 at the end (as in released code of Search-R1)."""

    bounds = (0.0, 1.0)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        if t.end is None:
            return pending()
        if reason := failure(t):
            return Verdict(None, Label.NEUTRAL, f"Not measured: {reason}.", measured=False)
        golds = accepted(t.after.task.question)
        value = exact_match(t.after.answer, golds) if t.after.answer is not None and golds else 0.0
        return _paid(value, f"Exact match of the answer: {value:g}.")


@dataclass(frozen=True, slots=True)
class InForage:
    """(F1 + best step's recall / 5) * 0.95 ** (searches - 1) at the end (form and numbers as in released code).

    Ours: a step's recall is the share of wanted facts whose page is among the results of that search, by id; the
    original compares URLs, and is silently 0 for a retriever that gives none.
    """

    bounds = (0.0, 1.2)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        if verdict := _unjudged(t):
            return verdict
        state = t.after
        best = max([_step_recall(state, search) for search in state.searches], default=0.0)
        value = (_f1(state) + best / 5) * 0.95 ** max(0, len(state.searches) - 1)
        return _paid(value, f"F1 {_f1(state):.2f}, best step {best:.2f}, {len(state.searches)} searches.")


def _step_recall(state: State, search: Searched) -> float:
    plan = state.task.plan
    if plan is None or not plan.wanted:
        return 0.0
    first = search.page * plan.results
    hit = [first < rank <= first + plan.results and plan.wanted >> fact & 1 for fact, rank in enumerate(search.ranks)]
    return sum(map(bool, hit)) / plan.wanted.bit_count()


@dataclass(frozen=True, slots=True)
class SmartSearch:
    """F1 >= 0.8: max(0.7, 1 - 0.1 * bad searches); else min(0.3, 0.1 * good searches) (numbers as in released code).

    Ours: a search is good if it shows a fact for the first time, instead of a judge's word; it is bad if it shows
    none, if more than half of its documents were listed before (the original counts more than one fragment, whatever
    the number of results), or if it repeats a query. Its 0.1 for form is left out: form is a term of its own here.
    """

    bounds = (0.0, 1.0)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        if verdict := _unjudged(t):
            return verdict
        state, asked, bad, good = t.after, set[tuple[str, ...]](), 0, 0
        for search in state.searches:
            listed = {number for row in search.listed for number in row}
            repeated = not search.page and search.queries in asked
            asked.add(search.queries)
            if not search.facts or repeated or 2 * (len(listed) - search.fresh) > len(listed):
                bad += 1
            else:
                good += 1
        f1 = _f1(state)
        value = max(0.7, 1.0 - 0.1 * bad) if f1 >= 0.8 else min(0.3, 0.1 * good)
        return _paid(value, f"F1 {f1:.2f} with {good} good and {bad} bad searches.")


@dataclass(frozen=True, slots=True)
class StepSearch:
    """A search earns its gain minus its redundancy, the answer its F1 (form as in released code of StepSearch).

    Ours: gain is the share of wanted facts shown for the first time, by id; the original takes the rise of the best
    TF-IDF cosine to each gold paragraph. Redundancy is its share of documents listed before. The original's bonus
    for gold search keys (0.618) is left out.
    """

    bounds = (-1.0, 1.0)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        if verdict := _unjudged(t, at_the_end=False):
            return verdict
        event = t.events[0] if t.events else None
        if isinstance(event, Searched):
            plan = t.after.task.plan
            gain = (event.facts & plan.wanted).bit_count() / plan.wanted.bit_count()
            listed = {number for row in event.listed for number in row}
            repeated = 1.0 - event.fresh / len(listed) if listed else 0.0
            return _paid(gain - repeated, f"Gain {gain:.2f}, redundancy {repeated:.2f}.")
        if t.after.answer is not None:
            return _paid(_f1(t.after), f"F1 {_f1(t.after):.2f}.")
        return _paid(0.0, "Neither a search nor an answer.")


@dataclass(frozen=True, slots=True)
class WaypointCoverage:
    """1 for a right answer, else `share` times the coverage of the way (the abstract's rule; the numbers are ours).

    Paid turn by turn: the gain of coverage times `share`, and what is lacking to 1 with a right answer, so the sum is
    exactly the rule's. Waypoints are facts on pages that were shown, in the order of their chain where `ordered`;
    naming them earns nothing. A wrong answer never reaches a right one, since `share` is below 1.
    """

    share: float = 0.3
    ordered: bool = True
    bounds = (0.0, 1.0)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        if verdict := _unjudged(t, at_the_end=False):
            return verdict
        before, after = self._covered(t.before), self._covered(t.after)
        if is_right(t.after):
            return _paid(1.0 - self.share * before, "The answer is right: what is lacking to 1.")
        return _paid(self.share * (after - before), f"{after:.0%} of the way is covered.")

    def _covered(self, state: State) -> float:
        found = shown(state)
        return 0.0 if found is None else found.coverage if self.ordered else found.recall
