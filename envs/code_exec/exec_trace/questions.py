"""Questions about a recorded run, each with exactly one right answer (`INPUT`: with a check)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from ...core.rng import Stream
from .state import Kind, Question
from .tracing import Run, clean_lines

__all__ = ["choose_questions"]

_ASKED: Final = (Kind.NEXT, Kind.VALUE, Kind.NEXT, Kind.VALUE, Kind.COVERAGE, Kind.TYPE)
"""The kinds in the order in which they are used up."""


def choose_questions(
    source: str,
    function: str,
    run: Run,
    rng: Stream,
    *,
    count: int,
    kinds: Sequence[Kind],
    extra: Question | None = None,
) -> tuple[Question, ...]:
    """Up to `count` different questions, those about lines in the order of the text, then the output, then `extra`.

    Args:
        source: the program.
        function: the function that was called.
        run: its recorded call.
        rng: chooses.
        count: how many questions.
        kinds: which kinds may be asked.
        extra: an `INPUT` question for the end.
    """
    last = [Question(Kind.OUTPUT, run.output)] if Kind.OUTPUT in kinds and run.output != "?" else []
    last += [extra] if extra is not None and Kind.INPUT in kinds else []
    pools = _pools(source, function, run, rng)
    chosen: dict[tuple[object, ...], Question] = {}
    order = [kind for kind in _ASKED if kind in kinds]
    while order and len(chosen) + len(last) < count and any(pools[kind] for kind in order):
        for kind in order:
            if pools[kind] and len(chosen) + len(last) < count:
                question = pools[kind].pop()
                # value and type of one variable at one moment would be one question twice
                place = "what" if kind in (Kind.VALUE, Kind.TYPE) else kind
                chosen.setdefault((place, question.line, question.time, question.name), question)
    asked = sorted(chosen.values(), key=lambda q: (q.line, q.time, q.kind))
    return tuple((asked + last)[:count])


def _pools(source: str, function: str, run: Run, rng: Stream) -> dict[Kind, list[Question]]:
    """The candidates of each kind, the best last."""
    clean = clean_lines(source, function)
    pools: dict[Kind, list[Question]] = {kind: [] for kind in Kind}
    times: defaultdict[int, int] = defaultdict(int)
    jumps: list[bool] = []
    for place, line in enumerate(run.lines):
        times[line] += 1
        if line not in clean:
            continue
        after = run.lines[place + 1] if place + 1 < len(run.lines) else -1
        if (after in clean or after == -1) and not (after == -1 and run.error):
            pools[Kind.NEXT].append(Question(Kind.NEXT, str(after), line, times[line]))
            jumps.append(after != line + 1)
        for name, (kind, text) in run.changes[place].items():
            if text != "?":
                pools[Kind.VALUE].append(Question(Kind.VALUE, text, line, times[line], name))
                pools[Kind.TYPE].append(Question(Kind.TYPE, kind, line, times[line], name))
    pools[Kind.NEXT] = _interesting(pools[Kind.NEXT], jumps, rng)
    for kind in (Kind.VALUE, Kind.TYPE):
        pools[kind] = rng.permutation(pools[kind])
    ran = set(run.lines)
    covered = [Question(Kind.COVERAGE, str(line in ran), line) for line in sorted(clean)]
    missed = [question for question in covered if question.answer == "False"]
    # half of what is asked should be False, where there is something that did not run
    some = rng.permutation(missed)[:1] if missed and rng.random() < 0.5 else rng.permutation(covered)[:1]
    pools[Kind.COVERAGE] = some
    return pools


def _interesting(questions: list[Question], jumps: list[bool], rng: Stream) -> list[Question]:
    """Three in four where control goes elsewhere than to the line below."""
    far = rng.permutation([q for q, jump in zip(questions, jumps, strict=True) if jump])
    near = rng.permutation([q for q, jump in zip(questions, jumps, strict=True) if not jump])
    mixed = []
    while far or near:
        pool = far if far and (not near or rng.random() < 0.75) else near
        mixed.append(pool.pop())
    return mixed[::-1]
