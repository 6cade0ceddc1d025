"""Problems about grids."""

from .inputs import grids, ints, one_of, texts
from .shelf import Shelf

shelf = Shelf("grids")


@shelf.easy(grids(ints(0, 9)))
def border_sum(grid: list[list[int]]) -> int:
    """The sum of all cells at the border of the grid; each cell counts once.

    >>> border_sum([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    40
    >>> border_sum([[5]])
    5
    """
    total = 0
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if r in (0, len(grid) - 1) or c in (0, len(row) - 1):
                total += cell
    return total


@shelf.medium(grids(ints(0, 3), 1, 4))
def equal_neighbors(grid: list[list[int]]) -> int:
    """How many pairs of cells that share a side hold the same number.

    >>> equal_neighbors([[1, 1], [2, 1]])
    2
    >>> equal_neighbors([[4]])
    0
    """
    count = 0
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if c + 1 < len(row) and row[c + 1] == cell:
                count += 1
            if r + 1 < len(grid) and grid[r + 1][c] == cell:
                count += 1
    return count


@shelf.medium(grids(ints(0, 9), 1, 4))
def spiral(grid: list[list[int]]) -> list[int]:
    """The cells in the order of a spiral: along the top row to the right, then clockwise to the middle.

    >>> spiral([[1, 2], [3, 4]])
    [1, 2, 4, 3]
    >>> spiral([[1], [2]])
    [1, 2]
    """
    left = [list(row) for row in grid]
    out: list[int] = []
    while left:
        out += left.pop(0)
        left = [list(row) for row in zip(*left, strict=True)][::-1]
    return out


@shelf.easy(grids(ints(0, 5)))
def row_champions(grid: list[list[int]]) -> list[int]:
    """For each row the column (from 0) of its largest cell, of equal ones the last.

    >>> row_champions([[3, 7, 7], [9, 1, 0]])
    [2, 0]
    >>> row_champions([[2]])
    [0]
    """
    out = []
    for row in grid:
        best = 0
        for c in range(len(row)):
            if row[c] >= row[best]:
                best = c
        out.append(best)
    return out


@shelf.hard(grids(one_of(0, 1), 1, 5))
def count_islands(grid: list[list[int]]) -> int:
    """How many groups of 1-cells there are; cells that share a side belong together.

    >>> count_islands([[1, 0], [0, 1]])
    2
    >>> count_islands([[1, 1], [0, 1]])
    1
    """
    seen: set[tuple[int, int]] = set()
    groups = 0
    for r in range(len(grid)):
        for c in range(len(grid[0])):
            if grid[r][c] == 0 or (r, c) in seen:
                continue
            groups += 1
            waiting = [(r, c)]
            while waiting:
                y, x = waiting.pop()
                if not (0 <= y < len(grid) and 0 <= x < len(grid[0])) or grid[y][x] == 0 or (y, x) in seen:
                    continue
                seen.add((y, x))
                waiting += [(y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)]
    return groups


@shelf.medium(grids(ints(0, 9), 1, 4))
def turn_right(grid: list[list[int]]) -> list[list[int]]:
    """The grid turned by a quarter to the right.

    >>> turn_right([[1, 2], [3, 4]])
    [[3, 1], [4, 2]]
    >>> turn_right([[1, 2, 3]])
    [[1], [2], [3]]
    """
    return [[grid[r][c] for r in range(len(grid) - 1, -1, -1)] for c in range(len(grid[0]))]


@shelf.easy(ints(1, 6), ints(1, 6), ints(-8, 8), ints(-8, 8))
def wrap_position(height: int, width: int, row: int, column: int) -> tuple[int, int]:
    """Where a position lies on a board without edges: who leaves it at one side enters it at the opposite one.

    >>> wrap_position(3, 4, -1, 5)
    (2, 1)
    >>> wrap_position(3, 3, 1, 1)
    (1, 1)
    """
    return row % height, column % width


@shelf.medium(grids(ints(0, 9), 1, 4))
def cheapest_way(grid: list[list[int]]) -> int:
    """The smallest sum of cells on a way from the top left to the bottom right, moving only right or down.

    >>> cheapest_way([[1, 9], [2, 3]])
    6
    >>> cheapest_way([[4]])
    4
    """
    best: dict[tuple[int, int], int] = {}
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            before = [best[where] for where in ((r - 1, c), (r, c - 1)) if where in best]
            best[r, c] = cell + min(before, default=0)
    return best[len(grid) - 1, len(grid[0]) - 1]


