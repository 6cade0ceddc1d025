"""Puzzles with exact distances: against breadth-first search, the equation that distances obey, and known values."""

from collections import deque
from collections.abc import Callable
from itertools import combinations_with_replacement
from typing import Any

import pytest

from turnwise.envs.core import Illegal, Malformed, Stream, TaskSource
from turnwise.envs.puzzles import arithmetic, arithmetic_envs, hanoi, jugs, lights, pegs, tiles
from turnwise.envs.puzzles.distance import DistanceGame

GAMES: dict[str, tuple[DistanceGame[Any, Any, Any], Callable[..., TaskSource[Any]]]] = {
    "Hanoi": (hanoi.Hanoi(), hanoi.HanoiTasks),
    "SlidingTiles": (tiles.SlidingTiles(), tiles.SlidingTilesTasks),
    "LightsOut": (lights.LightsOut(), lights.LightsOutTasks),
    "WaterJugs": (jugs.WaterJugs(), jugs.WaterJugsTasks),
    "PegSolitaire": (pegs.PegSolitaire(), pegs.PegSolitaireTasks),
    "Game24": (arithmetic.Arithmetic(), arithmetic_envs.Game24Tasks),
    "Countdown": (arithmetic.Arithmetic(), arithmetic_envs.CountdownTasks),
}
LEVELS = ("easy", "medium", "hard")


def searched(game: DistanceGame[Any, Any, Any], state: Any, goal: Callable[[Any], bool]) -> int | None:
    """The distance by forward search through `apply`, which knows nothing of tables."""
    depth, waiting = {state: 0}, deque([state])
    while waiting:
        here = waiting.popleft()
        if goal(here):
            return depth[here]
        for action in game.legal(here):
            there = game.apply(here, action, Stream(0, "unused"))[0]
            if there not in depth:
                depth[there] = depth[here] + 1
                waiting.append(there)
    return None


GOALS: dict[str, Callable[[Any], bool]] = {
    "Hanoi": lambda s: set(s.pegs) == {s.task.target},
    "SlidingTiles": lambda s: s.tiles == (*range(1, len(s.tiles)), 0),
    "LightsOut": lambda s: s.lights == 0,
    "WaterJugs": lambda s: s.task.target in s.filled,
    "PegSolitaire": lambda s: s.pegs.bit_count() == 1,
    "Game24": lambda s: s.numbers == ((s.task.target, 1),),
    "Countdown": lambda s: (s.task.target, 1) in s.numbers,
}


def walked(name: str, level: str, split: str, count: int) -> list[Any]:
    """States on random walks from many tasks, far from shortest ways too."""
    game, source = GAMES[name]
    tasks, states, index = source(level), [], 0
    while len(states) < count:
        rng = Stream(1, "walk", name, level, split, index)
        state, index = game.start(tasks.task(split, index % 200)), index + 1
        for _ in range(1 + rng.integers(12)):
            states.append(state)
            if game.is_over(state):
                break
            state = game.after(state, rng.choice(game.legal(state)))
    return states[:count]


@pytest.mark.parametrize("split", ["train", "structure"])
@pytest.mark.parametrize("name", GAMES)
def test_distances_equal_forward_search(name: str, split: str) -> None:
    game, _ = GAMES[name]
    states = walked(name, "easy", split, 40)
    for state in states[:: 1 if name in ("Hanoi", "WaterJugs", "PegSolitaire") else 13]:
        assert game.distance(state) == searched(game, state, GOALS[name]), state


def check_equation(name: str, state: Any) -> None:
    """A distance is 0 at goals alone, else one more than the least of the next positions, None where all are None."""
    game, _ = GAMES[name]
    here = game.distance(state)
    assert (here == 0) == GOALS[name](state)
    if here == 0:
        return
    nexts = {action: game.distance(game.after(state, action)) for action in game.legal(state)}
    known = [left for left in nexts.values() if left is not None]
    assert here == (1 + min(known) if known else None)
    assert set(game.best(state)) == {action for action, left in nexts.items() if here and left == here - 1}


@pytest.mark.parametrize("name", GAMES)
def test_distances_obey_their_equation(name: str) -> None:
    for level in LEVELS:
        for split in ("train", "hard", "structure"):
            for state in walked(name, level, split, 60):
                check_equation(name, state)


@pytest.mark.slow
@pytest.mark.parametrize("name", GAMES)
def test_distances_obey_their_equation_in_ten_thousand_states(name: str) -> None:
    for level in LEVELS:
        for split in ("train", "hard", "structure"):
            for state in walked(name, level, split, 1200):
                check_equation(name, state)


def test_known_values_of_the_eight_puzzle() -> None:
    table = tiles.distance_table(9, 3)
    reached = table[table < 255]
    assert (len(reached), int(reached.max()), int((reached == 31).sum())) == (181_440, 31, 2)
    oblong = tiles.distance_table(8, 4)
    assert (int((oblong < 255).sum()), int(oblong[oblong < 255].max())) == (20_160, 36)
    assert all(tiles.rank(tiles.unrank(number, 5)) == number for number in range(120))


