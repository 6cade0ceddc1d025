"""Rewards of purchases, the exact optimum of options, and verdicts of turns in the web shop."""

import itertools
import random
from dataclasses import replace
from typing import Any

import gymnasium as gym
import pytest

import turnwise  # noqa: F401 - registers the ids
from turnwise.envs.core import Stream
from turnwise.envs.web_shop import Catalogue, Click, Goal, Product, Search, State, Task, WebShop, open_catalogue
from turnwise.envs.web_shop.appraisal import Rule, appraise
from turnwise.envs.web_shop.choices import best_purchases
from turnwise.envs.web_shop.matching import alike, token_set_ratio
from turnwise.envs.web_shop.optimum import outlook
from turnwise.envs.web_shop.worth import purchase_worth
from turnwise.verifiers import Label
from turnwise.verifiers.web_shop import (
    SCORING,
    WEBSHOP_RULE,
    OptionState,
    WebShopOracle,
    insight,
    purchase_reward,
    standing,
    strict_reward,
    webshop_reward,
)
from turnwise.wrappers import scorer_of

SHIRT = Product(
    asin="B000000001",
    title="Linen Shirt",
    description="A shirt for warm days.",
    bullets=("Machine wash.", "Long sleeve."),
    attributes=("machine wash", "long sleeve"),
    options=(("color", ("light blue", "dark blue", "tan", "standard")), ("size", ("large", "x-large", "8", "8 wide"))),
    surcharges=((0.0, 0.0, 0.0, 0.0), (0.0, 30.0, 0.0, 0.0)),
    pricing=(25.0,),
    price_tag="$25.0",
    price=25.0,
    query="shirts",
    category="fashion",
    product_category="Clothing \u203a Tops \u203a Shirts",
    image="",
)
PACK = replace(SHIRT, options=(("pack", ("pack of 1", "pack of 2")),), surcharges=((0.0, 0.0),))
DESK = replace(SHIRT, title="Linen Shirt Desk", query="desks", product_category="Clothing \u203a Tops \u203a Desks")
WANTED = Goal(
    SHIRT.asin, "fashion", "shirts", SHIRT.title, SHIRT.product_category, "a shirt", ("machine wash",), 40.0, ()
)

LEAKS = {
    "x-large for large": (SHIRT, ("large",), (("size", "x-large"),)),
    "large for x-large": (SHIRT, ("x-large",), (("size", "large"),)),
    "light blue for dark blue": (SHIRT, ("dark blue",), (("color", "light blue"),)),
    "8 for 8 wide": (SHIRT, ("8 wide",), (("size", "8"),)),
    "pack of 1 for pack of 2": (PACK, ("pack of 2",), (("pack", "pack of 1"),)),
    "standard for tan": (SHIRT, ("tan",), (("color", "standard"),)),
    "a value named as the option": (
        replace(SHIRT, options=(("color", ("size", "red")),), surcharges=((0.0, 0.0),)),
        (("size", "huge"),),
        (("color", "size"),),
    ),
    "one value for two wishes": (SHIRT, ("light blue", "dark blue"), (("color", "dark blue"),)),
    "the surcharge of an option": (SHIRT, ("x-large",), (("size", "x-large"),)),
    "another kind with a shared title": (DESK, (), ()),
    "an attribute across two bullets": (
        replace(SHIRT, attributes=(), bullets=("A big machine", "wash by hand")),
        (),
        (),
    ),
    "an attribute inside a word": (
        replace(SHIRT, attributes=(), bullets=("Turing machine washable",)),
        (),
        (),
    ),
}


@pytest.mark.parametrize("name", LEAKS)
def test_a_leak_earns_full_marks_by_webshops_rule_and_not_by_the_strict_one(name: str) -> None:
    product, options, chosen = LEAKS[name]
    goal = replace(WANTED, options=options)
    assert webshop_reward(goal, product, dict(chosen), product.price)[0] == 1.0
    assert purchase_reward(goal, product, chosen, "webshop")[0] == 1.0
    assert strict_reward(goal, product, dict(chosen))[0] < 1.0


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        ((), ()),
        (("large", "dark blue"), (("size", "large"), ("color", "dark blue"))),
        ((("size", "Large"), ("color", "TAN")), (("size", "large"), ("color", "tan"))),
        (("large",), (("size", "large"), ("color", "standard"))),
    ],
)
def test_the_right_purchase_earns_full_marks_by_the_strict_rule(options: Any, chosen: Any) -> None:
    reward, parts = strict_reward(replace(WANTED, options=options), SHIRT, dict(chosen))
    assert reward == 1.0
    assert parts["r_price"]