@shelf.medium(grids(ints(0, 4), 1, 4, square=True))
def diagonal_difference(grid: list[list[int]]) -> int:
    """The absolute difference of the sums of the two diagonals of a square.

    >>> diagonal_difference([[1, 2], [3, 5]])
    1
    >>> diagonal_difference([[7]])
    0
    """
    size = len(grid)
    falling = sum(grid[i][i] for i in range(size))
    rising = sum(grid[i][size - 1 - i] for i in range(size))
    return abs(falling - rising)


@shelf.hard(grids(one_of(0, 0, 1), 1, 4))
def life_step(grid: list[list[int]]) -> list[list[int]]:
    """One step of the game of life: a cell lives next if it has 3 living neighbors of 8, or if it lives and has 2.

    >>> life_step([[0, 1, 0], [0, 1, 0], [0, 1, 0]])
    [[0, 0, 0], [1, 1, 1], [0, 0, 0]]
    >>> life_step([[1]])
    [[0]]
    """
    out = []
    for r in range(len(grid)):
        row = []
        for c in range(len(grid[0])):
            around = -grid[r][c]
            for y in range(max(0, r - 1), min(len(grid), r + 2)):
                around += sum(grid[y][max(0, c - 1) : c + 2])
            row.append(1 if around == 3 or (around == 2 and grid[r][c] == 1) else 0)
        out.append(row)
    return out


@shelf.easy(texts("NESW", 0, 9))
def walk_distance(steps: str) -> int:
    """How many steps a walker is away from the start, along the streets; N, E, S and W are steps of one block.

    >>> walk_distance("NNE")
    3
    >>> walk_distance("NESW")
    0
    """
    north = steps.count("N") - steps.count("S")
    east = steps.count("E") - steps.count("W")
    return abs(north) + abs(east)


@shelf.medium(grids(ints(0, 4), 1, 4), ints(0, 4))
def find_cells(grid: list[list[int]], wanted: int) -> list[tuple[int, int]]:
    """(row, column) of all cells that hold the number, column by column from the left, in each from the top.

    >>> find_cells([[1, 0], [1, 1]], 1)
    [(0, 0), (1, 0), (1, 1)]
    >>> find_cells([[3]], 1)
    []
    """
    found = []
    for c in range(len(grid[0])):
        for r in range(len(grid)):
            if grid[r][c] == wanted:
                found.append((r, c))
    return found


@shelf.hard(grids(one_of(0, 0, 0, 1), 1, 5))
def shortest_exit(grid: list[list[int]]) -> int:
    """Fewest steps from the top left to the bottom right over cells with 0, in four directions; -1 if there is no way.

    >>> shortest_exit([[0, 1], [0, 0]])
    2
    >>> shortest_exit([[0, 1], [1, 0]])
    -1
    """
    height, width = len(grid), len(grid[0])
    if grid[0][0] == 1 or grid[height - 1][width - 1] == 1:
        return -1
    steps = 0
    frontier = {(0, 0)}
    seen = set(frontier)
    while frontier:
        if (height - 1, width - 1) in frontier:
            return steps
        steps += 1
        reached = set()
        for r, c in frontier:
            for y, x in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
                if 0 <= y < height and 0 <= x < width and grid[y][x] == 0 and (y, x) not in seen:
                    seen.add((y, x))
                    reached.add((y, x))
        frontier = reached
    return -1


@shelf.medium(grids(ints(0, 2), 1, 4))
def drop_full_rows(grid: list[list[int]]) -> list[list[int]]:
    """Rows without a 0 vanish, and as many rows of zeros come in at the top.

    >>> drop_full_rows([[0, 1], [2, 1]])
    [[0, 0], [0, 1]]
    >>> drop_full_rows([[1]])
    [[0]]
    """
    kept = [row for row in grid if 0 in row]
    missing = len(grid) - len(kept)
    return [[0] * len(grid[0]) for _ in range(missing)] + kept


@shelf.hard(grids(ints(0, 3), 1, 4))
def saddle_points(grid: list[list[int]]) -> list[tuple[int, int]]:
    """All (row, column) whose cell is the largest of its row and the smallest of its column; equal ones count too.

    >>> saddle_points([[1, 3], [2, 4]])
    [(0, 1)]
    >>> saddle_points([[1, 2], [3, 0]])
    []
    """
    found = []
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            column = [other[c] for other in grid]
            if cell == max(row) and cell == min(column):
                found.append((r, c))
    return found
