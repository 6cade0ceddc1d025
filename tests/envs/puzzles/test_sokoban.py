"""The rules of Sokoban, its texts, and its generated levels."""

import pickle

import numpy as np
import pytest

from turnwise.envs.core.errors import DataError, Illegal, Malformed, UsageError
from turnwise.envs.core.rng import Stream
from turnwise.envs.puzzles.sokoban import (
    Direction,
    Pushed,
    Sokoban,
    SokobanEnv,
    SokobanTasks,
    State,
    Task,
    Walked,
    layouts,
)
from turnwise.envs.puzzles.sokoban.board import board
from turnwise.envs.puzzles.sokoban.solver import solve
from turnwise.envs.puzzles.sokoban.tasks import GRADES

GAME = Sokoban()
RNG = Stream(0, "test")
LEVEL = Task("########\n#  @ $.#\n#  $$  #\n#  .  .#\n########")


def play(task: Task, *ways: str) -> State:
    state = GAME.start(task)
    for way in ways:
        state, _ = GAME.apply(state, GAME.parse(way, state), RNG)
    return state


def test_walking_moves_the_player_and_nothing_else() -> None:
    state, events = GAME.apply(GAME.start(LEVEL), Direction.LEFT, RNG)
    assert (state.player, state.boxes, events) == (10, (13, 19, 20), (Walked(10),))


def test_pushing_moves_the_box_and_the_player_after_it() -> None:
    state, events = GAME.apply(GAME.start(LEVEL), Direction.DOWN, RNG)
    assert (state.player, state.boxes, events) == (19, (13, 20, 27), (Pushed(19, 27),))


def test_a_walk_is_told_as_one_by_a_state_that_was_copied() -> None:
    start = GAME.start(LEVEL)
    GAME.apply(start, Direction.LEFT, RNG)
    copied = pickle.loads(pickle.dumps(start))
    assert GAME.apply(copied, Direction.LEFT, RNG)[1] == (Walked(10),)


@pytest.mark.parametrize(
    ("ways", "blocked", "reason"),
    [
        ((), "up", "You can't move up: there is a wall."),
        (("left", "down"), "right", "You can't push the box right: another box is behind it."),
        (("down",), "down", "You can't push the box down: a wall is behind it."),
    ],
    ids=["a wall", "two boxes in a row", "a box at a wall"],
)
def test_blocked_moves_are_illegal_and_say_why(ways: tuple[str, ...], blocked: str, reason: str) -> None:
    state = play(LEVEL, *ways)
    assert Direction(blocked) not in GAME.legal(state)
    with pytest.raises(Illegal, match=reason):
        GAME.apply(state, Direction(blocked), RNG)


def test_it_is_over_when_every_box_stands_on_a_goal() -> None:
    task = Task("######\n#@$ .#\n######")
    assert not GAME.is_over(play(task, "right"))
    done = play(task, "right", "right")
    assert GAME.is_over(done)
    assert GAME.describe(done, None).endswith("Every box stands on a goal.")


@pytest.mark.parametrize(
    "text", ["up", "u", "UP", " Up ", "move up", "push up", "<action>up</action>", r"\boxed{u}", "[up]", "go UP"]
)
def test_texts_that_mean_up(text: str) -> None:
    assert GAME.parse(text, GAME.start(LEVEL)) is Direction.UP


@pytest.mark.parametrize("text", ["", "north", "up down", "move", "[up] [down]", "upp", "↑", "move up up", "0"])
def test_texts_that_mean_nothing(text: str) -> None:
    with pytest.raises(Malformed):
        GAME.parse(text, GAME.start(LEVEL))


def test_format_is_read_back() -> None:
    assert [GAME.parse(GAME.format(way), GAME.start(LEVEL)) for way in GAME.actions] == list(Direction)


def test_the_picture_shows_player_and_boxes_on_goals() -> None:
    task = Task("  #####\n###   #\n#.@$ .#\n# $*  #\n#######")
    assert GAME.key(GAME.start(task)) == task.picture
    assert GAME.key(play(task, "left")) == "  #####\n###   #\n#+ $ .#\n# $*  #\n#######"
    shown = GAME.describe(play(task, "right"), None)
    assert shown.endswith("You (3, 4); boxes (3, 5) (4, 3) (4, 4); goals (3, 2) (3, 6) (4, 4).")
    assert "# @$.#" not in GAME.key(play(task, "right"))


def test_scenery_that_no_one_can_reach_is_shown_and_never_matters() -> None:
    task = Task("#########\n#@$.# * #\n#########")
    assert GAME.key(GAME.start(task)) == task.picture
    assert GAME.is_over(play(task, "right"))


