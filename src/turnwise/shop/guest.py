"""A person's visit to the shop: clicks become turns, and each page ends with what the verifiers say of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import gymnasium as gym
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..envs.core.episode import Episode
from ..envs.core.errors import UsageError
from ..envs.web_shop.rules import WebShop, notice
from ..envs.web_shop.site.visit import address_of, rendered
from ..envs.web_shop.state import Click, Search, State
from ..terminal.session import Session
from ..verifiers.verdict import Label, Verdict

__all__ = ["Guest"]


class Guest:
    """One episode of a web shop, played in a browser by a person.

    The browser's back button takes turns back: the page that it shows is an earlier moment of the episode.

    Args:
        env: `turnwise/WebShop-v0` from `gymnasium.make`.
        seed: seed of the first reset.
        task: the reset options `split` and `index`.

    Raises:
        UsageError: another environment, or one in compat mode.
    """

    def __init__(self, env: gym.Env[str, str], *, seed: int, task: dict[str, Any]) -> None:
        self._env = env
        game = env.unwrapped.game  # type: ignore[attr-defined]
        if not isinstance(game, WebShop) or game.mode != "friendly":
            raise UsageError(f"expected turnwise/WebShop-v0 in friendly mode, got {env}")
        self._game = game
        self._session = Session(env, seed=seed, task=task)

    @property
    def address(self) -> str:
        """The open page's."""
        return address_of(self._state)

    def html(self) -> str:
        """The open page, with the strip of verdicts at its end."""
        turns = self._episode.turns
        said = notice(self._state, turns[-1].transition if turns else None)
        return rendered(self._game, self._state, said, self._strip()).html

    def search(self, words: str) -> None:
        """Submits the search form."""
        self._take(self._game.format(Search(words)))

    def use(self, element: str) -> None:
        """Follows the link or presses the button with that id."""
        action = dict(rendered(self._game, self._state, "").actions).get(element)
        if action is not None:
            self._take(self._game.format(Click(action[len("click[") : -1])))

    def go_to(self, address: str) -> None:
        """Takes turns back until the page with that address is open; nothing where none had it."""
        turns = self._episode.turns
        if any(address_of(turn.transition.before) == address for turn in turns):
            while self.address != address:
                self._session.undo()

    def restart(self, seed: int) -> None:
        """Another task."""
        self._session = Session(self._env, seed=seed, task={})

    @property
    def _episode(self) -> Episode[Any, Any]:
        return self._session.episode

    @property
    def _state(self) -> State:
        state = self._episode.state
        assert isinstance(state, State)
        return state

    def _take(self, text: str) -> None:
        if not self._session.over:
            self._session.take(text)

    def _strip(self) -> str:
        """What the verifiers say; no part of the shop, and never shown to an agent."""
        session, turns = self._session, self._episode.turns
        last = session.records[-1] if session.records else None
        hint = session.hint()
        return (
            _environment()
            .get_template("strip.html")
            .render(
                turn=len(turns),
                action=turns[-1].text if turns else "",
                verdicts=_distinct(dict(last.verdicts)) if last else [],
                terms={name: value for name, value in last.terms.items() if value} if last else {},
                reward=last.total if last else 0.0,
                total=session.total,
                best=hint[0] if hint else "",
                end=self._episode.end or "",
                success=session.info["success"],
            )
        )


def _distinct(verdicts: dict[str, Verdict]) -> list[Verdict]:
    """Each verdict that judged something, once: terms of one verifier share theirs."""
    found = {id(verdict): verdict for verdict in verdicts.values() if verdict.label is not Label.PENDING}
    return list(found.values())


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
