import json
from functools import cache

import gymnasium as gym
import pytest
from click.testing import CliRunner
from rich.console import Console

from turnwise.cli import main
from turnwise.envs.core import episode_from_json
from turnwise.envs.puzzles.tictactoe import TicTacToeTasks
from turnwise.terminal.dialogue import Dialogue
from turnwise.terminal.session import Session
from turnwise.wrappers import score_episode, scorer_of

TICTACTOE = "turnwise/TicTacToe-v0"


@cache
def index():
    """A task of `train` in which cell 5 wins at once, and every other move loses to an optimal opponent."""
    tasks = TicTacToeTasks()
    return next(str(i) for i in range(100_000) if tasks.task("train", i).opening == "X.O...O.X")


def play(*lines):
    text = "".join(f"{line}\n" for line in lines)
    result = CliRunner().invoke(
        main, ["play", TICTACTOE, "-o", "opponent=optimal", "--index", index()], input=text, catch_exceptions=False
    )
    assert result.exit_code == 0
    return result.stdout


def test_a_turn_shows_its_verdict_and_its_terms():
    shown = play("mark 4")
    assert "Cell 4 turns a win into a loss under best play; cell 5 kept it." in shown
    assert "(outcome -1, regret -0.08333)" in shown
    assert "The opponent won." in shown


def test_the_summary_tells_return_success_and_what_best_play_reaches():
    shown = play("mark 5")
    assert "1 turn, terminated, success" in shown
    assert "return +1  (outcome +1)" in shown
    assert "best play surely reaches +1" in shown


def test_the_end_of_input_ends_with_a_summary():
    assert "0 turns, left before the end, open" in play()


def test_the_summary_comes_once():
    assert play("mark 5", ":quit").count("summary") == 1
    assert play(":quit").count("summary") == 1


def test_a_rejected_text_says_why():
    shown = play("nonsense")
    assert "rejected The cell must be a number from 1 to 9, got 'nonsense'." in shown


def test_the_hint_is_the_oracles_action():
    assert "The oracle would write: mark 5" in play(":hint")


def test_undo_gives_another_try_and_takes_the_reward_back():
    shown = play("mark 4", ":undo", "mark 5")
    assert shown.count("summary") == 2
    assert "return +1  (outcome +1)" in shown


def test_undo_at_the_start_says_so():
    assert "there is no turn to take back" in play(":undo")


def test_after_the_end_nothing_is_stepped():
    assert play("mark 5", "mark 1").count("The episode is over") == 2


def test_the_legal_actions_can_be_listed():
    assert "5 legal actions: mark 2, mark 4, mark 5, mark 6, mark 8" in play(":legal")


@pytest.mark.parametrize("line", ["?", ":help"])
def test_help_lists_the_commands(line):
    shown = play(line)
    for command in (":hint", ":legal", ":look", ":undo", ":text", ":save FILE", ":quit"):
        assert command in shown


def test_an_unknown_command_is_no_turn():
    shown = play(":nope")
    assert "There is no command :nope" in shown
    assert "0 turns" in shown


def test_two_colons_send_a_text_that_starts_with_one():
    assert "got ':5'" in play("::5")


def test_an_action_can_have_several_lines():
    assert "Cell 5 wins." in play(":text", "I take the middle:", "<action>mark 5</action>", ":end")


def test_a_saved_episode_loads_and_scores_the_same(tmp_path):
    path = tmp_path / "episode.json"
    shown = play("nonsense", "mark 5", f":save {path}")
    assert "Saved 2 turns" in shown
    env = gym.make(TICTACTOE)
    episode = episode_from_json(json.loads(path.read_text()), env.unwrapped.game.types)
    assert sum(record.total for record in score_episode(episode, scorer_of(env))) == pytest.approx(1 - 1 / 12)


def test_a_file_that_cannot_be_written_ends_nothing(tmp_path):
    shown = play(f":save {tmp_path}/no/such/folder/x.json", "mark 5")
    assert "can't write" in shown
    assert "Cell 5 wins." in shown


def test_an_interrupt_ends_with_a_summary():
    def read(prompt):
        raise KeyboardInterrupt

    console = Console(record=True, width=80)
    Dialogue(Session(gym.make(TICTACTOE), seed=0, task={"index": int(index())}), console, read).run()
    assert "left before the end" in console.export_text()


def test_undo_restores_the_very_moment():
    session = Session(gym.make(TICTACTOE), seed=3, task={"index": int(index())})
    start, legal = session.episode, session.legal
    first = session.take("mark 2"), session.episode
    assert session.undo()
    assert (session.episode, session.legal, session.total) == (start, legal, 0)
    assert (session.take("mark 2"), session.episode) == first


def test_without_the_unit_scale_no_guarantee_is_claimed():
    assert Session(gym.make(TICTACTOE, scale="vpr"), seed=0, task={}).guarantee is None
    assert Session(gym.make(TICTACTOE), seed=0, task={"index": int(index())}).guarantee == 1
