"""What goes wrong with pages that is no agent's fault."""

from __future__ import annotations

__all__ = ["PageFailure"]


class PageFailure(Exception):
    """The browser, its page or the shop's server failed: infrastructure, never a judgment of the agent.

    The step loop makes it a fact of the turn (the event `PageFailed`), which verifiers read as `measured=False`.
    """
