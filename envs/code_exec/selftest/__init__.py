"""A self-test that users run on their own machine: attacks on the sandbox, hacks of the grader."""

from .attacks import ATTACKS, Attack
from .check import Finding, check
from .hacks import HACKS, Hack

__all__ = ["ATTACKS", "Attack", "Finding", "HACKS", "Hack", "check"]
