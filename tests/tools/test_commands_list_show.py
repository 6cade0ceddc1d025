import json
from functools import cache

import gymnasium as gym
import pytest
from click.testing import CliRunner

import turnwise
from turnwise.cli import main
from turnwise.envs.catalog import CATALOG
from turnwise.envs.puzzles.tictactoe import TicTacToeEnv, TicTacToeTasks
from turnwise.terminal.arguments import read_value
from turnwise.terminal.environments import near_misses
from turnwise.terminal.facts import describe_environment, doc_sections, options_of

TICTACTOE = "turnwise/TicTacToe-v0"


@cache
def index():
    """A task of `train` in which cell 5 wins at once, and every other move loses to an optimal opponent."""
    tasks = TicTacToeTasks()
    return next(str(i) for i in range(100_000) if tasks.task("train", i).opening == "X.O...O.X")


def run(*arguments, text=None):
    return CliRunner().invoke(main, list(arguments), input=text, catch_exceptions=False)


def test_list_names_every_id_of_the_catalog():
    result = run("list", "--json")
    assert result.exit_code == 0
    assert [fact["id"] for fact in json.loads(result.stdout)] == [row.id for row in CATALOG]


def test_list_as_json_tells_reward_limit_splits_and_options():
    fact = next(fact for fact in json.loads(run("list", "--json").stdout) if fact["id"] == TICTACTOE)
    assert fact["family"] == "puzzles"
    assert fact["description"].startswith("Tic-tac-toe against a scripted opponent")
    assert {"term": "regret", "kind": "process", "weight": -1.0, "per_turn": True} in fact["terms"]
    assert fact["max_turns"] == 12
    assert fact["splits"] == ["train", "valid", "test", "hard", "structure"]
    level = next(option for option in fact["options"] if option["name"] == "level")
    assert level == {"name": "level", "default": "medium", "choices": ["easy", "medium", "hard"], "common": False}
    assert {"opponent": "optimal"} in fact["variants"]


def test_list_as_table_shows_ids_and_rewards():
    result = run("list", "--family", "puzzles")
    assert result.exit_code == 0
    assert TICTACTOE in result.stdout
    assert "regret -1/max_turns" in result.stdout


@pytest.mark.parametrize("row", CATALOG, ids=lambda row: row.id)
def test_every_id_has_facts(row):
    fact = describe_environment(row)
    assert fact.description.endswith(".")
    assert fact.missing or (fact.terms and fact.splits)
    json.dumps(fact.document())


@pytest.mark.parametrize("row", CATALOG, ids=lambda row: row.id)
def test_every_id_has_a_page(row):
    result = run("show", row.id, "--oracle")
    assert result.exit_code == 0
    for part in ("first observation", "rewards", "options", "Action Space", "oracle"):
        assert part in result.stdout


def test_show_has_observation_actions_rewards_and_documentation():
    result = run("show", TICTACTOE, "--index", index())
    assert "You are X." in result.stdout
    assert "5 of 9 legal actions: mark 2, mark 4, mark 5, mark 6, mark 8" in result.stdout
    assert "-1/max_turns" in result.stdout
    assert "half the game value that the move gave away" in result.stdout
    assert '>>> info["legal"][:3]' in result.stdout


def test_show_keeps_the_answer_back_unless_asked():
    assert "Cell 5 wins." not in run("show", TICTACTOE, "--index", index()).stdout
    page = run("show", TICTACTOE, "--index", index(), "--oracle").stdout
    assert "> mark 5" in page
    assert "Cell 5 wins." in page


def test_show_takes_options():
    page = run("show", TICTACTOE, "-o", "max_turns=7", "-o", 'terms={"vpr": 2}', "--split", "structure").stdout
    assert "split structure" in page
    assert "at most 7 turns" in page
    assert "vpr         process  weight +2" in page


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tictactoe"], "did you mean turnwise/TicTacToe-v0?"),
        (["turnwise/TicTakToe-v0"], "did you mean turnwise/TicTacToe-v0?"),
        (["zzz"], "`turnwise list` shows all ids"),
        (["nowhere:a/B-v0"], "there is no module 'nowhere'"),
        (["CartPole-v1"], "is no turnwise environment"),
        ([TICTACTOE, "-o", "levle=hard"], "did you mean 'level'?"),
        ([TICTACTOE, "-o", "level=4"], "level must be one of"),
        ([TICTACTOE, "-o", "level"], "expected NAME=VALUE"),
        ([TICTACTOE, "--split", "no"], "split must be one of"),
    ],
)
def test_mistakes_are_one_line_and_exit_status_2(arguments, message):
    result = run("show", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_environments_of_other_modules_are_found_by_module_and_id():
    turnwise.register("terminal_test/Own-v0", TicTacToeEnv)
    try:
        result = run("show", "turnwise:terminal_test/Own-v0")
    finally:
        del gym.registry["terminal_test/Own-v0"]
    assert result.exit_code == 0
    assert "terminal_test/Own-v0" in result.stdout


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", 5), ("null", None), ("true", True), ("hard", "hard"), ('{"a": 1}', {"a": 1}), ("1.5", 1.5), ("", "")],
)
def test_values_are_json_or_text(text, value):
    assert read_value(text) == value


def test_near_misses_name_at_most_three():
    assert near_misses("abcd", [f"x/abcd{n}-v0" for n in range(9)]).count("x/abcd") == 3


def test_options_know_their_choices_and_whose_they_are():
    options = {option.name: option for option in options_of(TicTacToeEnv)}
    assert options["opponent"].choices == ("random", "noisy", "optimal")
    assert options["split"].common
    assert not options["level"].common


def test_doctests_become_code_blocks():
    sections = dict(doc_sections(TicTacToeEnv))
    assert sections["Description"].count("```") == 2
    assert "<BLANKLINE>" not in sections["Description"]
