"""Grades a submission from outside: it answers calls, and everything that decides is somewhere else.

1. The submission's sandbox gets its text and inputs; expected values, tests and comparison never get there.
2. Its answers are plain data, decoded here into fresh objects; anything else is a wrong answer.
3. The list of tests is known beforehand: what did not report has failed. Exit statuses and printed text count nothing.
4. Test code runs in a second sandbox, which never holds a submission; its limits hold for the tests too.
5. The submission's sandbox has never been used, and is destroyed afterwards.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

from ...core.errors import UsageError
from ..sandbox import Failure, Limits, NoAnswer, NotPlain, Raised, Returned, Sandbox
from ..sandbox.errors import Broken
from ..sandbox.opening import BackendName, pool_for
from ..sandbox.pool import Pool
from .compare import matches
from .relay import Relay
from .report import Outcome, Report, TestResult
from .suspicion import suspicious
from .tasks import CallTest, CodeTask, CodeTest

__all__ = ["Grader", "grade"]

Test = CallTest | CodeTest


def grade(
    task: CodeTask,
    source: str,
    *,
    backend: BackendName = "auto",
    tests: Iterable[Test] | None = None,
    limits: Limits | None = None,
    box: Sandbox | None = None,
    fresh: bool = True,
    **options: Any,
) -> Report:
    """What a submission's tests say, each run by a grader that it cannot reach.

    Args:
        task: what it had to do.
        source: the submission.
        backend: as for `open_sandbox`.
        tests: some of the task's tests instead of all.
        limits: what it may use.
        box: the submission's sandbox, for public tests in an agent's own; a new one if None.
        fresh: a new interpreter for the submission, instead of a fork of one that stands ready.
        **options: `image`, `runtime`, `unsafe_subprocess` as for `open_sandbox`.

    Raises:
        SandboxUnavailable: the backend can't be had here.
        UsageError: tests that are not the task's.
    """
    grader = Grader(backend, limits=limits, fresh=fresh, **options)
    return grader.grade(task, source, tests=tests, box=box)


class Grader:
    """Grades many submissions with the same options.

    Args:
        backend: as for `open_sandbox`, and so are the options.
        limits: what a submission may use.
        fresh: a new interpreter for each submission.
        reuse: one sandbox for all, emptied in between: for programs that are trusted, such as references. Never for
            an agent's.
    """

    def __init__(
        self,
        backend: BackendName = "auto",
        *,
        limits: Limits | None = None,
        fresh: bool = True,
        reuse: bool = False,
        **options: Any,
    ) -> None:
        self._pool = pool_for(backend, limits=limits, **options)
        self._fresh = fresh
        self._reuse = reuse
        self._box: Sandbox | None = None

    @property
    def backend(self) -> str:
        """The name of the backend that runs."""
        return self._pool.backend.name

    def grade(
        self, task: CodeTask, source: str, *, tests: Iterable[Test] | None = None, box: Sandbox | None = None
    ) -> Report:
        """As the function `grade`."""
        chosen = task.tests if tests is None else tuple(tests)
        if any(test not in task.tests for test in chosen):
            raise UsageError(f"tests must be among those of {task.name}")
        if box is not None:
            return self._graded(task, source, chosen, box)
        try:
            own = self._own()
        except Broken as error:
            return self._report(task, source, [], chosen, [], error.failure)
        try:
            return self._graded(task, source, chosen, own)
        finally:
            if not self._reuse:
                own.close()

    def close(self) -> None:
        """Destroys the sandbox that is reused, and those that wait to run test code."""
        if self._box is not None:
            self._box.close()
            self._box = None
        with _lock:
            judges = _judges.pop(self._pool, [])
        for judge in judges:
            judge.close()

    def _own(self) -> Sandbox:
        if not self._reuse:
            return Sandbox(self._pool)
        if self._box is None or self._box.failure is not None or self._box.reset() is not None:
            self._box = Sandbox(self._pool)
        return self._box

    def _graded(self, task: CodeTask, source: str, tests: tuple[Test, ...], box: Sandbox) -> Report:
        run = _Run(task, source, box, self._fresh)
        calls = [test for test in tests if isinstance(test, CallTest)]
        codes = [test for test in tests if isinstance(test, CodeTest)]
        if run.load():
            for test in calls:
                run.call(test)
            if codes and box.failure is None:
                run.judged(codes, self._pool)
        box.end("callee")
        return self._report(task, source, run.results, tests, run.tamper, run.failure or box.failure, run.trouble)

    def _report(
        self,
        task: CodeTask,
        source: str,
        results: list[TestResult],
        tests: tuple[Test, ...],
        tamper: list[str],
        failure: Failure | None,
        trouble: TestResult | None = None,
    ) -> Report:
        """Every test once, in the task's order, whatever was reported about it."""
        told = {result.name: result for result in results}
        absent = (Outcome.MISSING, "no result came") if trouble is None else (trouble.outcome, trouble.detail)
        return Report(
            task.name,
            self.backend,
            tuple(told.get(test.name) or TestResult(test.name, *absent) for test in tests),
            tuple(dict.fromkeys(tamper)),
            suspicious(source),
            task.handles,
            failure,
        )


