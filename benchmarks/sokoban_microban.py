"""How many Microban levels the Sokoban oracle solves exactly, and how long each takes.

    python benchmarks/sokoban_microban.py [--search] [--budget N] [--levels FILE]

The time of a level is that of the first question about it, cold: reading the geometry and building its table, or the
search from both ends. "moves" is the proved least number of moves of the player; "pushes" are those of one such
solution, not the least number of pushes. Levels are read from TURNWISE_DATA (default ../shared/data).
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from turnwise.envs.puzzles.sokoban import SokobanFiles, Task
from turnwise.envs.puzzles.sokoban import table as tables
from turnwise.envs.puzzles.sokoban.board import UNKNOWN, board, moves
from turnwise.envs.puzzles.sokoban.search import Search
from turnwise.envs.puzzles.sokoban.solver import BUDGET, TABLE_WORDS
from turnwise.envs.puzzles.sokoban.table import Table

LIMIT = 5.0
"""Seconds within which a level counts as solved."""


def main() -> None:
    """Prints one line a level, and how many were solved exactly in time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = Path(os.environ.get("TURNWISE_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--levels", type=Path, default=root / "puzzles" / "microban_1_100.xsb")
    parser.add_argument("--budget", type=int, default=BUDGET, help="box placements that a search may visit")
    parser.add_argument("--search", action="store_true", help="search every level, also those that fit a table")
    options = parser.parse_args()
    tasks = SokobanFiles(options.levels).levels
    print(f"{'level':30} {'moves':>6} {'pushes':>6} {'by':>6} {'placements':>10} {'seconds':>8} {'cpu':>8}  exact")
    solved, slowest = 0, 0.0
    for task in tasks:
        solved_in_time, seconds = report(task, options.budget, options.search)
        solved += solved_in_time
        slowest = max(slowest, seconds if solved_in_time else 0.0)
    print(
        f"{solved} of {len(tasks)} solved exactly, in moves, within {LIMIT:g} s each; the slowest took {slowest:.2f} s"
    )


def report(task: Task, budget: int, search: bool) -> tuple[bool, float]:
    """Whether a level was solved exactly in time, and its seconds; prints its line."""
    board.cache_clear()
    wall, cpu = time.perf_counter(), time.process_time()
    level = board(task.picture)
    solver: Table | Search
    by_table = not search and tables.size(level) <= TABLE_WORDS
    solver = tables.build(level) if by_table else Search(level, budget)
    distance = solver.solve(level.start)[0]
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    exact = distance != UNKNOWN
    used = solver.placements if isinstance(solver, Table) else solver.used
    shown, pushes = (str(distance), str(count_pushes(solver))) if distance >= 0 else ("?", "?")
    by = "table" if by_table else "search"
    print(f"{task.name:30} {shown:>6} {pushes:>6} {by:>6} {used:>10} {wall:>8.3f} {cpu:>8.3f}  {exact}", flush=True)
    return exact and wall <= LIMIT, wall


def count_pushes(solver: Table | Search) -> int:
    """The pushes of the shortest solution that takes the first best move each time."""
    position, pushes = solver.level.start, 0
    while ways := solver.solve(position)[1]:
        after = moves(solver.level, *position)[ways[0]]
        if after is None:
            raise RuntimeError(f"the best move from {position!r} is blocked")
        pushes += after[1] != position[1]
        position = after
    return pushes


if __name__ == "__main__":
    main()
