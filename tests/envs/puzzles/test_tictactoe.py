"""Tic-tac-toe against a second, naive writing of its rules and its game tree."""

from functools import cache
from itertools import product
from typing import Any

import gymnasium as gym
import pytest

from turnwise.envs.core import Limits, Origin, Stream, advance, begin
from turnwise.envs.puzzles.tictactoe import State, Task, TicTacToe, TicTacToeTasks
from turnwise.envs.puzzles.tictactoe.solver import best_cells, cell_values, lines, sharpest_cells, symmetries, value
from turnwise.verifiers import load_scoring

PLAIN = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]


def torus_lines() -> list[tuple[int, ...]]:
    """Every row, column and (broken) diagonal, by arithmetic on coordinates."""
    found = set()
    for row, column in product(range(3), repeat=2):
        for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
            found.add(tuple(sorted((row + k * down) % 3 * 3 + (column + k * right) % 3 for k in range(3))))
    return sorted(found)


def has_line(board: str, mark: str, all_lines: list[tuple[int, ...]]) -> bool:
    return any(all(board[cell] == mark for cell in line) for line in all_lines)


def naive_value(board: str, mark: str, all_lines: list[tuple[int, ...]]) -> int:
    """Plain minimax for the side `mark`, which is to move; no table, no symmetry."""
    other = "O" if mark == "X" else "X"
    if has_line(board, other, all_lines):
        return -1
    if "." not in board:
        return 0
    return max(
        -naive_value(board[:cell] + mark + board[cell + 1 :], other, all_lines)
        for cell in range(9)
        if board[cell] == "."
    )


def reachable(all_lines: list[tuple[int, ...]]) -> set[str]:
    seen, todo = set(), ["." * 9]
    while todo:
        board = todo.pop()
        if board in seen:
            continue
        seen.add(board)
        mark = "X" if board.count("X") == board.count("O") else "O"
        if not any(has_line(board, side, all_lines) for side in "XO"):
            todo += [board[:cell] + mark + board[cell + 1 :] for cell in range(9) if board[cell] == "."]
    return seen


def test_lines_are_the_eight_and_the_twelve() -> None:
    assert sorted(lines(False)) == sorted(PLAIN)
    assert sorted(tuple(sorted(line)) for line in lines(True)) == torus_lines()


@pytest.mark.parametrize(("torus", "count"), [(False, 5478), (True, None)])
def test_every_position_has_its_minimax_value(torus: bool, count: int | None) -> None:
    all_lines = torus_lines() if torus else PLAIN
    boards = reachable(all_lines)
    assert count is None or len(boards) == count
    for board in boards:
        mark = "X" if board.count("X") == board.count("O") else "O"
        if board.count(".") <= 6:  # the naive tree of fuller boards is quick; the rest follows below
            assert value(board, torus) == naive_value(board, mark, all_lines), board
    assert value("." * 9, False) == 0
    assert value("." * 9, True) == 1


def test_best_cells_are_those_that_keep_the_value() -> None:
    for board in reachable(PLAIN):
        if "." in board and not any(has_line(board, side, PLAIN) for side in "XO"):
            kept = [cell for cell, after in cell_values(board, False) if after == value(board, False)]
            assert list(best_cells(board, False)) == kept


@cache
def plies_to_the_end(board: str, mark: str) -> tuple[int, int]:
    """(value for `mark` to move, moves until the end) where the winner hurries and the loser delays."""
    other = "O" if mark == "X" else "X"
    if has_line(board, other, PLAIN):
        return -1, 0
    if "." not in board:
        return 0, 0
    results = []
    for cell in range(9):
        if board[cell] == ".":
            theirs, plies = plies_to_the_end(board[:cell] + mark + board[cell + 1 :], other)
            results.append((-theirs, plies + 1))
    best = max(result for result, _ in results)
    lengths = [plies for result, plies in results if result == best]
    return best, min(lengths) if best > 0 else max(lengths)


def test_the_opponents_choices_hurry_to_win_and_delay_a_loss() -> None:
    for board in reachable(PLAIN):
        if not 1 <= board.count(".") <= 5 or any(has_line(board, side, PLAIN) for side in "XO"):
            continue
        mark = "X" if board.count("X") == board.count("O") else "O"
        other = "O" if mark == "X" else "X"
        expected = plies_to_the_end(board, mark)
        cells = sharpest_cells(board, False)
        assert set(cells) <= set(best_cells(board, False))
        for cell in cells:
            theirs, plies = plies_to_the_end(board[:cell] + mark + board[cell + 1 :], other)
            assert (-theirs, plies + 1) == expected or expected[0] == 0