class _Run:
    """One submission in its sandbox, with what became of its tests so far."""

    def __init__(self, task: CodeTask, source: str, box: Sandbox, fresh: bool) -> None:
        self.task = task
        self.source = source
        self.box = box
        self.fresh = fresh
        self.results: list[TestResult] = []
        self.tamper: list[str] = []
        self.failure: Failure | None = None
        self.trouble: TestResult | None = None
        self.loaded = False

    def load(self) -> bool:
        """Loads the submission; False, with the reason kept, where it does not load."""
        task = self.task
        ran = self.box.load(
            self.source,
            name=task.module,
            modules=task.modules,
            fresh=self.fresh,
            handles=task.handles,
            seconds=task.seconds,
        )
        self.loaded = not isinstance(ran, Failure) and ran.ok
        if not self.loaded and not isinstance(ran, Failure):
            last = ran.stderr.strip().splitlines()[-1:] or [f"it ended: {ran.ended}, status {ran.code}"]
            self.trouble = TestResult("", Outcome.NOT_LOADED, last[0][:500])
        return self.loaded

    def call(self, test: CallTest) -> None:
        """Runs a test that is one call."""
        if not self.loaded and not self.load():
            return
        answer = self.box.call(
            test.function, *test.arguments, seconds=self.task.seconds, drain=test.drain, **dict(test.keywords)
        )
        if isinstance(answer, Failure):
            return
        if isinstance(answer, NoAnswer):
            self.loaded = False
        outcome, detail = _judged(test, answer, self.tamper)
        self.results.append(TestResult(test.name, outcome, detail))

    def judged(self, tests: list[CodeTest], pool: Pool) -> None:
        """Runs tests that are code, in a sandbox of their own."""
        try:
            judge = _take_judge(pool)
        except Broken as error:
            self.failure = error.failure
            return
        relay = Relay(judge, self.box, self.load, self.task.seconds)
        relay.alive = self.loaded
        found = relay.run(self._job(tests))
        self.loaded = relay.alive
        self.tamper += relay.tamper
        self.failure = relay.failure
        _give_back_judge(pool, judge)
        if found["broken"] and self.failure is None:
            self.failure = Failure("tests", f"the tests of {self.task.name} can't be set up: {found['broken']}")
        known = {test.name for test in tests}
        for name, outcome, detail in found["tested"]:
            if name in known:
                self.results.append(TestResult(name, Outcome(outcome), detail))

    def _job(self, tests: list[CodeTest]) -> dict[str, Any]:
        task = self.task
        return {
            "setup": task.setup,
            "tests": [[test.name, test.source] for test in tests if test.source],
            "methods": [test.name for test in tests if not test.source],
            "unittests": [list(pair) for pair in task.unittests],
            "module": task.module,
            "modules": [list(pair) for pair in task.modules],
            "names": [[name, task.entry if name == "candidate" else name] for name in task.names],
            "handles": task.handles,
        }


def _judged(test: CallTest, answer: Returned | Raised | NotPlain | NoAnswer, tamper: list[str]) -> tuple[Outcome, str]:
    if isinstance(answer, Returned):
        right = matches(test.expected, answer.value, tolerance=test.tolerance, sequences=test.sequences)
        detail = "" if right else f"{answer.value!r:.200} is not {test.expected!r:.200}"
        return (Outcome.PASSED if right else Outcome.WRONG), detail
    if isinstance(answer, Raised):
        return Outcome.RAISED, f"{answer.kind}: {answer.message}"[:500]
    if answer.tamper:
        tamper.append(answer.tamper)
    if isinstance(answer, NotPlain):
        return Outcome.NOT_PLAIN, answer.reason[:500]
    return Outcome.NO_ANSWER, f"{answer.ended}, status {answer.code}"


_judges: dict[Pool, list[Sandbox]] = {}
_lock = threading.Lock()


def _take_judge(pool: Pool) -> Sandbox:
    """A sandbox for test code, used before for nothing else.

    Raises:
        Broken: none can be had.
    """
    with _lock:
        waiting = _judges.get(pool)
        if waiting:
            return waiting.pop()
    return Sandbox(pool)


def _give_back_judge(pool: Pool, judge: Sandbox) -> None:
    judge.end("judge")
    with _lock:
        waiting = _judges.setdefault(pool, [])
        if judge.failure is None and len(waiting) < 4:
            waiting.append(judge)
            return
    judge.close()
