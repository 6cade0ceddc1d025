"""The picture of the way in replays: what is known, what can be asked for, and nothing filled in too early."""

from collections.abc import Callable
from typing import Any

from turnwise.envs.search_qa import SearchQAEnv
from turnwise.envs.search_qa.rules import SearchQA

Make = Callable[..., SearchQAEnv]


def scene(env: SearchQAEnv) -> Any:
    game = env.game
    assert isinstance(game, SearchQA)
    return game.scene(env.episode.state)


def test_boxes_are_done_one_after_the_other(make: Make) -> None:
    env = make(results=1)
    assert [part.tone for part in scene(env).parts] == ["plain", "shut", "shut", "plain"]
    assert [part.name for part in scene(env).parts] == [
        "employer of Ada Pike", "who set up (fact 1)", "where (fact 2) came from", "answer",
    ]  # fmt: skip
    assert [(link.start, link.end) for link in scene(env).links] == [(0, 1), (1, 2), (2, 3)]
    env.step("search: set up Brim Works")
    assert [part.tone for part in scene(env).parts] == ["plain", "here", "shut", "plain"]
    assert scene(env).parts[1].lines == ("= Oro Tal", "Brim Works")
    env.step("search: Ada Pike living")
    assert [part.tone for part in scene(env).parts] == ["done", "done", "plain", "plain"]
    env.step("search: Oro Tal bees")
    env.step(f"find: {len(env.episode.state.documents)} Marle")
    env.step("answer: Marle")
    assert [part.tone for part in scene(env).parts] == ["done"] * 4
    assert scene(env).parts[3].lines == ("answered: Marle",)


def test_without_gold_evidence_it_shows_what_came_up(make: Make) -> None:
    env = make(question="bare")
    env.step("search: bees")
    assert scene(env).parts[0].name == "Bees"
    assert "does not say" in scene(env).title
