"""The exact posterior against plain enumeration of every layout, and its limits."""

from dataclasses import replace
from itertools import combinations

import pytest

from turnwise.envs.core import Stream
from turnwise.envs.puzzles.minesweeper import MinesweeperTasks, State, Task
from turnwise.envs.puzzles.minesweeper.board import bits_of, board_of, cells_of
from turnwise.envs.puzzles.minesweeper.chance import chance
from turnwise.envs.puzzles.minesweeper.constraints import Contradiction, components
from turnwise.envs.puzzles.minesweeper.solver import View, deduce, posterior, refuted, settle, solves, view_of
from turnwise.envs.puzzles.minesweeper.state import opening, planes


def neighbors(rows: int, columns: int, torus: bool, cell: int) -> set[int]:
    """By coordinates, one at a time."""
    row, column = divmod(cell, columns)
    found = set()
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            r, c = row + down, column + right
            if torus:
                r, c = r % rows, c % columns
            if (down or right) and 0 <= r < rows and 0 <= c < columns:
                found.add(r * columns + c)
    return found


def layouts(state: State) -> list[set[int]]:
    """Every layout that shows the same numbers, by trying all of them."""
    task = state.task
    size = task.rows * task.columns
    mines = set(cells_of(task.mines))
    shown = [cell for cell in range(size) if state.revealed >> cell & 1]
    around = {cell: neighbors(task.rows, task.columns, task.torus, cell) for cell in shown}
    numbers = {cell: len(around[cell] & mines) for cell in shown}
    hidden = [cell for cell in range(size) if cell not in numbers]
    return [
        set(layout)
        for layout in combinations(hidden, len(mines))
        if all(len(around[cell].intersection(layout)) == number for cell, number in numbers.items())
    ]


def some_state(seed: int) -> State:
    """A position after a few safe reveals on a random board of up to 5x5 with up to 6 mines."""
    rng = Stream(seed, "position")
    while True:
        rows, columns, mines = rng.integers(3, 6), rng.integers(3, 6), rng.integers(1, 7)
        if mines > rows * columns - 3:
            continue
        cells = rng.permutation(range(rows * columns))
        task = Task(rows, columns, sum(1 << cell for cell in cells[:mines]), cells[-1], rng.random() < 0.3)
        board = task.board
        zeros = board.full & ~board.around(task.mines)
        revealed = opening(task)
        for cell in cells[mines : mines + rng.integers(0, 6)]:
            revealed |= board.flood(1 << cell, zeros, revealed)
        if revealed | task.mines != board.full:
            return State(task, revealed)


@pytest.mark.parametrize("block", range(8))
def test_counts_equal_plain_enumeration(block: int) -> None:
    for seed in range(block * 60, block * 60 + 60):
        state = some_state(seed)
        found = posterior(view_of(state))
        boards = layouts(state)
        assert found.exact
        assert found.total == len(boards)
        hidden = cells_of(state.task.board.full & ~state.revealed)
        assert [found.weight(cell) for cell in hidden] == [sum(cell in b for b in boards) for cell in hidden]
        assert cells_of(found.safe) == [cell for cell in hidden if not any(cell in b for b in boards)]
        assert cells_of(found.mines) == [cell for cell in hidden if all(cell in b for b in boards)]


def test_deductions_are_certain_and_each_witness_proves_its_cell() -> None:
    proved = 0
    for seed in range(150):
        state = some_state(seed)
        task, view = state.task, view_of(state)
        found = posterior(view)
        safe, mines = deduce(view)
        assert safe & ~found.safe == 0
        assert mines & ~found.mines == 0
        for cell in cells_of(view.hidden):
            _, known, witness = settle(view, cell)
            if witness is None:
                continue
            proved += 1
            assert found.safe >> cell & 1
            assert state.revealed >> witness & 1
            around = neighbors(task.rows, task.columns, task.torus, witness)
            assert cell in around
            assert len(around & set(cells_of(known & found.mines))) == view.number(witness)
    assert proved > 60


def test_a_refuted_mine_is_a_safe_cell() -> None:
    safe_cells = found_safe = 0
    for seed in range(300):
        view = view_of(some_state(seed))
        found = posterior(view)
        safe, mines = deduce(view)
        for cell in cells_of(view.hidden & ~safe & ~mines):
            is_safe, is_refuted = bool(found.safe >> cell & 1), refuted(view, safe, mines, cell)
            assert is_safe or not is_refuted, (seed, cell)
            safe_cells += is_safe
            found_safe += is_refuted
    assert found_safe > 0.4 * safe_cells > 100, (found_safe, safe_cells)


