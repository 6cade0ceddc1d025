"""What the law `restore-new-process` runs in another interpreter: `python -m turnwise.laws.new_process`."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from typing import Any

from .law import LawBroken
from .subject import Subject

__all__ = ["ask", "main"]

PATIENCE = 120
"""Seconds after which a new process that says nothing is given up."""

_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from turnwise.laws.new_process import main; main()"


def ask(order: bytes, where: str) -> tuple[list[Any], list[Any]]:
    """What a new interpreter with the same `sys.path` makes of an order: (step results, tasks).

    Args:
        order: pickled (maker, options, [(snapshot, text)], [(split, index)]).
        where: for messages.

    Raises:
        LawBroken: it failed, or gave no answer in time.
    """
    command = [sys.executable, "-c", _START, json.dumps([os.path.abspath(entry) for entry in sys.path])]
    try:
        done = subprocess.run(command, input=order, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        raise LawBroken(f"{where}: expected an answer within {PATIENCE} s, got none from the new process") from error
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise LawBroken(f"{where}: expected the new process to restore and step, got {last!r}")
    results, tasks = pickle.loads(done.stdout)
    return results, tasks


def main() -> None:
    """Restores each snapshot of the order and steps once, makes the tasks, and writes all of it to stdout."""
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever an environment prints must not get into the answer
    maker, options, moments, addresses = pickle.loads(sys.stdin.buffer.read())
    subject = Subject(maker, options)
    results = []
    for snapshot, text in moments:
        env = subject.make()
        env.unwrapped.restore(snapshot)  # type: ignore[attr-defined]
        results.append(env.step(text))
    with answer:
        pickle.dump((results, [subject.source.task(*address) for address in addresses]), answer)
