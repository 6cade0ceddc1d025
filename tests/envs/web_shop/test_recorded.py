"""Equal to what was recorded from the real WebShop: catalogue, goals, search, pages, rewards."""

from collections.abc import Callable
from typing import Any

import gymnasium as gym
import pytest

import turnwise  # noqa: F401 - registers the ids
from turnwise.envs.core import Stream
from turnwise.envs.web_shop import Catalogue, Goal, PageKind, State, Task, WebShop, page
from turnwise.verifiers.web_shop import webshop_reward

Lines = Callable[[str], Any]


def test_the_catalogue_is_what_the_real_loader_makes_of_the_files(recorded: Catalogue, lines: Lines) -> None:
    for number, expected in enumerate(lines("catalogue/processed_products.jsonl.gz")):
        product = recorded.at(number)
        assert {
            "asin": product.asin,
            "Title": product.title,
            "Description": product.description,
            "BulletPoints": list(product.bullets),
            "pricing": list(product.pricing),
            "Price": product.price_tag,
            "options": {name: list(values) for name, values in product.options},
            "Attributes": list(product.attributes),
            "query": product.query,
            "category": product.category,
            "product_category": product.product_category,
            "MainImage": product.image,
            "price": product.price,
        } == expected


def test_the_drawn_prices_are_those_of_the_real_loader(recorded: Catalogue, lines: Lines) -> None:
    expected = lines("catalogue/product_prices.json.gz")
    assert {product.asin: product.price for product in recorded} == expected


@pytest.mark.parametrize("kind", ["human", "synthetic"])
def test_goals_are_in_the_recorded_order_with_the_recorded_prices(kind: Any, recorded: Catalogue, lines: Lines) -> None:
    for index, expected in enumerate(lines(f"cases/{kind}_goal_order.json.gz")):
        goal = recorded.goal(kind, index)
        options: Any = dict(goal.options) if kind == "synthetic" else list(goal.options)
        found = [goal.asin, goal.instruction, goal.price_upper, options, list(goal.attributes), goal.weight]
        assert found == expected


def test_every_search_finds_the_recorded_fifty_in_their_order(recorded: Catalogue, lines: Lines) -> None:
    for case in lines("cases/search_top50.jsonl.gz"):
        found = [recorded.at(number).asin for number in recorded.search(case["query"])]
        assert found == [asin for asin, _ in case["hits"]], case["query"]


def _goal(catalogue: Catalogue, kind: Any, expected: dict[str, Any]) -> Goal:
    for index in range(len(catalogue.goal_table(kind).product)):
        goal = catalogue.goal(kind, index)
        if (goal.asin, goal.instruction) == (expected["asin"], expected["instruction_text"]):
            return goal
    raise AssertionError(f"no such goal: {expected}")


class Replay:
    """Recorded episodes, played here in both text modes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.text = WebShop(catalogue, "compat", "text")
        self.rich = WebShop(catalogue, "compat", "text_rich")

    def score(self, state: State) -> float:
        assert state.sold is not None
        product = self.catalogue.product(state.sold.asin)
        return webshop_reward(state.task.goals[0], product, dict(state.sold.chosen), product.price)[0]

    def check(self, state: State, expected: dict[str, Any]) -> None:
        shown = page(self.catalogue, state, "compat")
        assert self.text.describe(state, None) == expected["text"]
        assert self.rich.describe(state, None) == expected["text_rich"]
        assert shown.search_bar == expected["actions"]["has_search_bar"]
        assert [text[6:-1] for text in shown.clicks()] == expected["actions"]["clickables"]
        assert dict(state.chosen) == expected.get("options", {})


@pytest.mark.parametrize("kind", ["human", "synthetic"])
def test_every_recorded_step_of_the_real_environment_is_equal(kind: Any, recorded: Catalogue, lines: Lines) -> None:
    replay, steps = Replay(recorded), 0
    for episode in lines(f"cases/env_{kind}_goals.jsonl.gz"):
        goal = _goal(recorded, kind, episode["goal"])
        state = replay.text.start(Task(recorded.key, (goal,), 0, instruction=goal.instruction, mode="compat"))
        replay.check(state, episode["reset"])
        for step in episode["steps"]:
            state, _ = replay.text.apply(state, replay.text.parse(step["action"], state), Stream(0, "test"))
            replay.check(state, step)
            over = state.page is PageKind.DONE
            assert over == step["done"]
            assert (replay.score(state) if over else 0.0) == pytest.approx(step["reward"], abs=1e-9)
            steps += 1
    assert steps > 200


def test_every_recorded_reward_is_equal_errors_included(lines: Lines) -> None:
    cases = lines("cases/reward.jsonl")
    for case in cases:
        arguments = (case["goal"], case["product"], case["options"], case["price"])
        expected = case["expected"]
        if "error" in expected:
            with pytest.raises((TypeError, ZeroDivisionError)) as caught:
                webshop_reward(*arguments, nouns=case["nouns"])
            assert caught.type.__name__ == expected["error"], case["id"]
            continue
        reward, parts = webshop_reward(*arguments, nouns=case["nouns"])
        assert reward == pytest.approx(expected["reward"], abs=1e-9), case["id"]
        assert parts == pytest.approx(expected["info"], abs=1e-9), case["id"]
    assert len(cases) == 1000


def test_the_environment_gives_the_recorded_episodes_through_gymnasium(recorded: Catalogue, lines: Lines) -> None:
    env: Any = gym.make(
        "turnwise/WebShop-v0",
        catalogue=recorded,
        goals="synthetic",
        mode="compat",
        observation="text",
        scale="webshop",
        max_turns=None,
    )
    places: dict[tuple[str, str], int] = {}
    for place in range(len(recorded.goal_table("synthetic").product)):
        goal = recorded.goal("synthetic", place)
        places.setdefault((goal.asin, goal.instruction), place)
    for episode in lines("cases/env_synthetic_goals.jsonl.gz"):
        key = (episode["goal"]["asin"], episode["goal"]["instruction_text"])
        observation, _ = env.reset(options={"goal": places[key]})
        assert observation == episode["reset"]["text"]
        for step in episode["steps"]:
            observation, reward, terminated, truncated, _ = env.step(step["action"])
            assert (observation, terminated, truncated) == (step["text"], step["done"], False)
            assert reward == pytest.approx(step["reward"], abs=1e-9)
