"""How far from done: the fewest turns in which an informed searcher sees all facts and answers.

Informed is who knows the plan's queries. A query can be made once the facts whose values it holds are known, so a
chain takes a search a link. The number is exact for the plan's queries over this search engine's ranking; a query that
is not in the plan may be luckier, and then the number falls by more than one. Budgets for documents and tokens are not
planned for.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

from .answers import accepted
from .state import Action, Answer, More, Open, Plan, Search, State

__all__ = ["best_actions", "from_the_start", "known", "missing", "remaining", "sufficient"]

_FAR = 1 << 20


def known(plan: Plan, facts: int) -> int:
    """Of the facts that were shown, those whose whole chain was shown: a lucky find counts once its chain is closed."""
    return _closed(plan.needs, plan.wanted, facts) & facts


def missing(state: State) -> int:
    """The facts that are wanted and were not shown; 0 where the set has no gold evidence."""
    plan = state.task.plan
    return 0 if plan is None else plan.wanted & ~state.facts


def sufficient(state: State) -> bool:
    """Whether all that is wanted was shown: from here on searching is waste, and before it an answer is a guess."""
    return not missing(state)


def remaining(state: State) -> int | None:
    """The fewest turns to the end, the answer included; 0 after it, None where the set has no gold evidence."""
    plan = state.task.plan
    if plan is None:
        return None
    if state.answer is not None:
        return 0
    if not plan.wanted & ~state.facts:
        return 1
    opens, listed = _listed(state, plan)
    best = _turns(plan, opens, state.facts & plan.wanted, listed)
    for pages, shown, further in _pending(state, plan, listed):
        best = min(best, pages + _turns(plan, opens, shown, further))
    return best + 1


def from_the_start(plan: Plan) -> int:
    """The fewest turns of a whole episode, the answer included."""
    return _turns(plan, (0,) * len(plan.opens), 0, 0) + 1


def best_actions(state: State) -> tuple[Action, ...]:
    """The actions that begin a shortest way to the end; empty where the set has no gold evidence, and after the end."""
    plan, question = state.task.plan, state.task.question
    if plan is None or state.answer is not None:
        return ()
    if not plan.wanted & ~state.facts:
        return tuple([Answer(_short(answer)) for answer in accepted(question) if answer.strip()])
    found: list[tuple[int, Action]] = []
    opens, listed = _listed(state, plan)
    shown = state.facts & plan.wanted
    for cost, after, further, routes in _searches(plan, shown, listed):
        action = Search(tuple([state.task.routes[route] for route in routes]))
        found.append((cost + _turns(plan, opens, after, further), action))
    for pages, after, further in _pending(state, plan, listed):
        found.append((pages + _turns(plan, opens, after, further), More()))
    for cost, after, fact in _opens(plan, opens, shown, listed):
        if (opening := _opening(state, plan, fact)) is not None:
            found.append((cost + _turns(plan, opens, after, listed), opening))
    least = min([cost for cost, _ in found], default=_FAR)
    return tuple(dict.fromkeys([action for cost, action in found if cost == least < _FAR]))


@lru_cache(maxsize=65_536)
def _closed(needs: tuple[int, ...], wanted: int, facts: int) -> int:
    """The facts that are known: shown, or beyond this search engine's reach, with all they need known too."""
    granted, found = facts | ~wanted, 0
    for _ in needs:
        before = found
        for place, need in enumerate(needs):
            if granted >> place & 1 and not need & ~found:
                found |= 1 << place
        if found == before:
            break
    return found


@lru_cache(maxsize=65_536)
def _turns(plan: Plan, opens: tuple[int, ...], shown: int, listed: int) -> int:
    """The fewest turns until all wanted facts are shown.

    Args:
        plan: the plan.
        opens: by fact, how many parts are left to open where its page is listed already, else 0.
        shown: wanted facts that were shown.
        listed: further ones whose page is listed, so that it only has to be opened.
    """
    if not plan.wanted & ~shown:
        return 0
    best = _FAR
    for cost, after, further, _ in _searches(plan, shown, listed):
        if cost < best:
            best = min(best, cost + _turns(plan, opens, after, further))
    for cost, after, _ in _opens(plan, opens, shown, listed):
        if cost < best:
            best = min(best, cost + _turns(plan, opens, after, listed))
    return best