def test_the_numeric_view_has_a_code_for_every_mark() -> None:
    game = Sokoban((6, 8))
    array = game.array(game.start(Task("#######\n#+$*.$#\n#######")))
    assert array.dtype == np.int8
    assert game.space.contains(array)
    assert array[1].tolist() == [1, 6, 3, 4, 2, 3, 1, 1]
    assert array[3].tolist() == [1] * 8
    assert game.array(game.start(Task("####\n#@ #\n#$.#\n####")))[1].tolist() == [1, 5, 0, 1, 1, 1, 1, 1]
    with pytest.raises(UsageError, match="fit into"):
        Sokoban((2, 2)).array(game.start(LEVEL))


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        ("", "one player"),
        ("####\n#$.#\n####", "one player"),
        ("#####\n#@$.\n#####", "walls all around"),
        ("#####\n#@$.#", "walls all around"),
        ("####\n#@$#\n####", "got 1 and 0"),
        ("####\n#@*#\n####", "a box off them"),
    ],
    ids=["empty", "no player", "open at the side", "open below", "no goal", "solved"],
)
def test_a_task_that_shows_no_level_is_refused_at_the_start(picture: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        GAME.start(Task(picture))


ADDRESSES = [(level, split) for level in GRADES for split in ("train", "valid", "test", "hard", "structure")]


@pytest.mark.parametrize(("level", "split"), ADDRESSES)
def test_generated_levels_are_what_their_level_asks_for(level: str, split: str) -> None:
    source = SokobanTasks(level)  # type: ignore[arg-type]
    grade = source.grade(split)
    for index in range(25):
        task = source.task(split, index)
        assert task == source.task(split, index)
        drawn = board(task.picture)
        found = solve(task.picture, drawn.start)
        assert drawn.height == drawn.width == grade.size
        assert grade.boxes[0] <= len(drawn.boxes) <= grade.boxes[1]
        assert found.distance >= grade.pushes[0], "at least one move for every push"
        plan = [("#" if mark == "#" else " ") for mark in drawn.scenery]
        assert layouts.has_rooms(plan, grade.size) == (split == "structure")


def test_splits_share_no_walls_and_goals() -> None:
    source = SokobanTasks("easy")
    owners: dict[str, set[str]] = {}
    for split in source.splits:
        for index in range(120):
            drawn = board(source.task(split, index).picture)
            owners.setdefault(layouts.canonical(drawn.scenery, drawn.width), set()).add(split)
    assert max(map(len, owners.values())) == 1


def test_the_key_is_the_same_for_turns_and_mirrors() -> None:
    source = SokobanTasks()
    picture = source.task("train", 5).picture
    rows = picture.split("\n")
    turned = "\n".join("".join(row) for row in zip(*rows[::-1], strict=True))
    mirrored = "\n".join(row[::-1] for row in rows)
    assert len({source.key(Task(p)) for p in (picture, turned, mirrored)}) == 1
    assert source.key(source.task("train", 6)) != source.key(Task(picture))


def test_longer_solutions_at_higher_levels() -> None:
    medians = []
    for level, split in (("easy", "train"), ("medium", "train"), ("hard", "train"), ("hard", "hard")):
        tasks = [SokobanTasks(level).task(split, i) for i in range(40)]  # type: ignore[arg-type]
        medians.append(sorted(solve(t.picture, board(t.picture).start).distance for t in tasks)[20])
    assert medians == sorted(set(medians))


@pytest.mark.parametrize("size", [5, 10])
@pytest.mark.parametrize("boxes", [1, 4])
@pytest.mark.parametrize("split", ["train", "hard", "structure"])
def test_extreme_sizes_still_give_levels_that_can_be_solved(size: int, boxes: int, split: str) -> None:
    source = SokobanTasks("hard", size=size, boxes=boxes)
    for index in range(3):
        drawn = board(source.task(split, index).picture)
        assert (drawn.height, len(drawn.boxes)) == (size, boxes)
        assert drawn.boxes != drawn.goals
        if size == 5 or boxes == 1:
            assert solve(source.task(split, index).picture, drawn.start).distance > 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"level": "extreme"}, "level must be one of"),
        ({"size": 4}, "size must be 5 to 10, got 4"),
        ({"boxes": 5}, "boxes must be 1 to 4, got 5"),
        ({"levels": "x.xsb", "size": 7}, "not both"),
    ],
)
def test_wrong_options_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        SokobanEnv(**options)  # type: ignore[arg-type]


def test_the_view_is_large_enough_for_every_split() -> None:
    assert SokobanEnv(level="easy").game.space.shape == (8, 8)  # type: ignore[union-attr]
    assert SokobanEnv(size=9).game.space.shape == (9, 9)  # type: ignore[union-attr]
