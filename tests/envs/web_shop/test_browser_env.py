"""`turnwise/WebShopBrowser-v0` beside `turnwise/WebShop-v0`: the same episodes and rewards; failures; pictures."""

import asyncio
import pickle
import threading
from collections.abc import Callable
from typing import Any

import gymnasium as gym
import numpy as np
import pytest

import turnwise
from turnwise.envs.core.errors import UsageError
from turnwise.envs.core.rng import Stream
from turnwise.envs.web_shop.browser.live import HOST, the_site
from turnwise.envs.web_shop.browser.process import stop_all, the_browser
from turnwise.wrappers import PageObservation, make_vec, score_episode, scorer_of

ID = "turnwise/WebShopBrowser-v0"
PRODUCTS = {"products": 300}


pytestmark = pytest.mark.usefixtures("chromium")


def play(env: gym.Env[Any, Any], other: gym.Env[Any, Any], index: int, split: str) -> tuple[float, float]:
    """The returns of one episode in both: the oracle's actions with others in between."""
    options = {"index": index, "split": split}
    _, info = env.reset(seed=index, options=options)
    _, told = other.reset(seed=index, options=options)
    base: Any = other.unwrapped
    oracle = turnwise.verifiers.load_scoring(base.scoring).oracle
    returns, over = [0.0, 0.0], False
    while not over:
        rng = Stream(index, "both", info["turn"])
        best = oracle.actions(base.episode.state).actions
        legal = [text for text in told["legal"] if text != "click[buy now]"] or list(told["legal"])
        text = base.game.format(best[0]) if best and rng.random() < 0.7 else rng.choice((*legal, "hmm", "think[wait]"))
        _, paid, terminated, truncated, info = env.step(text)
        _, expected, *ends, told = other.step(text)
        assert (paid, [terminated, truncated]) == (expected, ends), text
        assert info["privileged"]["state"].shop == told["privileged"]["state"]
        for key in ("rejected", "success", "reward_terms", "task", "turn", "rule", "tagger"):
            assert info[key] == told[key], key
        assert info["legal"][: len(told["legal"])] == told["legal"]
        returns[0] += paid
        returns[1] += expected
        over = terminated or truncated
    return returns[0], returns[1]


@pytest.mark.parametrize("options", [{}, {"goals": "synthetic", "rule": "webshop"}, {"kind": "return"}])
def test_same_goals_same_states_same_rewards(options: dict[str, Any]) -> None:
    env = gym.make(ID, **PRODUCTS, **options)
    other = gym.make("turnwise/WebShop-v0", **PRODUCTS, **options)
    earned = [play(env, other, index, split) for index, split in ((0, "train"), (1, "test"), (2, "hard"))]
    assert all(mine == theirs for mine, theirs in earned)
    assert max(mine for mine, _ in earned) > 0.5
    base: Any = env.unwrapped
    assert (
        score_episode(base.episode, scorer_of(env))[-1].total
        == score_episode(pickle.loads(pickle.dumps(base.episode)), scorer_of(env))[-1].total
    )
    env.close()


@pytest.mark.parametrize("kind", ["browser", "driver", "renderer"])
def test_a_killed_browser_is_not_judged_and_the_environment_goes_on(
    kind: str, kill_browsers: Callable[[str], None]
) -> None:
    env = gym.make(ID, **PRODUCTS)
    env.reset(seed=0)
    env.step("search[headphones]")
    kill_browsers(kind)
    with pytest.warns(UserWarning, match="could not be judged"):
        observation, reward, terminated, truncated, info = env.step("click[next >]")
    assert (reward, terminated, truncated, info["measured"], info["rejected"]) == (0.0, False, False, False, False)
    assert "no fault of yours" in observation
    assert "Not judged, since the page failed" in info["reward"].verdicts["progress"].reason
    observation, _, _, _, info = env.step("click[next >]")
    assert info["measured"]
    assert "Page 2" in observation
    kill_browsers(kind)
    observation, info = env.reset(seed=1)
    assert info["measured"]
    assert "[Search]" in observation
    env.close()
    assert the_site()[0].__len__() == 0


def test_pictures_by_render_and_as_a_dictionary() -> None:
    env = gym.make(ID, render_mode="rgb_array", **PRODUCTS)
    env.reset(seed=0)
    picture: Any = env.render()
    assert (picture.shape, picture.dtype) == ((720, 1280, 3), np.uint8)
    view: Any = PageObservation(env)
    observation, info = view.reset(seed=0)
    assert observation in view.observation_space
    assert np.array_equal(observation["screenshot"], picture)
    observation, *_, info = view.step("click('50')")
    assert observation in view.observation_space
    assert observation["last_action"] == "click('50')"
    assert observation["last_action_error"] == info["last_action_error"] == "There is no element '50' on this page."
    assert observation["url"] == "http://shop.test/"
    assert observation["goal"] in observation["page"]
    assert view.step("focus('1')")[0]["focused_element_bid"] == "1"
    assert "screenshot" not in PageObservation(env, screenshot=False).reset(seed=0)[0]
    view.close()
    with pytest.raises(UsageError, match="WebShopBrowserEnv"):
        PageObservation(gym.make("turnwise/WebShop-v0", **PRODUCTS))


def test_under_asyncio_in_threads_and_in_vectors() -> None:
    async def loop() -> str:
        env = gym.make(ID, **PRODUCTS)
        observation, _ = env.reset(seed=0)
        env.close()
        return observation

    first = asyncio.run(loop())
    assert "[Search]" in first
    shown: dict[int, str] = {}

    def thread(number: int) -> None:
        env = gym.make(ID, **PRODUCTS)
        env.reset(seed=0)
        shown[number] = env.step("search[headphones]")[0]
        env.close()

    threads = [threading.Thread(target=thread, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    assert len(shown) == 8
    assert len(set(shown.values())) == 1
    venv = make_vec(ID, 3, **PRODUCTS)
    observations, _ = venv.reset(seed=[0, 0, 0])
    assert list(observations) == [first] * 3
    observations, *_ = venv.step(("search[headphones]",) * 3)
    assert set(observations) == set(shown.values())
    venv.close()


def test_eight_environments_share_one_browser() -> None:
    envs = [gym.make(ID, **PRODUCTS) for _ in range(8)]
    for number, env in enumerate(envs):
        env.reset(seed=number)
    browser = the_browser(None, HOST, the_site()[1].port)
    assert browser.contexts == 8
    states = [env.step("search[headphones]")[4]["privileged"]["state"] for env in envs]
    assert len({state.shop.task for state in states}) > 1
    for env in envs:
        env.close()


@pytest.mark.slow
def test_many_episodes_leave_nothing_behind(family: Callable[[], dict[int, int]]) -> None:
    env = gym.make(ID, **PRODUCTS)
    sizes = []
    for number in range(80):
        _, info = env.reset(seed=number)
        for turn in range(6):
            *_, terminated, truncated, info = env.step(Stream(number, turn).choice(info["legal"]))
            if terminated or truncated:
                break
        if number in (19, 79):
            sizes.append(sum(family().values()))
    assert the_browser(None, HOST, the_site()[1].port).contexts <= 2  # one is being closed
    assert len(the_site()[0]) == 1
    assert sizes[1] < 1.1 * sizes[0] + 40_000
    processes = set(family())
    assert len(processes) >= 3
    env.close()
    assert len(the_site()[0]) == 0
    stop_all()
    assert not processes & set(family())
