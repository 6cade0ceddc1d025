import json
from concurrent.futures import Future
from dataclasses import asdict

import gymnasium as gym
import pytest
from click.testing import CliRunner

from turnwise.bench import SCHEMA, Stopwatch, measure_environment, play_scripts, repeat
from turnwise.bench.memory import measure_memory
from turnwise.bench.vector import measure_vector
from turnwise.cli import main

TICTACTOE = "turnwise/TicTacToe-v0"


class InProcess:
    """An executor that runs in this process: the tests need no cold caches."""

    def submit(self, function, *args):
        future = Future()
        future.set_result(function(*args))
        return future


def scripts(policy="random", seconds=0.02):
    return play_scripts(TICTACTOE, {}, policy=policy, seconds=seconds, seed=7, executor=InProcess())


def test_a_stopwatch_hands_on_results_and_counts_calls():
    watch = Stopwatch()
    assert [watch(divmod, 7, 2) for _ in range(11)] == [(3, 1)] * 11
    timing = watch.timing()
    assert timing.calls == 11
    assert 0 < timing.median_us <= timing.p99_us <= timing.max_us
    assert timing.per_second > 0
    assert timing.per_cpu_second > 0


def test_a_stopwatch_tells_slow_from_fast():
    slow, fast = Stopwatch(), Stopwatch()
    for _ in range(20):
        slow(sum, range(20_000))
        fast(sum, range(20))
    assert slow.timing().median_us > 20 * fast.timing().median_us


def test_one_call_is_enough_for_a_timing():
    watch = Stopwatch()
    watch(int)
    assert watch.timing().calls == 1


def test_a_stopwatch_without_calls_refuses():
    with pytest.raises(ValueError, match="nothing was timed"):
        Stopwatch().timing()


def test_repeated_rounds_agree_with_what_is_timed():
    repeated = repeat(lambda: sum(range(1000)), 0.05)
    assert 1 < repeated.min_us <= repeated.median_us < 1000


@pytest.mark.parametrize("policy", ["random", "oracle", "mixed"])
def test_scripts_replay_to_the_end_of_their_episodes(policy):
    env = gym.make(TICTACTOE)
    for script in scripts(policy)[:20]:
        env.reset(seed=script.seed)
        ends = [any(env.step(text)[2:4]) for text in script.texts]
        assert ends == [False] * (len(ends) - 1) + [True]


def test_scripts_are_a_function_of_the_seed():
    first, second = scripts(), scripts()
    count = min(len(first), len(second))
    assert first[:count] == second[:count]
    assert len({script.seed for script in first}) == len(first)


def test_the_oracle_always_succeeds():
    report = measure(policy="oracle")
    assert report.played.success_rate == 1
    assert report.played.policy == "oracle"


def measure(**more):
    return measure_environment(
        TICTACTOE,
        {"opponent": "optimal"},
        **{"policy": "random", "seconds": 0.02, "seed": 0, "vector": False, "executor": InProcess(), **more},
    )


def test_a_report_is_plausible():
    report = measure()
    assert report.turn.calls == report.played.turns
    assert report.turn.median_us > report.turn_without_verdict.median_us
    assert report.snapshot_restore.median_us < report.branch.median_us
    assert report.reset.calls >= 3
    json.dumps(asdict(report))


def test_an_environment_holds_more_than_its_episode():
    memory = measure_memory(gym.make(TICTACTOE), scripts())
    assert 200 < memory.episode_bytes < memory.env_bytes < 100_000


def test_vector_reports_count_every_turn():
    reports = list(measure_vector(TICTACTOE, {}, seconds=0.02, seed=0))
    assert [(report.envs, report.workers > 0) for report in reports] == [
        (1, False), (8, False), (64, False), (64, True), (64, True)
    ]  # fmt: skip
    for report in reports:
        assert report.turns % report.envs == 0
        assert 0 < report.median_per_second <= report.best_per_second


def run(*arguments):
    return CliRunner().invoke(main, ["bench", *arguments], catch_exceptions=False)


def test_the_command_prints_json_alone():
    result = run("--id", TICTACTOE, "--seconds", "0.02", "--no-vector", "--no-startup", "--json", "--policy", "mixed")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert data["schema"] == SCHEMA
    assert data["settings"] == {"policy": "mixed", "seconds": 0.02, "seed": 0}
    assert data["import"] is None
    (environment,) = data["environments"]
    assert environment["id"] == TICTACTOE
    assert environment["turn"]["per_second"] > 100


def test_the_help_names_every_key_of_the_json():
    text = run("--help").stdout
    for key in asdict(measure(vector=False)):
        assert key in text


def test_the_command_prints_tables():
    result = run("--id", TICTACTOE, "--seconds", "0.02", "--no-vector", "-o", "level=hard")
    assert result.exit_code == 0
    for part in (
        "played: random",
        "without verdict",
        "snapshot + restore",
        "KiB a live environment",
        "import turnwise",
    ):
        assert part in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--id", "turnwise/Nope-v0"], "there is no environment"),
        (["--id", TICTACTOE, "--family", "puzzles"], "either --family or --id"),
        (["--id", TICTACTOE, "-o", "speed=9"], "has no option"),
        (["--seconds", "0"], "Invalid value for '--seconds'"),
    ],
)
def test_mistakes_are_told_before_anything_is_measured(arguments, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
