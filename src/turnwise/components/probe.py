"""Small programs that try a component in a process of their own, and how they answer.

A process of its own, because a JVM can't be stopped or forked, because a package installed a moment ago must
be imported afresh, and because whatever hangs can be ended.
"""

import json
import os
from dataclasses import dataclass

from .machine import Machine

MARK = "turnwise-probe: "
"""Begins the one line of a probe's output that is its answer; libraries print the others."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a probe found: facts by name, or why it could not."""

    facts: dict[str, str]
    error: str = ""
    """The failure in one line, "" where it worked."""
    output: str = ""
    """All that the probe printed."""

    @property
    def ok(self) -> bool:
        """True if the probe did all that it is for."""
        return not self.error


def answer(facts: dict[str, str]) -> None:
    """Prints a probe's answer, as its last act.

    In one write, because libraries may print at the same time from threads of their own.
    """
    os.write(1, f"\n{MARK}{json.dumps(facts)}\n".encode())


def ask(machine: Machine, module: str, *arguments: str, timeout: float) -> Answer:
    """The answer of a probe: a module of this package, run by turnwise's own interpreter.

    A probe reports a failure that it foresees as the fact "error"; any other failure is its last line.
    """
    # -P: a folder named docker or playwright in the working directory must not be imported.
    command = (machine.python, "-P", "-m", f"{__package__}.{module}", *arguments)
    result = machine.run(command, timeout=timeout)
    if result.timed_out:
        return Answer({}, f"no answer within {timeout:.0f} s", result.output)
    lines = result.output.splitlines()
    marked = [line for line in lines if line.startswith(MARK)]
    if result.ok and marked:
        facts: dict[str, str] = json.loads(marked[-1].removeprefix(MARK))
        return Answer(facts, facts.get("error", ""), result.output)
    last = next((line for line in reversed(lines) if line.strip()), "nothing printed")
    return Answer({}, f"{last.strip()} (exit status {result.code})", result.output)
