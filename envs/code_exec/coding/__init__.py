"""Programs to write and to repair, in a workspace of the agent's own."""

from .env import CodeRepairEnv, CodeSynthesisEnv
from .rules import Coding
from .state import Check, Command, HandedIn, Measured, Printed, State, Task, Verb
from .tasks import LibraryRepairs, LibrarySynthesis
from .text import TOOLS

__all__ = [
    "Check",
    "CodeRepairEnv",
    "CodeSynthesisEnv",
    "Coding",
    "Command",
    "HandedIn",
    "LibraryRepairs",
    "LibrarySynthesis",
    "Measured",
    "Printed",
    "State",
    "TOOLS",
    "Task",
    "Verb",
]
