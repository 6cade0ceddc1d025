"""The solver against brute force: solutions, uniqueness, and what is really forced."""

from collections.abc import Iterator

import pytest

from turnwise.envs.core.rng import Stream
from turnwise.envs.puzzles.sudoku.geometry import Geometry, geometry
from turnwise.envs.puzzles.sudoku.grids import exchange, random_grid, split_key
from turnwise.envs.puzzles.sudoku.solver import (
    Technique,
    deductions,
    fewest,
    proof,
    search,
    singles,
    solutions,
    technique,
)

KINDS = [(4, False), (4, True), (6, False), (6, True), (9, False), (9, True)]
SMALL = KINDS[:4]

Board = tuple[int, ...]


def brute_force(board: Board, grid: Geometry) -> Iterator[Board]:
    """All completions, cell by cell, without any inference."""
    for unit in grid.units:
        digits = [board[cell] for cell in unit if board[cell]]
        if len(set(digits)) < len(digits):
            return
    if 0 not in board:
        yield board
        return
    cell = board.index(0)
    taken = {board[peer] for peer in grid.peers[cell]}
    for digit in range(1, grid.size + 1):
        if digit not in taken:
            yield from brute_force((*board[:cell], digit, *board[cell + 1 :]), grid)


def candidates(board: Board, grid: Geometry, cell: int) -> set[int]:
    return set(range(1, grid.size + 1)) - {board[peer] for peer in grid.peers[cell]}


def holed(grid: Geometry, rng: Stream, blanks: int) -> Board:
    full = random_grid(grid, rng)
    gone = set(rng.sample(range(len(full)), blanks))
    return tuple(0 if cell in gone else digit for cell, digit in enumerate(full))


def boards(size: int, diagonals: bool, count: int, most: int) -> Iterator[tuple[Geometry, Board]]:
    grid = geometry(size, diagonals)
    for i in range(count):
        rng = Stream(1, "boards", size, int(diagonals), i)
        yield grid, holed(grid, rng, rng.integers(1, most + 1))


@pytest.mark.parametrize(("size", "diagonals"), SMALL)
def test_finds_every_solution_that_brute_force_finds(size: int, diagonals: bool) -> None:
    for grid, board in boards(size, diagonals, 60, size * size if size == 4 else 22):
        expected = set(brute_force(board, grid))
        assert set(solutions(board, grid, 10_000)) == expected
        assert len(solutions(board, grid)) == min(2, len(expected))