def test_known_values_of_hanoi() -> None:
    for disks in range(1, 8):
        assert hanoi.distances(disks, 2, False)[(0,) * disks] == 2**disks - 1
        assert hanoi.distances(disks, 2, True)[(0,) * disks] == 3**disks - 1
        assert len(hanoi.distances(disks, 1, True)) == 3**disks


def test_known_values_of_lights_out() -> None:
    # 5x5: a quarter of all boards can be put out, and 15 presses always do; 4x4: one in sixteen, 7 presses
    def worst(size: int) -> tuple[int, int]:
        masks = lights.reach(size, False)
        boards = {0}
        for mask in masks:
            boards |= {board ^ mask for board in boards}
        return len(boards), max(lights.solutions(board, size, False)[0] for board in boards)

    assert worst(3) == (512, 9)
    assert worst(4) == (2**12, 7)
    assert lights.solutions(1, 5, False) == (-1, ())
    assert lights.solutions((1 << 25) - 1, 5, False)[0] == 15


def test_known_values_of_peg_solitaire() -> None:
    # the triangle with one hole empty can be solved wherever the hole is
    assert all(pegs.winnable("triangle")[(1 << 15) - 1 ^ 1 << hole] for hole in range(15))
    assert not pegs.winnable("square")[(1 << 16) - 1]


def test_known_values_of_the_24_game() -> None:
    hands = list(combinations_with_replacement(range(1, 14), 4))
    made = [hand for hand in hands if arithmetic.merges_left(tuple((card, 1) for card in hand), 24, True)]
    assert (len(hands), len(made)) == (1820, 1362)


def test_fractions_stand_in_between_in_the_24_game_alone() -> None:
    game = arithmetic.Arithmetic()
    hand = arithmetic.Task((3, 3, 8, 8), 24)  # 8 / (3 - 8 / 3) is the only way
    state = game.start(hand)
    for text in ("C / A", "B / D"):
        assert game.format(game.parse(text, state)) == text
    state = game.after(state, game.parse("C ÷ A", state))
    assert game.key(state) == "A = 3, B = 8, C = 8/3. Target: 24."
    for text in ("A - C", "A / B"):
        assert game.parse(text, state) in game.best(state)
        state = game.after(state, game.parse(text, state))
    assert game.distance(state) == 0
    start = game.start(arithmetic.Task((3, 3, 8, 8), 24, use_all=False))
    with pytest.raises(Illegal, match="whole"):
        game.after(start, game.parse("C / A", start))


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("Game24", "A + A", Malformed),
        ("Game24", "A + ", Malformed),
        ("Game24", "A ^ B", Malformed),
        ("Game24", "A + F", Illegal),
        ("Hanoi", "move A A", Malformed),
        ("Hanoi", "move A", Malformed),
        ("Hanoi", "move A D", Malformed),
        ("SlidingTiles", "sideways", Malformed),
        ("SlidingTiles", "slide 9", Malformed),
        ("LightsOut", "press 5 1", Malformed),
        ("LightsOut", "press 0 1", Malformed),
        ("LightsOut", "press 1", Malformed),
        ("WaterJugs", "pour A A", Malformed),
        ("WaterJugs", "fill Z", Malformed),
        ("WaterJugs", "fill D", Illegal),
        ("WaterJugs", "empty A", Illegal),
        ("PegSolitaire", "jump A B", Malformed),
        ("PegSolitaire", "jump A Q", Malformed),
    ],
)
def test_wrong_actions_say_what_was_expected(name: str, text: str, error: type[Exception]) -> None:
    game, source = GAMES[name]
    state = game.start(source("medium").task("train", 0))
    with pytest.raises(error, match=r"Expected|must be|is not possible|moves no water|There are only"):
        game.after(state, game.parse(text, state))


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("Hanoi", ("move A C", "from A to C", "AC", "<action>move peg A to peg C</action>")),
        ("LightsOut", ("press 2 3", "2 3", "(2, 3)", "[press row 2 column 3]")),
        ("WaterJugs", ("pour A B", "pour jug A into jug B", r"\boxed{pour A to B}")),
        ("PegSolitaire", ("jump A F", "A F", "move A to F")),
    ],
)
def test_friendly_spellings_mean_the_same(name: str, texts: tuple[str, ...]) -> None:
    game, source = GAMES[name]
    state = game.start(source("medium").task("train", 0))
    assert len({game.parse(text, state) for text in texts}) == 1
    assert game.format(game.parse(texts[1], state)) == texts[0]


def test_a_tile_can_be_named() -> None:
    game = tiles.SlidingTiles()
    state = tiles.State(tiles.Task((1, 2, 3, 4, 5, 6, 7, 0, 8), 3), (1, 2, 3, 4, 5, 6, 7, 0, 8))
    assert game.parse("slide 8", state) is game.parse("left", state)
    with pytest.raises(Malformed, match="beside the gap"):
        game.parse("slide 1", state)


def test_symmetries_keep_distances() -> None:
    game, source = GAMES["SlidingTiles"]
    for index in range(30):
        start = source("hard").task("hard", index).start
        turned = tiles.mirrored(start, 3)
        assert tiles.mirrored(turned, 3) == start
        assert game.distance(game.start(tiles.Task(turned, 3))) == game.distance(game.start(tiles.Task(start, 3)))
