"""The rules of Sudoku: what may be placed, what may be cleared, how it is shown and read."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from turnwise.envs.core.codec import episode_from_json, episode_to_json
from turnwise.envs.core.errors import Illegal, Malformed, UsageError
from turnwise.envs.core.rng import Stream
from turnwise.envs.puzzles.sudoku import (
    Clear,
    DigitCleared,
    DigitPlaced,
    Place,
    State,
    Sudoku,
    SudokuEnv,
    SudokuTasks,
    Task,
)
from turnwise.envs.puzzles.sudoku.text import rules

RNG = Stream(0)
GAME = Sudoku(4)
SOLUTION = (3, 4, 2, 1, 2, 1, 4, 3, 1, 2, 3, 4, 4, 3, 1, 2)
GIVENS = (0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 0, 0, 4, 0, 0, 0)
TASK = Task(4, GIVENS, SOLUTION)
START = GAME.start(TASK)


def after(*texts: str, state: State = START) -> State:
    game = Sudoku(state.task.size)
    for text in texts:
        state, _ = game.apply(state, game.parse(text, state), RNG)
    return state


def test_a_digit_is_placed_and_cleared() -> None:
    placed, events = GAME.apply(START, Place(1, 1, 3), RNG)
    assert placed.board == (3, *GIVENS[1:])
    assert events == (DigitPlaced(1, 1, 3),)
    cleared, events = GAME.apply(placed, Clear(1, 1), RNG)
    assert cleared == START
    assert cleared.marks == START.marks
    assert events == (DigitCleared(1, 1, 3),)


def test_a_wrong_digit_that_breaks_no_visible_rule_is_accepted() -> None:
    assert SOLUTION[0] != 2
    assert after("place 1 1 2").board[0] == 2


@pytest.mark.parametrize(
    ("before", "text", "reason"),
    [
        ((), "place 1 4 2", "Row 1, column 4 holds the given 1. Choose a blank cell"),
        (("place 1 1 3",), "place 1 1 2", 'holds your 3. Choose a blank cell (.), or take it back with "clear 1 1"'),
        ((), "place 1 1 1", "Row 1 has a 1 already, in row 1, column 4."),
        ((), "place 3 3 1", "Row 3 has a 1 already, in row 3, column 1."),
        ((), "place 4 4 1", "Column 4 has a 1 already, in row 1, column 4."),
        ((), "place 4 2 2", "Column 2 has a 2 already, in row 3, column 2."),
        ((), "place 2 3 1", "Box 2 has a 1 already, in row 1, column 4."),
        (("place 1 1 2",), "place 2 2 2", "Column 2 has a 2 already, in row 3, column 2."),
        (("place 1 1 2",), "place 1 3 2", "Row 1 has a 2 already, in row 1, column 1."),
        ((), "clear 1 4", "The 1 in row 1, column 4 is given and stays."),
        ((), "clear 1 1", "Row 1, column 1 is blank already."),
    ],
)
def test_illegal_moves_say_why(before: tuple[str, ...], text: str, reason: str) -> None:
    state = after(*before)
    with pytest.raises(Illegal) as error:
        GAME.apply(state, GAME.parse(text, state), RNG)
    assert reason in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "place 1 1 3",
        "PLACE 1, 1, 3",
        "put (1 1) 3",
        "1 1 3",
        "<action>place 1 1 3</action>",
        "So: [1 1 3]",
        "fill 1 1 3",
    ],
)
def test_ways_to_write_a_placement(text: str) -> None:
    assert GAME.parse(text, START) == Place(1, 1, 3)


@pytest.mark.parametrize("text", ["clear 1 1", "erase 1 1", "<action>remove 1,1</action>"])
def test_ways_to_write_a_clear(text: str) -> None:
    assert GAME.parse(text, START) == Clear(1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "place",
        "place 1 1",
        "place 1 1 0",
        "place 0 1 1",
        "place 5 1 1",
        "place 1 1 5",
        "place 1 1 -1",
        "place 1 1 ٣",
        "place 1 1 ²",
        "place 1 1 1 1",
        "clear 1",
        "clear 1 1 1",
        "clear 1 5",
        "place 1 1 1.0",
        "solve it",
        "[1 1 3] [1 1 2]",
        "place 1 1 " + "9" * 5000,
    ],
)
def test_what_is_no_move_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        GAME.parse(text, START)


@pytest.mark.parametrize("size", [4, 6, 9])
@pytest.mark.parametrize("split", ["train", "structure"])
def test_legal_moves_are_exactly_those_that_apply(size: int, split: str) -> None:
    game = Sudoku(size)
    state = game.start(SudokuTasks(size).task(split, 0))
    rng = Stream(9, size, split)
    for _ in range(25):
        legal = list(game.legal(state))
        accepted = []
        for action in game.actions:
            try:
                accepted.append((action, game.apply(state, action, RNG)[0]))
            except Illegal:
                continue
        assert set(legal) == {action for action, _ in accepted}
        assert len(legal) == len(set(legal))
        state = rng.choice(accepted)[1]
        # marks kept up move by move equal marks worked out from the board
        assert state.marks == State(state.task, state.board).marks
        if game.is_over(state):
            break


@pytest.mark.parametrize("size", [4, 6, 9])
def test_every_action_is_read_back(size: int) -> None:
    game = Sudoku(size)
    state = game.start(SudokuTasks(size).task("train", 0))
    assert len(game.actions) == size**3 + size**2
    for action in game.actions:
        assert game.parse(game.format(action), state) is action
        assert game.parse(f"I choose <action> {game.format(action).upper()} </action>", state) == action


def test_the_game_is_over_when_the_board_is_full() -> None:
    texts = [f"place {c // 4 + 1} {c % 4 + 1} {SOLUTION[c]}" for c in range(16) if not GIVENS[c]]
    assert not GAME.is_over(after(*texts[:-1]))
    solved = after(*texts)
    assert GAME.is_over(solved)
    assert solved.board == SOLUTION


def test_the_diagonals_of_the_variant_are_enforced() -> None:
    task = SudokuTasks(9, "medium").task("structure", 0)
    state = Sudoku(9).start(task)
    cell, digit = next(
        (i * 10, task.givens[j * 10])
        for i in range(9)
        for j in range(9)
        if not task.givens[i * 10] and task.givens[j * 10]
    )
    with pytest.raises(Illegal):
        Sudoku(9).apply(state, Place(cell // 9 + 1, cell % 9 + 1, digit), RNG)
    assert "diagonal" in rules(task)
    assert "diagonal" not in rules(replace(task, diagonals=False))


def test_the_picture() -> None:
    assert GAME.describe(START, None).startswith(f"{rules(TASK)}\n\n    1 2   3 4\n")
    picture = GAME.describe(after("place 1 1 2", "place 4 2 3"), None).split("\n\n")[1]
    assert picture.splitlines() == [
        "    1 2   3 4",
        "1 | 2*. | . 1 |",
        "2 | . . | . 3 |",
        "  +-----+-----+",
        "3 | 1 2 | . . |",
        "4 | 4 3*| . . |",
        "Blank cells: 9",
    ]


def test_the_picture_of_the_largest_board_is_short() -> None:
    env = SudokuEnv(level="hard")
    _, info = env.reset(seed=0)
    observation = env.step(info["legal"][0])[0]
    assert len(observation) < 400


def test_the_key_tells_own_digits_from_givens_and_hides_the_way() -> None:
    one = after("place 1 1 3", "place 4 2 3")
    two = after("place 4 2 3", "place 1 1 2", "clear 1 1", "place 1 1 3")
    assert GAME.key(one) == GAME.key(two)
    given = Task(4, (3, *GIVENS[1:]), SOLUTION)
    assert GAME.key(GAME.start(given)) != GAME.key(after("place 1 1 3"))


@pytest.mark.parametrize("size", [4, 6, 9])
def test_the_numeric_view(size: int) -> None:
    game = Sudoku(size)
    task = SudokuTasks(size).task("train", 1)
    state = game.start(task)
    view = game.array(state)
    assert game.space.contains(view)
    assert view[0].ravel().tolist() == list(task.givens)
    assert np.array_equal(view[1], view[0] > 0)


def test_states_pickle_and_hash() -> None:
    state = after("place 1 1 2")
    copy = pickle.loads(pickle.dumps(state))
    assert copy == state
    assert copy.marks == state.marks
    assert hash(copy) == hash(state)


def test_episodes_survive_a_recording() -> None:
    env = SudokuEnv(size=6)
    _, info = env.reset(seed=3)
    for text in (info["legal"][0], "clear 1 1", "nonsense"):
        env.step(text)
    episode = env.snapshot()
    back = episode_from_json(episode_to_json(episode, env.game.types), env.game.types)
    assert back == episode
    assert back.state.marks == episode.state.marks


def test_the_solution_is_never_shown() -> None:
    env = SudokuEnv(size=9, level="hard")
    observation, info = env.reset(seed=1)
    solution = "".join(map(str, env.episode.state.task.solution))
    public = observation + info["state_key"] + info["task"]
    assert solution not in public


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"size": 5}, "size must be one of [4, 6, 9], got 5"),
        ({"level": "brutal"}, "level must be one of"),
        ({"blanks": 70}, "blanks must be 1 to 52 at size 9 or None, got 70"),
        ({"blanks": 3, "puzzles": "x.txt"}, "either the option puzzles or the option blanks"),
    ],
)
def test_wrong_options_are_named(options: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError) as error:
        SudokuEnv(**options)  # type: ignore[arg-type]
    assert message in str(error.value)
