"""Our puzzles, every turn judged by an oracle, against TextArena's and GEM's, which judge none.

    python benchmarks/puzzles_vs_peers.py [--game NAME ...] [--seconds 0.3] [--rounds 7] [--json FILE]

Needs `pip install textarena gem-llm` beside turnwise (see README.md); suites that are not installed are left out.

How it is counted. In every round each suite plays for the same time, one after the other in one process. Rates and
their ratio are taken over all rounds; beside it stand the least and the most that a single round gave. Only `reset`
and `step` with the observations they make are timed (by processor time), action choice is not. Boards have the same
size, and the same number of clues, mines or boxes as far as both suites can be asked for it. Both play legal actions:
correct digits in Sudoku, safe cells in Minesweeper, random moves in the others. Our episodes are chosen beforehand in
another process and each is played once, so no position is served from a cache that the choosing filled. One step of
our tic-tac-toe holds the agent's move and the opponent's answer, so it is counted a second time by moves.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import platform
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter, thread_time

import gymnasium as gym
from contestants import Contestant, OutOfScripts, Turnwise
from matches import MATCHES, Match

from turnwise.bench import Script, machine, play_scripts

CALL_LIMIT = 30
"""Seconds after which one call of a suite is given up."""
CLOCKS = {"cpu": thread_time, "wall": perf_counter}
"""Processor time leaves out what other programs took; no suite computes in threads or waits."""


@dataclass
class Row:
    """One comparison: rates a second over all rounds, their ratio, and the least and the most of a round."""

    game: str
    measure: str
    ours: str
    theirs: str
    our_rate: float | None = None
    their_rate: float | None = None
    ratio: float | None = None
    ratio_least: float | None = None
    ratio_most: float | None = None
    rounds: int = 0
    note: str = ""


class TooSlow(BaseException):
    """One call took longer than the limit. No `Exception`, so that no suite takes it for one of its own."""


@dataclass(frozen=True)
class Slice:
    """What one contestant did in one round."""

    seconds: float
    counts: Mapping[str, int]

    def rate(self, measure: str) -> float:
        """Resets, steps or moves a second."""
        return self.counts[measure] / self.seconds


@contextmanager
def call_limit(seconds: int) -> Iterator[None]:
    """Raises `TooSlow` when the block takes longer (where the system has alarms)."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(*_: object) -> None:
        raise TooSlow(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


class Meter:
    """Plays one contestant in slices and counts."""

    def __init__(self, contestant: Contestant, clock: Callable[[], float], limit: int) -> None:
        self.contestant = contestant
        self._clock = clock
        self._limit = limit
        self._seed = 0
        self._over = True

    def resets(self, seconds: float) -> Slice:
        """Episodes begun."""
        spent, begun = 0.0, 0
        while spent < seconds:
            spent += self._begin()
            begun += 1
        return Slice(spent, {"resets": begun})

    def turns(self, seconds: float) -> Slice:
        """Steps and moves, resets left out. An unfinished episode goes on in the next slice.

        Where resets take far longer than turns, a slice ends early: after nine times as much time in them.
        """
        spent, steps, moves = 0.0, 0, 0
        end = perf_counter() + 10 * seconds
        while spent < seconds and (perf_counter() < end or not steps):
            if self._over:
                self._begin()
            action = self.contestant.choose()
            with call_limit(self._limit):
                began = self._clock()
                self._over = self.contestant.step(action)
                spent += self._clock() - began
            steps += 1
            moves += self.contestant.moves()
        return Slice(spent, {"steps": steps, "moves": moves})

    def _begin(self) -> float:
        self.contestant.prepare()
        self._seed += 1
        with call_limit(self._limit):
            began = self._clock()
            self.contestant.begin(self._seed)
            return self._clock() - began


def compare(
    match: Match, *, seconds: float, rounds: int, limit: int, clock: str, pool: ProcessPoolExecutor
) -> list[Row]:
    """The rows of one match; a note in place of numbers where a suite failed or was too slow."""
    measures = ["resets"] if match.reset else ["steps", "moves"] if match.count_moves else ["steps"]
    blank = Row(match.game, measures[0], f"{match.env_id} {dict(match.options) or ''}".strip(), match.peer_id)
    try:
        theirs = match.peer()
    except ImportError as error:
        blank.note = f"not installed: {error}"
        return [blank]
    scripts: tuple[Script, ...] = ()
    if not match.reset:
        needed = 3 * seconds * (rounds + 1) + 1
        scripts = play_scripts(match.env_id, match.options, policy=match.policy, seconds=needed, seed=0, executor=pool)
    meters = [Meter(each, CLOCKS[clock], limit) for each in (Turnwise(match.env_id, match.options, scripts), theirs)]
    played: list[tuple[Slice, Slice]] = []
    try:
        for number in range(rounds + 1):
            ours, other = ((meter.resets if match.reset else meter.turns)(seconds) for meter in meters)
            if number:  # the first round warms both up
                played.append((ours, other))
    except TooSlow as error:
        blank.note = f"given up: one call took {error}"
    except OutOfScripts:
        blank.note = f"our prepared episodes were used up after {len(played)} rounds"
    if not played:
        return [blank]
    return [_row(match, measure, meters, played, blank.note) for measure in measures]


def _row(match: Match, measure: str, meters: Sequence[Meter], played: Sequence[tuple[Slice, Slice]], note: str) -> Row:
    ratios = [ours.rate(measure) / theirs.rate(measure) for ours, theirs in played]
    our_rate, their_rate = (
        sum(pair[side].counts[measure] for pair in played) / sum(pair[side].seconds for pair in played)
        for side in (0, 1)
    )
    return Row(
        match.game,
        measure,
        meters[0].contestant.name,
        meters[1].contestant.name,
        our_rate,
        their_rate,
        our_rate / their_rate,
        min(ratios),
        max(ratios),
        len(played),
        note,
    )


def show(row: Row) -> None:
    """Prints one row."""
    head = f"{row.game:12} {row.measure:7} {row.ours} / {row.theirs}"
    if row.ratio is None:
        print(f"{head}\n{'':20} {row.note}", flush=True)
        return
    print(
        f"{head}\n{'':20} {row.our_rate:>12,.1f}/s  {row.their_rate:>12,.1f}/s   ratio {row.ratio:,.2f} "
        f"({row.ratio_least:,.2f} to {row.ratio_most:,.2f} in {row.rounds} rounds) {row.note}",
        flush=True,
    )


def main() -> None:
    """Runs the matches that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--game", action="append", choices=sorted({match.game for match in MATCHES}))
    parser.add_argument("--seconds", type=float, default=0.3, help="time of a suite in a round")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--clock", choices=sorted(CLOCKS), default="cpu", help="processor time of the thread, or wall")
    parser.add_argument("--limit", type=int, default=CALL_LIMIT, help="seconds after which one call is given up")
    parser.add_argument("--json", type=Path, help="write the rows there")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")  # the peers' own
    rows: list[Row] = []
    where = machine()
    print(f"Python {platform.python_version()}, {where['processors']} processors, load {where['load_average']}")
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        for match in MATCHES:
            if match.env_id in gym.registry and match.game in (arguments.game or [match.game]):
                for row in compare(
                    match,
                    seconds=arguments.seconds,
                    rounds=arguments.rounds,
                    limit=arguments.limit,
                    clock=arguments.clock,
                    pool=pool,
                ):
                    show(row)
                    rows.append(row)
    if arguments.json:
        document = {"machine": where, "clock": arguments.clock, "rows": [asdict(row) for row in rows]}
        arguments.json.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    if not rows:
        sys.exit("no match was played")


if __name__ == "__main__":
    main()
