"""The distance against exhaustive play of the real environment, and chains, lucky finds and further parts by hand."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest

from turnwise.envs.core import Stream
from turnwise.envs.search_qa import DataSet, SearchQA, SearchQAEnv, State
from turnwise.envs.search_qa.solver import best_actions, known, remaining, sufficient
from turnwise.envs.search_qa.state import Action, Answer, More, Open, Search

from .small_set import CHAIN

Make = Callable[..., SearchQAEnv]


def moves(game: SearchQA, state: State) -> list[Action]:
    """All an informed searcher could do: every set of routes whose needs are known, more, every part."""
    plan = state.task.plan
    assert plan is not None
    have = known(plan, state.facts)
    usable = [i for i, needs in enumerate(plan.route_needs) if not needs & ~have]
    found: list[Action] = [
        Search(tuple(state.task.routes[i] for i in chosen))
        for count in range(1, plan.batch + 1)
        for chosen in combinations(usable, count)
    ]
    if state.searches and (state.searches[-1].page + 1) * game.results < game.depth:
        found.append(More())
    gold = {doc for fact in state.task.question.facts or () for doc in fact.docs}
    for number, doc in enumerate(state.documents, 1):
        if doc in gold:
            found += [
                Open(number, part) for part in range(1, len(game.library.parts(game.library.page(state, number))) + 1)
            ]
    return found


def exhaustive(game: SearchQA, state: State, limit: int) -> int:
    """The fewest turns to all facts by breadth-first play, and the answer."""
    frontier = [state]
    for turns in range(limit):
        if any(sufficient(one) for one in frontier):
            return turns + 1
        seen: dict[object, State] = {}
        for one in frontier:
            for action in moves(game, one):
                after, _ = game.apply(one, action, Stream(0))
                last = after.searches[-1] if after.searches else None
                seen.setdefault((after.facts, after.documents, after.parts, last and (last.queries, last.page)), after)
        frontier = list(seen.values())
    raise AssertionError(f"nothing within {limit} turns")


@pytest.mark.parametrize(
    "options", [{"results": 5}, {"results": 2}, {"results": 1, "batch": 2, "part_words": 12}], ids=str
)
def test_the_distance_is_that_of_exhaustive_play(options: dict[str, int]) -> None:
    env = SearchQAEnv(pages=300, world_seed=3, **options)  # type: ignore[arg-type]
    compared = 0
    for index in range(40):
        env.reset(options={"question": f"train/{index}"})
        state = env.episode.state
        if len(state.task.question.facts or ()) > 3 or (remaining(state) or 0) > 5:
            continue
        assert exhaustive(env.game, state, 6) == remaining(state), index  # type: ignore[arg-type]
        compared += 1
    assert compared >= 12


def test_each_best_action_leaves_one_turn_less() -> None:
    env = SearchQAEnv(results=3)
    game = env.game
    for split in ("train", "hops", "shape"):
        for index in range(12):
            env.reset(options={"split": split, "index": index})
            state = env.episode.state
            while not sufficient(state):
                left, best = remaining(state), best_actions(state)
                assert best
                assert left is not None
                for action in best:
                    after, _ = game.apply(state, action, Stream(0))
                    assert (remaining(after) or 0) <= left - 1
                state, _ = game.apply(state, best[-1], Stream(0))
            assert isinstance(best_actions(state)[0], Answer)


def test_a_chain_is_known_link_by_link(make: Make) -> None:
    plan = make().episode.state.task.plan
    assert plan is not None
    assert [known(plan, facts) for facts in (0b000, 0b001, 0b010, 0b011, 0b100, 0b101, 0b111)] == [
        0b000, 0b001, 0b000, 0b011, 0b000, 0b001, 0b111,
    ]  # fmt: skip


def test_a_part_further_down_costs_a_turn_of_its_own(make: Make) -> None:
    state = make(results=4).episode.state
    assert state.task.plan is not None
    assert state.task.plan.opens == (0, 0, 0b100)
    whole = remaining(state)
    assert remaining(make(results=4, part_words=200).episode.state) == (whole or 0) - 1


def test_facts_that_no_query_brings_up_are_nobodys_fault(small_set: DataSet) -> None:
    assert CHAIN.facts is not None
    gone = replace(CHAIN, facts=(replace(CHAIN.facts[0], docs=()), *CHAIN.facts[1:]))
    env = SearchQAEnv(data=replace(small_set, questions=(gone,)))
    env.reset(options={"index": 0})
    plan = env.episode.state.task.plan
    assert plan is not None
    assert plan.wanted == 0b110
    assert known(plan, 0b010) == 0b010, "what can't be found is granted"


def test_without_gold_evidence_there_is_no_distance(make: Make) -> None:
    state = make(question="bare").episode.state
    assert remaining(state) is None
    assert best_actions(state) == ()
