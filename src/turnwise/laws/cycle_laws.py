"""Laws: no way round that comes back to where it began and was paid for."""

from __future__ import annotations

from collections import deque
from typing import Any

from ..envs.core.episode import Episode, Limits, advance
from ..envs.core.rng import Stream
from ..verifiers import Kind
from .law import LawBroken
from .subject import Subject

__all__ = ["no_positive_cycle"]

TOLERANCE = 1e-9
STATES = 60
"""States that are expanded, from each of a few starts."""
ACTIONS = 10
"""Actions tried in each of them."""
WALK = 40
"""Turns of a random walk."""
LAPS = 3
"""How often a way round is repeated."""

_FOREVER = Limits(None, None)
_Edge = tuple[Any, Any, float, str]


def no_positive_cycle(subject: Subject) -> None:
    """Coming back to a state never pays: neither in any cycle of the states explored, nor by going round again.

    What counts is the process reward: all terms but the outcome. States are compared whole; where a state
    remembers its history, ways that come back to the same public key are repeated, and the last lap must pay nothing.
    """
    for run in subject.runs("mixed", tasks=subject.some(3, 1)):
        for turn in sorted({0, len(run.steps) // 2}):
            if run.snapshots[turn].end is None:
                edges = _explored(subject, run.snapshots[turn])
                if found := _positive_cycle(edges):
                    raise LawBroken(f"{run.at(turn)}: expected no cycle that pays, got {found}")
        for number in range(subject.some(2, 1)):
            _laps_pay_nothing(
                subject, run.snapshots[0], run.at(), Stream(subject.seed, "law", "walk", run.index, number)
            )


def _step(subject: Subject, episode: Episode[Any, Any], text: str) -> tuple[Episode[Any, Any], float]:
    """The episode one turn later, and the process reward of that turn."""
    after = advance(subject.game, episode, text, _FOREVER)
    terms = subject.scorer(after.turns[-1].transition).terms
    kinds = {name: term.kind for name, term in subject.scorer.terms.items()}
    return after, sum(value for name, value in terms.items() if kinds[name] is not Kind.OUTCOME)


def _texts(subject: Subject, state: Any, rng: Stream) -> list[str]:
    legal = [subject.game.format(action) for action in subject.game.legal(state)]
    return [*rng.sample(legal, min(subject.some(ACTIONS, 2), len(legal))), "nothing in particular"]


def _explored(subject: Subject, start: Episode[Any, Any]) -> list[_Edge]:
    """The moves around a moment, as (state, next state, process reward, text)."""
    edges: list[_Edge] = []
    waiting, seen = deque([start.state]), {start.state}
    for number in range(subject.some(STATES, 6)):
        if not waiting:
            break
        state = waiting.popleft()
        for text in _texts(subject, state, Stream(subject.seed, "law", "explore", number)):
            moment = start._replace(state=state, turns=(), end=None)
            after, gain = _step(subject, moment, text)
            if after.end is None:
                edges.append((state, after.state, gain, text))
                if after.state not in seen:
                    seen.add(after.state)
                    waiting.append(after.state)
    return edges


def _positive_cycle(edges: list[_Edge]) -> str:
    """The texts of a cycle with a positive sum, empty if there is none (Bellman and Ford's relaxation)."""
    best: dict[Any, float] = {}
    via: dict[Any, _Edge] = {}
    for before, after, _, _ in edges:
        best[before] = best[after] = 0.0
    moved = None
    for _ in range(len(best) + 1):
        moved = None
        for edge in edges:
            before, after, gain, _ = edge
            if best[before] + gain > best[after] + TOLERANCE:
                best[after], via[after], moved = best[before] + gain, edge, after
        if moved is None:
            return ""
    for _ in range(len(best)):  # walk back far enough to be on the cycle for certain
        moved = via[moved][0]
    cycle, place = [via[moved]], via[moved][0]
    while place != moved:
        cycle.append(via[place])
        place = via[place][0]
    total = sum(gain for _, _, gain, _ in cycle)
    return f"{total} for the texts {[text for _, _, _, text in reversed(cycle)]}, which lead back to the same state"


def _laps_pay_nothing(subject: Subject, start: Episode[Any, Any], where: str, rng: Stream) -> None:
    """Walks at random; where the public key comes back, goes round again and looks at what the last lap paid."""
    game, episode = subject.game, start
    places, moments, texts = {game.key(start.state): 0}, [start], list[str]()
    for turn in range(1, subject.some(WALK, 12)):
        legal = game.legal(episode.state)
        texts.append(game.format(rng.choice(legal)) if legal else "nothing in particular")
        episode, _ = _step(subject, episode, texts[-1])
        if episode.end is not None:
            return
        moments.append(episode)
        since = places.setdefault(game.key(episode.state), turn)
        if since < turn:
            _goes_round(subject, episode, texts[since:turn], where)
            places[game.key(episode.state)] = turn


def _goes_round(subject: Subject, episode: Episode[Any, Any], texts: list[str], where: str) -> None:
    key, gain = subject.game.key(episode.state), 0.0
    for _ in range(LAPS):
        gain = 0.0
        for text in texts:
            episode, paid = _step(subject, episode, text)
            gain += paid
            if episode.end is not None:
                return
        if subject.game.key(episode.state) != key:
            return
    if gain > TOLERANCE:
        raise LawBroken(f"{where}: expected nothing for going round again, got {gain} for lap {LAPS + 1} of {texts}")
