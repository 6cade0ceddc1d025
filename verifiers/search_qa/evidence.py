"""What a turn brought to light: facts shown, chains closed, documents that state something needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from ...envs.core.game import Rejected, Transition
from ...envs.search_qa.solver import known
from ...envs.search_qa.state import Opened, Searched, SearchFailed, State
from ..verdict import Label, Verdict

__all__ = ["NO_EVIDENCE", "Evidence", "Shown", "failure", "frontier", "shown"]

NO_EVIDENCE = "This set names no gold evidence, so evidence is not judged."
_ZERO = {"recall_gain": 0.0, "recall": 0.0, "coverage_gain": 0.0, "coverage": 0.0, "precision": 0.0, "wasted": 0.0}


class Shown(NamedTuple):
    """Shares of the wanted facts."""

    recall: float
    """Whose statement was shown."""
    coverage: float
    """Whose whole chain was shown: a lucky find counts once its chain is closed."""


def shown(state: State) -> Shown | None:
    """How much of the evidence was shown; None where the set names none, or the search engine can reach none."""
    plan = state.task.plan
    if plan is None or not plan.wanted:
        return None
    count = plan.wanted.bit_count()
    facts = state.facts & plan.wanted
    return Shown(facts.bit_count() / count, known(plan, facts).bit_count() / count)


def frontier(state: State) -> int:
    """The facts that can be asked for next: wanted, not shown, and all that they need is known."""
    plan = state.task.plan
    if plan is None:
        return 0
    lacking, have = plan.wanted & ~state.facts, known(plan, state.facts) | ~plan.wanted
    found = 0
    for fact, needs in enumerate(plan.needs):
        if lacking >> fact & 1 and not needs & ~have:
            found |= 1 << fact
    return found


def failure(t: Transition[Any, Any]) -> str:
    """Why the search engine gave no answer in this turn; empty where it did."""
    event = t.events[0] if t.events else None
    return event.reason if isinstance(event, SearchFailed) else ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """New evidence, by document id and by what of a document was shown: naming things earns nothing (ours).

    With R the share of wanted facts whose statement was shown and C the share whose whole chain was shown:
    score C after - C before. Components: `recall_gain` R after - R before; `recall` R; `coverage_gain` the score;
    `coverage` C; `precision` of the documents listed this turn, the share that states a wanted fact; `wasted` 1 for an
    opened part that shows no new fact. Potential: C. Not judged (None) where the set names no evidence. Each fact pays
    once, so repeating, rewording and reopening earn nothing, and an episode's gains sum to its final coverage.
    """

    bounds = (0.0, 1.0)

    def __call__(self, t: Transition[Any, Any], /) -> Verdict:
        """The verdict on one turn."""
        before, after = shown(t.before), shown(t.after)
        parts = _ZERO.copy()
        if before is None or after is None:
            return Verdict(None, Label.PENDING, NO_EVIDENCE, parts)
        parts["recall"], parts["coverage"] = after.recall, after.coverage
        phi = (before.coverage, after.coverage)
        if isinstance(t.action, Rejected):
            return Verdict(0.0, Label.NEUTRAL, "The text was no legal action, so it showed nothing.", parts, phi)
        if reason := failure(t):
            return Verdict(None, Label.NEUTRAL, f"Not measured: {reason}.", parts, phi, measured=False)
        gain = after.coverage - before.coverage
        parts["recall_gain"], parts["coverage_gain"] = after.recall - before.recall, gain
        event = t.events[0] if t.events else None
        if isinstance(event, Searched):
            parts["precision"] = _precision(t.after, event)
        elif isinstance(event, Opened):
            parts["wasted"] = float(not event.facts)
        count = t.after.task.plan.wanted.bit_count()
        reason = f"{round(after.coverage * count)} of {count} facts are known, {round(before.coverage * count)} were."
        label = Label.PROGRESS if gain > 0 else Label.NEUTRAL
        return Verdict(gain, label, reason, parts, phi, feedback="New evidence." if gain > 0 else "No new evidence.")


def _precision(state: State, event: Searched) -> float:
    listed = {number for row in event.listed for number in row}
    if not listed:
        return 0.0
    plan, facts = state.task.plan, state.task.question.facts or ()
    gold = {doc for fact, own in enumerate(facts) if plan is not None and plan.wanted >> fact & 1 for doc in own.docs}
    return sum(state.documents[number - 1] in gold for number in listed) / len(listed)
