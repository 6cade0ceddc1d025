"""The player that does what pays at once, by the reward's own verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..envs.core.episode import advance
from ..verifiers.scoring import Kind, Term
from ..verifiers.verdict import Verifier
from ..wrappers.reward import RewardRecord, Scorer
from .agent import Exchange, Seat
from .players import FALLBACK

__all__ = ["CANDIDATES", "GreedyAgent"]

CANDIDATES = 128
"""Listed actions that are tried in one turn; of more, this many are drawn at random."""

_EXACT = 1e-12


@dataclass(frozen=True, slots=True)
class GreedyAgent:
    """Tries every listed action on the snapshot and takes the one with the best verdict; the first among equals.

    Compared are the reward terms of the turn without the outcome, then the score of the process verdicts: a
    verdict judges the decision, an outcome may be luck (the opponent's answer, a mine). Where the reward has no
    process term, the whole reward counts. Nothing is committed: the episode is a value.
    """

    seat: Seat

    def act(self, observation: str, info: Mapping[str, Any], history: Sequence[Exchange], /) -> str:
        """The text of the action; `FALLBACK` where none is listed."""
        legal: Sequence[str] = info["legal"]
        if len(legal) > CANDIDATES:
            places = self.seat.stream(len(history)).sample(range(len(legal)), CANDIDATES)
            legal = [legal[place] for place in sorted(places)]
        env, scorer = self.seat.env, self.seat.scorer
        process, others = _process_terms(scorer.terms), _all_but_outcome(scorer.terms)
        ceiling = _ceiling(scorer, process)
        chosen, best = FALLBACK, (float("-inf"), float("-inf"))
        for text in legal:
            after = advance(env.game, env.episode, text, env.limits)
            worth = _worth(scorer(after.turns[-1].transition), process, others)
            if worth[0] > best[0] + _EXACT or (worth[0] > best[0] - _EXACT and worth[1] > best[1] + _EXACT):
                chosen, best = text, worth
                if worth[0] >= ceiling[0] - _EXACT and worth[1] >= ceiling[1] - _EXACT:
                    break  # nothing can be better, and the first among equals is taken
        return chosen


def _worth(record: RewardRecord, process: Sequence[str], others: Sequence[str]) -> tuple[float, float]:
    """(reward of the turn without the outcome, sum of the process verdicts' scores)."""
    if not process:
        return record.total, 0.0
    terms, verdicts = record.terms, record.verdicts
    return sum([terms[name] for name in others]), sum([verdicts[name].score or 0.0 for name in process])


def _ceiling(scorer: Scorer, process: Sequence[str]) -> tuple[float, float]:
    """The most that `_worth` can be."""
    if not process:
        return scorer.spec.high, 0.0
    paid = sum(term.high for term in scorer.spec.terms if term.kind is not Kind.OUTCOME)
    return paid, sum(getattr(scorer.terms[name].verifier, "bounds", (-1.0, 1.0))[1] for name in process)


def _process_terms(terms: Mapping[str, Term]) -> list[str]:
    """One process term for each verifier."""
    seen: dict[str, Verifier] = {}
    for name, term in terms.items():
        if term.kind is Kind.PROCESS and term.verifier not in seen.values():
            seen[name] = term.verifier
    return list(seen)


def _all_but_outcome(terms: Mapping[str, Term]) -> list[str]:
    return [name for name, term in terms.items() if term.kind is not Kind.OUTCOME]
