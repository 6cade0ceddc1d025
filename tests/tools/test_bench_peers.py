import importlib
import signal
import time
from pathlib import Path

import pytest

from turnwise.terminal import make_environment

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def peers(monkeypatch, absent):
    if not BENCHMARKS.is_dir():
        absent("the benchmarks are not part of this distribution")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("puzzles_vs_peers")


@pytest.fixture
def counting(peers):
    """A contestant whose episodes have four steps of two moves each; the clock ticks once a reading."""

    class Counting(peers.Contestant):
        name = "counting"
        steps = 0

        def begin(self, seed):
            self.steps = 0

        def choose(self):
            return "go"

        def step(self, action):
            self.steps += 1
            return self.steps == 4

        def moves(self):
            return 2

    return Counting()


def ticking():
    ticking.now += 1.0
    return ticking.now


ticking.now = 0.0


def test_turns_are_timed_without_resets(peers, counting):
    played = peers.Meter(counting, ticking, 5).turns(10)
    assert (played.seconds, played.counts) == (10, {"steps": 10, "moves": 20})
    assert played.rate("moves") == 2


def test_resets_are_timed_alone(peers, counting):
    played = peers.Meter(counting, ticking, 5).resets(7)
    assert (played.seconds, played.counts) == (7, {"resets": 7})


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="needs alarms")
def test_a_call_that_takes_too_long_is_given_up(peers):
    with pytest.raises(peers.TooSlow), peers.call_limit(1):
        time.sleep(5)


def test_ours_plays_each_prepared_episode_once(peers):
    ours = peers.Turnwise("turnwise/TicTacToe-v0", {}, (peers.Script(3, ("mark 1",)),))
    ours.prepare()
    ours.begin(0)
    ours.step(ours.choose())
    assert 1 <= ours.moves() <= 2
    with pytest.raises(peers.OutOfScripts):
        ours.prepare()


def test_every_match_names_an_environment_and_options_of_ours(peers):
    for match in importlib.import_module("matches").MATCHES:
        make_environment(match.env_id, match.options)[0].close()
