"""Loading ALFWorld's games: every form, damaged ones, names and order."""

import json
import pickle
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from turnwise.envs.core.errors import DataError, TaskError, UsageError
from turnwise.envs.household import ALFWorldEnv, ALFWorldGames, home
from turnwise.envs.household.files import read_game, read_initial_state
from turnwise.laws import check_env_laws

FOLDERS = (
    "json_2.1.1/valid_seen/look_at_obj_in_light-Box-None-DeskLamp-205",
    "json_2.1.1/train/pick_clean_then_place_in_recep-Pot-None-StoveBurner-1",
    "old_format_2.1.1/valid_seen/look_at_obj_in_light-Vase-None-DeskLamp-303",
    "json_2.1.1/valid_seen/pick_and_place_simple-Book-None-Sofa-229",
)


@pytest.fixture(scope="module")
def archive(data_dir: Callable[[str], Path]) -> Path:
    return data_dir("alfworld") / "alfworld_games.tar.xz"


@pytest.fixture(scope="module")
def unpacked(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("alfworld")
    with tarfile.open(archive) as file:
        members = [member for member in file if member.name.removeprefix("./").startswith(FOLDERS)]
        file.extractall(root, members, filter="data")
    return root


@pytest.fixture
def copied(unpacked: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(unpacked, tmp_path / "games"))


def _files(root: Path, name: str = "game.tw-pddl") -> list[Path]:
    return sorted(root.rglob(name))


def test_archive_folder_file_and_list_give_the_same_games(archive: Path, unpacked: Path) -> None:
    everything, few = ALFWorldGames(archive), ALFWorldGames(unpacked)
    assert [everything.count(split) for split in everything.splits] == [24, 12, 45, 43]
    assert everything.splits == ("train", "valid_train", "valid_seen", "valid_unseen")
    assert few.splits == ("train", "valid_seen")
    for split in few.splits:
        for index in range(few.count(split)):
            task = few.task(split, index)
            assert everything.task(*everything.find(task.name)) == task
    paths = _files(unpacked)
    listed = ALFWorldGames(paths)
    assert [listed.task(file.split, 0).definition for file in ALFWorldGames(paths[0]).files] == [
        ALFWorldGames(paths[0]).task(listed.splits[0], 0).definition
    ]
    assert sum(listed.count(split) for split in listed.splits) == len(paths)
    assert pickle.loads(pickle.dumps(few)) == few


def test_the_order_is_that_of_the_paths(unpacked: Path) -> None:
    names = [file.name for file in ALFWorldGames(unpacked).files]
    assert names == sorted(names, key=lambda name: name.split("/"))
    assert names[0].startswith("json_2.1.1/train/")


def test_the_dialect_is_that_of_the_file(unpacked: Path) -> None:
    dialects = {}
    games = ALFWorldGames(unpacked)
    for split in games.splits:
        for index in range(games.count(split)):
            task = games.task(split, index)
            dialects[task.name.split("/")[0]] = home(task.definition).dialect
    assert dialects == {"json_2.1.1": "move", "old_format_2.1.1": "put"}


def test_an_initial_state_alone_is_the_same_game(copied: Path) -> None:
    folder = next(path.parent for path in _files(copied, "initial_state.pddl") if "json_2.1.1" in str(path))
    whole = json.loads(read_game((folder / "game.tw-pddl").read_bytes()).definition)
    (folder / "game.tw-pddl").unlink()
    games = ALFWorldGames(folder)
    alone = json.loads(games.task(games.splits[0], 0).definition)
    assert {**alone, "sentence": ""} == {**whole, "sentence": ""}
    assert alone["sentence"] in ("put a book in sofa.", "put some book on sofa.")
    assert games.walkthrough(games.splits[0], 0) == ()


def test_an_initial_state_and_a_trajectory_of_another_task_do_not_go_together(unpacked: Path) -> None:
    problem = next(path for path in _files(unpacked, "initial_state.pddl") if "json_2.1.1" in str(path)).read_text()
    other = json.dumps({"pddl_params": {"object_target": "Mug", "parent_target": "Sofa", "toggle_target": ""}})
    with pytest.raises(DataError, match=r"traj_data.json asks for 'Mug' and 'Sofa', but the problem for 'book'"):
        read_initial_state(problem, other)
    with pytest.raises(DataError, match=r"traj_data\.json: expected JSON"):
        read_initial_state(problem, "{")


def _damaged(raw: str, how: str) -> str:
    data: dict[str, Any] = json.loads(raw)
    problem: str = data["pddl_problem"]
    if how == "cut":
        return raw[: len(raw) // 2]
    if how == "no json":
        return "hello"
    if how == "list":
        return "[]"
    if how == "cut problem":
        data["pddl_problem"] = problem[:-40]
    elif how == "no pddl":
        data["pddl_problem"] = "go to the fridge"
    elif how == "unknown goal":
        data["pddl_problem"] = problem.replace("(isToggled ?ot)", "(isOn ?ot)").replace(
            "(inReceptacle ?o ?r)", "(isSliced ?o)"
        )
    elif how == "no sentence":
        data["grammar"] = "x"
    elif how == "no problem":
        del data["pddl_problem"]
    else:
        data["solvable"] = False
    return json.dumps(data)


CAUSES = {
    "cut": "expected JSON, got a text that is cut off or no JSON",
    "no json": "expected JSON",
    "list": "expected a JSON object, got list",
    "cut problem": "the problem is cut off",
    "no pddl": r"expected a PDDL problem, got a text of 16 characters without '\(define'",
    "unknown goal": "expected a goal of one of the types",
    "no sentence": 'expected "Your task is to',
    "no problem": "expected a text under 'pddl_problem', got NoneType",
    "unsolvable": '"solvable": false',
}


@pytest.mark.parametrize("how", CAUSES)
def test_a_bad_file_is_named_with_the_cause(how: str, copied: Path) -> None:
    path = next(path for path in _files(copied) if "look_at" in str(path) and "json_2.1.1" in str(path))
    path.write_text(_damaged(path.read_text(), how))
    games = ALFWorldGames(path)
    with pytest.raises(DataError, match=CAUSES[how]) as error:
        games.task(games.splits[0], 0)
    assert str(path) in str(error.value)


def test_a_folder_with_bad_games_plays_the_good_ones_and_lists_the_bad(copied: Path) -> None:
    before = ALFWorldGames(copied)
    good = {before.task("valid_seen", index).definition for index in range(before.count("valid_seen"))}
    path = next(path for path in _files(copied) if "look_at" in str(path) and "json_2.1.1" in str(path))
    lost = read_game(path.read_bytes()).definition
    path.write_text(_damaged(path.read_text(), "cut"))
    games = ALFWorldGames(copied)
    with pytest.warns(UserWarning, match=r"1 files of split 'valid_seen' are damaged and left out"):
        count = games.count("valid_seen")
    assert {games.task("valid_seen", index).definition for index in range(count)} == good - {lost}
    ((file, cause),) = games.skipped("valid_seen")
    assert file == str(path)
    assert cause.startswith("expected JSON")
    assert games.skipped("train") == ()


def test_unsolvable_games_are_left_out_without_a_warning(copied: Path) -> None:
    path = next(path for path in _files(copied) if "look_at" in str(path) and "json_2.1.1" in str(path))
    path.write_text(_damaged(path.read_text(), "unsolvable"))
    games = ALFWorldGames(copied)
    assert [file for file, _ in games.skipped("valid_seen")] == [str(path)]


def test_what_is_no_game_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="got nothing there"):
        ALFWorldGames(tmp_path / "absent")
    with pytest.raises(DataError, match="expected files named"):
        ALFWorldGames(tmp_path)
    (tmp_path / "games.tar").write_bytes(b"no archive")
    with pytest.raises(DataError, match="expected a tar archive"):
        ALFWorldGames(tmp_path / "games.tar")
    with pytest.raises(UsageError, match="empty list"):
        ALFWorldGames([])


def test_reset_takes_a_game_by_name_trial_path_or_index(unpacked: Path) -> None:
    env = ALFWorldEnv(games=unpacked)
    name = "json_2.1.1/valid_seen/pick_and_place_simple-Book-None-Sofa-229/trial_T20190907_042856_259139"
    openings = set()
    for game in (name, name.split("/")[-1], str(unpacked / name / "game.tw-pddl")):
        opening, info = env.reset(options={"game": game})
        openings.add(opening)
        assert (info["task"], info["split"]) == (name, "valid_seen")
    assert len(openings) == 1
    assert env.reset(options={"game": 0, "split": "valid_seen"})[1]["index"] == 0
    with pytest.raises(TaskError, match="no game has the name 'nowhere'"):
        env.reset(options={"game": "nowhere"})
    with pytest.raises(TaskError, match="index must be 0 to"):
        env.reset(options={"game": 99})
    with pytest.raises(UsageError, match="either the option game or the option index"):
        env.reset(options={"game": 0, "index": 0})


def test_the_laws_hold(unpacked: Path) -> None:
    check_env_laws(ALFWorldEnv, tasks=3, garbage=60).raise_if_broken()
    check_env_laws(
        ALFWorldEnv, options={"games": str(unpacked), "split": "valid_seen"}, tasks=3, garbage=60
    ).raise_if_broken()


def test_a_person_says_what_the_task_is_where_asked(copied: Path) -> None:
    folder = next(path.parent for path in _files(copied) if "json_2.1.1" in str(path) and "Book" in str(path))
    said = [{"task_desc": "Lay a book\n on the couch."}, {"task_desc": "Bring a book to the couch."}]
    (folder / "traj_data.json").write_text(json.dumps({"turk_annotations": {"anns": said}}))
    env = ALFWorldEnv(games=folder, annotations=True)
    told = env.reset(options={"index": 0})[0].rpartition("Your task is to: ")[2]
    assert told in ("Lay a book on the couch.", "Bring a book to the couch.")
    plain = ALFWorldEnv(games=folder)
    assert told not in plain.reset(options={"index": 0})[0]
    assert plain.step("look")[0] == env.step("look")[0]
    (folder / "traj_data.json").write_text("{")
    with pytest.raises(DataError, match=r"traj_data\.json: expected JSON with turk_annotations"):
        ALFWorldEnv(games=folder, annotations=True).reset()
    (folder / "traj_data.json").write_text("{}")
    assert ALFWorldEnv(games=folder, annotations=True).reset()[0] == plain.reset()[0]


def test_a_friendly_game_explains_what_the_engine_passes_over(unpacked: Path) -> None:
    games = next(path for path in _files(unpacked) if "Pot-None-StoveBurner" in str(path))
    env = ALFWorldEnv(games=games, friendly=True)
    observation, info = env.reset(options={"index": 0})
    assert observation == ALFWorldEnv(games=games).reset(options={"index": 0})[0]
    assert env.step("Go to the STOVEBURNER 1")[0].startswith("You arrive at")
    told, *_, info = env.step("go to stoveburner 2")
    assert told.startswith("You are at the stoveburner 2 already: it shares this place with stoveburner 1.")
    assert told.endswith("Nothing happens.")
    assert info["rejected"]
    for text in env.step("look")[4]["legal"]:
        assert env.game.parse(text, env.episode.state).text == text


def test_the_laws_hold_in_a_friendly_game(unpacked: Path) -> None:
    options = {"games": str(unpacked), "split": "train", "friendly": True}
    check_env_laws(ALFWorldEnv, options=options, tasks=3, garbage=60).raise_if_broken()