def test_the_chance_of_one_cell_is_what_the_posterior_says_of_it() -> None:
    for number in range(300):
        view = view_of(some_state(number))
        found = posterior(view)
        for cell in cells_of(view.hidden):
            weight, total, safe = chance(view, *deduce(view), cell, 10**6) or (-1, 1, 0)
            assert weight * found.total == found.weight(cell) * total, (number, cell)
            assert not safe & ~found.safe, (number, cell)


def test_a_chance_over_the_budget_is_none() -> None:
    view = view_of(next(s for s in map(some_state, range(500)) if posterior(view_of(s)).work > 6))
    open_cells = view.hidden & ~sum(deduce(view))
    assert None in [chance(view, *deduce(view), cell, 1) for cell in cells_of(open_cells)]


def test_the_posterior_depends_on_what_is_visible_alone() -> None:
    for seed in range(60):
        state = some_state(seed)
        expected = posterior(view_of(state))
        for layout in layouts(state)[:4]:
            twin = replace(state.task, mines=sum(1 << cell for cell in layout))
            assert view_of(State(twin, state.revealed)) == view_of(state)
            assert posterior(view_of(State(twin, state.revealed))) == expected


@pytest.mark.parametrize(("rows", "columns", "mines"), [(16, 16, 40), (16, 30, 99)])
def test_expected_mines_add_up_on_large_boards(rows: int, columns: int, mines: int) -> None:
    tasks = MinesweeperTasks(rows=rows, columns=columns, mines=mines)
    for index in range(2):
        task = tasks.task("train", index)
        board, rng = task.board, Stream(index, "play")
        zeros = board.full & ~board.around(task.mines)
        revealed = opening(task)
        while revealed | task.mines != board.full:
            found = posterior(view_of(State(task, revealed)))
            assert found.exact
            total = sum(mask.bit_count() * weight for mask, weight in found.groups)
            assert total + found.mines.bit_count() * found.total == mines * found.total
            cell = rng.choice(cells_of(board.full & ~revealed & ~task.mines))
            revealed |= board.flood(1 << cell, zeros, revealed)


def test_over_the_budget_it_says_so_and_keeps_what_is_certain() -> None:
    state = next(s for s in map(some_state, range(500)) if posterior(view_of(s)).work > 6)
    exact, rough = posterior(view_of(state)), posterior(view_of(state), 1)
    assert exact.exact
    assert not rough.exact
    assert rough.safe & ~exact.safe == 0
    assert rough.mines & ~exact.mines == 0
    assert all(0 < weight < rough.total for _, weight in rough.groups)


def test_numbers_that_contradict_each_other_are_refused() -> None:
    board = board_of(3, 3, False)
    shown = 0b000_010_000  # the middle cell shows 1, but there are two mines and nowhere else to put one
    with pytest.raises(Contradiction):
        posterior(View(board, 2, board.full & ~shown, (shown, 0, 0, 0)))


def test_weight_of_a_revealed_cell_is_a_usage_error() -> None:
    state = some_state(0)
    with pytest.raises(ValueError, match="must be hidden"):
        posterior(view_of(state)).weight(cells_of(state.revealed)[0])


@pytest.mark.parametrize("torus", [False, True])
@pytest.mark.parametrize(("rows", "columns"), [(3, 3), (3, 7), (6, 4), (16, 30)])
def test_masks_agree_with_coordinates(rows: int, columns: int, torus: bool) -> None:
    board = board_of(rows, columns, torus)
    mines = sum(1 << cell for cell in Stream(rows, "masks").sample(range(rows * columns), rows * columns // 4))
    around = [neighbors(rows, columns, torus, cell) for cell in range(rows * columns)]
    assert [set(cells_of(mask)) for mask in board.near] == around
    assert set(cells_of(board.around(mines))) == set(cells_of(mines)).union(*(around[m] for m in cells_of(mines)))
    shown = planes(Task(rows, columns, mines, 0, torus))
    for cell in cells_of(board.full & ~mines):
        number = sum((plane >> cell & 1) << i for i, plane in enumerate(shown))
        assert number == len(around[cell] & set(cells_of(mines)))
    assert bits_of(mines, rows * columns) == bytes(mines >> cell & 1 for cell in range(rows * columns))


def test_components_share_no_cell() -> None:
    parts = components([(0b11, 1), (0b11000, 1), (0b110, 1), (0b1100000, 2)])
    assert sorted(union for union, _ in parts) == [0b111, 0b11000, 0b1100000]
    assert sum(len(members) for _, members in parts) == 4


def test_solves_agrees_with_playing_every_safe_cell() -> None:
    answers = set()
    for index in range(40):
        task = MinesweeperTasks("easy", mines=6).task("train", index)
        revealed = opening(task)
        while safe := posterior(view_of(State(task, revealed))).safe if revealed | task.mines != task.board.full else 0:
            revealed |= safe
        cleared = revealed | task.mines == task.board.full
        assert solves(State(task, opening(task))) == cleared
        answers.add(cleared)
    assert answers == {True, False}