def test_symmetries_are_eight_boards_of_the_same_value() -> None:
    board = "X.O.X...."
    assert len(set(symmetries(board))) == 8
    assert {value(form, False) for form in symmetries(board)} == {value(board, False)}


@pytest.mark.parametrize("text", ["mark 5", "5", "MARK 5", "place 5", "take (5)", "<action>mark 5</action>", "[5]"])
def test_a_cell_can_be_named_in_many_ways(text: str) -> None:
    game = TicTacToe()
    assert game.parse(text, game.start(Task("." * 9, "random"))).cell == 4


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty text"),
        ("mark", "one cell"),
        ("mark 0", "from 1 to 9"),
        ("mark 1 2", "one cell"),
        ("<action>1</action><action>2</action>", "exactly one action"),
        ("mark 1", "taken by X"),
    ],
)
def test_what_is_no_move_is_rejected_with_its_reason(text: str, reason: str) -> None:
    game = TicTacToe()
    episode = begin(game, Task("X...O....", "random"), 0, Origin("x", "train", 0))
    after = advance(game, episode, text, Limits())
    assert after.turns[0].transition.rejected
    assert reason in after.observation
    assert after.state is episode.state


def test_the_optimal_opponent_never_loses_and_the_random_one_does() -> None:
    results = {"optimal": 0, "random": 0}
    for opponent in results:
        for seed in range(60):
            env = gym.make("turnwise/TicTacToe-v0", opponent=opponent)
            _, info = env.reset(seed=seed, options={"task": Task("." * 9, opponent)})  # type: ignore[arg-type]
            rng, over = Stream(seed, "test"), False
            while not over:
                *_, terminated, truncated, info = env.step(rng.choice(info["legal"] or ("",)))
                over = terminated or truncated
            results[opponent] += info["reward_terms"]["outcome"] > 0
    assert results["optimal"] == 0
    assert results["random"] > 20


def verdict(board: str, text: str, torus: bool = False) -> Any:
    game = TicTacToe()
    scoring = load_scoring("turnwise.verifiers.puzzles.tictactoe:SCORING")
    episode = advance(game, begin(game, Task(board, "optimal", torus), 0, Origin("x", "train", 0)), text, Limits())
    assert scoring.oracle is not None
    return scoring.oracle(episode.turns[0].transition)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("board", "text", "label", "score", "regret"),
    [
        ("XX.OO....", "3", "solved", 1.0, 0.0),
        ("XX.OO....", "6", "setback", -0.5, 0.5),
        ("XX.OO....", "7", "fatal", -1.0, 1.0),
        ("X...O....", "9", "optimal", 1.0, 0.0),
        ("XO.......", "6", "setback", -0.5, 0.5),
        ("X........", "5", "optimal", 1.0, 0.0),
        ("X........", "2", "fatal", -0.5, 0.5),
        (".........", "1", "optimal", 1.0, 0.0),
        (".........", "1 or 2", "rejected", -1.0, 0.0),
    ],
)
def test_moves_are_judged_by_the_game_tree(board: str, text: str, label: str, score: float, regret: float) -> None:
    given = verdict(board, text)
    assert (given.label, given.score, given.components["regret"]) == (label, score, regret)


def test_a_move_is_judged_and_not_the_opponents_luck() -> None:
    game = TicTacToe()
    scoring = load_scoring("turnwise.verifiers.puzzles.tictactoe:SCORING")
    start = begin(game, Task("X........", "random"), 0, Origin("x", "train", 0))
    verdicts = set()
    for seed in range(12):
        episode = advance(game, start._replace(seed=seed), "2", Limits())
        assert scoring.oracle is not None
        given = scoring.oracle(episode.turns[0].transition)  # type: ignore[operator]
        verdicts.add((given.score, given.label, given.components["regret"], given.reason))
    assert len(verdicts) == 1


def test_no_opening_is_lost_and_hard_ones_have_one_move() -> None:
    tasks = TicTacToeTasks()
    for split in tasks.splits:
        for index in range(200):
            task = tasks.task(split, index)
            state = State(task, task.opening)
            assert value(task.opening, task.torus) >= 0
            assert not TicTacToe().is_over(state)
            if split == "hard":
                assert len(best_cells(task.opening, False)) == 1
                assert task.opponent == "optimal"
