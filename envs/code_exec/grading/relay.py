"""Carries calls between test code and a submission, each in a sandbox of its own.

The submission's messages are taken apart and put together again here: only answers and, with handles, requests of the
known kind get through to the tests.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from ..sandbox import Failure, Sandbox

__all__ = ["Relay"]

_MOST = 200_000
"""Messages of one task's tests: an endless iterator ends there."""
_SHAPES = ({"returned"}, {"raised"}, {"not_plain", "tamper"}, {"do", "with", "named"}, {"do", "with", "named", "path"})


class Relay:
    """One run of a task's test code.

    Args:
        judge: where the tests run.
        box: where the submission is.
        load: loads the submission into its sandbox (again); False where it does not load.
        seconds: of one call; the tests as a whole get 60 s and what their calls may take.
    """

    def __init__(self, judge: Sandbox, box: Sandbox, load: Callable[[], bool], seconds: float) -> None:
        self._judge = judge
        self._box = box
        self._load = load
        self._seconds = seconds
        self.tamper: list[str] = []
        self.alive = True

    def run(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """The tests' results as the judge tells them: {"tested": [[name, outcome, detail], ...]}.

        What ended before all were tested gives those that were.
        """
        deadline = time.monotonic() + 60 + self._seconds * (len(job["tests"]) + len(job["methods"]))
        answer = self._judge.start("judge", job, seconds=10 + self._seconds)
        tested: list[Any] = []
        for _ in range(_MOST):
            if "reply" not in answer or time.monotonic() > deadline:
                break
            said = json.loads(answer["reply"])
            if "tested" in said:
                return {"tested": said["tested"], "broken": said.get("broken", "")}
            if "next" in said:
                tested = said["done"]
                answer = self._judge.talk("judge", self._prepare())
            else:
                answer = self._judge.talk("judge", self._ask(said), 10 + self._seconds)
        return {"tested": tested, "broken": ""}

    @property
    def failure(self) -> Failure | None:
        """Where the infrastructure failed, on either side."""
        return self._box.failure or self._judge.failure

    def _prepare(self) -> dict[str, Any]:
        """Before a test: a submission that ended in the one before is loaded again."""
        if not self.alive:
            self.alive = self._load()
        return {}

    def _ask(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """The submission's next message in answer to the tests'."""
        if not self.alive:
            return {"gone": "the submission has ended"}
        answer = self._box.talk("callee", dict(said), self._seconds)
        if "reply" not in answer:
            self.alive = False
            return {"gone": f"it ended: {answer.get('ended', 'no sandbox')}, status {answer.get('code', 0)}"}
        return self._checked(answer["reply"])

    def _checked(self, reply: str) -> dict[str, Any]:
        try:
            data = json.loads(reply)
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict) or set(data) not in _SHAPES:
            self.tamper.append("it sent a message of its own in place of an answer")
            self.alive = False
            self._box.end("callee")
            return {"gone": "it sent a message of its own in place of an answer"}
        if data.get("tamper"):
            self.tamper.append(str(data["tamper"])[:500])
        return data
