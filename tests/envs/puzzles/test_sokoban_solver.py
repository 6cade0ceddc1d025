"""Distances, optimal moves and deadlocks against plain breadth-first search over the player's moves."""

import pickle
from collections import deque
from collections.abc import Callable
from pathlib import Path

import pytest

from turnwise.envs.core.rng import Stream
from turnwise.envs.puzzles.sokoban import SokobanFiles, SokobanTasks
from turnwise.envs.puzzles.sokoban import table as tables
from turnwise.envs.puzzles.sokoban.board import UNKNOWN, UNSOLVABLE, Board, Position, board
from turnwise.envs.puzzles.sokoban.deadlock import frozen, live_cells
from turnwise.envs.puzzles.sokoban.search import Search
from turnwise.envs.puzzles.sokoban.solver import BUDGET, TABLE_WORDS, culprit, solve

HARD_AND_WIDE = "\n".join(
    [
        "#############",
        "#           #",
        "# $ $ $ $   #",
        "#    @      #",
        "#   $  $ $  #",
        "# ........  #",
        "#       $   #",
        "#           #",
        "#############",
    ]
)
"""Too large for a table, and too far from the end for a small budget."""


def successors(level: Board, position: Position) -> list[Position | None]:
    """The rules, written anew: sets and coordinates instead of masks and caches."""
    player, boxes = position
    found: list[Position | None] = []
    for step in (-level.width, level.width, -1, 1):
        cell, beyond = player + step, player + 2 * step
        if not level.open[cell]:
            found.append(None)
        elif cell not in boxes:
            found.append((cell, boxes))
        elif not level.open[beyond] or beyond in boxes:
            found.append(None)
        else:
            found.append((cell, tuple(sorted({*boxes} - {cell} | {beyond}))))
    return found


def all_distances(level: Board, limit: int = 40_000) -> dict[Position, int]:
    """The distance of every position reachable from the start, UNSOLVABLE included."""
    before: dict[Position, list[Position]] = {level.start: []}
    pending = deque([level.start])
    while pending:
        position = pending.popleft()
        for after in successors(level, position):
            if after is None:
                continue
            if after not in before:
                before[after] = []
                pending.append(after)
            before[after].append(position)
        assert len(before) < limit, "choose a smaller level for this test"
    distances = {position: 0 for position in before if position[1] == level.goals}
    pending = deque(distances)
    while pending:
        position = pending.popleft()
        for earlier in before[position]:
            if earlier not in distances:
                distances[earlier] = distances[position] + 1
                pending.append(earlier)
    return {position: distances.get(position, UNSOLVABLE) for position in before}


def best_ways(level: Board, position: Position, distances: dict[Position, int]) -> tuple[int, ...]:
    held = distances[position]
    afters = successors(level, position)
    return tuple(i for i, a in enumerate(afters) if a is not None and held > 0 and distances[a] == held - 1)


def pictures() -> list[str]:
    easy = SokobanTasks("easy")
    small = SokobanTasks("medium", size=6, boxes=2)
    dense = SokobanTasks("medium", size=5, boxes=3)
    return [
        *[easy.task(split, i).picture for split in ("train", "structure") for i in range(6)],
        *[small.task("train", i).picture for i in range(6)],
        *[dense.task("test", i).picture for i in range(4)],
    ]


@pytest.mark.parametrize("picture", pictures())
def test_table_and_search_equal_plain_search_on_every_reachable_position(picture: str) -> None:
    level = board(picture)
    distances = all_distances(level)
    table, search = tables.build(level), Search(level, 10**6)
    rng = Stream(0, "sample", picture)
    for position, distance in distances.items():
        expected = (distance, best_ways(level, position, distances))
        assert table.solve(position)[:2] == expected
        if rng.random() < 0.1:
            assert search.solve(position)[:2] == expected


@pytest.mark.parametrize("picture", pictures()[:18:3])
def test_what_is_called_dead_or_frozen_is_lost(picture: str) -> None:
    level = board(picture)
    named = 0
    for position, distance in all_distances(level).items():
        boxes = position[1]
        seen = any(box not in live_cells(level) or frozen(level, boxes, box) for box in boxes)
        assert seen == (culprit(level, boxes) is not None)
        if seen:
            assert distance == UNSOLVABLE
            named += 1
    assert named


