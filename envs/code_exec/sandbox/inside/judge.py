"""Runs test code where the submission is not: its functions stand here as proxies, their answers are plain data."""

from __future__ import annotations

import sys
import types
from typing import Any

from .remote import HARMLESS, Gone, Peer, Refused
from .script import new_module, outside, remember


def main(job: dict[str, Any], channel: Any) -> None:
    """Runs the tests of a job and sends {"tested": [[name, outcome, detail], ...]}.

    The job holds `setup` (source run first), `tests` ([name, source] each, run in the setup's namespace), `unittests`
    ([module name, source] each) with `methods` (which of their test methods to run), `module` (the submission's
    name), `modules` that may be imported, `names` (what stands for its functions) and `handles`. Before a test it
    says {"next": name, "done": results so far}, so that a submission that ended can be loaded again.
    """
    trusted = tuple(name for name, _ in job["modules"])
    peer = Peer(channel, handles=job["handles"], allowed=HARMLESS, open_modules=trusted)
    _Judge(peer, channel, job).run()


class _Judge:
    def __init__(self, peer: Peer, channel: Any, job: dict[str, Any]) -> None:
        self.peer = peer
        self.channel = channel
        self.job = job
        self.results: list[list[str]] = []

    def run(self) -> None:
        for name, source in self.job["modules"]:
            self.module(name, source)
        sys.modules[self.job["module"]] = proxy = Proxied(self.job["module"], self.peer, self.job["handles"])
        namespace = new_module("__main__", "tests.py").__dict__
        broken = self.outcome(self.job["setup"], "setup.py", namespace)
        if broken is not None:
            # The tests' own setup: no answer of a submission can make it right or wrong.
            self.channel.send({"tested": [], "broken": broken[1]})
            return
        for name, path in self.job["names"]:
            namespace[name] = Entry(self.peer, path) if path else proxy
        for name, source in self.job["tests"]:
            self.next(name)
            found = self.outcome(source, name + ".py", namespace)
            self.results.append([name, *(found or ("passed", ""))])
        for name, source in self.job["unittests"]:
            self.unittests(name, source)
        self.channel.send({"tested": self.results})

    def next(self, name: str) -> None:
        """Says which test comes, and waits until the submission stands ready."""
        self.channel.ask({"next": name, "done": self.results})

    def module(self, name: str, source: str) -> Any:
        module = new_module(name, name + ".py")
        remember(source, name + ".py")
        exec(compile(source, name + ".py", "exec"), module.__dict__)
        return module

    def outcome(self, source: str, file: str, namespace: dict[str, Any]) -> list[str] | None:
        """None where the source runs through, else what kept it from that."""
        try:
            remember(source, file)
            exec(compile(source, file, "exec"), namespace)
        except BaseException as error:  # a test may fail in every way
            return describe(error)
        return None

    def unittests(self, name: str, source: str) -> None:
        """The wanted test methods of a file of unittest's, each apart."""
        import unittest

        wanted = [method for method in self.job["methods"] if method.startswith(name + ".")]
        self.next(name)
        try:
            module = self.module(name, source)
        except BaseException as error:  # an import from the submission may fail in every way
            self.results += [[method, *describe(error)] for method in wanted]
            return
        for case in _cases(unittest.defaultTestLoader.loadTestsFromModule(module)):
            if case.id() in wanted:
                self.next(case.id())
                self.results.append([case.id(), *self.method(case)])

    def method(self, case: Any) -> list[str]:
        import unittest

        result = unittest.TestResult()
        try:
            case.run(result)
        except BaseException as error:  # what is no Exception passes through unittest
            return describe(error)
        failures = [*result.failures, *result.errors]
        if failures:
            return _from_text(failures[0][1])
        return ["skipped", str(result.skipped[0][1])] if result.skipped else ["passed", ""]


class Entry:
    """A function of the submission, by name: calling it calls the submission."""

    def __init__(self, peer: Peer, path: str) -> None:
        self._peer = peer
        self.__name__ = path

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """What the submission's function answers."""
        return self._peer.ask_path(self.__name__, arguments, keywords)


class Proxied(types.ModuleType):
    """The submission's module as the tests import it: its values where handles are on, else its functions by name."""

    def __init__(self, name: str, peer: Peer, handles: bool) -> None:
        super().__init__(name)
        self.__dict__["_peer"] = peer
        self.__dict__["_handles"] = handles

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if not self.__dict__["_handles"]:
            return Entry(self.__dict__["_peer"], name)
        return self.__dict__["_peer"].ask_path("__getattribute__", (name,), {})


def describe(error: BaseException) -> list[str]:
    """The outcome of a test that raised, and the reason for a person."""
    text = f"{type(error).__name__}: {str(error)[:500]}" if str(error) else type(error).__name__
    if isinstance(error, Gone):
        return ["no answer", str(error)[:500]]
    if isinstance(error, Refused):
        return ["not plain", str(error)[:500]]
    if isinstance(error, AssertionError):
        return ["wrong", str(error)[:500] or _line(error)]
    return ["raised", text]


def _line(error: BaseException) -> str:
    import linecache

    trace = outside(error.__traceback__)
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "an assertion failed"
    return linecache.getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno).strip()[:500]


def _from_text(trace: str) -> list[str]:
    """The outcome by the last line of a traceback, which is all that unittest keeps."""
    last = trace.strip().splitlines()[-1]
    name = last.partition(":")[0].rpartition(".")[2]
    outcome = {"AssertionError": "wrong", "Refused": "not plain"}.get(name, "raised")
    return [outcome, last[:500]]


def _cases(suite: Any) -> list[Any]:
    """Every test case of a suite, in order."""
    if not hasattr(suite, "__iter__"):
        return [suite]
    return [case for part in suite for case in _cases(part)]
