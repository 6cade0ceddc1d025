"""Generated puzzles: unique, of their level, the same for ever, and never in two splits."""

from functools import cache
from itertools import combinations

import pytest

from turnwise.envs.core.errors import TaskError
from turnwise.envs.puzzles.sudoku import SudokuTasks, Task
from turnwise.envs.puzzles.sudoku.solver import Technique, solutions, technique
from turnwise.envs.puzzles.sudoku.tasks import BLANKS, Level

SPLITS = ("train", "valid", "test", "hard", "structure")
COUNT = 200  # tasks a split at level medium
FEW = 60  # at the other levels
ENOUGH = {
    "easy": {Technique.NAKED_SINGLES},
    "medium": {Technique.NAKED_SINGLES, Technique.HIDDEN_SINGLES},
    "hard": set(Technique),
}


@cache
def tasks(size: int, split: str, level: Level = "medium") -> tuple[Task, ...]:
    source = SudokuTasks(size, level)
    return tuple(source.task(split, index) for index in range(COUNT if level == "medium" else FEW))


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("size", [4, 6, 9])
def test_puzzles_have_one_solution(size: int, split: str) -> None:
    for task in tasks(size, split):
        assert task.geometry.diagonals is (split == "structure")
        assert solutions(task.givens, task.geometry) == (task.solution,)
        assert all(given in (0, right) for given, right in zip(task.givens, task.solution, strict=True))


@pytest.mark.parametrize("level", ["easy", "medium", "hard"])
@pytest.mark.parametrize("split", ["train", "structure"])
@pytest.mark.parametrize("size", [4, 6, 9])
def test_puzzles_are_of_their_level(size: int, split: str, level: Level) -> None:
    low, high = BLANKS[size][level]
    high += (size - 3) * (level == "hard" and split == "structure")
    for task in tasks(size, split, level):
        assert low <= task.givens.count(0) <= high
        assert technique(task.givens, task.geometry) in ENOUGH[level]
        assert solutions(task.givens, task.geometry) == (task.solution,)


@pytest.mark.parametrize("size", [4, 6, 9])
def test_no_given_of_the_hard_split_can_be_spared(size: int) -> None:
    for task in tasks(size, "hard")[:12]:
        for cell, digit in enumerate(task.givens):
            if digit:
                spared = (*task.givens[:cell], 0, *task.givens[cell + 1 :])
                assert len(solutions(spared, task.geometry)) == 2


def test_the_hard_split_has_fewer_givens_than_the_hard_level() -> None:
    level, split = (
        [task.givens.count(0) for task in some[:FEW]] for some in (tasks(9, "train", "hard"), tasks(9, "hard"))
    )
    assert sum(split) > sum(level) + FEW


def test_the_hard_level_often_needs_more_than_singles() -> None:
    needed = [technique(task.givens, task.geometry) for task in tasks(9, "train", "hard")]
    assert needed.count(Technique.SEARCH) > FEW // 4


@pytest.mark.parametrize("size", [4, 6, 9])
def test_splits_share_no_key(size: int) -> None:
    source = SudokuTasks(size)
    keys = {split: set(map(source.key, tasks(size, split))) for split in SPLITS}
    for one, other in combinations(SPLITS, 2):
        assert not keys[one] & keys[other]
    assert all(keys.values())


@pytest.mark.parametrize("size", [6, 9])
def test_splits_share_no_solution_grid(size: int) -> None:
    grids = [{task.solution for task in tasks(size, split)} for split in SPLITS]
    assert all(not one & other for one, other in combinations(grids, 2))


@pytest.mark.parametrize("size", [4, 6, 9])
def test_splits_share_no_puzzle_and_hold_many(size: int) -> None:
    puzzles = [{task.givens for task in tasks(size, split)} for split in SPLITS]
    assert all(not one & other for one, other in combinations(puzzles, 2))
    assert all(len(some) > 0.9 * COUNT for some in puzzles)


@pytest.mark.parametrize("size", [4, 6, 9])
def test_tasks_are_a_function_of_their_address(size: int) -> None:
    address = ("valid", 12_345)
    assert SudokuTasks(size).task(*address) == SudokuTasks(size).task(*address)
    assert SudokuTasks(size).task("valid", 1) != SudokuTasks(size).task("valid", 2)


def test_a_known_task_stays_as_it_is() -> None:
    task = SudokuTasks(4, "hard").task("train", 7)
    assert "".join(map(str, task.givens)) == "0001000312004000"
    assert task.solution == (3, 4, 2, 1, 2, 1, 4, 3, 1, 2, 3, 4, 4, 3, 1, 2)
    assert SudokuTasks(4).name(task) == "4x4 with 11 blanks"


@pytest.mark.parametrize(("size", "blanks"), [(4, 4), (4, 10), (6, 1), (6, 24), (9, 1), (9, 40), (9, 52)])
def test_the_option_blanks_is_exact(size: int, blanks: int) -> None:
    source = SudokuTasks(size, blanks=blanks)
    for split in ("train", "structure"):
        for index in range(5):
            task = source.task(split, index)
            assert task.givens.count(0) == blanks
            assert solutions(task.givens, task.geometry) == (task.solution,)


def test_an_unknown_split_is_refused() -> None:
    with pytest.raises(TaskError, match="split must be one of"):
        SudokuTasks(4).task("dev", 0)
