"""The rules, texts and tasks of Minesweeper."""

from collections import Counter
from dataclasses import replace

import gymnasium as gym
import numpy as np
import pytest

from turnwise.envs.core import Illegal, Malformed, Stream, UsageError
from turnwise.envs.core.errors import TaskError
from turnwise.envs.puzzles.minesweeper import (
    CellsRevealed,
    Flagged,
    MineRevealed,
    Minesweeper,
    MinesweeperTasks,
    Move,
    State,
    Task,
    Unflagged,
    Verb,
)
from turnwise.envs.puzzles.minesweeper.board import cells_of
from turnwise.envs.puzzles.minesweeper.solver import solves
from turnwise.envs.puzzles.minesweeper.tasks import canonical
from turnwise.envs.puzzles.minesweeper.text import cells

RNG = Stream(0, "test")


def task_of(picture: str, start: tuple[int, int], torus: bool = False) -> Task:
    """A task from a picture with `*` for mines."""
    rows = picture.split()
    mines = sum(1 << i for i, cell in enumerate("".join(rows)) if cell == "*")
    return Task(len(rows), len(rows[0]), mines, start[0] * len(rows[0]) + start[1], torus)


CORNER = task_of("*.... ..... ..... ..... ...**", (2, 2))
"""The free reveal opens all but three mines and the cell above and left of the two at the bottom right."""
WALL = task_of("..*.. ..*.. ..*.. ..*.. ..*..", (0, 0))
GAME = Minesweeper(5, 5)


def play(task: Task, *texts: str) -> State:
    state = GAME.start(task)
    for text in texts:
        state, _ = GAME.apply(state, GAME.parse(text, state), RNG)
    return state


def grid(state: State) -> str:
    shown = cells(state)
    return " ".join(shown[i : i + state.task.columns] for i in range(0, len(shown), state.task.columns))


def test_the_free_reveal_opens_a_zero_up_to_its_numbers() -> None:
    assert grid(GAME.start(WALL)) == "02... 03... 03... 03... 02..."


def test_a_torus_wraps_the_numbers_and_the_opening() -> None:
    task = task_of("*.... ..... ..... ..... .....", (2, 2), torus=True)
    assert grid(GAME.start(task)) == ".1001 11001 00000 00000 11001"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("reveal 1 4",), "02.2. 03... 03... 03... 02..."),
        (("reveal 1 5",), "02.20 03.30 03.30 03.30 02.20"),
        (("flag 1 3",), "02F.. 03... 03... 03... 02..."),
        (("flag 1 3", "unflag 1 3"), "02... 03... 03... 03... 02..."),
        (("flag 2 4", "reveal 1 5"), "02.20 03.F0 03.30 03.30 02.20"),
        (("reveal 1 3",), "02*.. 03... 03... 03... 02..."),
    ],
    ids=[
        "a number opens alone",
        "a zero opens its region",
        "a flag is shown",
        "an unflag takes it off",
        "a flag keeps a cell closed when a region opens",
        "a mine is shown",
    ],
)
def test_moves(texts: tuple[str, ...], expected: str) -> None:
    assert grid(play(WALL, *texts)) == expected


def test_events_say_what_happened() -> None:
    state = GAME.start(WALL)
    cases = {
        "reveal 1 4": CellsRevealed(1 << 3),
        "reveal 1 3": MineRevealed(2),
        "flag 2 5": Flagged(9),
    }
    for text, event in cases.items():
        assert GAME.apply(state, GAME.parse(text, state), RNG)[1] == (event,)
    flagged = play(WALL, "flag 2 5")
    assert GAME.apply(flagged, GAME.parse("unflag 2 5", flagged), RNG)[1] == (Unflagged(9),)


@pytest.mark.parametrize(
    ("before", "text", "message"),
    [
        ((), "reveal 1 1", "already revealed"),
        ((), "flag 1 1", "already revealed"),
        (("flag 1 3",), "reveal 1 3", "flagged"),
        (("flag 1 3",), "flag 1 3", "flagged"),
        ((), "unflag 1 3", "no flag"),
        ((), "unflag 1 1", "no flag"),
    ],
)
def test_illegal_moves_are_refused(before: tuple[str, ...], text: str, message: str) -> None:
    state = play(WALL, *before)
    with pytest.raises(Illegal, match=message):
        GAME.apply(state, GAME.parse(text, state), RNG)


