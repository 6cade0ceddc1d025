"""Checks laws on an environment and reports on each."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .law import Law, LawBroken
from .subject import Make, Subject

__all__ = ["LawResult", "Report", "check_laws"]


@dataclass(frozen=True, slots=True)
class LawResult:
    """How one law fared on one id."""

    name: str
    passed: bool
    message: str
    """Why it failed, under which options; for a law that passed, what could not be checked."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """How every law fared on one id and its variants."""

    id: str
    options: tuple[Mapping[str, Any], ...]
    """The options under which the laws were checked, {} for the id alone."""
    laws: tuple[LawResult, ...]

    @property
    def passed(self) -> bool:
        """Whether all laws hold."""
        return all(result.passed for result in self.laws)

    @property
    def failures(self) -> tuple[LawResult, ...]:
        """The laws that are broken."""
        return tuple(result for result in self.laws if not result.passed)

    def raise_if_broken(self) -> None:
        """Raises unless all laws hold, for use in tests.

        Raises:
            LawBroken: with every failure.
        """
        if not self.passed:
            raise LawBroken("\n".join(f"{result.name}: {result.message}" for result in self.failures))

    def document(self) -> dict[str, Any]:
        """Plain data for JSON: id, passed, options, laws."""
        return {
            "id": self.id,
            "passed": self.passed,
            "options": [dict(options) for options in self.options],
            "laws": [asdict(result) for result in self.laws],
        }


def check_laws(
    make: Make,
    laws: Sequence[Law],
    *,
    options: Sequence[Mapping[str, Any]] = ({},),
    tasks: int = 6,
    seed: int = 0,
    garbage: int = 300,
) -> Report:
    """Checks the laws under each of several options.

    Args:
        make: see `Subject`.
        laws: which laws.
        options: sets of options; laws that depend on none are checked under the first alone, the others under each,
            with half as many tasks and garbage after the first.
        tasks: see `Subject`.
        seed: see `Subject`.
        garbage: see `Subject`.
    """
    outcomes: dict[str, list[LawResult]] = {law.name: [] for law in laws}
    for number, given in enumerate(options):
        played = tasks if number == 0 else (tasks + 1) // 2
        subject = Subject(make, given, tasks=played, seed=seed, garbage=garbage if number == 0 else garbage // 2)
        for law in laws:
            if number == 0 or not law.once:
                outcomes[law.name].append(_check(law, subject))
    merged = tuple(_merged(name, results) for name, results in outcomes.items())
    name = make if isinstance(make, str) else Subject(make).id
    return Report(name, tuple(options), merged)


def _check(law: Law, subject: Subject) -> LawResult:
    subject.notes.clear()
    began = time.perf_counter()
    try:
        law.check(subject)
        passed, message = True, " ".join(subject.notes)
    except LawBroken as broken:
        passed, message = False, str(broken)
    except Exception as error:  # the environment under test is anyone's code: its crash is a finding, not ours
        passed, message = False, f"{subject.label}: {_last_line(error)}"
    return LawResult(law.name, passed, message, time.perf_counter() - began)


def _last_line(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    text = "".join(traceback.format_exception_only(error)).strip()
    return f"{text} (raised at {frame.filename}:{frame.lineno} in {frame.name})"


def _merged(name: str, results: Iterable[LawResult]) -> LawResult:
    results = tuple(results)
    told = [result.message for result in results if not result.passed] or [result.message for result in results]
    messages = dict.fromkeys(message for message in told if message)
    return LawResult(
        name,
        all(result.passed for result in results),
        "\n".join(messages),
        round(sum(result.seconds for result in results), 4),
    )
