"""A language model as an agent: the conversation of an episode."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .agent import Exchange

if TYPE_CHECKING:
    from .endpoint import ChatEndpoint

__all__ = ["ModelAgent", "conversation"]

_INSTRUCTIONS = """\
You act in a text environment, one action a turn, until the task is done. Think as long as you need, then end your \
reply with exactly one action between <action> and </action>. Nothing outside the tags is read as an action. If an \
action is refused you are told why; the turn counts."""

_START = "Begin. What is your first action?"
_THOUGHTS = re.compile(r"\s*<think>.*?</think>\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ModelAgent:
    """Sends the conversation so far and plays what comes back.

    A leading `<think>` block, as some servers leave in the text, is no part of the reply. A model that says nothing
    plays an empty text; only an endpoint that fails makes an episode not measured.
    """

    endpoint: ChatEndpoint
    model: str

    def act(self, observation: str, info: Mapping[str, Any], history: Sequence[Exchange], /) -> str:
        """The model's reply.

        Raises:
            NotMeasured: the endpoint gave none.
        """
        messages = conversation(observation, history, self.endpoint.options.history)
        return _THOUGHTS.sub("", self.endpoint.reply(self.model, messages), count=1)


def conversation(observation: str, history: Sequence[Exchange], turns: int | None) -> list[dict[str, str]]:
    """The messages of one request.

    The first observation holds the rules, so it is part of the system prompt and is never cut off.

    Args:
        observation: what the agent is shown now.
        history: the earlier turns, oldest first.
        turns: how many of them are sent, the latest; None for all.
    """
    opening = history[0].observation if history else observation
    messages = [{"role": "system", "content": f"{_INSTRUCTIONS}\n\n{opening}"}]
    first = 0 if turns is None else max(0, len(history) - turns)
    for number, exchange in enumerate(history[first:], first):
        messages.append({"role": "user", "content": exchange.observation if number else _START})
        messages.append({"role": "assistant", "content": exchange.text})
    messages.append({"role": "user", "content": observation if history else _START})
    return messages
