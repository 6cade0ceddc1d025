"""Reading XSB collections: what is a level, what titles it, and which levels are refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from turnwise.envs.core.errors import DataError, TaskError
from turnwise.envs.puzzles.sokoban import Sokoban, SokobanEnv, SokobanFiles
from turnwise.envs.puzzles.sokoban.data import check, read_levels

LEVEL = "#####\n#@$.#\n#####"


def titles(text: str) -> list[str]:
    return [level.title for level in read_levels(text)]


def written(folder: Path, text: str, name: str = "set.xsb") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"; One\n\n{LEVEL}\n\n; Two\n\n{LEVEL}\n", ["One", "Two"]),
        (f"; One\n{LEVEL}\n; Two\n{LEVEL}\n", ["One", "Two"]),
        (f"; A set\n\n{LEVEL}\n; 1\n\n{LEVEL}\n; 2\n", ["1", "2"]),
        (f"{LEVEL}\nTitle: First\nAuthor: Ann\n\n{LEVEL}\nTitle: Second\n", ["First", "Second"]),
        (f"Level 1\n{LEVEL}\n\nLevel 2\n{LEVEL}", ["Level 1", "Level 2"]),
        (f"A Set\nAuthor: Ann\n\n\n{LEVEL}\n\n{LEVEL}", ["A Set", ""]),
        (f"{LEVEL}\n\n{LEVEL}", ["", ""]),
    ],
    ids=[
        "comments above",
        "comments between, without blank lines",
        "comments below",
        "Title: below",
        "plain text",
        "a header, then no titles",
        "nothing",
    ],
)
def test_titles(text: str, expected: list[str]) -> None:
    assert titles(text) == expected
    assert titles(text.replace("\n", "\r\n")) == expected


def test_ragged_rows_and_all_kinds_of_blanks_are_read() -> None:
    (level,) = read_levels("  ####\n###--#\n#_@$.#\n#    #\n######")
    assert check(level) == "  ####\n###  #\n# @$.#\n#    #\n######"
    (dashed,) = read_levels("--####--\n###--#\n#-@$.###\n########\n")
    assert check(dashed) == "  ####\n###  #\n# @$.###\n########"


def test_windows_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeff; Höhle\r\n" + LEVEL.replace("\n", "\r\n") + "\r\n")
    (task,) = SokobanFiles(path).levels
    assert (task.picture, task.name) == (LEVEL, "set: Höhle")


def test_a_title_in_another_encoding_does_not_stop_reading(tmp_path: Path) -> None:
    path = tmp_path / "old.xsb"
    path.write_bytes(b"; Caf\xe9\n" + LEVEL.encode())
    assert SokobanFiles(path).levels[0].picture == LEVEL


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("#####\n# $.#\n#####", r"level 2, line 5: expected one player \(@ or \+\), got none"),
        ("######\n#@$.@#\n######", r"level 2, line 6: expected one player \(@ or \+\), got 2, in lines 6, 6"),
        ("######\n#@$ .#\n#.   #\n######", "level 2, line 5: expected as many boxes as goals, at least 1, got 1 and 2"),
        ("####\n#@ #\n####", "level 2, line 5: expected as many boxes as goals, at least 1, got 0 and 0"),
        ("#####\n#@$.\n#####", "level 2, line 6: expected walls all around .* got a gap in this row"),
        ("#####\n#@$.#", "level 2, line 6: expected walls all around .* got a gap in this row"),
        ("#####\n#@$.#\n#  x#\n#####", "level 2, line 7: expected the characters .* got 'x' at character 4"),
        ("#####\n#@\t.#\n#####", r"level 2, line 6: expected the characters .* got '\\t' at character 3"),
        ("####\n#@*#\n####", "level 2, line 5: expected a box off its goal .* got none"),
        ("#######\n#@$ #.#\n#######", "level 2, line 5: expected as many boxes as goals where the player can get"),
    ],
    ids=[
        "no player",
        "two players",
        "more goals than boxes",
        "no boxes",
        "open at the side",
        "open below",
        "unknown character",
        "tab",
        "already solved",
        "goal out of reach",
    ],
)
def test_levels_that_cannot_be_played_name_file_level_and_line(tmp_path: Path, rows: str, message: str) -> None:
    path = written(tmp_path, f"{LEVEL}\n\n{rows}\n")
    with pytest.raises(DataError, match=r"set\.xsb, " + message):
        SokobanFiles(path)


@pytest.mark.parametrize("text", ["", "\n\n", "; only a comment\n"])
def test_a_file_without_levels_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError, match=r"set\.xsb: expected at least one level, got none"):
        SokobanFiles(written(tmp_path, text))


def test_nothing_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="got nothing there"):
        SokobanFiles(tmp_path / "missing")
    with pytest.raises(DataError, match="expected files that end in"):
        SokobanFiles(tmp_path)


def test_a_folder_is_read_in_the_order_of_its_paths(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    written(tmp_path, LEVEL, "b.xsb")
    written(tmp_path, f"{LEVEL}\n\n{LEVEL}", "a.txt")
    written(tmp_path / "sub", LEVEL, "a.sok")
    written(tmp_path, "no level", "notes.md")
    files = SokobanFiles(tmp_path)
    assert [files.name(files.task("file", i)) for i in range(files.count("file"))] == [
        "a: 1",
        "a: 2",
        "b: 1",
        "sub/a: 1",
    ]


def test_indices_and_splits_that_do_not_exist_are_refused(tmp_path: Path) -> None:
    files = SokobanFiles(written(tmp_path, LEVEL))
    with pytest.raises(TaskError, match="index must be 0 to 0, got 1"):
        files.task("file", 1)
    with pytest.raises(TaskError, match="split must be one of"):
        files.task("train", 0)


def test_an_env_plays_a_file(tmp_path: Path) -> None:
    env = SokobanEnv(levels=written(tmp_path, f"{LEVEL}\n\n; Long\n#######\n#@$ .##\n#######"))
    observation, info = env.reset(seed=0, options={"index": 1})
    assert info["task"] == "set: Long"
    assert "#@$ .##" in observation
    env.step("right")
    assert env.step("right")[2] is True
    game = env.game
    assert isinstance(game, Sokoban)
    assert game.shape == (3, 7)


def test_all_of_microban_is_read(data_dir: Callable[[str], Path]) -> None:
    files = SokobanFiles(data_dir("puzzles") / "microban_1_100.xsb")
    assert [task.name for task in files.levels] == [f"microban_1_100: {number}" for number in range(1, 101)]
    assert files.shape == (14, 22)
