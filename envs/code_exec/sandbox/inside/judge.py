"""Runs test code where the submission is not: its functions stand here as proxies, their answers are plain data."""

from __future__ import annotations

import sys
import types
from typing import Any

from .remote import HARMLESS, Gone, Peer, Refused
from .script import new_module, outside, remember


def main(job: dict[str, Any], channel: Any) -> None:
    """Runs the tests of a job and sends {"tested": [[name, outcome, detail], ...]}.

    The job holds `setup` (source run first), `tests` ([name, source] each, run in the setup's namespace), `unittest`
    ([module name, source] each, whose test methods are the tests), `module` (the submission's name), `names` (what
    stands for its functions) and `handles`. Between two tests it says {"next": name}, so that a submission that
    ended can be loaded again.
    """
    peer = Peer(channel, "b", handles=job["handles"], allowed=HARMLESS)
    _Judge(peer, channel, job).run()


class _Judge:
    def __init__(self, peer: Peer, channel: Any, job: dict[str, Any]) -> None:
        self.peer = peer
        self.channel = channel
        self.job = job
        self.results: list[list[str]] = []

    def run(self) -> None:
        for name, source in self.job.get("modules", ()):
            self.module(name, source)
        sys.modules[self.job["module"]] = proxy = Proxied(self.job["module"], self.peer, self.job["handles"])
        namespace = new_module("__main__", "tests.py").__dict__
        for name, path in self.job["names"]:
            namespace[name] = proxy if path == "" else Entry(self.peer, path)
        broken = self.outcome(self.job["setup"], "setup.py", namespace)
        if broken is not None:
            # The tests' own setup: no answer of a submission can make it right or wrong.
            self.channel.send({"tested": self.results, "broken": broken[1]})
            return
        for name, source in self.job["tests"]:
            self.channel.ask({"next": name})
            found = self.outcome(source, name + ".py", namespace)
            self.results.append([name, *(found or ("passed", ""))])
        for name, source in self.job.get("unittest", ()):
            self.unittests(name, source)
        self.channel.send({"tested": self.results})

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
        """Every test method of a file of unittest's, each apart."""
        import unittest

        try:
            module = self.module(name, source)
        except BaseException as error:  # an import from the submission may fail in every way
            self.results.append([name, *describe(error)])
            return
        for case in _cases(unittest.defaultTestLoader.loadTestsFromModule(module)):
            title = case.id().rpartition(name + ".")[2]
            self.channel.ask({"next": title})
            self.results.append([title, *self.method(case)])

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
