"""Sandboxes that hold: Docker, bubblewrap, and the same runner inside both."""

from .errors import SandboxUnavailable
from .limits import Limits
from .opening import open_sandbox
from .results import (
    SANDBOX_TYPES,
    Answer,
    Ended,
    Failure,
    NoAnswer,
    NotPlain,
    Raised,
    Ran,
    Returned,
    SandboxFailed,
    Usage,
)
from .sandbox import Sandbox

__all__ = [
    "Answer",
    "Ended",
    "Failure",
    "Limits",
    "NoAnswer",
    "NotPlain",
    "Raised",
    "Ran",
    "Returned",
    "SANDBOX_TYPES",
    "Sandbox",
    "SandboxFailed",
    "SandboxUnavailable",
    "Usage",
    "open_sandbox",
]
