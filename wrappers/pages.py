"""A page with its picture: observations as dictionaries under BrowserGym's names."""

from __future__ import annotations

from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium import spaces
from gymnasium.utils import RecordConstructorArgs

from ..envs.core.errors import UsageError
from ..envs.core.spaces import AnyText
from ..envs.web_shop.browser.env import WebShopBrowserEnv
from ..envs.web_shop.browser.process import VIEWPORT

__all__ = ["PageObservation"]


class PageObservation(gym.Wrapper[Any, Any, Any, Any], RecordConstructorArgs):
    """Observations of a browser environment as a dictionary; the text moves to "page". Keeps configuration only.

    Keys, named as in BrowserGym where it has them: "goal" what the agent is asked, "page" the observation of the
    environment, "url", "screenshot" uint8 (720, 1280, 3), "last_action", "last_action_error", "focused_element_bid"
    the id of the element with the keyboard. A screenshot costs about as much as a step, so it can be left out.

    Args:
        env: `turnwise/WebShopBrowser-v0`, whatever wrappers are around it.
        screenshot: whether there is a screenshot.

    Raises:
        UsageError: another environment.
    """

    def __init__(self, env: gym.Env[Any, Any], screenshot: bool = True) -> None:
        RecordConstructorArgs.__init__(self, screenshot=screenshot)
        gym.Wrapper.__init__(self, env)
        if not isinstance(env.unwrapped, WebShopBrowserEnv):
            raise UsageError(f"PageObservation needs WebShopBrowserEnv, got {type(env.unwrapped).__name__}")
        self._base, self._screenshot = env.unwrapped, screenshot
        names = ("goal", "page", "url", "last_action", "last_action_error", "focused_element_bid")
        parts: dict[str, spaces.Space[Any]] = {name: AnyText() for name in names}
        if screenshot:
            width, height = VIEWPORT
            parts["screenshot"] = spaces.Box(0, 255, (height, width, 3), np.uint8)
        self.observation_space = spaces.Dict(parts)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """As the environment's own, with a dictionary."""
        page, info = self.env.reset(seed=seed, options=options)
        return self._observation(page, info), info

    def step(self, action: Any) -> tuple[dict[str, Any], Any, bool, bool, dict[str, Any]]:
        """One turn, with a dictionary."""
        page, reward, terminated, truncated, info = self.env.step(action)
        return self._observation(page, info), reward, terminated, truncated, info

    def _observation(self, page: str, info: dict[str, Any]) -> dict[str, Any]:
        episode: Any = self._base.episode
        seen = {
            "goal": episode.state.task.instruction,
            "page": page,
            "url": info["url"],
            "last_action": episode.turns[-1].text if episode.turns else "",
            "last_action_error": info["last_action_error"],
            "focused_element_bid": episode.state.look.focus,
        }
        return seen | {"screenshot": self._base.screenshot()} if self._screenshot else seen