def test_a_refusal_is_the_same_for_a_mine_and_a_safe_cell() -> None:
    state = play(WALL, "flag 1 3", "flag 1 4")
    messages = []
    for text in ("reveal 1 3", "reveal 1 4"):
        with pytest.raises(Illegal) as caught:
            GAME.apply(state, GAME.parse(text, state), RNG)
        messages.append(str(caught.value).replace("column 3", "column 4"))
    assert messages[0] == messages[1]


@pytest.mark.parametrize(
    "text", ["reveal", "reveal 1", "reveal 1 2 3", "reveal 0 1", "reveal 6 1", "flag a b", "1", "x"]
)
def test_malformed_texts_are_refused(text: str) -> None:
    with pytest.raises(Malformed):
        GAME.parse(text, GAME.start(WALL))


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("reveal 2 4", Verb.REVEAL),
        ("2 4", Verb.REVEAL),
        ("Open (2, 4)", Verb.REVEAL),
        ("I think [reveal 2 4] is safe", Verb.REVEAL),
        ("<action>flag 2 4</action>", Verb.FLAG),
        (r"\boxed{unmark 2, 4}", Verb.UNFLAG),
    ],
)
def test_ways_to_write_an_action(text: str, verb: Verb) -> None:
    assert GAME.parse(text, GAME.start(WALL)) == Move(verb, 1, 3)


def test_legal_moves_are_those_that_apply() -> None:
    state = play(WALL, "flag 1 3", "flag 4 5", "reveal 2 4")
    allowed = []
    for move in GAME.actions:
        try:
            GAME.apply(state, move, RNG)
        except Illegal:
            continue
        allowed.append(move)
    assert list(GAME.legal(state)) == allowed
    assert len(GAME.actions) == len(set(GAME.actions)) == 75


def test_the_game_ends_by_a_mine_or_by_the_last_safe_cell_and_flags_are_not_needed() -> None:
    assert GAME.is_over(play(WALL, "reveal 1 3"))
    assert not GAME.is_over(GAME.start(WALL))
    assert GAME.is_over(play(WALL, "reveal 3 5"))
    assert not GAME.is_over(play(WALL, *(f"flag {row} 3" for row in range(1, 6))))


@pytest.mark.parametrize(
    ("texts", "line"),
    [
        ((), "Mines without a flag: 5."),
        (("flag 1 3", "flag 1 4"), "Mines without a flag: 3."),
        (("reveal 1 3",), "You revealed a mine and lost."),
        (("reveal 1 5",), "Every cell without a mine is revealed. You won."),
    ],
)
def test_the_last_line_says_how_it_stands(texts: tuple[str, ...], line: str) -> None:
    env = gym.make("turnwise/Minesweeper-v0", rows=5, columns=5)
    observation, _ = env.reset(seed=0, options={"task": WALL})
    for text in texts:
        observation, *_ = env.step(text)
    assert observation.splitlines()[-1] == line


def test_wide_boards_keep_their_columns_aligned() -> None:
    game = Minesweeper(16, 30)
    state = game.start(MinesweeperTasks(rows=16, columns=30, mines=99).task("train", 0))
    text = game.describe(state, None).split("\n\n")[-1].splitlines()
    assert len({len(line) for line in text[:17]}) == 1
    assert text[0].split() == [str(column) for column in range(1, 31)]
    assert "".join("".join(line.split()[1:]) for line in text[1:17]) == cells(state)


def test_the_array_shows_what_the_text_shows() -> None:
    state = play(WALL, "flag 1 4", "reveal 2 4", "reveal 1 3")
    codes = {".": -1, "F": -2, "*": 9}
    expected = [codes[c] if c in codes else int(c) for c in cells(state)]
    array = GAME.array(state)
    assert array.dtype == np.int8
    assert array.ravel().tolist() == expected
    assert GAME.space.contains(array)