@lru_cache(maxsize=65_536)
def _searches(plan: Plan, shown: int, listed: int) -> tuple[tuple[int, int, int, tuple[int, ...]], ...]:
    """Searches worth making: (turns with their further pages, facts shown then, pages listed then, routes)."""
    have = _closed(plan.needs, plan.wanted, shown)
    routes = [route for route, needs in enumerate(plan.route_needs) if not needs & ~have]
    lacking = plan.wanted & ~shown & ~listed
    pages = sorted({(rank - 1) // plan.results for route in routes for fact, rank in enumerate(plan.ranks[route])
                    if rank and lacking >> fact & 1})  # fmt: skip
    found = []
    for page in pages:
        gains = [(route, _within(plan, plan.ranks[route], page) & lacking) for route in routes]
        for gain, chosen in _batches([(route, gain) for route, gain in gains if gain], plan.batch):
            at_once = _at_once(plan, gain)
            found.append((page + 1, shown | at_once, listed | (gain & ~at_once), chosen))
    return tuple(found)


def _batches(useful: list[tuple[int, int]], size: int) -> list[tuple[int, tuple[int, ...]]]:
    """Of the searches with up to `size` queries those that no other outdoes, each with as few queries as will do."""
    best: dict[int, tuple[int, ...]] = {}
    for count in range(1, min(size, len(useful)) + 1):
        for chosen in combinations(useful, count):
            gain = 0
            for _, own in chosen:
                gain |= own
            best.setdefault(gain, tuple([route for route, _ in chosen]))
    return [
        (gain, routes) for gain, routes in best.items() if not any(gain & ~more == 0 and gain != more for more in best)
    ]


def _within(plan: Plan, ranks: tuple[int, ...], page: int) -> int:
    """The facts whose page is among the results up to a page of them."""
    last, found = (page + 1) * plan.results, 0
    for fact, rank in enumerate(ranks):
        if 0 < rank <= last:
            found |= 1 << fact
    return found


def _at_once(plan: Plan, facts: int) -> int:
    """Those of the facts that stand in the first part of their page."""
    found = 0
    for fact, bits in enumerate(plan.opens):
        if facts >> fact & 1 and not bits:
            found |= 1 << fact
    return found


def _opens(plan: Plan, opens: tuple[int, ...], shown: int, listed: int) -> list[tuple[int, int, int]]:
    """Pages worth opening: (turns, facts shown then, fact)."""
    found = []
    for fact in range(len(plan.opens)):
        if listed >> fact & 1 and not shown >> fact & 1:
            cost = opens[fact] or max(1, plan.opens[fact].bit_count())
            found.append((cost, shown | 1 << fact, fact))
    return found


def _listed(state: State, plan: Plan) -> tuple[tuple[int, ...], int]:
    """By fact, the parts left to open where a page that states it is listed; and those facts as bits."""
    lacking = plan.wanted & ~state.facts
    opens, listed = [0] * len(plan.opens), 0
    for place, fact in enumerate(state.task.question.facts or ()):
        if lacking >> place & 1:
            left = [plan.opens[place] & ~state.parts[state.documents.index(doc)]
                    for doc in fact.docs if doc in state.documents]  # fmt: skip
            if left := [bits for bits in left if bits]:
                opens[place] = min(map(int.bit_count, left))
                listed |= 1 << place
    return tuple(opens), listed


def _pending(state: State, plan: Plan, listed: int) -> list[tuple[int, int, int]]:
    """What `more` of the last search brings: (turns, facts shown then, pages listed then)."""
    if not state.searches:
        return []
    last = state.searches[-1]
    shown = state.facts & plan.wanted
    lacking = plan.wanted & ~shown & ~listed
    pages = {(rank - 1) // plan.results for fact, rank in enumerate(last.ranks) if rank and lacking >> fact & 1}
    found = []
    for page in sorted(pages):
        if page > last.page:
            gain = _within(plan, last.ranks, page) & lacking
            at_once = _at_once(plan, gain)
            found.append((page - last.page, shown | at_once, listed | (gain & ~at_once)))
    return found


def _opening(state: State, plan: Plan, fact: int) -> Open | None:
    """The next part to open for a fact whose page is listed."""
    for doc in (state.task.question.facts or ())[fact].docs:
        if doc in state.documents:
            number = state.documents.index(doc)
            left = plan.opens[fact] & ~state.parts[number]
            if left:
                return Open(number + 1, (left & -left).bit_length())
    return None


def _short(answer: str) -> str:
    return " ".join(answer.split()[:32])