def test_boxes_that_hold_each_other_are_frozen_and_lose_the_level_only_off_the_goals() -> None:
    level = board("######\n#@.  #\n# .. #\n# $$ #\n# $  #\n######")
    along_a_wall, in_a_square, loose = (8, 9, 22), (14, 15, 20, 21), (14, 15, 20)
    assert frozen(level, along_a_wall, 8) is True
    assert all(frozen(level, in_a_square, box) for box in in_a_square)
    assert not any(frozen(level, loose, box) for box in loose)
    goals = board("#####\n#.. #\n#@$$#\n#   #\n#####")
    assert not any(frozen(goals, goals.goals, box) for box in goals.goals), "held for good, but where they belong"


def test_a_dead_square_is_named_as_the_culprit() -> None:
    level = board("######\n#    #\n# $@ #\n# .  #\n#    #\n######")
    assert culprit(level, (7,)) == (7, "in a corner")
    assert culprit(level, (9,)) == (9, "on a square from which no goal can be reached")
    assert culprit(level, level.boxes) is None


@pytest.mark.parametrize(("level", "split"), [("medium", "train"), ("medium", "structure"), ("hard", "hard")])
def test_search_equals_the_table_along_noisy_play_on_generated_levels(level: str, split: str) -> None:
    for index in range(6):
        drawn = board(SokobanTasks(level).task(split, index).picture)  # type: ignore[arg-type]
        table, search = tables.build(drawn), Search(drawn, 10**6)
        rng = Stream(index, "play")
        position = drawn.start
        for _ in range(25):
            expected = table.solve(position)
            assert search.solve(position)[:2] == expected[:2]
            afters = successors(drawn, position)
            legal = [way for way, after in enumerate(afters) if after is not None]
            way = rng.choice(expected[1] if expected[1] and rng.random() < 0.6 else legal)
            position = afters[way]  # type: ignore[assignment]


@pytest.mark.parametrize(("level", "split"), [("medium", "train"), ("hard", "train"), ("hard", "hard")])
def test_every_generated_level_of_three_boxes_fits_a_table(level: str, split: str) -> None:
    source = SokobanTasks(level)  # type: ignore[arg-type]
    for index in range(30):
        assert tables.size(board(source.task(split, index).picture)) <= TABLE_WORDS / 20


def test_a_board_of_more_than_64_cells_spreads_the_player_over_two_words() -> None:
    rows = ["############", "#@         #", *["#          #"] * 6, "#     $ .  #", "#          #", "############"]
    level = board("\n".join(rows))
    assert len(level.floor) > 64
    distances = all_distances(level)
    table = tables.build(level)
    assert {position: table.distance(position) for position in distances} == distances


def test_out_of_budget_is_unknown_and_never_a_claim() -> None:
    level = board(HARD_AND_WIDE)
    assert tables.size(level) > TABLE_WORDS
    found = solve(HARD_AND_WIDE, level.start, 50)
    assert (found.distance, found.ways, found.known) == (UNKNOWN, (), False)
    assert found.used >= 50 // 4
    near_end = (level.goals[0] - 2 * level.width, (level.goals[0] - level.width, *level.goals[1:]))
    assert solve(HARD_AND_WIDE, near_end, 50).distance == 1
    cornered = tuple(sorted((level.width + 1, *level.boxes[1:])))
    assert solve(HARD_AND_WIDE, (level.player, cornered), 50).distance in (UNKNOWN, UNSOLVABLE)


def test_answers_do_not_depend_on_earlier_questions() -> None:
    level = board(SokobanTasks("medium").task("train", 3).picture)
    asked = [position for position in all_distances(level, 10**6) if position[0] % 7 == 0][:60]
    forward, backward = Search(level, 500), Search(level, 500)
    first = [forward.solve(position) for position in asked]
    assert first == [backward.solve(position) for position in reversed(asked)][::-1]
    assert {answer[0] == UNKNOWN for answer in first} == {True, False} or UNKNOWN not in [a[0] for a in first]


def test_solutions_pickle() -> None:
    picture = SokobanTasks().task("train", 0).picture
    found = solve(picture, board(picture).start, BUDGET)
    assert pickle.loads(pickle.dumps(found)) == found


# Shortest solutions in moves, each found once by a plain forward search over all positions in C++ without any
# pruning (benchmarks/sokoban_microban.py has the whole list).
MICROBAN = {1: 33, 2: 16, 3: 41, 5: 25, 7: 26, 10: 89, 16: 100, 35: 77, 44: 1, 59: 178, 77: 189, 84: 201, 100: 155}


@pytest.mark.parametrize("number", MICROBAN)
def test_microban_levels_have_their_known_length(number: int, data_dir: Callable[[str], Path]) -> None:
    task = SokobanFiles(data_dir("puzzles") / "microban_1_100.xsb").levels[number - 1]
    assert task.name == f"microban_1_100: {number}"
    assert solve(task.picture, board(task.picture).start).distance == MICROBAN[number]