def test_boards_that_look_the_same_are_told_the_same() -> None:
    twin = replace(WALL, mines=sum(1 << cell for cell in (2, 7, 12, 17, 23)))
    left, right = State(WALL, 1 << 0, 1 << 4), State(twin, 1 << 0, 1 << 4)
    assert GAME.key(left) == GAME.key(right)
    assert GAME.legal(left) == GAME.legal(right)
    assert GAME.describe(left, None) == GAME.describe(right, None)
    assert GAME.array(left).tolist() == GAME.array(right).tolist()


def test_a_task_of_another_size_is_refused() -> None:
    with pytest.raises(UsageError, match="expected a task of 9 rows"):
        Minesweeper().start(WALL)


# ---------------------------------------------------------------------------------------------------------- tasks

OPTIONS = [
    {},
    {"level": "easy"},
    {"level": "hard"},
    {"rows": 5, "columns": 5, "mines": 5},
    {"rows": 4, "columns": 7},
    {"guess_free": True},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_tasks_keep_their_promises(options: dict[str, object]) -> None:
    tasks = MinesweeperTasks(**options)  # type: ignore[arg-type]
    game = Minesweeper(*tasks.size)
    for split in tasks.splits:
        for index in range(25):
            task = tasks.task(split, index)
            assert task == tasks.task(split, index)
            assert task.mines.bit_count() == tasks.mine_count(split)
            assert task.torus == (split == "structure")
            assert not task.mines >> task.start & 1
            if task.mines.bit_count() <= task.rows * task.columns - 9:
                assert not task.board.near[task.start] & task.mines
            state = game.start(task)
            assert not game.is_over(state)
            if tasks.guess_free:
                assert solves(state)
    assert tasks.mine_count("hard") > tasks.mine_count("train")


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_splits_share_no_layout(options: dict[str, object]) -> None:
    tasks = MinesweeperTasks(**options)  # type: ignore[arg-type]
    owners: dict[str, str] = {}
    for split in tasks.splits:
        for index in range(60):
            assert owners.setdefault(tasks.key(tasks.task(split, index)), split) == split
    assert len(set(owners.values())) == 5


@pytest.mark.parametrize(("rows", "columns", "forms"), [(5, 5, 8), (4, 6, 4)])
def test_a_layout_and_its_turns_and_mirrors_are_one(rows: int, columns: int, forms: int) -> None:
    task = MinesweeperTasks(rows=rows, columns=columns, mines=5).task("train", 0)
    grid_ = np.array([task.mines >> cell & 1 for cell in range(rows * columns)]).reshape(rows, columns)
    turned = {
        tuple(form.ravel().tolist())
        for k in range(4)
        for form in (np.rot90(grid_, k), np.fliplr(np.rot90(grid_, k)))
        if form.shape == (rows, columns)
    }
    masks = [sum(bit << cell for cell, bit in enumerate(form)) for form in turned]
    assert len(masks) == forms
    assert {canonical(task.board, mask) for mask in masks} == {min(masks)}


def test_every_cell_gets_its_share_of_mines() -> None:
    tasks = MinesweeperTasks("easy", mines=5)
    hits = Counter(cell for index in range(400) for cell in cells_of(tasks.task("train", index).mines))
    rim = [cell for cell in range(25) if cell not in (6, 7, 8, 11, 12, 13, 16, 17, 18)]
    assert sorted(hits) == rim
    assert all(80 < hits[cell] < 170 for cell in rim)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"level": "insane"}, "level must be"),
        ({"rows": 2}, "rows must be 3 to 99"),
        ({"columns": 100}, "columns must be 3 to 99"),
        ({"mines": 0}, "mines must be 1 to 78"),
        ({"mines": 79}, "mines must be 1 to 78"),
        ({"rows": True}, "rows must be"),
    ],
)
def test_wrong_options_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        MinesweeperTasks(**options)  # type: ignore[arg-type]


def test_an_unknown_split_is_refused() -> None:
    with pytest.raises(TaskError, match="split must be"):
        MinesweeperTasks().task("exam", 0)


def test_boards_that_cannot_be_found_are_an_error_with_advice() -> None:
    with pytest.raises(TaskError, match="choose fewer mines"):
        MinesweeperTasks(rows=4, columns=4, mines=13, guess_free=True).task("train", 0)