def test_case_slashes_and_blanks_do_not_matter_strictly() -> None:
    product = replace(SHIRT, options=(("color", ("black | white",)),), surcharges=((0.0,),))
    goal = replace(WANTED, options=("Black/White",))
    assert strict_reward(goal, product, {"color": "black | white"})[0] == 1.0


def test_the_fuzzy_ratio_is_thefuzz_ratio() -> None:
    """Values of thefuzz 0.19.0 on difflib."""
    assert token_set_ratio("grey", "grey | white") == 100
    assert token_set_ratio("fuzzy was a bear", "fuzzy fuzzy was a bear") == 100
    assert token_set_ratio("machine washable", "machine wash") == 86
    assert token_set_ratio("", "x") == 0
    assert token_set_ratio(("size", "large"), "large") == 100


def test_the_quick_decision_is_that_of_the_ratio() -> None:
    rng = random.Random(0)
    words = [
        "wash",
        "washable",
        "machine",
        "machines",
        "sleeve",
        "sleeves",
        "cotton",
        "cottn",
        "8",
        "\u00e9t\u00e9",
    ]
    for _ in range(3000):
        one, two = (" ".join(rng.choices(words, k=rng.randint(0, 4))) for _ in range(2))
        assert alike(one, two) == (token_set_ratio(one, two) > 85), (one, two)


@pytest.fixture(scope="module")
def shop() -> Catalogue:
    return open_catalogue(products=200)


def _brute(goal: Goal, product: Product, rule: Rule, clicks: int, held: dict[str, str]) -> float:
    """The best of every combination with at most so many changes."""
    names = [name for name, _ in product.options]
    best = -1.0
    for values in itertools.product(*[(held.get(name), *group) for name, group in product.options]):
        chosen = tuple((name, value) for name, value in zip(names, values, strict=True) if value is not None)
        if sum(dict(chosen).get(name) != held.get(name) for name in names) <= clicks:
            best = max(best, purchase_worth(appraise(goal, product, rule), product, chosen))
    return best


@pytest.mark.parametrize("rule", ["strict", "webshop"])
def test_the_optimum_by_masks_is_that_of_brute_force(rule: Any, shop: Catalogue) -> None:
    rng = random.Random(1)
    for _ in range(150):
        kind: Any = rng.choice(["human", "synthetic"])
        goal = shop.goal(kind, rng.randrange(400))
        family = shop.number(goal.asin) // 4 * 4
        product = shop.at(rng.choice([family, family + 1, family + 2, family + 3, rng.randrange(200)]))
        held = {name: rng.choice(values) for name, values in product.options if rng.random() < 0.4}
        ways = best_purchases(appraise(goal, product, rule), product, tuple(held.items()))
        for clicks in range(len(product.options) + 1):
            expected = _brute(goal, product, rule, clicks, held)
            assert ways[min(clicks, len(ways) - 1)] == pytest.approx(expected, abs=1e-12), (goal, product, held, clicks)


@pytest.mark.parametrize("clicks", [0, 1, 2])
def test_the_best_of_the_catalogue_by_bounds_is_that_of_looking_at_all(clicks: int, shop: Catalogue) -> None:
    for place in range(0, 300, 7):
        goal = shop.goal("human", place)
        view = outlook(Task(shop.key, (goal,), 0), "strict", "rule")
        every = [view.fresh(number) for number in range(len(shop))]
        rewards = [ways[min(clicks, len(ways) - 1)] for ways in every]
        found = view.best(clicks)
        assert found.exact
        assert found.value == max(rewards)
        best = {number for number, reward in enumerate(rewards) if reward >= found.value - 1e-12}
        needed = [next(n for n, reward in enumerate(every[number]) if reward >= found.value - 1e-12) for number in best]
        winners = list(view.winners(clicks))
        assert {number for _, number in winners} == best
        assert [count for count, _ in winners] == sorted(needed)
        if clicks >= len(goal.options):
            assert {number for number in range(len(shop)) if view.wins(number) is not None} == best


