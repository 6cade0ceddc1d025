"""Grading from outside: tasks of the public sets, and reports that no submission can talk over."""

from .compare import matches, same
from .formats import load_tasks
from .grader import Grader, grade
from .report import GRADING_TYPES, Outcome, Report, TestResult
from .suspicion import suspicious
from .tasks import CallTest, CodeTask, CodeTest

__all__ = [
    "CallTest",
    "CodeTask",
    "CodeTest",
    "GRADING_TYPES",
    "Grader",
    "Outcome",
    "Report",
    "TestResult",
    "grade",
    "load_tasks",
    "matches",
    "same",
    "suspicious",
]
