"""What goes wrong with pages that is no agent's fault."""

from __future__ import annotations

from ...core.errors import TurnwiseError

__all__ = ["PageFailure"]


class PageFailure(TurnwiseError):
    """The browser, its page or the shop's server failed: infrastructure, never a judgment of the agent.

    In a turn it becomes a fact (the event `PageFailed`), which verifiers read as `measured=False`. It is raised only
    where no turn can hold it: by a reset, or a screenshot, for which a second browser failed too.
    """