def test_the_distance_is_that_of_a_search_through_all_actions(shop: Catalogue) -> None:
    """Breadth-first over every click from the product's page of results on."""
    game = WebShop(shop)
    for place in (2, 5, 11):
        goal = shop.goal("human", place)
        state = game.start(Task(shop.key, (goal,), 0, instruction=goal.instruction))
        state, _ = game.apply(state, Search(goal.name.lower()), Stream(0, "test"))
        best = standing(state).value
        frontier, seen, distance = [state], set(), 0
        while not any(game.is_over(each) and standing(each).value >= best - 1e-12 for each in frontier):
            following = []
            for each in frontier:
                if game.is_over(each):
                    continue
                for action in game.legal(each):
                    after, _ = game.apply(each, action, Stream(0, "test"))
                    look = after._replace(turn=0, seen=(), opened=(), visited=())
                    if type(action) is Click and look not in seen:
                        seen.add(look)
                        following.append(after)
            frontier, distance = following, distance + 1
        assert standing(state).distance == distance


def _play(env: Any, texts: list[str]) -> list[Any]:
    return [env.step(text)[4]["reward"] for text in texts]


@pytest.fixture
def env() -> Any:
    made = gym.make("turnwise/WebShop-v0", products=40)
    made.reset(seed=0, options={"goal": 3})
    return made


def test_each_turn_is_judged_by_the_best_purchase_that_is_left(env: Any) -> None:
    table = [
        ("search[loafers]", Label.NEUTRAL, 0.0),
        ("click[nothing of the kind]", Label.REJECTED, -1.0),
        ("", Label.REJECTED, -1.0),
        ("think[hm]", Label.NEUTRAL, 0.0),
        ("click[back to search]", Label.OPTIMAL, 1.0),
        ("search[dunwick power bank]", Label.OPTIMAL, 1.0),
        ("click[g085432098]", Label.OPTIMAL, 1.0),
        ("click[description]", Label.NEUTRAL, 0.0),
        ("click[< prev]", Label.OPTIMAL, 1.0),
        ("click[buy now]", Label.SOLVED, 1.0),
    ]
    for text, label, score in table:
        verdict = env.step(text)[4]["reward"].verdicts["progress"]
        assert (verdict.label, verdict.score) == (label, score), (text, verdict.reason)


def test_buying_something_worse_is_a_setback_of_what_it_gave_away(env: Any) -> None:
    opened = env.step("search[loafers]")[4]["legal"][1]
    *_, last = _play(env, [opened, "click[buy now]"])
    verdict = last.verdicts["progress"]
    assert verdict.label is Label.SETBACK
    assert verdict.components["regret"] == pytest.approx(1.0 - verdict.components["value"])
    assert verdict.score == -verdict.components["regret"]


@pytest.mark.parametrize("seed", range(6))
def test_the_changes_of_what_is_achievable_sum_to_the_final_reward(seed: int) -> None:
    env: Any = gym.make("turnwise/WebShop-v0", products=200, scale="achievable", goals="synthetic")
    for index in range(8):
        _, info = env.reset(seed=seed, options={"index": index})
        rng, total, done = random.Random(seed), 0.0, False
        while not done:
            state = env.unwrapped.episode.state
            best = SCORING.oracle.actions(state).actions if SCORING.oracle is not None else ()
            text = rng.choice(info["legal"])
            if best and rng.random() < 0.6:
                text = env.unwrapped.game.format(best[0])
            _, reward, terminated, truncated, info = env.step(text)
            total += reward
            done = terminated or truncated
        state = env.unwrapped.episode.state
        final = standing(state).value if terminated else 0.0
        assert total == pytest.approx(final, abs=1e-9)


@pytest.mark.parametrize("rule", ["strict", "webshop"])
@pytest.mark.parametrize("mode", ["friendly", "compat"])
def test_the_oracle_player_reaches_the_reachable_maximum(rule: Any, mode: Any) -> None:
    oracle = WebShopOracle(rule)
    env: Any = gym.make("turnwise/WebShop-v0", products=200, rule=rule, mode=mode, goals="synthetic")
    for index in range(25):
        env.reset(seed=index, options={"index": index})
        best, terminated = standing(env.unwrapped.episode.state, rule).value, False
        while not terminated:
            action = oracle.actions(env.unwrapped.episode.state).actions[0]
            *_, terminated, truncated, _ = env.step(env.unwrapped.game.format(action))
            assert not truncated
        assert standing(env.unwrapped.episode.state, rule).value == pytest.approx(best)


