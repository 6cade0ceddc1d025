"""Code execution: sandboxes, workspaces and graders that no submission can talk over."""

from .files import Blob, File
from .sandbox import (
    SANDBOX_TYPES,
    Answer,
    Ended,
    Failure,
    Limits,
    NoAnswer,
    NotPlain,
    Raised,
    Ran,
    Returned,
    Sandbox,
    SandboxFailed,
    SandboxUnavailable,
    Usage,
    open_sandbox,
)
from .workspace import WORKSPACE_TYPES, Bench, Cell, Workspace

__all__ = [
    "Answer",
    "Bench",
    "Blob",
    "Cell",
    "Ended",
    "Failure",
    "File",
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
    "WORKSPACE_TYPES",
    "Workspace",
    "open_sandbox",
]
