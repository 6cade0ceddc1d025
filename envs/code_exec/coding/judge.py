"""Runs the tests of a solution in sandboxes. Results are kept, since the same solution always gives the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import Any, Final

from ..desk import Desk
from ..grading import CodeTask, Outcome, Report, TestResult, grade
from ..sandbox import Failure, Sandbox
from ..workspace import Workspace
from .book import Book, only
from .state import SOLUTION, Check, Task

__all__ = ["Judge", "graded_by_stages", "home"]

_DETAIL: Final = 300
_STAGES: Final = ((0, 1), (1, 3), (3, None))
"""Tests that are run together: an endless solution must not wait for the time limit at each of twenty."""

_Found = tuple[tuple[Check, ...], tuple[str, ...]]
_Place = tuple[Book, str, Task, str, bool]
_KEPT: Final = 8192
_known: OrderedDict[_Place, _Found] = OrderedDict()
"""What was measured in this process: (book, backend, task, solution, whether all tests) -> checks and tricks."""
_lock: Final = Lock()


class Judge:
    """Measures solutions.

    Args:
        book: where the tests are.
        desk: where the agent's sandboxes are.
        keep: keep results, so that the same solution of the same task is run once in a process.
    """

    def __init__(self, book: Book, desk: Desk, *, keep: bool = True) -> None:
        self.book = book
        self.desk = desk
        self._keep = keep

    def __reduce__(self) -> tuple[Any, ...]:
        return _judge, (self.book, self.desk, self._keep)

    def __deepcopy__(self, memo: object) -> Judge:
        return self

    def public(self, task: Task, workspace: Workspace) -> tuple[Check, ...] | Failure:
        """The public tests of a workspace's solution, run in the agent's own sandbox."""
        if not task.public:
            return ()
        graded, source = only(self.book.graded(task), len(task.public)), _source(workspace)

        def measure() -> Report | Failure:
            done = self.desk.act(home(task), workspace, lambda box: graded_by_stages(graded, source, box, fresh=False))
            return done if isinstance(done, Failure) else done[1]

        found = self._remembered((self.book, self.desk.bench.backend, task, source, False), measure)
        return found if isinstance(found, Failure) else found[0]

    def every(self, task: Task, workspace: Workspace) -> _Found | Failure:
        """All tests of a workspace's solution, and what looks like a trick: in a new sandbox that is thrown away."""
        graded, source = self.book.graded(task), _source(workspace)
        place = (self.book, self.desk.bench.backend, task, source, True)
        return self._remembered(
            place, lambda: self.desk.alone(lambda box: graded_by_stages(graded, source, box, fresh=True))
        )

    def _remembered(self, place: _Place, measure: Callable[[], Report | Failure]) -> _Found | Failure:
        with _lock:
            if self._keep and place in _known:
                _known.move_to_end(place)
                return _known[place]
        report = measure()
        if isinstance(report, Failure):
            return report
        found = _checks(report, len(place[2].public)), report.tamper
        if self._keep:
            with _lock:
                _known[place] = found
                if len(_known) > _KEPT:
                    _known.popitem(last=False)
        return found


def home(task: Task) -> Workspace:
    """The workspace at the start."""
    return Workspace.of({SOLUTION: task.start})


def graded_by_stages(task: CodeTask, source: str, box: Sandbox, *, fresh: bool) -> Report | Failure:
    """The report, or what failed in the sandbox. Where the first calls all bring no answer, the others are not made."""
    results: list[TestResult] = []
    tamper: list[str] = []
    tests, report = task.tests, None
    for start, end in _STAGES:
        chosen = tests[start:end]
        stuck = len(results) > 1 and all(result.outcome is Outcome.NO_ANSWER for result in results)
        if report is not None and (stuck or not chosen):
            break
        backend: Any = box.backend
        report = grade(
            *(task, source),
            tests=chosen,
            box=box,
            fresh=fresh and start > 1,
            backend=backend,
            unsafe_subprocess=backend == "subprocess",
        )
        if report.failure is not None:
            return report.failure
        results += report.results
        tamper += [trick for trick in report.tamper if trick not in tamper]
    assert report is not None  # there is a first stage
    missing = [TestResult(test.name, Outcome.MISSING) for test in tests[len(results) :]]
    return replace(report, results=(*results, *missing), tamper=tuple(tamper))


def _judge(book: Book, desk: Desk, keep: bool) -> Judge:
    return Judge(book, desk, keep=keep)


def _source(workspace: Workspace) -> str:
    content = workspace.read(SOLUTION)
    return "" if content is None else content.decode(errors="replace")


def _checks(report: Report, public: int) -> tuple[Check, ...]:
    """Details of public tests alone: those of hidden ones must not be where an agent could read them."""
    return tuple(
        Check(result.passed, result.outcome.value, result.detail[:_DETAIL] if number < public else "")
        for number, result in enumerate(report.results)
    )
