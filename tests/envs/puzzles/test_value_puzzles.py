"""Puzzles with exact action values: against plain recursion over every chance, and full game trees."""

from functools import cache
from typing import Any

import pytest

from turnwise.envs.core import Illegal, Malformed, Stream, Transition
from turnwise.envs.puzzles import frozen_lake, nim
from turnwise.envs.puzzles.frozen_lake import FrozenLake, FrozenLakeTasks
from turnwise.envs.puzzles.nim import Nim, NimTasks
from turnwise.verifiers import Label, Verdict
from turnwise.verifiers.puzzles.values import ValueOracle, ValueOutcome

LAKE = FrozenLake()
STEPS = {"left": (0, -1), "down": (1, 0), "right": (0, 1), "up": (-1, 0)}
SIDES = {"left": ("up", "down"), "right": ("up", "down"), "up": ("left", "right"), "down": ("left", "right")}


def chance_by_recursion(state: frozen_lake.State, heading: str) -> float:
    """The chance to reach the goal, by the rules as a person would write them."""
    task = state.task

    def walk(cell: int, way: str) -> int:
        row, column = cell // task.size + STEPS[way][0], cell % task.size + STEPS[way][1]
        if task.torus:
            row, column = row % task.size, column % task.size
        inside = 0 <= row < task.size and 0 <= column < task.size
        return row * task.size + column if inside else cell

    @cache
    def best(cell: int, left: int) -> float:
        if task.cells[cell] == "G":
            return 1.0
        if task.cells[cell] == "O" or left == 0:
            return 0.0
        return max(try_(cell, left, way) for way in STEPS)

    def try_(cell: int, left: int, way: str) -> float:
        one, other = SIDES[way]
        straight = (1 - task.slip) * best(walk(cell, way), left - 1)
        return straight + task.slip / 2 * (best(walk(cell, one), left - 1) + best(walk(cell, other), left - 1))

    return try_(state.cell, state.left, heading)


@pytest.mark.parametrize("split", ["train", "hard", "structure"])
@pytest.mark.parametrize("level", ["easy", "medium"])
def test_chances_equal_recursion(level: Any, split: str) -> None:
    for index in range(4):
        state, turn = LAKE.start(FrozenLakeTasks(level).task(split, index)), 0
        while not LAKE.is_over(state) and turn < 8:
            for heading, value in LAKE.values(state).items():
                assert value == pytest.approx(chance_by_recursion(state, heading.value), abs=1e-12)
            rng = Stream(index, "walk", turn)
            state, turn = LAKE.apply(state, rng.choice(LAKE.legal(state)), rng)[0], turn + 1


def test_slips_come_as_often_as_said() -> None:
    task = frozen_lake.Task("." * 15 + "G", 4, 0.4, 16)
    state = frozen_lake.State(task, 5, 16)
    ends = [LAKE.apply(state, frozen_lake.Heading.RIGHT, Stream(seed, "slip"))[0].cell for seed in range(4000)]
    shares = {cell: ends.count(cell) / 4000 for cell in set(ends)}
    assert shares == pytest.approx({6: 0.6, 1: 0.2, 9: 0.2}, abs=0.03)


def test_best_play_reaches_the_goal_as_often_as_promised() -> None:
    tasks, wins, promised, games = FrozenLakeTasks("medium"), 0.0, 0.0, 400
    for index in range(games):
        state, turn = LAKE.start(tasks.task("train", index)), 0
        promised += LAKE.value(state)
        while not LAKE.is_over(state):
            values = LAKE.values(state)
            best = max(values, key=lambda heading: values[heading])
            state, turn = LAKE.apply(state, best, Stream(index, "play", turn))[0], turn + 1
        wins += LAKE.result(state)
    assert wins / games == pytest.approx(promised / games, abs=0.06)


@pytest.mark.parametrize("misere", [False, True])
def test_nim_equals_the_full_game_tree(misere: bool) -> None:
    @cache
    def wins(heaps: tuple[int, ...]) -> bool:
        if not any(heaps):
            return misere
        return any(
            not wins(tuple(sorted((*heaps[:place], left, *heaps[place + 1 :]))))
            for place, count in enumerate(heaps)
            for left in range(count)
        )

    for a in range(6):
        for b in range(6):
            for c in range(6):
                for d in range(6):
                    assert nim.mover_wins((a, b, c, d), misere) == wins(tuple(sorted((a, b, c, d))))


@pytest.mark.parametrize("split", ["train", "hard", "structure"])
@pytest.mark.parametrize("opponent", ["random", "noisy", "optimal"])
def test_best_play_wins_nim_against_everyone(opponent: Any, split: str) -> None:
    game = Nim()
    for index in range(40):
        state, turn = game.start(NimTasks("medium", opponent).task(split, index)), 0
        while not game.is_over(state):
            values = game.values(state)
            best = [take for take, value in values.items() if value == 1.0]
            rng = Stream(index, "nim", turn)
            state, turn = game.apply(state, rng.choice(best), rng)[0], turn + 1
        assert state.won


@pytest.mark.parametrize(
    ("text", "error"),
    [("take 0 from 1", Malformed), ("take 1 from 9", Malformed), ("take 9 from 1", Illegal), ("take one", Malformed)],
)
def test_wrong_takes(text: str, error: type[Exception]) -> None:
    game = Nim()
    state = game.start(nim.Task((3, 4, 5), "random"))
    with pytest.raises(error, match=r"Expected|must be|has 3 objects"):
        game.apply(state, game.parse(text, state), Stream(0, "x"))


def test_a_step_that_slips_into_a_hole_stays_a_good_step() -> None:
    corridor = frozen_lake.Task(".OOO" + "...G" + "OOOO" * 2, 4, 0.4, 16)
    before = frozen_lake.State(corridor, 5, 8)
    fallen = frozen_lake.State(corridor, 1, 7)

    def judged(heading: frozen_lake.Heading) -> Verdict:
        return ValueOracle(LAKE)(Transition(before, heading, fallen, (), 0, 0, "terminated"))

    good = judged(frozen_lake.Heading.RIGHT)
    assert (good.label, good.score, good.components["regret"], good.recoverable) == (Label.OPTIMAL, 1.0, 0.0, True)
    assert good.potential is not None
    assert good.potential[1] == 0.0 < good.potential[0]
    bad = judged(frozen_lake.Heading.UP)
    assert bad.score is not None
    assert bad.score < 0 < bad.components["regret"] == -bad.score
    outcome = ValueOutcome(LAKE)(Transition(before, frozen_lake.Heading.RIGHT, fallen, (), 0, 0, "terminated"))
    assert (outcome.score, outcome.label, outcome.components["success"]) == (-1.0, Label.FAILED, 0.0)