@pytest.mark.parametrize(("size", "diagonals"), SMALL)
def test_boards_that_a_wrong_digit_spoiled_have_no_solution_or_those_of_brute_force(size: int, diagonals: bool) -> None:
    for grid, board in boards(size, diagonals, 40, size * size // 2):
        rng = Stream(2, str(board))
        cell = rng.choice([i for i, digit in enumerate(board) if not digit])
        digit = rng.choice(sorted(candidates(board, grid, cell)))
        spoiled = (*board[:cell], digit, *board[cell + 1 :])
        assert set(solutions(spoiled, grid, 10_000)) == set(brute_force(spoiled, grid))


@pytest.mark.parametrize("size", [4, 9])
def test_conflicting_givens_have_no_solution(size: int) -> None:
    assert solutions((1, 1) + (0,) * (size * size - 2), geometry(size)) == ()


def test_an_exhausted_budget_is_reported() -> None:
    assert not search((0,) * 81, geometry(9), 2, budget=3).complete
    with pytest.raises(RuntimeError, match="3 search nodes"):
        solutions((0,) * 81, geometry(9), budget=3)


@pytest.mark.parametrize(("size", "diagonals"), KINDS)
def test_deductions_are_exactly_the_naked_and_hidden_singles(size: int, diagonals: bool) -> None:
    for grid, board in boards(size, diagonals, 25, size * size * 2 // 3):
        blanks = [cell for cell, digit in enumerate(board) if not digit]
        naked = {(cell, *candidates(board, grid, cell)) for cell in blanks if len(candidates(board, grid, cell)) == 1}
        hidden = set()
        for unit in grid.units:
            for digit in range(1, size + 1):
                places = [cell for cell in unit if cell in blanks and digit in candidates(board, grid, cell)]
                if len(places) == 1:
                    hidden.add((places[0], digit))
        found = deductions(board, grid)
        assert {(d.cell, d.digit) for d in found} == naked | hidden
        assert {(d.cell, d.digit) for d in found if d.unit is None} == naked
        for deduction in found:
            if deduction.unit is not None:
                others = set(grid.units[deduction.unit]) & set(blanks) - {deduction.cell}
                assert all(deduction.digit not in candidates(board, grid, cell) for cell in others)


@pytest.mark.parametrize(("size", "diagonals"), SMALL)
def test_deductions_hold_in_every_solution(size: int, diagonals: bool) -> None:
    for grid, board in boards(size, diagonals, 40, size * size // 2):
        for solution in brute_force(board, grid):
            assert all(solution[d.cell] == d.digit for d in deductions(board, grid))


@pytest.mark.parametrize(("size", "diagonals"), KINDS)
def test_fewest_are_the_blanks_with_the_fewest_candidates(size: int, diagonals: bool) -> None:
    for grid, board in boards(size, diagonals, 25, size * size * 2 // 3):
        counts = {cell: len(candidates(board, grid, cell)) for cell, digit in enumerate(board) if not digit}
        least = min(counts.values())
        assert fewest(grid.marks(board), grid) == tuple(cell for cell in counts if counts[cell] == least)


def test_a_hidden_single_is_no_naked_one() -> None:
    grid = geometry(4)
    board = (0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    marks = grid.marks(board)
    assert singles(marks, grid) >> grid.mark(0, 1) & 1
    why = proof(marks, grid, 0, 1)
    assert why is not None
    assert why.unit is not None
    assert grid.names[why.unit] == "box 1"
    assert proof(marks, grid, 0, 2) is None


@pytest.mark.parametrize(
    ("givens", "expected"),
    [
        (".5..83.17...1..4..3.4..56.8....3...9.9.8245....6....7...9....5...729..861.36.72.4", Technique.NAKED_SINGLES),
        ("........8..3...4...9..2..6.....79.......612...6.5.2.7...8...5...1.....2.4.5.....3", Technique.SEARCH),
        ("11" + "." * 79, Technique.SEARCH),
    ],
    ids=["naked singles do", "nothing less than search does", "conflicting givens are solved by nothing"],
)
def test_technique(givens: str, expected: Technique) -> None:
    board = tuple(int(c) for c in givens.replace(".", "0"))
    assert technique(board, geometry(9)) is expected


@pytest.mark.parametrize(("size", "diagonals"), KINDS)
def test_random_grids_and_their_neighbors_are_full_and_valid(size: int, diagonals: bool) -> None:
    grid = geometry(size, diagonals)
    seen = set()
    for i in range(20):
        full = random_grid(grid, Stream(3, i))
        for board in (full, exchange(full, grid, Stream(4, i))):
            seen.add(board)
            assert all({board[cell] for cell in unit} == set(range(1, size + 1)) for unit in grid.units)
    assert len(seen) > 10


def _relabelled(board: Board, rng: Stream, size: int) -> Board:
    names = [0, *rng.permutation(range(1, size + 1))]
    return tuple(names[digit] for digit in board)


def _rearranged(board: Board, rows: list[int], columns: list[int], size: int) -> Board:
    return tuple(board[row * size + column] for row in rows for column in columns)


def _lines(rng: Stream, band: int, count: int) -> list[int]:
    return [first * band + i for first in rng.permutation(range(count)) for i in rng.permutation(range(band))]


@pytest.mark.parametrize("size", [4, 9])
def test_no_symmetry_changes_the_split_key(size: int) -> None:
    grid = geometry(size)
    for i in range(30):
        rng = Stream(5, i)
        solution = random_grid(grid, rng)
        givens = tuple(0 if rng.random() < 0.5 else digit for digit in solution)
        lines = [_lines(rng, grid.box_rows, grid.box_rows) for _ in range(2)]
        turn = [cell % size * size + cell // size for cell in range(size * size)]
        seed = rng.integers(1 << 30)
        other = [
            tuple(_relabelled(_rearranged(board, *lines, size), Stream(seed), size)[cell] for cell in turn)
            for board in (givens, solution)
        ]
        # whether the diagonals hold every digit is told apart first, and rearranging may change it
        assert split_key(givens, solution, size).split()[1] == split_key(other[0], other[1], size).split()[1]


def test_mirrors_and_relabelling_do_not_change_the_split_key_of_6x6() -> None:
    grid = geometry(6)
    for i in range(30):
        solution = random_grid(grid, Stream(6, i))
        for rows in (list(range(6)), list(range(5, -1, -1))):
            for columns in (list(range(6)), list(range(5, -1, -1))):
                other = _relabelled(_rearranged(solution, rows, columns, 6), Stream(7, i), 6)
                assert split_key(solution, solution, 6) == split_key(other, other, 6)


@pytest.mark.parametrize("size", [4, 6, 9])
def test_the_split_key_names_grids_with_full_diagonals(size: int) -> None:
    for i in range(10):
        full = random_grid(geometry(size, True), Stream(8, i))
        assert split_key(full, full, size).startswith(f"{size}x ")
