"""Puzzles from files: what is read, what is refused and why."""

from collections.abc import Callable
from pathlib import Path

import pytest

from turnwise.envs.core.errors import DataError, TaskError, UsageError
from turnwise.envs.puzzles.sudoku import SudokuEnv, SudokuFiles, SudokuTasks

FOUR = "...1...312..4..."
SIX = "".join(map(str, SudokuTasks(6).task("train", 0).givens))
NINE = ".5..83.17...1..4..3.4..56.8....3...9.9.8245....6....7...9....5...729..861.36.72.4"


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_comments_blank_lines_windows_ends_zeros_and_sections_are_read(tmp_path: Path) -> None:
    zeros = NINE.replace(".", "0")
    text = f"\ufeff# puzzles\r\n\r\n{NINE}\r\n  {zeros}  \r\n{NINE}:1:652\r\n# {NINE}\r\n{NINE} : easy"
    source = SudokuFiles(write(tmp_path / "a.txt", text))
    assert source.count("file") == 4
    assert len({task.givens for task in source.puzzles}) == 1
    assert [source.name(task) for task in source.puzzles] == ["a.txt:3", "a.txt:4", "a.txt:5", "a.txt:7"]
    assert source.refused == ()


@pytest.mark.parametrize(("size", "line"), [(4, "0001000312004000"), (6, SIX), (9, NINE)])
def test_every_size_is_read(tmp_path: Path, size: int, line: str) -> None:
    env = SudokuEnv(size=size, puzzles=write(tmp_path / "p.sdk", line))
    observation, info = env.reset(options={"index": 0})
    assert info["split"] == "file"
    assert info["task"] == "p.sdk:1"
    assert f"1 to {size}" in observation


def test_a_folder_is_read_in_the_order_of_its_paths(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a").mkdir()
    for name in ("b/x.txt", "a/z.SUDOKU", "c.sdk", "a/b.txt", "a/skipped.csv", "B.txt"):
        write(tmp_path / name, NINE)
    source = SudokuFiles(tmp_path)
    names = [source.name(task) for task in source.puzzles]
    assert names == ["B.txt:1", "a/b.txt:1", "a/z.SUDOKU:1", "b/x.txt:1", "c.sdk:1"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (NINE[:-1], "expected 81 cells for size 9, got 80"),
        (NINE + "1", "expected 81 cells for size 9, got 82"),
        (NINE[:4] + "x" + NINE[5:], "expected digits 1 to 9, 0 or a dot, got 'x' at character 5"),
        ("5" + NINE[1:], "row 1 has 5 twice"),
        ("1" + "." * 8 + "1" + "." * 71, "column 1 has 1 twice"),
        ("1" + "." * 9 + "1" + "." * 70, "box 1 has 1 twice"),
        ("." * 81, "more than one solution"),
        ("12345678." + "." * 17 + "9" + "." * 54, "no solution"),
        ("".join(map(str, SudokuTasks(9).task("train", 0).solution)), "expected at least one blank cell"),
        (":1:652", "expected 81 cells for size 9, got 0"),
        (b"\xff" + NINE[1:].encode(), "expected digits 1 to 9, 0 or a dot, got '\ufffd' at character 1"),
    ],
)
def test_a_bad_line_is_named_with_its_reason(tmp_path: Path, line: str | bytes, reason: str) -> None:
    raw = line.encode() if isinstance(line, str) else line
    path = write(tmp_path / "bad.txt", NINE.encode() + b"\n" + raw + b"\n")
    with pytest.raises(DataError) as error:
        SudokuFiles(path)
    assert f"bad.txt, line 2: {reason}" in str(error.value)
    source = SudokuFiles(path, on_bad="skip")
    assert source.count("file") == 1
    assert [(bad.file, bad.line) for bad in source.refused] == [("bad.txt", 2)]
    assert reason in source.refused[0].reason


def test_twenty_bad_lines_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        SudokuFiles(write(tmp_path / "bad.txt", "x\n" * 23))
    assert "23 of 23 lines" in str(error.value)
    assert "line 20:" in str(error.value)
    assert "line 21:" not in str(error.value)
    assert "and 3 more" in str(error.value)


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="got nothing there"):
        SudokuFiles(tmp_path / "missing.txt")
    with pytest.raises(DataError, match="expected files that end in"):
        SudokuFiles(tmp_path)
    with pytest.raises(DataError, match="expected at least one good puzzle"):
        SudokuFiles(write(tmp_path / "empty.txt", "# nothing\n"))
    with pytest.raises(DataError, match="got none and 1 bad"):
        SudokuFiles(write(tmp_path / "bad.txt", "x\n"), on_bad="skip")


def test_wrong_options_and_indices_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", NINE)
    with pytest.raises(UsageError, match="on_bad must be"):
        SudokuFiles(path, on_bad="ignore")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="size must be"):
        SudokuFiles(path, size=5)
    with pytest.raises(TaskError, match="index must be 0 to 0"):
        SudokuFiles(path).task("file", 1)
    with pytest.raises(TaskError, match="split must be one of"):
        SudokuFiles(path).task("train", 0)
    with pytest.raises(TaskError, match="split must be one of"):
        SudokuEnv(puzzles=path, split="train")


def test_the_diagonals_can_be_asked_for(tmp_path: Path) -> None:
    task = SudokuTasks(9).task("structure", 0)
    path = write(tmp_path / "x.txt", "".join(map(str, task.givens)))
    assert SudokuFiles(path, diagonals=True).puzzles[0].solution == task.solution


def test_the_public_test_puzzles(data_dir: Callable[[str], Path]) -> None:
    path = data_dir("puzzles") / "sudoku_tdoku_test_puzzles.txt"
    fields = [line.split(":") for line in path.read_text().splitlines()]
    source = SudokuFiles(path, on_bad="skip")
    good = {int(source.name(task).split(":")[1]): task for task in source.puzzles}
    assert sorted(good) == [number for number, field in enumerate(fields, 1) if field[1] == "1"]
    for number, task in good.items():
        assert "".join(map(str, task.solution)).startswith(fields[number - 1][2])
    expected = {
        number: "no solution" if field[1] == "0" else "more than one solution"
        for number, field in enumerate(fields, 1)
        if field[1] != "1"
    }
    assert {bad.line: bad.reason for bad in source.refused} == expected
    with pytest.raises(DataError, match="line 19: no solution"):
        SudokuFiles(path)
