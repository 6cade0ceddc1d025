"""Turns in which the sandbox failed: no judgment of the agent, and never a zero."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...envs.code_exec.sandbox import SandboxFailed
from ...envs.core.game import Transition
from ..verdict import Label, Verdict

__all__ = ["failure_of", "unmeasured"]


def failure_of(t: Transition[Any, Any]) -> SandboxFailed | None:
    """The failure that a turn recorded."""
    return next((event for event in t.events if isinstance(event, SandboxFailed)), None)


def unmeasured(
    failure: SandboxFailed, components: Mapping[str, float], potential: tuple[float, float] | None = None
) -> Verdict:
    """The verdict on a turn that could not be judged."""
    reason = f"The sandbox failed ({failure.kind}), so this turn can't be judged: {failure.reason.rstrip('.')}."
    return Verdict(None, Label.PENDING, reason, components, potential, measured=False, feedback="The sandbox failed.")