def test_with_few_turns_left_the_best_is_what_can_still_be_bought() -> None:
    env: Any = gym.make("turnwise/WebShop-v0", products=40, max_turns=4)
    env.reset(seed=0, options={"goal": 3})
    assert standing(env.unwrapped.episode.state).value == 1.0
    for text, value in (("search[loafers]", None), ("", None), ("", 0.0)):
        env.step(text)
        if value is not None:
            assert standing(env.unwrapped.episode.state).value == value


def test_published_schemes_pay_as_published() -> None:
    terms = {"agentboard": 1.0, "spa": 1.0, "webshop": 1.0}
    env: Any = gym.make("turnwise/WebShop-v0", products=40, terms=terms)
    env.reset(seed=0, options={"goal": 3})
    records = _play(env, ["search[dunwick power bank]", "click[g085432098]", "click[buy now]"])
    assert sum(record.terms["agentboard"] for record in records) == pytest.approx(1.0)
    assert [record.terms["spa"] for record in records] == pytest.approx([1.0, 1.0, 1.0])
    assert [record.terms["webshop"] for record in records] == [0.0, 0.0, 1.0]


def test_the_rule_decides_the_reward() -> None:
    strict, loose = (
        scorer_of(gym.make("turnwise/WebShop-v0")),
        scorer_of(gym.make("turnwise/WebShop-v0", rule="webshop")),
    )
    assert strict.terms["outcome"].verifier != loose.terms["outcome"].verifier
    assert loose.terms["outcome"].verifier == WEBSHOP_RULE.terms["outcome"].verifier


def test_a_standing_needs_nothing_but_the_state(shop: Catalogue) -> None:
    goal = shop.goal("human", 0)
    state = State(Task(shop.key, (goal,), 15, instruction=goal.instruction))
    assert standing(state) == standing(state._replace())


def test_an_insight_names_all_that_is_known_about_a_moment() -> None:
    env: Any = gym.make("turnwise/WebShop-v0", products=40)
    env.reset(seed=0, options={"goal": 0})
    goal = env.unwrapped.episode.state.task.goals[0]
    start = insight(env.unwrapped.episode.state)
    assert (start.from_product, start.from_hits, start.rank, start.from_catalogue, start.in_time) == (0, 0, 0, 1, 1)
    env.step(f"search[{goal.name}]")
    listed = insight(env.unwrapped.episode.state)
    assert (listed.from_page, listed.from_hits, listed.distance) == (1.0, 1.0, start.distance - 1)
    assert 1 <= listed.rank <= 10
    assert listed.full_marks_listed >= 1
    env.step(f"click[{goal.asin}]")
    opened = insight(env.unwrapped.episode.state)
    assert dict(opened.options) == {"color": OptionState.OPEN, "width": OptionState.OPEN}
    assert (opened.attributes, opened.attributes_seen, opened.r_type, opened.from_product) == (1.0, 1.0, 1.0, 1.0)
    assert opened.buying_now == pytest.approx(1.0 - opened.regret_of_buying_now)
    assert opened.price_margin > 0
    env.step(f"click[{goal.options[0]}]")
    assert OptionState.RIGHT in dict(insight(env.unwrapped.episode.state).options).values()


@pytest.mark.parametrize("rule", ["strict", "webshop"])
def test_insights_agree_with_brute_force_all_along_random_visits(rule: Any, shop: Catalogue) -> None:
    env: Any = gym.make("turnwise/WebShop-v0", catalogue=shop, goals="synthetic", rule=rule)
    rng = random.Random(4)
    for index in range(6):
        _, info = env.reset(seed=index, options={"index": index})
        done = False
        while not done:
            _, _, terminated, truncated, info = env.step(rng.choice(info["legal"]))
            done = terminated or truncated
            state = env.unwrapped.episode.state
            if state.page.value == "item":
                known, goal, product = insight(state, rule), state.task.goals[0], shop.product(state.asin)
                bought = purchase_reward(goal, product, state.chosen, rule)[0]
                best = _brute(goal, product, rule, len(product.options), dict(state.chosen))
                assert known.buying_now == pytest.approx(bought, abs=1e-12)
                assert known.from_product == pytest.approx(best, abs=1e-12)
